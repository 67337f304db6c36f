/* Setting the address by key 1 at power-up. */
#include "setup.h"

#include "buzzer.h"
#include "changes.h"
#include "display.h"
#include "keys.h"
#include "map.h"
#include "store.h"
#include "unit_config.h"

#include <stddef.h>

#define KEY_UP 1   /* key 1 */
#define KEY_DOWN 2 /* key 2 */
#define REPEAT_AFTER_MS 1000
#define REPEAT_EVERY_MS 100

static enum { OFF, HELD, BEEPED, ACTIVE } state;
static uint16_t ms;      /* since power-up; once active, since the last moment a key was down */
static uint16_t down_ms; /* since a key went down */
static uint8_t address;
static uint8_t text[DIGIT_COUNT];

static void show(void)
{
    uint8_t rest = address;

    for (uint8_t i = DIGIT_COUNT; i-- > 1; rest /= 10)
        text[i] = '0' + rest % 10;
    text[0] = 'U';
    display_overlay(text);
}

static void count(uint8_t keys)
{
    if (keys & KEY_UP)
        address = address >= ADDRESS_HIGHEST ? ADDRESS_LOWEST : address + 1;
    else if (keys & KEY_DOWN)
        address = address <= ADDRESS_LOWEST ? ADDRESS_HIGHEST : address - 1;
    show();
}

void setup_begin(void)
{
    if (keys_down() == KEY_UP)
        state = HELD;
}

bool setup_active(void)
{
    return state == ACTIVE;
}

void setup_keys(uint8_t pressed)
{
    down_ms = 0;
    count(pressed);
}

void setup_end(void)
{
    state = OFF;
    display_overlay(NULL);
    buzzer_play(PATTERN_OK);
}

static void watch_the_hold(void)
{
    ms++;
    if (state == HELD && ms >= TIME_SETUP_HOLD) {
        state = BEEPED;
        buzzer_play(PATTERN_OK);
    }
    if (!(keys_down() & KEY_UP)) {
        state = state == BEEPED ? ACTIVE : OFF;
        ms = 0;
        if (state == ACTIVE) {
            address = store_settings()->address;
            show();
        }
    } else if (ms >= TIME_SETUP_STUCK) {
        state = OFF;
    }
}

static void store_when_left_alone(void)
{
    if (keys_down()) {
        ms = 0;
        if (++down_ms >= REPEAT_AFTER_MS + REPEAT_EVERY_MS) {
            down_ms = REPEAT_AFTER_MS;
            count(keys_down());
        }
    } else if (ms < TIME_SETUP_IDLE) {
        ms++;
    } else if (!changes_pending()) {
        struct settings settings = *store_settings();
        settings.address = address;
        changes_ask(&settings);
        setup_end();
    }
}

void setup_tick(void)
{
    if (state == ACTIVE)
        store_when_left_alone();
    else if (state != OFF)
        watch_the_hold();
}
