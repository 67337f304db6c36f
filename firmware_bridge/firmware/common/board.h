/* The pins of both boards (ATmega328P; an Arduino Nano names them in brackets). docs/hardware/call_box.md has the diagram. */
#ifndef BOARD_H
#define BOARD_H

#include <avr/io.h>

/* PD0 (D0) RXD and PD1 (D1) TXD belong to the UART. */
#define DRIVER_PORT PORTD
#define DRIVER_DDR DDRD
#define DRIVER_BIT PD4 /* D4: DE and /RE of the RS-485 transceiver, joined */

#define LAMP_PORT PORTD
#define LAMP_DDR DDRD
#define LAMP_RED_BIT PD5   /* D5 */
#define LAMP_GREEN_BIT PD6 /* D6 */

#define BUZZER_PORT PORTB
#define BUZZER_DDR DDRB
#define BUZZER_BIT PB1 /* D9: active buzzer, high is on */

#define SELECT_PORT PORTB
#define SELECT_BIT PB2 /* D10: LOAD of the MAX7219; as /SS it must be an output anyway */
#define SPI_DDR DDRB
#define DATA_BIT PB3  /* D11: DIN of the MAX7219 */
#define CLOCK_BIT PB5 /* D13: CLK of the MAX7219 */

/* Keys 1-5 pull PC0-PC4 (A0-A4) to ground. PD2 and PD3 are left free: as INT0 and INT1 they slow the simulator down 70 times. */
#define KEY_PORT PORTC
#define KEY_PIN PINC

#define NOISE_CHANNEL 7 /* ADC7 (A7) is connected to nothing and feeds the first serial number */

#endif
