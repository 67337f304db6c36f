/* Characters on seven segments. PROTOCOL.md 11; tests/vectors/segments.json. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include <stdint.h>

#define SEGMENT_POINT 0x80

/* Return the segments of a character, bits 6-0 = a-g; 0 for one that has no picture. Bit 7 of `character` is the decimal point. */
uint8_t segments_of(uint8_t character);

#endif
