/* The serial number, bytes 0-4 of the EEPROM: low byte first, then the complement of their sum. */
#include "serial_number.h"

#include "board.h"

#include <avr/boot.h>
#include <avr/eeprom.h>
#include <avr/io.h>

#define SIZE 4
#define SAMPLES 1024
#define HASH_START 2166136261UL /* FNV-1a */
#define HASH_FACTOR 16777619UL
#define LOT_FROM 0x0E /* signature row: lot, wafer and place of this chip; Microchip documents it for the 328PB only */
#define LOT_TO 0x17

static uint32_t number;

static uint8_t check_of(uint32_t value)
{
    return ~((value & 0xFF) + (value >> 8 & 0xFF) + (value >> 16 & 0xFF) + (value >> 24));
}

static uint32_t mixed(uint32_t hash, uint8_t byte)
{
    return (hash ^ byte) * HASH_FACTOR;
}

/* Return a number made of the noise on an open input and of the chip's origin. */
static uint32_t draw(void)
{
    uint32_t hash = HASH_START;

    for (uint8_t i = LOT_FROM; i <= LOT_TO; i++)
        hash = mixed(hash, boot_signature_byte_get(i));
    ADMUX = _BV(REFS0) | NOISE_CHANNEL;
    ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
    for (uint16_t i = 0; i < SAMPLES; i++) {
        ADCSRA |= _BV(ADSC);
        while (ADCSRA & _BV(ADSC))
            ;
        hash = mixed(hash, ADCL);
        hash = mixed(hash, ADCH);
    }
    ADCSRA = 0;
    return hash;
}

static int valid(uint32_t value)
{
    return value != 0 && value != UINT32_MAX;
}

void serial_number_begin(void)
{
    number = eeprom_read_dword((const uint32_t *)0);
    if (valid(number) && eeprom_read_byte((const uint8_t *)SIZE) == check_of(number))
        return;
    do
        number = draw();
    while (!valid(number));
    eeprom_update_dword((uint32_t *)0, number);
    eeprom_update_byte((uint8_t *)SIZE, check_of(number));
}

uint32_t serial_number(void)
{
    return number;
}
