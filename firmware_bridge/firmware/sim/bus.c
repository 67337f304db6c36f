/* Boards and a master on one pair of wires, in lock step on a virtual clock. */
#include "bus.h"

#include "board.h"
#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEARD_MOST 65536
#define CYCLES_PER_US (BUS_HZ / 1000000)
#define SLICE (BUS_HZ / 4000) /* shorter than a byte up to 38400 baud; see slice_end() */

struct bus {
    struct board boards[BUS_UNITS_MOST];
    int count;
    uint64_t now;
    struct pair pair;
    uint32_t baud;
    uint8_t parity, character_bits;
    uint64_t sent_until; /* cycle at which the master's last queued byte is complete */
    uint8_t heard[HEARD_MOST];
    uint64_t heard_at[HEARD_MOST];
    size_t heard_count;
};

static const uint32_t baud_codes[] = { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 };
static char error[256]; /* of the last call that failed */

const char *bus_error(void)
{
    return error;
}

bool bus_speed(struct bus *bus, uint32_t baud, const char *format)
{
    static const struct {
        char name[4];
        uint8_t parity, bits;
    } formats[] = { { "8N1", 0, 10 }, { "8E1", 1, 11 }, { "8O1", 2, 11 }, { "8N2", 0, 11 } };

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(format, formats[i].name) == 0 && baud > 0) {
            bus->baud = baud;
            bus->parity = formats[i].parity;
            bus->character_bits = formats[i].bits;
            return true;
        }
    snprintf(error, sizeof error, "unknown format %.16s at %u baud", format, baud);
    return false;
}

struct bus *bus_new(uint32_t baud, const char *format, uint64_t seed)
{
    struct bus *bus = calloc(1, sizeof *bus);

    pair_begin(&bus->pair, seed);
    if (bus_speed(bus, baud, format))
        return bus;
    free(bus);
    return NULL;
}

void bus_free(struct bus *bus)
{
    for (int i = 0; i < bus->count; i++)
        board_end(&bus->boards[i]);
    free(bus);
}

static int baud_code(uint32_t baud)
{
    for (size_t i = 0; i < sizeof baud_codes / sizeof *baud_codes; i++)
        if (baud_codes[i] == baud)
            return i;
    return -1;
}

int bus_add(struct bus *bus, const char *elf, uint8_t address, uint32_t serial)
{
    struct board *board = &bus->boards[bus->count];
    int code = baud_code(bus->baud);

    if (bus->count == BUS_UNITS_MOST) {
        snprintf(error, sizeof error, "more than %d units", BUS_UNITS_MOST);
        return -1;
    }
    if (code < 0) {
        snprintf(error, sizeof error, "units know no speed of %u baud", bus->baud);
        return -1;
    }
    struct board_settings settings = { address, code, bus->parity, serial };
    if (!board_begin(board, elf, &settings, random_next(&bus->pair.random))) {
        snprintf(error, sizeof error, "%s is not a unit's firmware", elf);
        return -1;
    }
    board->bus = bus;
    board->index = bus->count;
    board_power(board, true, bus->now);
    return bus->count++;
}

int bus_size(const struct bus *bus)
{
    return bus->count;
}

/* Put a byte on the pair once the sender's last one is complete. */
static void send(struct bus *bus, struct flight *flight, uint64_t duration, uint64_t *sent_until)
{
    if (flight->from < *sent_until)
        flight->from = *sent_until;
    *sent_until = flight->until = flight->from + duration;
    pair_send(&bus->pair, flight);
}

void bus_sent_by(struct board *board, uint8_t byte)
{
    struct flight flight = {
        .from = board->avr->cycle,
        .baud = board_baud(board),
        .parity = board_parity(board),
        .sender = board->index,
        .byte = byte,
    };

    if (board->driving)
        send(board->bus, &flight, board->uart->cycles_per_byte, &board->sent_until);
    else
        board->bus->pair.stats.undriven++;
}

void bus_send(struct bus *bus, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct flight flight = {
            .from = bus->now,
            .baud = bus->baud,
            .parity = bus->parity,
            .sender = PAIR_MASTER,
            .byte = bytes[i],
        };
        send(bus, &flight, BUS_HZ * bus->character_bits / bus->baud, &bus->sent_until);
        bus->pair.stats.sent++;
    }
}

static void hear(struct bus *bus, uint8_t byte)
{
    if (bus->heard_count == HEARD_MOST)
        return;
    bus->heard[bus->heard_count] = byte;
    bus->heard_at[bus->heard_count++] = bus->now;
    bus->pair.stats.received++;
}

static void deliver(struct bus *bus)
{
    struct flight flight;
    bool broken;

    while (pair_take(&bus->pair, bus->now, &flight)) {
        for (int i = 0; i < bus->count; i++) {
            struct board *board = &bus->boards[i];
            if (i == flight.sender || !board->powered || board->driving)
                continue;
            uint8_t byte = pair_understood(&bus->pair, &flight, board_baud(board), board_parity(board), &broken);
            board_hear(board, byte, broken);
        }
        if (flight.sender != PAIR_MASTER)
            hear(bus, pair_understood(&bus->pair, &flight, bus->baud, bus->parity, &broken));
    }
}

/* Return where the slice ends: when a byte is complete, and before one that a board begins to send in this slice could be. */
static uint64_t slice_end(const struct bus *bus, uint64_t end)
{
    uint64_t byte = BUS_HZ * bus->character_bits / bus->baud;
    uint64_t slice = byte < SLICE ? byte : SLICE;

    if (end > bus->now + slice)
        end = bus->now + slice;
    return pair_next(&bus->pair, end);
}

unsigned bus_run(struct bus *bus, uint64_t us, uint64_t quiet_us)
{
    uint64_t end = bus->now + us * CYCLES_PER_US, last = bus->now;
    uint64_t before = bus->pair.stats.received;

    while (bus->now < end) {
        uint64_t next = slice_end(bus, end), heard = bus->pair.stats.received;
        for (int i = 0; i < bus->count; i++)
            board_run(&bus->boards[i], next);
        bus->now = next;
        deliver(bus);
        if (bus->pair.stats.received != heard)
            last = bus->now;
        if (quiet_us && bus->pair.stats.received != before && bus->now - last >= quiet_us * CYCLES_PER_US)
            break;
    }
    return bus->pair.stats.received - before;
}

uint64_t bus_now(const struct bus *bus)
{
    return bus->now;
}

size_t bus_receive(struct bus *bus, uint8_t *bytes, uint64_t *at, size_t most)
{
    size_t count = bus->heard_count < most ? bus->heard_count : most;

    memcpy(bytes, bus->heard, count);
    if (at)
        memcpy(at, bus->heard_at, count * sizeof *at);
    bus->heard_count -= count;
    memmove(bus->heard, bus->heard + count, bus->heard_count);
    memmove(bus->heard_at, bus->heard_at + count, bus->heard_count * sizeof *bus->heard_at);
    return count;
}

uint32_t bus_random(struct bus *bus)
{
    return random_next(&bus->pair.random);
}

void bus_power(struct bus *bus, int unit, bool on)
{
    board_power(&bus->boards[unit], on, bus->now);
}

void bus_key(struct bus *bus, int unit, int key, bool down)
{
    struct board *board = &bus->boards[unit];
    uint8_t bit = 1 << (key - 1);

    board_keys(board, down ? board->keys | bit : board->keys & ~bit);
}

void bus_noise(struct bus *bus, double per_byte)
{
    bus->pair.noise = per_byte;
}

void bus_drop(struct bus *bus, double per_byte)
{
    bus->pair.drop = per_byte;
}

void bus_unit(const struct bus *bus, int unit, struct bus_unit *state)
{
    board_state(&bus->boards[unit], state);
}

void bus_stats(const struct bus *bus, struct bus_stats *stats)
{
    *stats = bus->pair.stats;
}

size_t bus_buzzer_edges(const struct bus *bus, int unit, uint64_t *at, size_t most)
{
    const struct board *board = &bus->boards[unit];
    size_t count = board->edge_count < most ? board->edge_count : most;

    memcpy(at, board->edges, count * sizeof *at);
    return count;
}

bool bus_eeprom_read(struct bus *bus, int unit, uint16_t offset, uint8_t *bytes, uint16_t count)
{
    return board_eeprom(&bus->boards[unit], offset, bytes, count, false);
}

bool bus_eeprom_write(struct bus *bus, int unit, uint16_t offset, const uint8_t *bytes, uint16_t count)
{
    return board_eeprom(&bus->boards[unit], offset, (uint8_t *)bytes, count, true);
}
