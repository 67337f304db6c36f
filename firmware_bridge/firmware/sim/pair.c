/* The pair of wires: bytes on their way, collisions, noise. */
#include "pair.h"

#include <string.h>

#define BAUD_TOLERANCE_PERCENT 4
#define FNV_START 14695981039346656037ULL
#define FNV_FACTOR 1099511628211ULL

uint64_t random_next(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += 0x9E3779B97F4A7C15ULL;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
}

void pair_begin(struct pair *pair, uint64_t seed)
{
    pair->random = seed;
    pair->stats.trace = FNV_START;
}

void pair_send(struct pair *pair, const struct flight *flight)
{
    struct flight added = *flight;

    for (size_t i = 0; i < pair->count; i++) {
        struct flight *other = &pair->flights[i];
        if (other->sender != added.sender && other->from < added.until && added.from < other->until) {
            other->collided = added.collided = true;
            pair->stats.collisions++;
        }
    }
    if (pair->count < PAIR_MOST)
        pair->flights[pair->count++] = added;
}

uint64_t pair_next(const struct pair *pair, uint64_t otherwise)
{
    for (size_t i = 0; i < pair->count; i++)
        if (pair->flights[i].until < otherwise)
            otherwise = pair->flights[i].until;
    return otherwise;
}

static bool chance(struct pair *pair, double probability)
{
    return probability > 0 && (random_next(&pair->random) >> 11) * 0x1p-53 < probability;
}

static void remember(struct pair *pair, const struct flight *flight)
{
    uint64_t facts[] = { flight->until, (uint64_t)flight->sender, flight->byte };

    for (size_t i = 0; i < sizeof facts; i++)
        pair->stats.trace = (pair->stats.trace ^ ((const uint8_t *)facts)[i]) * FNV_FACTOR;
}

bool pair_take(struct pair *pair, uint64_t now, struct flight *flight)
{
    size_t i = 0;

    while (i < pair->count && pair->flights[i].until > now)
        i++;
    if (i == pair->count)
        return false;
    *flight = pair->flights[i];
    pair->count--;
    memmove(pair->flights + i, pair->flights + i + 1, (pair->count - i) * sizeof *flight);
    if (chance(pair, pair->drop)) {
        pair->stats.dropped++;
        return pair_take(pair, now, flight);
    }
    if (chance(pair, pair->noise)) {
        flight->byte ^= 1 << (random_next(&pair->random) & 7);
        pair->stats.noised++;
    }
    if (flight->collided)
        flight->byte = random_next(&pair->random);
    remember(pair, flight);
    return true;
}

uint8_t pair_understood(struct pair *pair, const struct flight *flight, uint32_t baud, uint8_t parity, bool *broken)
{
    uint32_t difference = flight->baud > baud ? flight->baud - baud : baud - flight->baud;

    *broken = difference * 100 > baud * BAUD_TOLERANCE_PERCENT || flight->parity != parity;
    return *broken ? random_next(&pair->random) : flight->byte;
}
