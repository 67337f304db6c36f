/* The time an EEPROM byte takes to be written, which simavr leaves out, and what a power cut does in it. */
#ifndef EEPROM_TIME_H
#define EEPROM_TIME_H

struct board;

void eeprom_time_begin(struct board *board);

/* The board loses its power: a byte that is just being written gets a random value. */
void eeprom_time_cut(struct board *board);

#endif
