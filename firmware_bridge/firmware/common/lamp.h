/* The red and the green lamp. PROTOCOL.md 4.5. */
#ifndef LAMP_H
#define LAMP_H

void lamp_begin(void);

/* Register 12 has changed. */
void lamp_changed(void);

void lamp_tick(void);

#endif
