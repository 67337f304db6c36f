/* What is shown: registers or overlay -> segments -> driver. */
#include "display.h"

#include "map.h"
#include "max7219.h"
#include "registers.h"
#include "segments.h"
#include "unit_config.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define REFRESH_MS 1000
#define ALL 0xFF

/* Bit 0 is digit 1. The simulator reads it to report a blinking digit by what it shows when lit. */
uint8_t display_dark __attribute__((used));

static const uint8_t *overlay;
static uint16_t half_ms, refresh_ms;
static bool lit = true;
static bool due;
static uint8_t shown[POSITIONS];

void display_begin(void)
{
    max7219_begin();
    refresh_ms = REFRESH_MS;
    due = true;
}

void display_changed(void)
{
    lit = true;
    half_ms = 0;
    due = true;
}

void display_overlay(const uint8_t *text)
{
    overlay = text;
    display_changed();
}

void display_tick(void)
{
    if (++half_ms >= TIME_BLINK_HALF) {
        half_ms = 0;
        lit = !lit;
        due = true;
    }
    if (++refresh_ms >= REFRESH_MS)
        due = true;
}

/* Fill `small` with the two characters of the waiting count. */
static void waiting_characters(uint8_t *small)
{
    uint16_t waiting = writable[REG_WAITING];

    small[0] = small[1] = ' ';
    if (waiting == DEFAULT_WAITING_BLANK)
        return;
    if (waiting > 99)
        waiting = 99;
    if (waiting > 9)
        small[0] = '0' + waiting / 10;
    small[1] = '0' + waiting % 10;
}

/* Fill `wanted`, leftmost digit first. */
static void picture(uint8_t *wanted)
{
    memset(wanted, 0, POSITIONS);
    for (uint8_t i = 0; i < DIGIT_COUNT; i++)
        if (!(display_dark & (1 << i)))
            wanted[i] = segments_of(overlay ? overlay[i] : writable[REG_DIGITS + i]);
    if (WAITING_COUNT) {
        uint8_t small[2];
        waiting_characters(small);
        wanted[POSITIONS - 2] = segments_of(small[0]);
        wanted[POSITIONS - 1] = segments_of(small[1]);
    }
}

void display_flush(void)
{
    if (!due)
        return;
    due = false;
    display_dark = lit ? 0 : overlay ? ALL : writable[REG_BLINK];

    uint8_t wanted[POSITIONS];
    picture(wanted);
    bool all = refresh_ms >= REFRESH_MS;
    if (all)
        refresh_ms = 0;
    max7219_configure(POSITIONS, writable[REG_BRIGHTNESS]);
    for (uint8_t i = 0; i < POSITIONS; i++) {
        if (all || wanted[i] != shown[i])
            max7219_show(POSITIONS - i, wanted[i]);
        shown[i] = wanted[i];
    }
}
