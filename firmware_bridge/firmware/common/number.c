/* A number as characters on the digits. */
#include "number.h"

#include "segments.h"

#include <stdbool.h>

void number_to_digits(uint16_t high, uint16_t low, uint16_t *digits, uint8_t count)
{
    uint32_t rest = (uint32_t)(high & 0xFF) << 16 | low;
    uint8_t decimals = high >> 8 & 0x0F;
    bool minus = high >> 12;
    uint8_t written = 0;

    while (count) {
        count--;
        if (rest || written <= decimals) {
            digits[count] = '0' + rest % 10;
            if (decimals && written == decimals)
                digits[count] |= SEGMENT_POINT;
            rest /= 10;
            written++;
        } else if (minus) {
            digits[count] = '-';
            minus = false;
        } else {
            digits[count] = ' ';
        }
    }
}
