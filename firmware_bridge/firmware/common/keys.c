/* Debounced keys: a change counts after 20 samples without a break. */
#include "keys.h"

#include "board.h"
#include "map.h"
#include "unit_config.h"

#include <util/delay.h>

#define MASK ((uint8_t)((1 << INPUT_COUNT) - 1))
#define PULL_UP_SETTLES_US 50

static uint8_t down, ignored;
static uint8_t different_ms[INPUT_COUNT];
static uint16_t down_ms[INPUT_COUNT];

void keys_begin(void)
{
    KEY_PORT |= MASK;
    _delay_us(PULL_UP_SETTLES_US);
    down = ~KEY_PIN & MASK;
    ignored = down;
}

uint8_t keys_down(void)
{
    return down;
}

uint8_t keys_tick(uint8_t *released, uint8_t *held)
{
    uint8_t differs = (~KEY_PIN & MASK) ^ down;
    uint8_t before = down;
    uint8_t long_enough = 0;

    for (uint8_t i = 0; i < INPUT_COUNT; i++) {
        uint8_t bit = 1 << i;
        different_ms[i] = differs & bit ? different_ms[i] + 1 : 0;
        if (different_ms[i] >= TIME_DEBOUNCE) {
            different_ms[i] = 0;
            down_ms[i] = 0;
            down ^= bit;
        }
        if ((down & bit) && down_ms[i] < TIME_HELD && ++down_ms[i] == TIME_HELD)
            long_enough |= bit;
    }
    *released = before & ~down & ~ignored;
    *held = long_enough & ~ignored;
    ignored &= down;
    return down & ~before;
}
