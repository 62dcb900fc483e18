#define _POSIX_C_SOURCE 200809L
#include "contract/far_port.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_port.h"

enum far_call {
    FAR_OPEN,
    FAR_READ,
    FAR_WRITE,
    FAR_SIZE,
    FAR_SET_SIZE,
    FAR_FLUSH,
    FAR_LOCK,
    FAR_UNLOCK,
    FAR_CLOSE,
    FAR_REMOVE
};

/* One call and, filled in by the child, its answer. */
struct far_message {
    enum far_call call;
    enum status status;
    char path[OS_PATH_SIZE];
    struct os_open_mode mode;
    struct os_file file;
    uint64_t offset;
    uint64_t size;
    uint8_t data[FAR_DATA_MAX];
    size_t data_size;
};

struct far_port {
    struct os_port port; /* first */
    int socket;
    pid_t child; /* 0: ended */
};

static enum status serve_call(struct os_port *port, struct far_message *message)
{
    switch (message->call) {
    case FAR_OPEN:
        return os_open(port, message->path, message->mode, &message->file);
    case FAR_READ:
        return os_read(port, message->file, message->offset, message->data, message->size,
                       &message->data_size);
    case FAR_WRITE:
        return os_write(port, message->file, message->offset, message->data, message->data_size);
    case FAR_SIZE:
        return os_size(port, message->file, &message->size);
    case FAR_SET_SIZE:
        return os_set_size(port, message->file, message->size);
    case FAR_FLUSH:
        return os_flush(port, message->file);
    case FAR_LOCK:
        return os_lock(port, message->file, message->offset, message->size);
    case FAR_UNLOCK:
        return os_unlock(port, message->file, message->offset, message->size);
    case FAR_CLOSE:
        return os_close(port, message->file);
    case FAR_REMOVE:
        return os_remove(port, message->path);
    }
    require_failed("call", __FILE__, __LINE__);
}

static _Noreturn void serve(int socket)
{
    struct arena arena = {0};
    const struct posix_port_config config = {.arena = &arena};
    struct os_port *port = posix_port_create(&config);
    struct far_message message;
    while (recv(socket, &message, sizeof(message), MSG_WAITALL) == (ssize_t)sizeof(message)) {
        message.status = serve_call(port, &message);
        if (send(socket, &message, sizeof(message), MSG_NOSIGNAL) != (ssize_t)sizeof(message)) {
            break;
        }
    }
    _exit(0); /* the test's own exit handlers are the parent's */
}

static enum status ask(struct os_port *port, struct far_message *message)
{
    const struct far_port *far = (struct far_port *)(void *)port;
    REQUIRE(far->child != 0);
    const ssize_t size = (ssize_t)sizeof(*message);
    REQUIRE(send(far->socket, message, sizeof(*message), MSG_NOSIGNAL) == size);
    REQUIRE(recv(far->socket, message, sizeof(*message), MSG_WAITALL) == size);
    return message->status;
}

static enum status far_open(struct os_port *port, const char *path, struct os_open_mode mode,
                            struct os_file *file_out)
{
    struct far_message message = {.call = FAR_OPEN, .mode = mode};
    REQUIRE(text_copy(message.path, sizeof(message.path), path));
    const enum status st = ask(port, &message);
    *file_out = message.file;
    return st;
}

static enum status far_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                            size_t size, size_t *read_out)
{
    REQUIRE(size <= FAR_DATA_MAX);
    struct far_message message = {.call = FAR_READ, .file = file, .offset = offset, .size = size};
    const enum status st = ask(port, &message);
    memcpy(data, message.data, message.data_size);
    *read_out = message.data_size;
    return st;
}

static enum status far_write(struct os_port *port, struct os_file file, uint64_t offset,
                             const void *data, size_t size)
{
    REQUIRE(size <= FAR_DATA_MAX);
    struct far_message message = {
        .call = FAR_WRITE, .file = file, .offset = offset, .data_size = size};
    memcpy(message.data, data, size);
    return ask(port, &message);
}

static enum status far_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    struct far_message message = {.call = FAR_SIZE, .file = file};
    const enum status st = ask(port, &message);
    *size_out = message.size;
    return st;
}

static enum status far_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    struct far_message message = {.call = FAR_SET_SIZE, .file = file, .size = size_bytes};
    return ask(port, &message);
}

static enum status far_flush(struct os_port *port, struct os_file file)
{
    struct far_message message = {.call = FAR_FLUSH, .file = file};
    return ask(port, &message);
}

static enum status far_lock(struct os_port *port, struct os_file file, uint64_t offset,
                            uint64_t size)
{
    struct far_message message = {.call = FAR_LOCK, .file = file, .offset = offset, .size = size};
    return ask(port, &message);
}

static enum status far_unlock(struct os_port *port, struct os_file file, uint64_t offset,
                              uint64_t size)
{
    struct far_message message = {.call = FAR_UNLOCK, .file = file, .offset = offset, .size = size};
    return ask(port, &message);
}

static enum status far_close(struct os_port *port, struct os_file file)
{
    struct far_message message = {.call = FAR_CLOSE, .file = file};
    return ask(port, &message);
}

static enum status far_remove(struct os_port *port, const char *path)
{
    struct far_message message = {.call = FAR_REMOVE};
    REQUIRE(text_copy(message.path, sizeof(message.path), path));
    return ask(port, &message);
}

static const struct os_port_ops far_ops = {
    .remove = far_remove,
    .open = far_open,
    .read = far_read,
    .write = far_write,
    .size = far_size,
    .set_size = far_set_size,
    .flush = far_flush,
    .lock = far_lock,
    .unlock = far_unlock,
    .close = far_close,
};

struct os_port *far_port_start(struct arena *arena)
{
    struct far_port *far = arena_new(arena, struct far_port);
    int sockets[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
    far->port.ops = &far_ops;
    far->socket = sockets[0];
    far->child = fork();
    REQUIRE(far->child >= 0);
    if (far->child == 0) {
        (void)close(sockets[0]); /* else the child would keep its own socket open */
        serve(sockets[1]);
    }
    (void)close(sockets[1]); /* the child's */
    return &far->port;
}

void far_port_end(struct os_port *port)
{
    struct far_port *far = (struct far_port *)(void *)port;
    if (far->child != 0) {
        REQUIRE(kill(far->child, SIGKILL) == 0);
        REQUIRE(waitpid(far->child, NULL, 0) == far->child);
        (void)close(far->socket); /* nobody is behind it */
        far->child = 0;
    }
}
