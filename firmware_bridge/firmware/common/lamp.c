/* The red and the green lamp, steady or blinking, as register 12 says. */
#include "lamp.h"

#include "board.h"
#include "map.h"
#include "registers.h"

#include <stdbool.h>
#include <stdint.h>

static uint16_t half_ms;
static bool lit;

static void drive(void)
{
    uint8_t lamps = lit ? writable[REG_LAMP] : 0;
    uint8_t pins = (lamps & LAMP_RED ? _BV(LAMP_RED_BIT) : 0) | (lamps & LAMP_GREEN ? _BV(LAMP_GREEN_BIT) : 0);

    LAMP_PORT = (LAMP_PORT & ~(_BV(LAMP_RED_BIT) | _BV(LAMP_GREEN_BIT))) | pins;
}

void lamp_begin(void)
{
    LAMP_DDR |= _BV(LAMP_RED_BIT) | _BV(LAMP_GREEN_BIT);
}

void lamp_changed(void)
{
    lit = true;
    half_ms = 0;
    drive();
}

void lamp_tick(void)
{
    if (++half_ms < TIME_BLINK_HALF)
        return;
    half_ms = 0;
    lit = !(writable[REG_LAMP] & LAMP_BLINK) || !lit;
    drive();
}
