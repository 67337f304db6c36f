/* What is shown: the digit registers or an overlay, blinking, and the small waiting digits. PROTOCOL.md 4.2, 4.3, 4.6. */
#ifndef DISPLAY_H
#define DISPLAY_H

#include <stdint.h>

void display_begin(void);

/* Registers 0-9 or 13 have changed: begin with the lit half of the blinking. */
void display_changed(void);

/* Show these DIGIT_COUNT characters, blinking, in place of the registers; NULL ends it. The text must stay valid. */
void display_overlay(const uint8_t *text);

/* Count a millisecond of blinking. */
void display_tick(void);

/* Send to the driver what differs from what it shows. */
void display_flush(void);

#endif
