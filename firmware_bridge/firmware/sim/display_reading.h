/* What a person sees on the display driver's digits. */
#ifndef DISPLAY_READING_H
#define DISPLAY_READING_H

#include "bus.h"

/* Latch one word into the driver's registers; `dark` is the firmware's mask of digits that a blink has just darkened. */
void display_latch(uint8_t *driver, uint8_t *steady, uint8_t address, uint8_t value, uint8_t dark);

/* Fill the display's part of `state`. */
void display_read(const uint8_t *driver, const uint8_t *steady, struct bus_unit *state);

#endif
