/* What an LED unit has. */
#ifndef UNIT_CONFIG_H
#define UNIT_CONFIG_H

#include "map.h"

#define UNIT_KIND KIND_LED_UNIT
#define DIGIT_COUNT 4
#define WAITING_COUNT 0
#define POSITIONS DIGIT_COUNT
#define KEY_COUNT 0
#define INPUT_COUNT 1 /* the set-up key inside */

#endif
