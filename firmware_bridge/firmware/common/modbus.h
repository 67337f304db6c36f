/* One request in, one answer out. PROTOCOL.md 2.3-2.5. */
#ifndef MODBUS_H
#define MODBUS_H

#include <stdint.h>

/* Carry out a request (address, function, data; `length` bytes, at least 2, CRC checked and left out) and build the answer for the
   unit at `own_address`. Return the answer's length without CRC, 0 for no answer. */
uint8_t modbus_serve(const uint8_t *request, uint8_t length, uint8_t own_address, uint8_t *answer);

#endif
