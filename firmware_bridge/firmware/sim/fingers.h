/* Fingers on simulated keys: however fast a script asks, they move as slowly as real ones. */
#ifndef FINGERS_H
#define FINGERS_H

#include "bus.h"

#define FINGERS_KEYS 5
#define FINGERS_PLANNED 256

struct fingers {
    uint64_t free[BUS_UNITS_MOST][FINGERS_KEYS]; /* cycle from which a key may move again */
    struct finger_move {
        uint64_t at;
        int unit, key;
        bool down;
    } planned[FINGERS_PLANNED]; /* in the order asked for */
    size_t count;
};

/* Push a key down or let it go, now or as soon as a finger can. Return false if too many moves wait. */
bool fingers_move(struct fingers *fingers, struct bus *bus, int unit, int key, bool down);

/* Return the cycle of the next move up to `end`, or `end`. */
uint64_t fingers_next(const struct fingers *fingers, uint64_t end);

/* Make the moves that are due. */
void fingers_advance(struct fingers *fingers, struct bus *bus);

#endif
