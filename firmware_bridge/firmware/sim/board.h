/* One simulated board: an ATmega328P with its display driver, keys, lamps, buzzer and transceiver. */
#ifndef BOARD_SIM_H
#define BOARD_SIM_H

#include "bus.h"
#include "firmware_file.h"

#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>

#define BOARD_EDGES 256
#define DRIVER_REGISTERS 16

struct board {
    avr_t *avr;
    avr_uart_t *uart;
    struct bus *bus;
    int index;
    bool powered;
    bool driving;   /* the transceiver's direction pin */
    bool selected;  /* the display driver's LOAD is low */
    bool red, green, buzzer;
    uint8_t keys;   /* mask of the keys held down */
    uint8_t shifted[2];
    unsigned shifted_count;
    uint8_t driver[DRIVER_REGISTERS]; /* the display driver's registers as latched */
    uint8_t steady[DRIVER_REGISTERS]; /* its digits as when lit */
    uint64_t edges[BOARD_EDGES];
    size_t edge_count;
    uint64_t sent_until; /* cycle at which the last byte it sent is complete */
    struct variables variables;
    uint64_t random;     /* state of its noise input */
    uint64_t eeprom_until; /* cycle at which the EEPROM byte being written is complete */
    uint16_t eeprom_at;
};

struct board_settings {
    uint8_t address, baud, parity;
    uint32_t serial;
};

/* Return false if the ELF cannot be read or is not one of ours. */
bool board_begin(struct board *board, const char *elf, const struct board_settings *settings, uint64_t seed);
void board_end(struct board *board);

/* Run until `cycle`. */
void board_run(struct board *board, uint64_t cycle);

void board_power(struct board *board, bool on, uint64_t now);
void board_keys(struct board *board, uint8_t keys);
void board_state(const struct board *board, struct bus_unit *state);

/* What the board's UART is set to. */
uint32_t board_baud(const struct board *board);
uint8_t board_parity(const struct board *board); /* 0 none, 1 even, 2 odd */

/* Give the UART a byte that is complete now. */
void board_hear(struct board *board, uint8_t byte, bool broken);

bool board_eeprom(struct board *board, uint16_t offset, uint8_t *bytes, uint16_t count, bool write);

/* Called by a board that begins to send; bus.c has it. */
void bus_sent_by(struct board *board, uint8_t byte);

#endif
