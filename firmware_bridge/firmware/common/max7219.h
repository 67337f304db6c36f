/* The display driver: up to 8 digits without decoding. */
#ifndef MAX7219_H
#define MAX7219_H

#include <stdint.h>

void max7219_begin(void);

/* Write everything that makes the chip show `digits` digits; repeated now and then it heals what a spike has changed. */
void max7219_configure(uint8_t digits, uint8_t brightness);

/* Show `segments` on a digit; 1 is the rightmost. */
void max7219_show(uint8_t digit, uint8_t segments);

#endif
