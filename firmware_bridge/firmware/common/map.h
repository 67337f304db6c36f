/* The constants of the line protocol, under the names of tests/vectors/register_map.json (a test compares them). PROTOCOL.md 3-7. */
#ifndef MAP_H
#define MAP_H

#define MAP_VERSION_MAJOR 1
#define MAP_VERSION_MINOR 0
#define UNIT_ID 0x5131

#define REG_DIGITS 0
#define REG_NUMBER_HIGH 6
#define REG_NUMBER 7
#define REG_BLINK 8
#define REG_BRIGHTNESS 9
#define REG_BEEP_MS 10
#define REG_BEEP_PATTERN 11
#define REG_LAMP 12
#define REG_WAITING 13
#define REG_LONG_KEYS 14
#define REG_ID 16
#define REG_BOOT 17
#define REG_UPTIME 18
#define REG_HEAD 19
#define REG_RING 20
#define REG_CRC_ERRORS 28
#define REG_FRAMES 29
#define REG_MAP_VERSION 30
#define REG_KIND 31
#define REG_SERIAL 32
#define REG_RESET 0xFB
#define REG_ADDRESS 0xFD
#define REG_BAUD 0xFE
#define REG_PARITY 0xFF

#define SIZE_DIGITS 6
#define SIZE_WRITABLE 15
#define SIZE_RING 8
#define SIZE_BLOCK 34
#define SIZE_REQUEST_MAX 80

#define KIND_CALL_BOX 1
#define KIND_LED_UNIT 2

#define EVENT_PRESS 1
#define EVENT_RELEASE 2
#define EVENT_HELD 3

#define LAMP_RED 1
#define LAMP_GREEN 2
#define LAMP_BLINK 4

#define RESET_RESTART 1
#define RESET_FACTORY 2

#define EXCEPTION_FUNCTION 1
#define EXCEPTION_REGISTER 2
#define EXCEPTION_VALUE 3
#define EXCEPTION_BUSY 6

#define ADDRESS_BROADCAST 0
#define ADDRESS_LOWEST 1
#define ADDRESS_HIGHEST 247
#define ADDRESS_FACTORY 247

#define DEFAULT_BRIGHTNESS 8
#define DEFAULT_WAITING_BLANK 0xFFFF
#define DEFAULT_BAUD 4
#define DEFAULT_PARITY 0

#define PATTERN_OK 1
#define PATTERN_REFUSED 2
#define PATTERN_EMPTY 3
#define PATTERN_ARRIVAL 4
#define PATTERN_ERROR 5

#define TIME_DEBOUNCE 20
#define TIME_HELD 1000
#define TIME_SILENCE 5000
#define TIME_BLINK_HALF 500
#define TIME_SETUP_HOLD 3000
#define TIME_SETUP_STUCK 10000
#define TIME_SETUP_IDLE 5000

#endif
