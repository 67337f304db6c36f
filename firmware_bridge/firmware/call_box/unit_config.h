/* What a call box has. */
#ifndef UNIT_CONFIG_H
#define UNIT_CONFIG_H

#include "map.h"

#define UNIT_KIND KIND_CALL_BOX
#define DIGIT_COUNT 4
#define WAITING_COUNT 2
#define POSITIONS 8 /* digits of the display module: 4 for the number, 2 dark, 2 for those waiting */
#define KEY_COUNT 5
#define INPUT_COUNT KEY_COUNT

#endif
