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

/* Whether the ring holds a press whose answer was never heard, by the master's note. PROTOCOL.md 5.6. */
static bool unheard(void)
{
    uint16_t note = writable[REG_NUMBER_HIGH];
    uint16_t head = events_head();
    uint8_t back = (head - note) & NOTE_SEQUENCE;

    if (!(note & NOTE_SETTLED) || back > SIZE_RING)
        return false;
    for (; back; back--, head--) {
        uint8_t kind = events_slot(head % SIZE_RING) & 0x0F;
        if (kind == EVENT_PRESS || kind == EVENT_HELD)
            return true;
    }
    return false;
}

void presses_tick(void)
{
    if (silent() || ++unpolled_ms < TIME_SILENCE)
        return;
    bool lament = pressed_since_poll || unheard();
    events_drop();
    recorded = 0;
    registers_show_silence();
    if (lament)
        buzzer_play(PATTERN_ERROR);
}
