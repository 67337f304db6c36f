/* Debounced keys. PROTOCOL.md 5.3. */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Read the keys as they are: those that are down now are ignored until they have been released. */
void keys_begin(void);

/* Mask of the keys that are down (bit 0 is key 1), whether ignored or not. */
uint8_t keys_down(void);

/* Sample once a millisecond. Return the keys that have just gone down, as a mask; `released` gets those that have just gone up,
   `held` those that have been down for a second. Ignored keys are in none of them. */
uint8_t keys_tick(uint8_t *released, uint8_t *held);

#endif
