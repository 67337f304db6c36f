/* The outside of the real-time simulator: pseudo-terminal, control socket, pace. */
#define _GNU_SOURCE
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 8
#define LINE_SIZE 256
#define STEP_MS 1
#define CYCLES_PER_US (BUS_HZ / 1000000)
#define NS_PER_US 1000ULL
#define NS_PER_S 1000000000ULL
#define CAUGHT_UP_NS (2 * STEP_MS * 1000000ULL)
#define HOPELESS_NS (NS_PER_S / 2)

struct client {
    int fd;
    char line[LINE_SIZE];
    size_t length;
};

struct host {
    struct control *control;
    int pty, pty_slave, listener;
    struct client clients[CLIENTS];
    uint64_t started_ns;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static uint64_t wall_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Let time pass, with the fingers' moves in it. */
static void run(struct control *control, uint64_t us)
{
    uint64_t end = bus_now(control->bus) + us * CYCLES_PER_US;

    while (bus_now(control->bus) < end) {
        uint64_t next = fingers_next(&control->fingers, end);
        bus_run(control->bus, (next - bus_now(control->bus) + CYCLES_PER_US - 1) / CYCLES_PER_US, 0);
        fingers_advance(&control->fingers, control->bus);
    }
}

static uint64_t virtual_ns(const struct host *host)
{
    return bus_now(host->control->bus) * NS_PER_US / CYCLES_PER_US;
}

static bool open_pty(struct host *host, const char *link)
{
    char name[128];
    struct termios raw;

    /* The slave stays open here too: without it a client that closes would leave the master with EIO. */
    if (openpty(&host->pty, &host->pty_slave, name, NULL, NULL) < 0)
        return false;
    tcgetattr(host->pty_slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(host->pty_slave, TCSANOW, &raw);
    fcntl(host->pty, F_SETFL, O_NONBLOCK);
    unlink(link);
    return symlink(name, link) == 0;
}

static bool open_socket(struct host *host, const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    strcpy(address.sun_path, path);
    unlink(path);
    host->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return bind(host->listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(host->listener, CLIENTS) == 0;
}

static void hang_up(struct client *client)
{
    close(client->fd);
    client->fd = -1;
}

static void welcome(struct host *host)
{
    int fd = accept4(host->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    for (int i = 0; i < CLIENTS && fd >= 0; i++)
        if (host->clients[i].fd < 0) {
            host->clients[i] = (struct client){ .fd = fd };
            return;
        }
    if (fd >= 0)
        close(fd);
}

static void serve_line(struct host *host, struct client *client)
{
    char answer[CONTROL_ANSWER + 1];

    client->line[client->length] = 0;
    client->length = 0;
    control_serve(host->control, client->line, answer);
    strcat(answer, "\n");
    if (send(client->fd, answer, strlen(answer), MSG_NOSIGNAL) < 0)
        hang_up(client);
}

static void serve_client(struct host *host, struct client *client)
{
    char bytes[LINE_SIZE];
    ssize_t count = read(client->fd, bytes, sizeof bytes);

    if (count <= 0) {
        if (count == 0 || errno != EAGAIN)
            hang_up(client);
        return;
    }
    for (ssize_t i = 0; i < count && client->fd >= 0; i++) {
        if (bytes[i] == '\n')
            serve_line(host, client);
        else if (client->length < sizeof client->line - 1)
            client->line[client->length++] = bytes[i];
    }
}

/* Let virtual time follow wall time, and pass on what the line says. Return true when it has caught up. */
static bool follow(struct host *host)
{
    uint8_t bytes[512];
    uint64_t wall = wall_ns() - host->started_ns, virtual = virtual_ns(host);

    if (wall > virtual + HOPELESS_NS) { /* the machine slept: don't rush after it */
        host->started_ns += wall - virtual;
        wall = virtual;
    }
    if (wall > virtual)
        run(host->control, (wall - virtual) / NS_PER_US);
    size_t count = bus_receive(host->control->bus, bytes, NULL, sizeof bytes);
    if (count && write(host->pty, bytes, count) < 0 && errno != EAGAIN)
        stopped = 1;
    return wall_ns() - host->started_ns < virtual_ns(host) + CAUGHT_UP_NS;
}

static void read_pty(struct host *host)
{
    uint8_t bytes[512];
    ssize_t count = read(host->pty, bytes, sizeof bytes);

    if (count > 0)
        bus_send(host->control->bus, bytes, count);
}

static void loop(struct host *host)
{
    while (!stopped && !host->control->quit) {
        struct pollfd waiting[2 + CLIENTS] = { { host->pty, POLLIN, 0 }, { host->listener, POLLIN, 0 } };
        for (int i = 0; i < CLIENTS; i++)
            waiting[2 + i] = (struct pollfd){ host->clients[i].fd, POLLIN, 0 };
        poll(waiting, 2 + CLIENTS, STEP_MS);
        /* A late simulator that took new bytes at once would squeeze the silences between frames. */
        if (follow(host))
            read_pty(host);
        if (waiting[1].revents)
            welcome(host);
        for (int i = 0; i < CLIENTS; i++)
            if (host->clients[i].fd >= 0 && waiting[2 + i].revents)
                serve_client(host, &host->clients[i]);
    }
}

int host_run(struct control *control, const char *pty_link, const char *socket_path)
{
    struct host host = { .control = control };
    struct sigaction action = { .sa_handler = on_signal };

    for (int i = 0; i < CLIENTS; i++)
        host.clients[i].fd = -1;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (!open_pty(&host, pty_link)) {
        fprintf(stderr, "moiso_sim: %s: %s\n", pty_link, strerror(errno));
        return 1;
    }
    if (!open_socket(&host, socket_path)) {
        fprintf(stderr, "moiso_sim: %s: %s\n", socket_path, strerror(errno));
        unlink(pty_link);
        return 1;
    }
    host.started_ns = wall_ns() - virtual_ns(&host);
    puts("ready");
    fflush(stdout);
    loop(&host);
    unlink(pty_link);
    unlink(socket_path);
    bus_free(control->bus);
    return 0;
}
