/* The register map: what a request may read and write, and what a write does. PROTOCOL.md 4. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include "map.h"

#include <stdbool.h>
#include <stdint.h>

/* Registers 0-14 as written. */
extern uint16_t writable[SIZE_WRITABLE];

/* Registers 18, 28 and 29. */
extern uint16_t uptime_s, damaged_frames, good_frames;

void registers_begin(void);

/* Return true if `quantity` registers from `first` lie within one block. */
bool registers_exist(uint16_t first, uint16_t quantity);

uint16_t registers_read(uint16_t reg);

/* Write all `quantity` registers (values high byte first) or none. Return 0 or the exception. */
uint8_t registers_write(uint16_t first, uint16_t quantity, const uint8_t *values, bool broadcast);

/* Dashes, no blinking, no lamps, no waiting count: PROTOCOL.md 6. */
void registers_show_silence(void);

#endif
