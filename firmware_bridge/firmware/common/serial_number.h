/* The serial number: provisioned in the EEPROM, or drawn at random at the first power-up. PROTOCOL.md 5.5, 7.4. */
#ifndef SERIAL_NUMBER_H
#define SERIAL_NUMBER_H

#include <stdint.h>

/* Read the serial number; if there is none, make and store one (once in a unit's life, 0.2 s). */
void serial_number_begin(void);

uint32_t serial_number(void);

#endif
