/* Setting the address by key 1 at power-up. PROTOCOL.md 7.3. */
#ifndef SETUP_H
#define SETUP_H

#include <stdbool.h>
#include <stdint.h>

/* Begin to watch if key 1, and only it, is down; after keys_begin(). */
void setup_begin(void);

/* Return true while the keys set the address. */
bool setup_active(void);

/* Keys that have just gone down. */
void setup_keys(uint8_t pressed);

void setup_tick(void);

/* End the set-up with a beep; the address is stored elsewhere. */
void setup_end(void);

#endif
