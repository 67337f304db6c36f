/* The program of a call box or an LED unit. */
#ifndef UNIT_H
#define UNIT_H

/* Run for ever. */
void unit_run(void) __attribute__((noreturn));

#endif
