/* New settings and restarts that wait until the answer to their request is out. */
#include "changes.h"

#include "line.h"

#include <avr/interrupt.h>
#include <avr/wdt.h>

static struct settings wanted;
static bool settings_asked, restart_asked;

bool changes_pending(void)
{
    return settings_asked || restart_asked || store_busy();
}

void changes_ask(const struct settings *settings)
{
    wanted = *settings;
    settings_asked = true;
}

void changes_ask_restart(void)
{
    restart_asked = true;
}

static void restart(void)
{
    cli();
    wdt_enable(WDTO_15MS);
    wdt_reset(); /* the simulator counts by the new period only from here */
    for (;;)
        ;
}

void changes_step(void)
{
    store_step();
    if (line_sending() || store_busy())
        return;
    if (settings_asked) {
        struct settings old = *store_settings();
        settings_asked = false;
        store_change(&wanted);
        if (wanted.baud != old.baud || wanted.parity != old.parity)
            line_begin(wanted.baud, wanted.parity);
    } else if (restart_asked) {
        restart();
    }
}
