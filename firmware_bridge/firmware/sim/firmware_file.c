/* The ELF file of a unit's firmware and where it keeps what pins cannot tell. */
#include "firmware_file.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#define RAM_OFFSET 0x800000

/* simavr takes any file for an AVR's and crashes on others. */
static bool is_avr_elf(const char *path)
{
    Elf32_Ehdr header = { 0 };
    FILE *file = fopen(path, "rb");

    if (!file)
        return false;
    size_t read = fread(&header, sizeof header, 1, file);
    fclose(file);
    return read == 1 && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS32
        && header.e_machine == EM_AVR;
}

static uint16_t address_of(const elf_firmware_t *firmware, const char *name)
{
    for (uint32_t i = 0; i < firmware->symbolcount; i++)
        if (strcmp(firmware->symbol[i]->symbol, name) == 0)
            return firmware->symbol[i]->addr - RAM_OFFSET;
    return 0;
}

bool firmware_read(const char *path, elf_firmware_t *firmware, struct variables *variables)
{
    if (!is_avr_elf(path) || elf_read_firmware(path, firmware) != 0)
        return false;
    variables->dark = address_of(firmware, "display_dark");
    variables->last_sound = address_of(firmware, "buzzer_last");
    variables->sounds = address_of(firmware, "buzzer_count");
    variables->registers = address_of(firmware, "writable");
    return variables->dark && variables->last_sound && variables->sounds && variables->registers;
}
