/* The display driver on the SPI at F_CPU / 16: 16 us for a digit, so waiting for it costs nothing. */
#include "max7219.h"

#include "board.h"

#define DECODE_MODE 0x09
#define INTENSITY 0x0A
#define SCAN_LIMIT 0x0B
#define NORMAL_OPERATION 0x0C
#define DISPLAY_TEST 0x0F

static void send(uint8_t byte)
{
    SPDR = byte;
    while (!(SPSR & _BV(SPIF)))
        ;
}

static void write(uint8_t address, uint8_t value)
{
    SELECT_PORT &= ~_BV(SELECT_BIT);
    send(address);
    send(value);
    SELECT_PORT |= _BV(SELECT_BIT);
}

void max7219_begin(void)
{
    SELECT_PORT |= _BV(SELECT_BIT);
    SPI_DDR |= _BV(SELECT_BIT) | _BV(DATA_BIT) | _BV(CLOCK_BIT);
    SPCR = _BV(SPE) | _BV(MSTR) | _BV(SPR0);
}

void max7219_configure(uint8_t digits, uint8_t brightness)
{
    write(DISPLAY_TEST, 0);
    write(DECODE_MODE, 0);
    write(SCAN_LIMIT, digits - 1);
    write(INTENSITY, 2 * brightness - 1);
    write(NORMAL_OPERATION, 1);
}

void max7219_show(uint8_t digit, uint8_t segments)
{
    write(digit, segments);
}
