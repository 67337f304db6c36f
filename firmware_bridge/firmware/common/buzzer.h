/* Beeps: a length in milliseconds or one of the patterns. PROTOCOL.md 4.4. */
#ifndef BUZZER_H
#define BUZZER_H

#include <stdint.h>

void buzzer_begin(void);

/* Sound for `ms` milliseconds (1-65535) in place of whatever sounds. */
void buzzer_sound(uint16_t ms);

/* Play pattern 1-5 in place of whatever sounds. */
void buzzer_play(uint8_t pattern);

/* Milliseconds left of buzzer_sound(); the pattern that plays; 0 for none. */
uint16_t buzzer_remaining(void);
uint8_t buzzer_pattern(void);

void buzzer_tick(void);

#endif
