/* The serial line: USART 0, timer 1 for t3.5, one pin for the direction. */
#include "line.h"

#include "board.h"
#include "map.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <util/atomic.h>
#include <util/crc16.h>

#define CRC_START 0xFFFF
#define CRC_SIZE 2
#define SHORTEST 4

/* Timer 1 counts F_CPU / 8, so t3.5 at 1200 baud (32.1 ms) still fits 16 bits up to 16 MHz. */
#define TIMER_HZ (F_CPU / 8)
#define T35_FIXED_TICKS (TIMER_HZ * 7 / 4000)
#define T35_TICKS(baud) ((baud) > 19200 ? T35_FIXED_TICKS : TIMER_HZ * 77 / 2 / (baud))
#define DIVIDER(baud) ((F_CPU / 8 + (baud) / 2) / (baud) - 1)
#define SPEED(baud) { DIVIDER(baud), T35_TICKS(baud) }

static const struct {
    uint16_t divider, t35;
} speeds[] PROGMEM = {
    SPEED(1200UL), SPEED(2400UL), SPEED(4800UL), SPEED(9600UL),
    SPEED(19200UL), SPEED(38400UL), SPEED(57600UL), SPEED(115200UL),
};

static uint8_t received[SIZE_REQUEST_MAX];
static volatile uint8_t received_length; /* stops one above the buffer's size: too long */
static volatile uint16_t received_crc;
static volatile bool damaged;
static volatile enum { LISTENING, ENDED, TAKEN } state; /* characters count only while listening */

static uint8_t answer[SIZE_REQUEST_MAX];
static volatile uint8_t answer_length, answer_position;
static volatile bool sending;

static void forget(void)
{
    received_length = 0;
    received_crc = CRC_START;
    damaged = false;
    state = LISTENING;
}

ISR(USART_RX_vect)
{
    uint8_t status = UCSR0A;
    uint8_t byte = UDR0;

    TCNT1 = 0;
    TIFR1 = _BV(OCF1A);
    TIMSK1 = _BV(OCIE1A);
    if (state != LISTENING)
        return;
    if (status & (_BV(FE0) | _BV(DOR0) | _BV(UPE0)))
        damaged = true;
    received_crc = _crc16_update(received_crc, byte);
    if (received_length < sizeof received)
        received[received_length++] = byte;
    else
        received_length = sizeof received + 1;
}

ISR(TIMER1_COMPA_vect)
{
    TIMSK1 = 0;
    if (state == LISTENING && received_length)
        state = ENDED;
}

ISR(USART_UDRE_vect)
{
    UDR0 = answer[answer_position++];
    if (answer_position >= answer_length) {
        UCSR0A = _BV(U2X0) | _BV(TXC0); /* cleared by writing 1: only the end of this last byte may set it again */
        UCSR0B = (UCSR0B & ~_BV(UDRIE0)) | _BV(TXCIE0);
    }
}

ISR(USART_TX_vect)
{
    DRIVER_PORT &= ~_BV(DRIVER_BIT);
    UCSR0B &= ~_BV(TXCIE0);
    sending = false;
    forget();
}

void line_begin(uint8_t baud_code, uint8_t parity_code)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        UCSR0B = 0;
        TIMSK1 = 0;
        PORTD |= _BV(PD0); /* the transceiver leaves RXD floating while it sends */
        DRIVER_DDR |= _BV(DRIVER_BIT);
        DRIVER_PORT &= ~_BV(DRIVER_BIT);
        sending = false;
        forget();

        UCSR0A = _BV(U2X0);
        UCSR0C = _BV(UCSZ01) | _BV(UCSZ00) | (parity_code ? _BV(UPM01) : 0) | (parity_code == 2 ? _BV(UPM00) : 0);
        UBRR0 = pgm_read_word(&speeds[baud_code].divider);
        TCCR1A = 0;
        OCR1A = pgm_read_word(&speeds[baud_code].t35);
        TCCR1B = _BV(WGM12) | _BV(CS11);
        UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    }
}

bool line_due(void)
{
    return state == ENDED;
}

enum line_event line_take(void)
{
    if (state != ENDED)
        return LINE_QUIET;
    state = TAKEN;
    if (damaged || received_crc != 0 || received_length < SHORTEST)
        return LINE_DAMAGED;
    return received_length > sizeof received ? LINE_FOREIGN : LINE_FRAME;
}

const uint8_t *line_frame(void)
{
    return received;
}

uint8_t line_frame_length(void)
{
    return received_length - CRC_SIZE;
}

void line_listen(void)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        forget();
    }
}

uint8_t *line_answer(void)
{
    return answer;
}

void line_send(uint8_t length)
{
    uint16_t crc = CRC_START;
    for (uint8_t i = 0; i < length; i++)
        crc = _crc16_update(crc, answer[i]);
    answer[length] = crc & 0xFF;
    answer[length + 1] = crc >> 8;
    answer_length = length + CRC_SIZE;
    answer_position = 0;
    sending = true;
    DRIVER_PORT |= _BV(DRIVER_BIT);
    UCSR0B |= _BV(UDRIE0);
}

bool line_sending(void)
{
    return sending;
}
