/* One request in, one answer out. */
#include "modbus.h"

#include "map.h"
#include "registers.h"

#include <stdbool.h>
#include <string.h>

#define FUNCTION_READ 3
#define FUNCTION_WRITE 6
#define FUNCTION_WRITE_MANY 16
#define REFUSED 0x80

#define PLAIN_LENGTH 6 /* address, function, two numbers */
#define MANY_HEAD 7    /* and the count of bytes */
#define READ_MOST 125  /* Modbus' own limit */

static uint16_t number_at(const uint8_t *bytes)
{
    return bytes[0] << 8 | bytes[1];
}

/* Fill `answer` from its third byte. Return 0 or the exception; `size` gets the answer's length. */
static uint8_t read(const uint8_t *request, uint8_t length, uint8_t *answer, uint8_t *size)
{
    uint16_t first = number_at(request + 2), quantity = number_at(request + 4);

    if (length != PLAIN_LENGTH || quantity == 0 || quantity > READ_MOST)
        return EXCEPTION_VALUE;
    if (!registers_exist(first, quantity))
        return EXCEPTION_REGISTER;
    uint8_t *to = answer + 2;
    *to++ = 2 * quantity;
    for (uint8_t i = 0; i < quantity; i++) {
        uint16_t value = registers_read(first + i);
        *to++ = value >> 8;
        *to++ = value & 0xFF;
    }
    *size = to - answer;
    return 0;
}

static uint8_t write(const uint8_t *request, uint8_t length, bool broadcast)
{
    if (length != PLAIN_LENGTH)
        return EXCEPTION_VALUE;
    return registers_write(number_at(request + 2), 1, request + 4, broadcast);
}

static uint8_t write_many(const uint8_t *request, uint8_t length, bool broadcast)
{
    uint16_t quantity = number_at(request + 4);

    if (length <= PLAIN_LENGTH || quantity == 0 || request[6] != 2 * quantity || length != MANY_HEAD + request[6])
        return EXCEPTION_VALUE;
    return registers_write(number_at(request + 2), quantity, request + MANY_HEAD, broadcast);
}

uint8_t modbus_serve(const uint8_t *request, uint8_t length, uint8_t own_address, uint8_t *answer)
{
    bool broadcast = request[0] == ADDRESS_BROADCAST;
    uint8_t exception, size = PLAIN_LENGTH;

    if (request[0] != own_address && !broadcast)
        return 0;
    memcpy(answer, request, PLAIN_LENGTH);
    switch (request[1]) {
    case FUNCTION_READ:
        exception = broadcast ? 0 : read(request, length, answer, &size);
        break;
    case FUNCTION_WRITE:
        exception = write(request, length, broadcast);
        break;
    case FUNCTION_WRITE_MANY:
        exception = write_many(request, length, broadcast);
        break;
    default:
        exception = EXCEPTION_FUNCTION;
    }
    if (exception) {
        answer[1] |= REFUSED;
        answer[2] = exception;
        size = 3;
    }
    return broadcast ? 0 : size;
}
