/* The program of an LED unit: unit_config.h says what it has. */
#include "unit.h"

int main(void)
{
    unit_run();
}
