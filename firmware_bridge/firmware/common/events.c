/* The ring of the last eight key events. Only the main loop touches it, so a request always sees head and ring of one moment. */
#include "events.h"

#include "map.h"

#include <string.h>

static uint16_t head;
static uint16_t ring[SIZE_RING];

void events_add(uint8_t key, uint8_t kind)
{
    head++;
    ring[head % SIZE_RING] = (head & 0xFF) << 8 | key << 4 | kind;
}

void events_drop(void)
{
    memset(ring, 0, sizeof ring);
}

uint16_t events_head(void)
{
    return head;
}

uint16_t events_slot(uint8_t slot)
{
    return ring[slot];
}
