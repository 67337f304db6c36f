/* The ring of the last eight key events. PROTOCOL.md 5.1. */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdint.h>

/* Record an event; `kind` is EVENT_PRESS, EVENT_RELEASE or EVENT_HELD. */
void events_add(uint8_t key, uint8_t kind);

/* Drop all events; the head stays. */
void events_drop(void);

uint16_t events_head(void);

/* Slot 0-7, 0 if it holds nothing. */
uint16_t events_slot(uint8_t slot);

#endif
