/* New settings and restarts that wait until the answer to their request is out. PROTOCOL.md 4.8. */
#ifndef CHANGES_H
#define CHANGES_H

#include "store.h"

#include <stdbool.h>

/* Return true while an earlier change is not complete: a new one must be refused. */
bool changes_pending(void);

void changes_ask(const struct settings *settings);

/* Restart, after the settings asked for (if any) are stored. */
void changes_ask_restart(void);

/* Carry out what was asked for as soon as the line is free. */
void changes_step(void);

#endif
