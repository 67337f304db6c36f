/* Beeps on an active buzzer. */
#include "buzzer.h"

#include "board.h"
#include "map.h"

#include <avr/pgmspace.h>

#define STEPS 5

/* On, off, on …; PROTOCOL.md 4.4, tests/vectors/register_map.json. */
static const uint16_t patterns[][STEPS] PROGMEM = {
    [PATTERN_OK] = { 80 },
    [PATTERN_REFUSED] = { 250, 100, 250 },
    [PATTERN_EMPTY] = { 60, 80, 60, 80, 60 },
    [PATTERN_ARRIVAL] = { 40, 120, 40 },
    [PATTERN_ERROR] = { 700 },
};

/* For the simulator: the pattern begun last, 0 for a length in milliseconds, and how many sounds were begun. */
uint8_t buzzer_last __attribute__((used));
uint16_t buzzer_count __attribute__((used));

static uint8_t playing; /* pattern, 0 for none */
static uint8_t step;
static uint16_t left_ms;

static void drive(void)
{
    if (left_ms && !(step & 1))
        BUZZER_PORT |= _BV(BUZZER_BIT);
    else
        BUZZER_PORT &= ~_BV(BUZZER_BIT);
}

static void start(uint8_t pattern, uint16_t ms)
{
    playing = pattern;
    step = 0;
    left_ms = ms;
    buzzer_last = pattern;
    buzzer_count++;
    drive();
}

void buzzer_begin(void)
{
    BUZZER_DDR |= _BV(BUZZER_BIT);
}

void buzzer_sound(uint16_t ms)
{
    start(0, ms);
}

void buzzer_play(uint8_t pattern)
{
    start(pattern, pgm_read_word(&patterns[pattern][0]));
}

uint16_t buzzer_remaining(void)
{
    return playing ? 0 : left_ms;
}

uint8_t buzzer_pattern(void)
{
    return playing;
}

void buzzer_tick(void)
{
    if (!left_ms || --left_ms)
        return;
    if (playing) {
        if (++step < STEPS)
            left_ms = pgm_read_word(&patterns[playing][step]);
        if (!left_ms)
            playing = 0;
    }
    drive();
}
