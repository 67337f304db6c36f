/* Settings and boot count in the EEPROM, safe against a loss of power at any moment. PROTOCOL.md 4.8, 5.5. */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

struct settings {
    uint8_t address, baud, parity; /* codes of PROTOCOL.md 4.8 */
};

extern const struct settings store_factory;

/* Read settings and boot count, count this boot and store it; waits for the EEPROM (30 ms). */
void store_begin(void);

const struct settings *store_settings(void);
uint16_t store_boot(void);

/* Use new settings from now on and begin to store them. Must not be called while store_busy(). */
void store_change(const struct settings *settings);

bool store_busy(void);

/* Write the next byte if the EEPROM is ready. */
void store_step(void);

#endif
