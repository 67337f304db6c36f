/* Milliseconds from timer 0 (compare match, prescaler 64). */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

static volatile uint8_t waiting;

ISR(TIMER0_COMPA_vect)
{
    if (waiting < UINT8_MAX)
        waiting++;
}

void clock_begin(void)
{
    TCCR0A = _BV(WGM01);
    OCR0A = (F_CPU / 64 + 500) / 1000 - 1;
    TIMSK0 = _BV(OCIE0A);
    TCCR0B = _BV(CS01) | _BV(CS00);
}

bool clock_due(void)
{
    return waiting != 0;
}

bool clock_take(void)
{
    bool taken = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        if (waiting) {
            waiting--;
            taken = true;
        }
    }
    return taken;
}
