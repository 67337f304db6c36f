/* The time an SPI byte takes. */
#include "spi_time.h"

#include "board.h"

#include <simavr/avr_spi.h>
#include <string.h>

#define SPCR 0x4C
#define SPSR 0x4D
#define SPDR 0x4E
#define RATE 0x03  /* SPR1:0 */
#define DOUBLE 0x01 /* SPI2X */
#define BITS 8

static const uint8_t dividers[] = { 4, 16, 64, 128 };

/* Runs after simavr's own handler, which has planned the end of the byte too late. */
static void on_data(avr_t *avr, avr_io_addr_t address, uint8_t value, void *spi)
{
    uint32_t divider = dividers[avr->data[SPCR] & RATE] >> (avr->data[SPSR] & DOUBLE);

    (void)address, (void)value;
    for (avr_cycle_timer_slot_p slot = avr->cycle_timers.timer; slot; slot = slot->next)
        if (slot->param == spi) {
            avr_cycle_timer_register(avr, BITS * divider, slot->timer, spi);
            return;
        }
}

void spi_time_begin(struct board *board)
{
    for (avr_io_t *io = board->avr->io_port; io; io = io->next)
        if (strcmp(io->kind, "spi") == 0)
            avr_register_io_write(board->avr, SPDR, on_data, io);
}
