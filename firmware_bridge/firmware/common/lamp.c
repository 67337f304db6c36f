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

    /* Bit by bit, one instruction each. To write the whole port back would undo what an interrupt did to it meanwhile: the
     * line's driver stayed on after the last byte of an answer, and the line was dead. */
    if (lamps & LAMP_RED)
        LAMP_PORT |= _BV(LAMP_RED_BIT);
    else
        LAMP_PORT &= ~_BV(LAMP_RED_BIT);
    if (lamps & LAMP_GREEN)
        LAMP_PORT |= _BV(LAMP_GREEN_BIT);
    else
        LAMP_PORT &= ~_BV(LAMP_GREEN_BIT);
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
