/* The ELF file of a unit's firmware and where it keeps what pins cannot tell. */
#ifndef FIRMWARE_FILE_H
#define FIRMWARE_FILE_H

#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdbool.h>

struct variables {
    uint16_t dark, last_sound, sounds, registers; /* addresses in RAM */
};

/* Read a file. Return false if it is not the ELF of one of our units. */
bool firmware_read(const char *path, elf_firmware_t *firmware, struct variables *variables);

#endif
