/* Makes every fsync and fdatasync of a process take SLOW_DISK_MS longer, as an SD card does; for LD_PRELOAD. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void linger(void) {
    const char *text = getenv("SLOW_DISK_MS");
    long ms = text ? atol(text) : 0;
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0) {
    }
}

int fsync(int descriptor) {
    linger();
    return (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
    linger();
    return (int)syscall(SYS_fdatasync, descriptor);
}
