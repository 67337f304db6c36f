/* Lets the simulator compile common/segments.c on the computer, so that there is one table of characters. */
#ifndef PGMSPACE_H
#define PGMSPACE_H

#define PROGMEM
#define pgm_read_byte(address) (*(address))

#endif
