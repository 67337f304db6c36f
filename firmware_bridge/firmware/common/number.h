/* A number as characters on the digits. PROTOCOL.md 4.2. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdint.h>

/* Fill the first `count` of `digits` with the number of registers 6 (`high`) and 7 (`low`), right-aligned. */
void number_to_digits(uint16_t high, uint16_t low, uint16_t *digits, uint8_t count);

#endif
