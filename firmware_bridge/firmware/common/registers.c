/* The register map: what a request may read and write, and what a write does. */
#include "registers.h"

#include "buzzer.h"
#include "changes.h"
#include "display.h"
#include "events.h"
#include "lamp.h"
#include "number.h"
#include "serial_number.h"
#include "setup.h"
#include "unit_config.h"

#define SETTINGS_FIRST REG_RESET
#define SETTINGS_END (REG_PARITY + 1)
#define DECIMALS_MAX 5
#define SIGN_MAX 1

uint16_t writable[SIZE_WRITABLE] __attribute__((used));
uint16_t uptime_s, damaged_frames, good_frames;

static const uint16_t highest[SIZE_WRITABLE] = {
    [REG_DIGITS] = 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    [REG_NUMBER_HIGH] = SIGN_MAX << 12 | DECIMALS_MAX << 8 | 0xFF,
    [REG_NUMBER] = 0xFFFF,
    [REG_BLINK] = (1 << SIZE_DIGITS) - 1,
    [REG_BRIGHTNESS] = DEFAULT_BRIGHTNESS,
    [REG_BEEP_MS] = 0xFFFF,
    [REG_BEEP_PATTERN] = PATTERN_ERROR,
    [REG_LAMP] = LAMP_RED | LAMP_GREEN | LAMP_BLINK,
    [REG_WAITING] = 0xFFFF,
    [REG_LONG_KEYS] = 0x1F,
};

void registers_begin(void)
{
    writable[REG_BRIGHTNESS] = DEFAULT_BRIGHTNESS;
    registers_show_silence();
}

void registers_show_silence(void)
{
    for (uint8_t i = 0; i < SIZE_DIGITS; i++)
        writable[REG_DIGITS + i] = '-';
    writable[REG_BLINK] = 0;
    writable[REG_LAMP] = 0;
    writable[REG_WAITING] = DEFAULT_WAITING_BLANK;
    display_changed();
    lamp_changed();
}

/* Return true if all `quantity` registers from `first` lie in from..end-1; 32 bits, since 0xFFFF + 2 must not. */
static bool within(uint16_t first, uint16_t quantity, uint16_t from, uint16_t end)
{
    return first >= from && (uint32_t)first + quantity <= end;
}

bool registers_exist(uint16_t first, uint16_t quantity)
{
    return within(first, quantity, 0, SIZE_BLOCK) || within(first, quantity, SETTINGS_FIRST, SETTINGS_END);
}

uint16_t registers_read(uint16_t reg)
{
    if (reg >= REG_RING && reg < REG_RING + SIZE_RING)
        return events_slot(reg - REG_RING);
    switch (reg) {
    case REG_BEEP_MS:
        return buzzer_remaining();
    case REG_BEEP_PATTERN:
        return buzzer_pattern();
    case REG_ID:
        return UNIT_ID;
    case REG_BOOT:
        return store_boot();
    case REG_UPTIME:
        return uptime_s;
    case REG_HEAD:
        return events_head();
    case REG_CRC_ERRORS:
        return damaged_frames;
    case REG_FRAMES:
        return good_frames;
    case REG_MAP_VERSION:
        return MAP_VERSION_MAJOR << 8 | MAP_VERSION_MINOR;
    case REG_KIND:
        return UNIT_KIND << 8 | DIGIT_COUNT << 4 | KEY_COUNT;
    case REG_SERIAL:
        return serial_number() >> 16;
    case REG_SERIAL + 1:
        return serial_number();
    case REG_ADDRESS:
        return store_settings()->address;
    case REG_BAUD:
        return store_settings()->baud;
    case REG_PARITY:
        return store_settings()->parity;
    default:
        return reg < SIZE_WRITABLE ? writable[reg] : 0;
    }
}

static uint16_t value_at(const uint8_t *values, uint8_t index)
{
    return values[2 * index] << 8 | values[2 * index + 1];
}

static bool can_be_written(uint16_t first, uint16_t quantity)
{
    return within(first, quantity, 0, SIZE_WRITABLE) || (first == REG_RESET && quantity == 1)
        || within(first, quantity, REG_ADDRESS, SETTINGS_END);
}

static bool acceptable(uint16_t reg, uint16_t value)
{
    switch (reg) {
    case REG_NUMBER_HIGH:
        return value >> 12 <= SIGN_MAX && (value >> 8 & 0x0F) <= DECIMALS_MAX;
    case REG_BRIGHTNESS:
        return value >= 1 && value <= DEFAULT_BRIGHTNESS;
    case REG_RESET:
        return value == RESET_RESTART || value == RESET_FACTORY;
    case REG_ADDRESS:
        return value >= ADDRESS_LOWEST && value <= ADDRESS_HIGHEST;
    case REG_BAUD:
        return value <= 7;
    case REG_PARITY:
        return value <= 2;
    default:
        return value <= highest[reg];
    }
}

static void write_settings(uint16_t first, uint8_t quantity, const uint8_t *values)
{
    struct settings settings = *store_settings();

    for (uint8_t i = 0; i < quantity; i++) {
        uint8_t value = value_at(values, i);
        switch (first + i) {
        case REG_RESET:
            changes_ask_restart();
            if (value == RESET_FACTORY)
                settings = store_factory;
            break;
        case REG_ADDRESS:
            settings.address = value;
            break;
        case REG_BAUD:
            settings.baud = value;
            break;
        case REG_PARITY:
            settings.parity = value;
            break;
        }
    }
    changes_ask(&settings);
}

static void write_plain(uint16_t first, uint8_t quantity, const uint8_t *values)
{
    uint8_t end = first + quantity;

    for (uint8_t i = 0; i < quantity; i++)
        writable[first + i] = value_at(values, i);
    if (first == REG_NUMBER)
        writable[REG_NUMBER_HIGH] = 0;
    if (first >= REG_NUMBER_HIGH && first <= REG_NUMBER && end > REG_NUMBER)
        number_to_digits(writable[REG_NUMBER_HIGH], writable[REG_NUMBER], &writable[REG_DIGITS], DIGIT_COUNT);
    if (first <= REG_BRIGHTNESS || end > REG_WAITING)
        display_changed();
    if (first <= REG_LAMP && end > REG_LAMP)
        lamp_changed();

    if (first <= REG_BEEP_PATTERN && end > REG_BEEP_PATTERN && writable[REG_BEEP_PATTERN])
        buzzer_play(writable[REG_BEEP_PATTERN]);
    else if (first <= REG_BEEP_MS && end > REG_BEEP_MS && writable[REG_BEEP_MS])
        buzzer_sound(writable[REG_BEEP_MS]);
}

uint8_t registers_write(uint16_t first, uint16_t quantity, const uint8_t *values, bool broadcast)
{
    if (!can_be_written(first, quantity))
        return EXCEPTION_REGISTER;
    if (broadcast && (first == REG_RESET || first == REG_ADDRESS) && !(first == REG_ADDRESS && setup_active()))
        return EXCEPTION_REGISTER;
    for (uint8_t i = 0; i < quantity; i++)
        if (!acceptable(first + i, value_at(values, i)))
            return EXCEPTION_VALUE;
    if (first < SIZE_WRITABLE) {
        write_plain(first, quantity, values);
        return 0;
    }
    if (changes_pending())
        return EXCEPTION_BUSY;
    write_settings(first, quantity, values);
    if (first == REG_ADDRESS && setup_active())
        setup_end();
    return 0;
}
