/* The simulator in real time: boards behind a pseudo-terminal, with a control socket. PROTOCOL.md 12. */
#define _GNU_SOURCE
#include "bus.h"
#include "control.h"
#include "host.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define FIRST_BOX 1
#define FIRST_LED 101
#define BOXES_MOST 100
#define LEDS_MOST 27
#define START_US 100000 /* the units' own start: "ready" means that they are */

struct options {
    const char *pty, *control, *box_elf, *led_elf, *format;
    int boxes, leds;
    uint32_t baud;
    double noise;
    uint64_t seed;
};

static const char usage[] =
    "usage: moiso_sim --pty LINK --control SOCKET --boxes N --box-elf FILE [--leds N --led-elf FILE]\n"
    "                 [--baud 19200] [--format 8N1] [--noise P] [--seed N]\n"
    "Runs call boxes (addresses from 1) and LED units (from 101) with their real firmware on a simulated RS-485 line in real time.\n"
    "LINK becomes a symbolic link to the line's pseudo-terminal; requests for SOCKET are in PROTOCOL.md 12.\n"
    "example: moiso_sim --pty /tmp/line1 --control /tmp/line1.ctl --boxes 4 --box-elf build/call_box.elf\n";

static void read_options(int count, char **words, struct options *options)
{
    static const struct option known[] = {
        { "pty", 1, NULL, 'p' },    { "control", 1, NULL, 'c' }, { "boxes", 1, NULL, 'b' }, { "leds", 1, NULL, 'l' },
        { "box-elf", 1, NULL, 'B' }, { "led-elf", 1, NULL, 'L' }, { "baud", 1, NULL, 's' },  { "format", 1, NULL, 'f' },
        { "noise", 1, NULL, 'n' },  { "seed", 1, NULL, 'r' },    { "help", 0, NULL, 'h' },  { NULL, 0, NULL, 0 },
    };
    int letter;

    while ((letter = getopt_long(count, words, "", known, NULL)) != -1) {
        switch (letter) {
        case 'p': options->pty = optarg; break;
        case 'c': options->control = optarg; break;
        case 'b': options->boxes = atoi(optarg); break;
        case 'l': options->leds = atoi(optarg); break;
        case 'B': options->box_elf = optarg; break;
        case 'L': options->led_elf = optarg; break;
        case 's': options->baud = atoi(optarg); break;
        case 'f': options->format = optarg; break;
        case 'n': options->noise = atof(optarg); break;
        case 'r': options->seed = strtoull(optarg, NULL, 0); break;
        case 'h': fputs(usage, stdout); exit(0);
        default: fputs(usage, stderr); exit(2);
        }
    }
    if (optind != count || !options->pty || !options->control || options->boxes < 0 || options->boxes > BOXES_MOST
        || options->leds < 0 || options->leds > LEDS_MOST || (options->boxes && !options->box_elf)
        || (options->leds && !options->led_elf) || !(options->noise >= 0 && options->noise <= 1)) {
        fputs(usage, stderr);
        exit(2);
    }
}

static bool add_units(struct control *control, const char *elf, int first, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t serial = 0;
        while (serial == 0 || serial == UINT32_MAX)
            serial = bus_random(control->bus);
        int index = bus_add(control->bus, elf, first + i, serial);
        if (index < 0)
            return false;
        control->index_of[first + i] = index;
    }
    return true;
}

int main(int count, char **words)
{
    struct options options = { .baud = 19200, .format = "8N1" };
    struct control control = { 0 };

    if (getrandom(&options.seed, sizeof options.seed, 0) < 0)
        options.seed = 1;
    read_options(count, words, &options);
    memset(control.index_of, -1, sizeof control.index_of);
    control.bus = bus_new(options.baud, options.format, options.seed);
    if (!control.bus || !add_units(&control, options.box_elf, FIRST_BOX, options.boxes)
        || !add_units(&control, options.led_elf, FIRST_LED, options.leds)) {
        fprintf(stderr, "moiso_sim: %s\n", bus_error());
        return 1;
    }
    bus_run(control.bus, START_US, 0);
    bus_noise(control.bus, options.noise);
    return host_run(&control, options.pty, options.control);
}
