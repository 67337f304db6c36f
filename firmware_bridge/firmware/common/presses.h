/* From moving keys to events, and what a unit does when nobody polls it. PROTOCOL.md 5.4, 6. */
#ifndef PRESSES_H
#define PRESSES_H

#include <stdint.h>

/* A request to this unit has been answered. */
void presses_polled(void);

/* Keys that have just gone down, up, or been down for a second; masks, bit 0 is key 1. */
void presses_keys(uint8_t pressed, uint8_t released, uint8_t held);

/* Count a millisecond without a poll. */
void presses_tick(void);

#endif
