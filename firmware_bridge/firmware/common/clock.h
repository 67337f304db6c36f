/* Milliseconds: one interrupt counts them, the main loop takes them one by one. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

void clock_begin(void);

/* Return true once for every millisecond that has passed; up to 255 wait to be taken. */
bool clock_take(void);

/* Return true if a millisecond waits. Call with interrupts off before going to sleep. */
bool clock_due(void);

#endif
