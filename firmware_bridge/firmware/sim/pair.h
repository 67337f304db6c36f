/* The pair of wires: bytes on their way, collisions, noise. */
#ifndef PAIR_H
#define PAIR_H

#include "bus.h"

#define PAIR_MASTER (-1)
#define PAIR_MOST 8192

struct flight {
    uint64_t from, until; /* cycles of its start bit's beginning and its stop bit's end */
    uint32_t baud;
    int sender; /* a board's index or PAIR_MASTER */
    uint8_t byte, parity;
    bool collided;
};

struct pair {
    struct flight flights[PAIR_MOST];
    size_t count;
    double noise, drop; /* chances per byte */
    uint64_t random;
    struct bus_stats stats;
};

void pair_begin(struct pair *pair, uint64_t seed);

/* Put a byte on the pair. If it overlaps one of another sender both are spoiled. */
void pair_send(struct pair *pair, const struct flight *flight);

/* Return the cycle at which the next byte is complete, or `otherwise` if that is earlier. */
uint64_t pair_next(const struct pair *pair, uint64_t otherwise);

/* Take one byte that is complete at `now`, as it arrives. Return false if there is none. */
bool pair_take(struct pair *pair, uint64_t now, struct flight *flight);

/* Return what a receiver with this speed and parity makes of the byte; `broken` is set if it cannot be understood. */
uint8_t pair_understood(struct pair *pair, const struct flight *flight, uint32_t baud, uint8_t parity, bool *broken);

uint64_t random_next(uint64_t *state);

#endif
