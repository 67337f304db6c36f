/* The outside of the real-time simulator: pseudo-terminal, control socket, pace. */
#ifndef HOST_H
#define HOST_H

#include "control.h"

/* Serve until "quit" or a signal; print "ready" once both ends exist. Return the exit code. */
int host_run(struct control *control, const char *pty_link, const char *socket_path);

#endif
