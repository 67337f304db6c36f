/* The EEPROM of a board as a workshop would hand it out. */
#include "eeprom_image.h"

#include "board.h"

#include <string.h>

#define ERASED 0xFF
#define SERIAL_SIZE 4
#define RECORD_AT 8
#define RECORD_BODY 6 /* generation, address, baud, parity, boot count low and high */
#define RECORD_CRC_START 0x5131

static uint16_t crc_of(const uint8_t *bytes, unsigned count)
{
    uint16_t crc = RECORD_CRC_START;

    while (count--) {
        crc ^= *bytes++;
        for (int i = 0; i < 8; i++)
            crc = crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
    }
    return crc;
}

void eeprom_image(uint8_t *image, const struct board_settings *settings)
{
    memset(image, ERASED, EEPROM_IMAGE);
    if (settings->serial) {
        uint8_t sum = 0;
        for (int i = 0; i < SERIAL_SIZE; i++)
            sum += image[i] = settings->serial >> 8 * i;
        image[SERIAL_SIZE] = ~sum;
    }
    if (settings->address) {
        uint8_t *record = image + RECORD_AT;
        memcpy(record, (uint8_t[]){ 0, settings->address, settings->baud, settings->parity, 0, 0 }, RECORD_BODY);
        uint16_t crc = crc_of(record, RECORD_BODY);
        record[RECORD_BODY] = crc & 0xFF;
        record[RECORD_BODY + 1] = crc >> 8;
    }
}
