/* The control socket's requests. */
#include "control.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MOST 4
#define WORD_SIZE 64

typedef void handler(struct control *control, char words[][WORD_SIZE], char *answer);

static void say(char *answer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(answer, CONTROL_ANSWER, format, arguments);
    va_end(arguments);
}

static void refuse(char *answer, const char *why)
{
    say(answer, "{\"ok\": false, \"error\": \"%s\"}", why);
}

static void done(char *answer)
{
    say(answer, "{\"ok\": true}");
}

/* Return true if `word` is a whole number in from..to. */
static bool number_of(const char *word, long from, long to, long *number)
{
    char *end;

    *number = strtol(word, &end, 10);
    return *word && !*end && *number >= from && *number <= to;
}

/* Return the unit's index, or -1 after refusing. */
static int unit_of(struct control *control, const char *word, char *answer)
{
    long address;

    if (number_of(word, 0, CONTROL_ADDRESSES - 1, &address) && control->index_of[address] >= 0)
        return control->index_of[address];
    refuse(answer, "no such unit");
    return -1;
}

static void move_key(struct control *control, char words[][WORD_SIZE], char *answer, bool down)
{
    int unit = unit_of(control, words[1], answer);
    long key;

    if (unit < 0)
        return;
    if (!number_of(words[2], 1, FINGERS_KEYS, &key))
        refuse(answer, "keys are 1-5");
    else if (!fingers_move(&control->fingers, control->bus, unit, key, down))
        refuse(answer, "too many moves wait");
    else
        done(answer);
}

static void press(struct control *control, char words[][WORD_SIZE], char *answer)
{
    move_key(control, words, answer, true);
}

static void release(struct control *control, char words[][WORD_SIZE], char *answer)
{
    move_key(control, words, answer, false);
}

/* Write `text` as the inside of a JSON string. */
static const char *quoted(const char *text, char *buffer)
{
    char *to = buffer;

    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    *to = 0;
    return buffer;
}

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

static void get(struct control *control, char words[][WORD_SIZE], char *answer)
{
    int unit = unit_of(control, words[1], answer);
    struct bus_unit state;
    char digits[2 * sizeof state.digits], lit[2 * sizeof state.lit];

    if (unit < 0)
        return;
    bus_unit(control->bus, unit, &state);
    say(answer,
        "{\"ok\": true, \"digits\": \"%s\", \"lit\": \"%s\", \"waiting\": \"%s\", \"brightness\": %u, \"lamp\": %u, \"red\": %s, "
        "\"green\": %s, \"buzzer\": {\"on\": %s, \"pattern\": %u, \"count\": %u}, \"power\": %s, \"crashed\": %s}",
        quoted(state.digits, digits), quoted(state.lit, lit), state.waiting, state.brightness, state.lamp, boolean(state.red),
        boolean(state.green), boolean(state.buzzer_on), state.buzzer_pattern, state.buzzer_count, boolean(state.powered),
        boolean(state.crashed));
}

static void power(struct control *control, char words[][WORD_SIZE], char *answer)
{
    int unit = unit_of(control, words[1], answer);
    long on;

    if (unit < 0)
        return;
    if (!number_of(words[2], 0, 1, &on)) {
        refuse(answer, "power is 0 or 1");
        return;
    }
    bus_power(control->bus, unit, on);
    done(answer);
}

static void set_chance(struct control *control, const char *word, char *answer, void (*set)(struct bus *, double))
{
    char *end;
    double chance = strtod(word, &end);

    if (!*word || *end || !(chance >= 0 && chance <= 1)) {
        refuse(answer, "a chance is 0-1");
        return;
    }
    set(control->bus, chance);
    done(answer);
}

static void noise(struct control *control, char words[][WORD_SIZE], char *answer)
{
    set_chance(control, words[1], answer, bus_noise);
}

static void drop(struct control *control, char words[][WORD_SIZE], char *answer)
{
    set_chance(control, words[1], answer, bus_drop);
}

static void speed(struct control *control, char words[][WORD_SIZE], char *answer)
{
    long baud;

    if (number_of(words[1], 1, 1000000, &baud) && bus_speed(control->bus, baud, words[2]))
        done(answer);
    else
        refuse(answer, "a speed is BAUD and 8N1, 8E1, 8O1 or 8N2");
}

static void stats(struct control *control, char words[][WORD_SIZE], char *answer)
{
    struct bus_stats s;

    (void)words;
    bus_stats(control->bus, &s);
    say(answer,
        "{\"ok\": true, \"machine\": \"firmware\", \"time_s\": %.6f, \"sent\": %llu, \"received\": %llu, \"collisions\": %llu, \"noised\": %llu, "
        "\"dropped\": %llu, \"undriven\": %llu}",
        (double)bus_now(control->bus) / BUS_HZ, (unsigned long long)s.sent, (unsigned long long)s.received,
        (unsigned long long)s.collisions, (unsigned long long)s.noised, (unsigned long long)s.dropped,
        (unsigned long long)s.undriven);
}

static void quit(struct control *control, char words[][WORD_SIZE], char *answer)
{
    (void)words;
    control->quit = true;
    done(answer);
}

void control_serve(struct control *control, const char *request, char answer[CONTROL_ANSWER])
{
    static const struct {
        const char *name;
        int words;
        handler *serve;
    } requests[] = {
        { "press", 3, press }, { "release", 3, release }, { "get", 2, get },     { "power", 3, power }, { "noise", 2, noise },
        { "drop", 2, drop },   { "speed", 3, speed },     { "stats", 1, stats }, { "quit", 1, quit },
    };
    char words[WORDS_MOST][WORD_SIZE] = { "" };
    int count = sscanf(request, "%63s %63s %63s %63s", words[0], words[1], words[2], words[3]);

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        if (strcmp(words[0], requests[i].name) == 0 && count == requests[i].words) {
            requests[i].serve(control, words, answer);
            return;
        }
    refuse(answer, "unknown request");
}
