/* What a person sees on the display driver's digits. */
#include "display_reading.h"

#include "../common/segments.h"

#include <string.h>

#define DECODE_MODE 0x09
#define INTENSITY 0x0A
#define SCAN_LIMIT 0x0B
#define NORMAL_OPERATION 0x0C
#define DISPLAY_TEST 0x0F
#define DIGITS 4
#define ALL_DIGITS 8
#define UNKNOWN '#'

static unsigned positions(const uint8_t *driver)
{
    return (driver[SCAN_LIMIT] & 7) + 1;
}

void display_latch(uint8_t *driver, uint8_t *steady, uint8_t address, uint8_t value, uint8_t dark)
{
    address &= 0x0F;
    driver[address] = value;
    if (address < 1 || address > ALL_DIGITS)
        return;
    unsigned from_left = positions(driver) - address;
    if (from_left >= ALL_DIGITS || !(dark >> from_left & 1))
        steady[address] = value;
}

static char character_of(uint8_t segments)
{
    for (char c = ' '; c < 'a'; c++)
        if (segments_of(c) == segments && (segments || c == ' '))
            return c;
    return UNKNOWN;
}

/* Write digits from..from+count-1, counted from the left, as text. */
static void text_of(const uint8_t *registers, unsigned width, unsigned from, unsigned count, char *text)
{
    for (unsigned i = from; i < from + count; i++) {
        uint8_t segments = registers[width - i];
        *text++ = character_of(segments & ~SEGMENT_POINT);
        if (segments & SEGMENT_POINT)
            *text++ = '.';
    }
    *text = 0;
}

void display_read(const uint8_t *driver, const uint8_t *steady, struct bus_unit *state)
{
    unsigned width = positions(driver);

    state->brightness = driver[NORMAL_OPERATION] & 1 ? driver[INTENSITY] & 0x0F : UINT8_MAX;
    if (state->brightness == UINT8_MAX || driver[DECODE_MODE] || driver[DISPLAY_TEST] || width < DIGITS)
        return;
    for (unsigned i = 0; i < width; i++)
        state->segments[i] = driver[width - i];
    text_of(steady, width, 0, DIGITS, state->digits);
    text_of(driver, width, 0, DIGITS, state->lit);
    if (width == ALL_DIGITS)
        text_of(driver, width, ALL_DIGITS - 2, 2, state->waiting);
}
