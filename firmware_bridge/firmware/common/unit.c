/* The program of a call box or an LED unit: one loop that takes milliseconds and frames, and sleeps in between. */
#include "unit.h"

#include "buzzer.h"
#include "changes.h"
#include "clock.h"
#include "display.h"
#include "keys.h"
#include "lamp.h"
#include "line.h"
#include "modbus.h"
#include "presses.h"
#include "registers.h"
#include "serial_number.h"
#include "setup.h"
#include "store.h"
#include "unit_config.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#define MS_PER_S 1000
#define EVENT_KEYS ((uint8_t)((1 << KEY_COUNT) - 1))

/* After a reset by the watchdog it still runs, at 15 ms: stop it before the C library clears the memory. */
void stop_watchdog(void) __attribute__((naked, used, section(".init3")));
void stop_watchdog(void)
{
    MCUSR = 0;
    wdt_disable();
}

static void tick_keys(void)
{
    uint8_t released, held;
    uint8_t pressed = keys_tick(&released, &held);

    if (!(pressed | released | held))
        return;
    if (!setup_active())
        presses_keys(pressed & EVENT_KEYS, released & EVENT_KEYS, held & EVENT_KEYS);
    else if (pressed)
        setup_keys(pressed);
}

static void tick(void)
{
    static uint16_t ms;

    if (++ms == MS_PER_S) {
        ms = 0;
        uptime_s++;
    }
    tick_keys();
    setup_tick();
    presses_tick();
    buzzer_tick();
    lamp_tick();
    display_tick();
}

static void serve(void)
{
    uint8_t size = modbus_serve(line_frame(), line_frame_length(), store_settings()->address, line_answer());

    good_frames++;
    if (size) {
        presses_polled();
        line_send(size);
    } else {
        line_listen();
    }
}

static void listen(void)
{
    switch (line_take()) {
    case LINE_QUIET:
        break;
    case LINE_DAMAGED:
        damaged_frames++;
        line_listen();
        break;
    case LINE_FOREIGN:
        good_frames++;
        line_listen();
        break;
    case LINE_FRAME:
        serve();
        break;
    }
}

/* Sleep until an interrupt, unless one has already brought work: checked with interrupts off, and SEI takes effect one instruction late. */
static void sleep(void)
{
    cli();
    if (!line_due() && !clock_due()) {
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

void unit_run(void)
{
    buzzer_begin();
    lamp_begin();
    keys_begin();
    setup_begin();
    serial_number_begin();
    store_begin();
    registers_begin();
    display_begin();
    clock_begin();
    line_begin(store_settings()->baud, store_settings()->parity);
    set_sleep_mode(SLEEP_MODE_IDLE);
    wdt_enable(WDTO_500MS);
    sei();
    for (;;) {
        wdt_reset();
        listen();
        while (clock_take())
            tick();
        changes_step();
        display_flush();
        sleep();
    }
}
