/* The serial line: characters in and out by interrupt, frames cut by silence. PROTOCOL.md 2.1, 3.1, 3.4. */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

enum line_event {
    LINE_QUIET,   /* nothing new */
    LINE_DAMAGED, /* a frame with a wrong CRC, a damaged character or fewer than 4 bytes has ended */
    LINE_FOREIGN, /* a good frame has ended that is too long to be for this unit */
    LINE_FRAME,   /* a good frame has ended: see line_frame() */
};

/* Set speed and format (codes of PROTOCOL.md 4.8) and begin to listen. Whatever is under way is dropped. */
void line_begin(uint8_t baud_code, uint8_t parity_code);

/* Take note of a frame that has ended. After anything but LINE_QUIET the unit is deaf until line_listen() or line_send(). */
enum line_event line_take(void);

/* The frame taken: address, function, data; its length without the CRC. */
const uint8_t *line_frame(void);
uint8_t line_frame_length(void);

void line_listen(void);

/* Where the answer is built; room for SIZE_REQUEST_MAX bytes with the CRC. */
uint8_t *line_answer(void);

/* Send the answer; `length` without the CRC, which is added here. The unit listens again when it is out. */
void line_send(uint8_t length);

bool line_sending(void);

/* Return true if a frame waits to be taken. Call with interrupts off before going to sleep. */
bool line_due(void);

#endif
