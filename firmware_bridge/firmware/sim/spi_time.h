/* The time an SPI byte takes; simavr gives 100 us to each, whatever the clock divider. */
#ifndef SPI_TIME_H
#define SPI_TIME_H

struct board;

void spi_time_begin(struct board *board);

#endif
