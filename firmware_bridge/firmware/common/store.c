/* Settings and boot count: two records, written by turns; the newest complete one counts. */
#include "store.h"

#include "map.h"

#include <avr/eeprom.h>
#include <stddef.h>
#include <string.h>
#include <util/crc16.h>

#define RECORDS_AT 8 /* bytes 0-4 belong to serial_number.c */
#define CRC_START 0x5131
#define BOOT_FIRST 1

struct record {
    uint8_t generation; /* one more than that of the other record */
    struct settings settings;
    uint16_t boot;
    uint16_t crc;
};

#define RECORD_SIZE (sizeof(struct record))

const struct settings store_factory = { ADDRESS_FACTORY, DEFAULT_BAUD, DEFAULT_PARITY };

static struct record current;
static uint8_t slot;                   /* where `current` is stored or being stored */
static uint8_t position = RECORD_SIZE; /* of the next byte to write; RECORD_SIZE when there is none */

static uint16_t crc_of(const struct record *record)
{
    const uint8_t *bytes = (const uint8_t *)record;
    uint16_t crc = CRC_START;

    for (uint8_t i = 0; i < offsetof(struct record, crc); i++)
        crc = _crc16_update(crc, bytes[i]);
    return crc;
}

static uint8_t *place(uint8_t of_slot)
{
    return (uint8_t *)(uintptr_t)(RECORDS_AT + of_slot * RECORD_SIZE);
}

static bool load(struct record *record, uint8_t from_slot)
{
    eeprom_read_block(record, place(from_slot), RECORD_SIZE);
    return record->crc == crc_of(record);
}

static void advance(void)
{
    slot ^= 1;
    current.generation++;
    current.crc = crc_of(&current);
    position = 0;
}

void store_begin(void)
{
    struct record other;
    bool first = load(&current, 0);
    bool second = load(&other, 1);

    if (second && (!first || (int8_t)(other.generation - current.generation) > 0)) {
        current = other;
        slot = 1;
    } else if (!first) {
        current = (struct record){ .settings = store_factory };
    }
    if (++current.boot == 0)
        current.boot = BOOT_FIRST;
    advance();
    while (store_busy())
        store_step();
    eeprom_busy_wait();
}

const struct settings *store_settings(void)
{
    return &current.settings;
}

uint16_t store_boot(void)
{
    return current.boot;
}

void store_change(const struct settings *settings)
{
    if (memcmp(settings, &current.settings, sizeof *settings) == 0)
        return;
    current.settings = *settings;
    advance();
}

bool store_busy(void)
{
    return position < RECORD_SIZE;
}

void store_step(void)
{
    if (!store_busy() || !eeprom_is_ready())
        return;
    eeprom_update_byte(place(slot) + position, ((const uint8_t *)&current)[position]);
    position++;
}
