/* The time an EEPROM byte takes to be written, and what a power cut does in it. */
#include "eeprom_time.h"

#include "board.h"
#include "pair.h"

#define EECR 0x3F
#define EEARL 0x41
#define EEARH 0x42
#define EEPE 0x02
#define WRITE_CYCLES (BUS_HZ * 34 / 10000) /* 3.4 ms, ATmega328P data sheet 8.4 */

static avr_cycle_count_t written(avr_t *avr, avr_cycle_count_t when, void *parameter)
{
    (void)when, (void)parameter;
    avr->data[EECR] &= ~EEPE;
    return 0;
}

/* Runs after simavr's own handler, which has stored the byte and cleared EEPE at once. */
static void on_control(avr_t *avr, avr_io_addr_t address, uint8_t value, void *parameter)
{
    struct board *board = parameter;

    (void)address;
    if (avr->cycle < board->eeprom_until) {
        avr->data[EECR] |= EEPE;
    } else if (value & EEPE) {
        board->eeprom_until = avr->cycle + WRITE_CYCLES;
        board->eeprom_at = avr->data[EEARL] | (avr->data[EEARH] & 3) << 8;
        avr->data[EECR] |= EEPE;
        avr_cycle_timer_register(avr, WRITE_CYCLES, written, board);
    }
}

void eeprom_time_begin(struct board *board)
{
    avr_register_io_write(board->avr, EECR, on_control, board);
}

void eeprom_time_cut(struct board *board)
{
    uint8_t byte = random_next(&board->random);

    if (board->powered && board->avr->cycle < board->eeprom_until)
        board_eeprom(board, board->eeprom_at, &byte, 1, true);
    board->eeprom_until = 0;
}
