/* Boards with their real machine code on one modelled RS-485 pair, on a virtual clock. This is the library's interface
   (firmware_bridge/simulator/avr_bus.py) and what the real-time front end (main.c) is built on. Links simavr (GPL 3). */
#ifndef BUS_H
#define BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUS_HZ 16000000ULL /* cycles of the virtual clock in a second: that of the boards' crystals */
#define BUS_UNITS_MOST 128

struct bus;

struct bus_stats {
    uint64_t sent, received;       /* bytes of the master, bytes that reached the master */
    uint64_t collisions;           /* bytes spoiled because two senders spoke */
    uint64_t noised, dropped;      /* bytes changed or lost by order */
    uint64_t undriven;             /* bytes a board sent without its driver enabled */
    uint64_t trace;                /* hash over (time, sender, byte) of everything on the pair */
};

struct bus_unit {
    char digits[16];       /* what is shown, blinking digits as when lit, "." after a digit with its point */
    char lit[16];          /* what is lit at this moment */
    char waiting[8];       /* the two small digits, "" without them */
    uint8_t segments[8];   /* of the driver, leftmost first, as at this moment */
    uint8_t brightness;    /* intensity 0-15; 255 while the display is off */
    uint8_t lamp;          /* register 12 */
    bool red, green;       /* lamp pins at this moment */
    bool powered, crashed;
    bool buzzer_on;        /* pin at this moment */
    uint8_t buzzer_pattern;
    uint16_t buzzer_count;
};

/* `format` is 8N1, 8E1, 8O1 or 8N2. Return NULL if the format is unknown. The seed decides noise and first serial numbers. */
struct bus *bus_new(uint32_t baud, const char *format, uint64_t seed);
void bus_free(struct bus *bus);

/* Add a powered board with this ELF. With `address` 0 its EEPROM has no settings, with `serial` 0 no serial number: as when new. The speed is the
   bus's. Return its index, or -1: see bus_error(). */
int bus_add(struct bus *bus, const char *elf, uint8_t address, uint32_t serial);
const char *bus_error(void);
int bus_size(const struct bus *bus);

/* Let `us` microseconds pass; with `quiet_us`, stop when the master has heard something and then nothing for so long. Return bytes heard. */
unsigned bus_run(struct bus *bus, uint64_t us, uint64_t quiet_us);
uint64_t bus_now(const struct bus *bus);

/* The master's side: queue bytes to be sent from now on; take what was heard, with the cycle at which each byte was complete (`at` may be NULL). */
void bus_send(struct bus *bus, const uint8_t *bytes, size_t count);
size_t bus_receive(struct bus *bus, uint8_t *bytes, uint64_t *at, size_t most);
bool bus_speed(struct bus *bus, uint32_t baud, const char *format);

/* Return the next number of the bus's random sequence. */
uint32_t bus_random(struct bus *bus);

void bus_power(struct bus *bus, int unit, bool on);
void bus_key(struct bus *bus, int unit, int key, bool down);
void bus_noise(struct bus *bus, double per_byte);
void bus_drop(struct bus *bus, double per_byte);

void bus_unit(const struct bus *bus, int unit, struct bus_unit *state);
void bus_stats(const struct bus *bus, struct bus_stats *stats);

/* Cycles at which the buzzer pin went up, down, up … since power-up; return how many were copied. */
size_t bus_buzzer_edges(const struct bus *bus, int unit, uint64_t *at, size_t most);

/* EEPROM bytes; return false outside of it. */
bool bus_eeprom_read(struct bus *bus, int unit, uint16_t offset, uint8_t *bytes, uint16_t count);
bool bus_eeprom_write(struct bus *bus, int unit, uint16_t offset, const uint8_t *bytes, uint16_t count);

#endif
