/* One simulated board on simavr. */
#include "board.h"

#include "display_reading.h"
#include "eeprom_image.h"
#include "eeprom_time.h"
#include "firmware_file.h"
#include "pair.h"
#include "spi_time.h"

#include <simavr/avr_adc.h>
#include <simavr/avr_eeprom.h>
#include <simavr/avr_extint.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_spi.h>
#include <stdlib.h>
#include <string.h>

#define MCU "atmega328p"
#define KEYS 5
#define UCSR0A 0xC0
#define UCSR0C 0xC2
#define UBRR0L 0xC4
#define UBRR0H 0xC5
#define U2X 0x02
#define MAX_SLICE 800
#define REG_LAMP 12

static void drop_log(avr_t *avr, const int level, const char *format, va_list arguments)
{
    (void)avr, (void)level, (void)format, (void)arguments;
}

uint32_t board_baud(const struct board *board)
{
    const uint8_t *data = board->avr->data;
    uint32_t divider = (data[UBRR0L] | (data[UBRR0H] & 0x0F) << 8) + 1;

    return BUS_HZ / (data[UCSR0A] & U2X ? 8 : 16) / divider;
}

uint8_t board_parity(const struct board *board)
{
    uint8_t mode = board->avr->data[UCSR0C] >> 4 & 3; /* UPM01:0: 0 none, 2 even, 3 odd */

    return mode < 2 ? 0 : mode - 1;
}

/* simavr always counts 11 bits for a character; the real UART counts those it is set to. */
static void pace(struct board *board)
{
    board->uart->cycles_per_byte = BUS_HZ * (board_parity(board) ? 11 : 10) / board_baud(board);
}

static void on_uart(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    pace(parameter);
    bus_sent_by(parameter, value);
}

static void on_direction(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    ((struct board *)parameter)->driving = value & 1;
}

static void on_red(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    ((struct board *)parameter)->red = value & 1;
}

static void on_green(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    ((struct board *)parameter)->green = value & 1;
}

static void on_buzzer(avr_irq_t *irq, uint32_t value, void *parameter)
{
    struct board *board = parameter;
    bool on = value & 1;

    (void)irq;
    if (on != board->buzzer && board->edge_count < BOARD_EDGES)
        board->edges[board->edge_count++] = board->avr->cycle;
    board->buzzer = on;
}

static void on_spi(avr_irq_t *irq, uint32_t value, void *parameter)
{
    struct board *board = parameter;

    (void)irq;
    board->shifted[0] = board->shifted[1];
    board->shifted[1] = value;
    board->shifted_count++;
}

/* The display driver takes the last 16 bits at the rising edge of LOAD. */
static void on_select(avr_irq_t *irq, uint32_t value, void *parameter)
{
    struct board *board = parameter;
    bool selected = !(value & 1);

    (void)irq;
    if (selected && !board->selected)
        board->shifted_count = 0;
    if (!selected && board->selected && board->shifted_count >= 2) {
        uint8_t dark = board->avr->data[board->variables.dark];
        display_latch(board->driver, board->steady, board->shifted[0], board->shifted[1], dark);
    }
    board->selected = selected;
}

static void on_conversion(avr_irq_t *irq, uint32_t value, void *parameter)
{
    struct board *board = parameter;

    (void)irq, (void)value;
    avr_raise_irq(avr_io_getirq(board->avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC7), random_next(&board->random) % 5000);
}

static void watch(struct board *board, uint32_t io, int pin, avr_irq_notify_t notify)
{
    avr_irq_register_notify(avr_io_getirq(board->avr, io, pin), notify, board);
}

static avr_uart_t *uart_of(avr_t *avr)
{
    for (avr_io_t *io = avr->io_port; io; io = io->next)
        if (strcmp(io->kind, "uart") == 0)
            return (avr_uart_t *)io;
    return NULL;
}

static void no_sleep(avr_t *avr, avr_cycle_count_t cycles)
{
    (void)avr, (void)cycles;
}

static void wire(struct board *board)
{
    avr_t *avr = board->avr;
    uint32_t no_flags = 0;

    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &no_flags);
    /* Level interrupts on PD2 and PD3 would be polled in every cycle. */
    avr_extint_set_strict_lvl_trig(avr, 0, 0);
    avr_extint_set_strict_lvl_trig(avr, 1, 0);
    watch(board, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT, on_uart);
    watch(board, AVR_IOCTL_IOPORT_GETIRQ('D'), 4, on_direction);
    watch(board, AVR_IOCTL_IOPORT_GETIRQ('D'), 5, on_red);
    watch(board, AVR_IOCTL_IOPORT_GETIRQ('D'), 6, on_green);
    watch(board, AVR_IOCTL_IOPORT_GETIRQ('B'), 1, on_buzzer);
    watch(board, AVR_IOCTL_IOPORT_GETIRQ('B'), 2, on_select);
    watch(board, AVR_IOCTL_SPI_GETIRQ(0), SPI_IRQ_OUTPUT, on_spi);
    watch(board, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER, on_conversion);
}

bool board_begin(struct board *board, const char *elf, const struct board_settings *settings, uint64_t seed)
{
    elf_firmware_t firmware = { 0 };

    avr_global_logger_set(drop_log);
    board->random = seed;
    if (!firmware_read(elf, &firmware, &board->variables))
        return false;
    firmware.frequency = BUS_HZ;
    strcpy(firmware.mmcu, MCU);

    board->avr = avr_make_mcu_by_name(MCU);
    avr_init(board->avr);
    avr_load_firmware(board->avr, &firmware);
    board->avr->frequency = BUS_HZ;
    board->avr->run_cycle_limit = MAX_SLICE;
    board->avr->sleep = no_sleep;
    board->uart = uart_of(board->avr);
    wire(board);
    eeprom_time_begin(board);
    spi_time_begin(board);

    uint8_t image[EEPROM_IMAGE];
    eeprom_image(image, settings);
    board_eeprom(board, 0, image, sizeof image, true);
    return true;
}

void board_end(struct board *board)
{
    if (board->avr)
        avr_terminate(board->avr);
}

void board_keys(struct board *board, uint8_t keys)
{
    /* Told as an external level too: else simavr's pull-ups would lift a key that is down at power-up. */
    avr_ioport_external_t levels = { .name = 'C', .mask = (1 << KEYS) - 1, .value = ~keys };

    board->keys = keys;
    avr_ioctl(board->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('C'), &levels);
    for (int i = 0; i < KEYS; i++)
        avr_raise_irq(avr_io_getirq(board->avr, AVR_IOCTL_IOPORT_GETIRQ('C'), i), !(keys >> i & 1));
}

/* The chip has begun anew: its outputs float, and its input pins read 0. simavr drops an input that repeats the last, so go through the
   other value. */
static void after_reset(struct board *board)
{
    uint8_t keys = board->keys;

    board->eeprom_until = 0;
    board->driving = board->selected = board->red = board->green = board->buzzer = false;
    board_keys(board, ~keys);
    board_keys(board, keys);
}

static avr_cycle_count_t wake(avr_t *avr, avr_cycle_count_t when, void *parameter)
{
    (void)avr, (void)when, (void)parameter;
    return 0;
}

void board_run(struct board *board, uint64_t cycle)
{
    avr_t *avr = board->avr;

    if (!board->powered) {
        avr->cycle = cycle;
        return;
    }
    /* Without a timer due at the end of the slice a sleeping core would run past it. */
    if (avr->cycle < cycle)
        avr_cycle_timer_register(avr, cycle - avr->cycle, wake, NULL);
    while (avr->cycle < cycle && avr->state != cpu_Crashed && avr->state != cpu_Done) {
        avr_run(avr);
        if (avr->pc == 0) /* the watchdog */
            after_reset(board);
    }
}

void board_power(struct board *board, bool on, uint64_t now)
{
    if (!on)
        eeprom_time_cut(board);
    board->powered = on;
    board->edge_count = 0;
    memset(board->driver, 0, sizeof board->driver);
    memset(board->steady, 0, sizeof board->steady);
    if (!on)
        return;
    avr_reset(board->avr);
    board->avr->state = cpu_Running;
    board->avr->cycle = now;
    after_reset(board);
}

void board_hear(struct board *board, uint8_t byte, bool broken)
{
    avr_irq_t *irq = avr_io_getirq(board->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);

    /* simavr delivers an input one character later, as if it began now; here it is complete now. */
    board->uart->cycles_per_byte = 1;
    avr_raise_irq(irq, byte | (broken ? UART_INPUT_FE : 0));
    pace(board);
}

bool board_eeprom(struct board *board, uint16_t offset, uint8_t *bytes, uint16_t count, bool write)
{
    avr_eeprom_desc_t area = { .ee = bytes, .offset = offset, .size = count };

    return avr_ioctl(board->avr, write ? AVR_IOCTL_EEPROM_SET : AVR_IOCTL_EEPROM_GET, &area) != -2;
}

void board_state(const struct board *board, struct bus_unit *state)
{
    const uint8_t *data = board->avr->data;

    memset(state, 0, sizeof *state);
    state->powered = board->powered;
    state->brightness = UINT8_MAX;
    if (!board->powered)
        return;
    display_read(board->driver, board->steady, state);
    state->crashed = board->avr->state == cpu_Crashed || board->avr->state == cpu_Done;
    state->lamp = data[board->variables.registers + 2 * REG_LAMP];
    state->red = board->red;
    state->green = board->green;
    state->buzzer_on = board->buzzer;
    state->buzzer_pattern = data[board->variables.last_sound];
    state->buzzer_count = data[board->variables.sounds] | data[board->variables.sounds + 1] << 8;
}
