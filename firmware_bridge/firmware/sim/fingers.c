/* Fingers on simulated keys. */
#include "fingers.h"

#define FINGER (BUS_HZ * 60 / 1000) /* down, and up, for 60 ms at least; the keys need a third of it */

bool fingers_move(struct fingers *fingers, struct bus *bus, int unit, int key, bool down)
{
    uint64_t *free = &fingers->free[unit][key - 1], at = bus_now(bus);

    if (fingers->count == FINGERS_PLANNED)
        return false;
    if (at < *free)
        at = *free;
    *free = at + FINGER;
    fingers->planned[fingers->count++] = (struct finger_move){ at, unit, key, down };
    fingers_advance(fingers, bus);
    return true;
}

uint64_t fingers_next(const struct fingers *fingers, uint64_t end)
{
    for (size_t i = 0; i < fingers->count; i++)
        if (fingers->planned[i].at < end)
            end = fingers->planned[i].at;
    return end;
}

void fingers_advance(struct fingers *fingers, struct bus *bus)
{
    size_t kept = 0;

    for (size_t i = 0; i < fingers->count; i++) {
        struct finger_move move = fingers->planned[i];
        if (move.at <= bus_now(bus))
            bus_key(bus, move.unit, move.key, move.down);
        else
            fingers->planned[kept++] = move;
    }
    fingers->count = kept;
}
