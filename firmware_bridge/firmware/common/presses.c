/* From moving keys to events, and the silence rule. */
#include "presses.h"

#include "buzzer.h"
#include "events.h"
#include "map.h"
#include "registers.h"

#include <stdbool.h>

static uint16_t unpolled_ms; /* stops at TIME_SILENCE: nobody listens */
static bool pressed_since_poll;
static uint8_t recorded; /* keys whose press is an event, so that their held and release may follow */

static bool silent(void)
{
    return unpolled_ms >= TIME_SILENCE;
}

void presses_polled(void)
{
    unpolled_ms = 0;
    pressed_since_poll = false;
}

static void add_each(uint8_t keys, uint8_t kind)
{
    for (uint8_t key = 1; keys; key++, keys >>= 1)
        if (keys & 1)
            events_add(key, kind);
}

void presses_keys(uint8_t pressed, uint8_t released, uint8_t held)
{
    uint8_t of_interest = recorded & writable[REG_LONG_KEYS];

    add_each(held & of_interest, EVENT_HELD);
    add_each(released & of_interest, EVENT_RELEASE);
    recorded &= ~released;
    if (!pressed)
        return;
    if (silent()) {
        buzzer_play(PATTERN_ERROR);
        return;
    }
    add_each(pressed, EVENT_PRESS);
    recorded |= pressed;
    pressed_since_poll = true;
}

void presses_tick(void)
{
    if (silent() || ++unpolled_ms < TIME_SILENCE)
        return;
    events_drop();
    recorded = 0;
    registers_show_silence();
    if (pressed_since_poll)
        buzzer_play(PATTERN_ERROR);
}
