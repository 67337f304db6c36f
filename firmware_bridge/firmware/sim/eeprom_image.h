/* The EEPROM of a board as a workshop would hand it out. PROTOCOL.md 7.4; common/store.c, common/serial_number.c. */
#ifndef EEPROM_IMAGE_H
#define EEPROM_IMAGE_H

#include <stdint.h>

#define EEPROM_IMAGE 24

struct board_settings;

/* Fill `image`; address 0 leaves the settings, serial 0 the serial number as in a new chip. */
void eeprom_image(uint8_t *image, const struct board_settings *settings);

#endif
