/* The control socket's requests. PROTOCOL.md 12. */
#ifndef CONTROL_H
#define CONTROL_H

#include "bus.h"
#include "fingers.h"

#define CONTROL_ANSWER 1024
#define CONTROL_ADDRESSES 256

struct control {
    struct bus *bus;
    struct fingers fingers;
    int16_t index_of[CONTROL_ADDRESSES]; /* a unit's index by the address it was started with, -1 for none */
    bool quit;
};

/* Carry out one request line and fill `answer` with one line of JSON, without the line's end. */
void control_serve(struct control *control, const char *request, char answer[CONTROL_ANSWER]);

#endif
