/* The program of a call box: unit_config.h says what it has. */
#include "unit.h"

int main(void)
{
    unit_run();
}
