#define _POSIX_C_SOURCE 200809L
#include "support/fault_port.h"

#include <signal.h>
#include <string.h>

#include "base/text.h"

/* What a call does after it was counted. */
enum strike { DO_IT, REFUSE_IT, DO_AND_REFUSE, DO_HALF, DO_HALF_AND_ALL };

static struct fault_port *of(struct os_port *port)
{
    return (struct fault_port *)(void *)port;
}

static enum strike count(struct os_port *port, enum status *status_out)
{
    struct fault_port *fault = of(port);
    fault->calls++;
    *status_out = fault->status;
    if (fault->kind == FAULT_NONE || fault->calls < fault->at) {
        return DO_IT;
    }
    const bool is_first = fault->calls == fault->at;
    fault->has_struck = true;
    switch (fault->kind) {
    case FAULT_FAIL:
        return is_first ? REFUSE_IT : DO_IT;
    case FAULT_AFTER:
        return is_first ? DO_AND_REFUSE : DO_IT;
    case FAULT_TORN:
        return is_first ? DO_HALF : DO_IT;
    case FAULT_KILL_TORN:
        *status_out = ST_PROCESS_GONE;
        return is_first ? DO_HALF : REFUSE_IT;
    case FAULT_KILL:
        *status_out = ST_PROCESS_GONE;
        return REFUSE_IT;
    case FAULT_STICKY:
        return REFUSE_IT;
    case FAULT_WORLD:
        if (is_first) {
            fault->on_strike(fault->context);
        }
        return DO_IT;
    case FAULT_WORLD_TORN:
        return is_first ? DO_HALF_AND_ALL : DO_IT;
    case FAULT_SIGNAL:
        (void)raise(SIGKILL);
        break;
    case FAULT_NONE:
        break;
    }
    return DO_IT;
}

/* A call that has no half meets the changed world only. */
static enum strike whole(struct os_port *port, enum strike strike)
{
    if (strike == DO_HALF_AND_ALL) {
        of(port)->on_strike(of(port)->context);
        return DO_IT;
    }
    return strike == DO_HALF ? REFUSE_IT : strike;
}

/* A call without halves. */
#define HAND_ON(port, call)                                                                        \
    do {                                                                                           \
        enum status struck = ST_OK;                                                                \
        const enum strike strike = whole(port, count(port, &struck));                              \
        if (strike == REFUSE_IT) {                                                                 \
            return struck;                                                                         \
        }                                                                                          \
        const enum status done = (call);                                                           \
        return strike == DO_AND_REFUSE && done == ST_OK ? struck : done;                           \
    } while (0)

/* Where the path leads on the machine that this is. */
static const char *lead(struct os_port *port, const char *path, char path_out[OS_PATH_SIZE])
{
    const char drive = of(port)->drive;
    if (drive == '\0' || !text_starts(path, "C:") || !text_copy(path_out, OS_PATH_SIZE, path)) {
        return path;
    }
    path_out[0] = drive;
    return path_out;
}

static enum status do_disconnect(struct os_port *port, const char *resource)
{
    char there[OS_PATH_SIZE];
    HAND_ON(port, os_disconnect(of(port)->target, lead(port, resource, there)));
}

static enum status do_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    char there[OS_PATH_SIZE];
    HAND_ON(port, os_stat(of(port)->target, lead(port, path, there), info_out));
}

static enum status do_list(struct os_port *port, const char *directory, const char *pattern,
                           struct arena *arena, struct os_names *names_out)
{
    char there[OS_PATH_SIZE];
    HAND_ON(port,
            os_list(of(port)->target, lead(port, directory, there), pattern, arena, names_out));
}

static enum status do_make_dir(struct os_port *port, const char *path)
{
    char there[OS_PATH_SIZE];
    HAND_ON(port, os_make_dir(of(port)->target, lead(port, path, there)));
}

static enum status do_rename(struct os_port *port, const char *source, const char *target)
{
    char there[OS_PATH_SIZE];
    char other[OS_PATH_SIZE];
    HAND_ON(port,
            os_rename(of(port)->target, lead(port, source, there), lead(port, target, other)));
}

static enum status do_remove(struct os_port *port, const char *path)
{
    char there[OS_PATH_SIZE];
    HAND_ON(port, os_remove(of(port)->target, lead(port, path, there)));
}

static void remember(struct fault_port *fault, struct os_file file)
{
    for (size_t i = 0; i < FAULT_HANDLES_MAX; i++) {
        if (fault->open[i].value == 0) {
            fault->open[i] = file;
            return;
        }
    }
}

static enum status do_open(struct os_port *port, const char *path, struct os_open_mode mode,
                           struct os_file *file_out)
{
    struct fault_port *fault = of(port);
    char there[OS_PATH_SIZE];
    enum status struck = ST_OK;
    const enum strike strike = whole(port, count(port, &struck));
    if (strike == REFUSE_IT) {
        return struck;
    }
    const enum status done = os_open(fault->target, lead(port, path, there), mode, file_out);
    if (done != ST_OK) {
        return done;
    }
    if (strike == DO_AND_REFUSE) { /* made, but no handle was given */
        DISCARD(os_close(fault->target, *file_out), "nobody has it");
        return struck;
    }
    remember(fault, *file_out);
    return ST_OK;
}

static enum status do_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                           size_t size, size_t *read_out)
{
    *read_out = 0;
    HAND_ON(port, os_read(of(port)->target, file, offset, data, size, read_out));
}

static enum status do_write(struct os_port *port, struct os_file file, uint64_t offset,
                            const void *data, size_t size)
{
    struct fault_port *fault = of(port);
    enum status struck = ST_OK;
    switch (count(port, &struck)) {
    case REFUSE_IT:
        return struck;
    case DO_HALF:
        DISCARD(os_write(fault->target, file, offset, data, size / 2), "the fault is what is told");
        return struck;
    case DO_AND_REFUSE:
        DISCARD(os_write(fault->target, file, offset, data, size), "the fault is what is told");
        return struck;
    case DO_HALF_AND_ALL:
        DISCARD(os_write(fault->target, file, offset, data, size / 2), "the whole follows");
        fault->on_strike(fault->context);
        break;
    case DO_IT:
        break;
    }
    return os_write(fault->target, file, offset, data, size);
}

static enum status do_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    HAND_ON(port, os_size(of(port)->target, file, size_out));
}

static enum status do_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    HAND_ON(port, os_set_size(of(port)->target, file, size_bytes));
}

static enum status do_flush(struct os_port *port, struct os_file file)
{
    HAND_ON(port, os_flush(of(port)->target, file));
}

static enum status do_lock(struct os_port *port, struct os_file file, uint64_t offset,
                           uint64_t size)
{
    HAND_ON(port, os_lock(of(port)->target, file, offset, size));
}

static enum status do_unlock(struct os_port *port, struct os_file file, uint64_t offset,
                             uint64_t size)
{
    HAND_ON(port, os_unlock(of(port)->target, file, offset, size));
}

static enum status do_close(struct os_port *port, struct os_file file)
{
    struct fault_port *fault = of(port);
    enum status struck = ST_OK;
    const enum strike strike = whole(port, count(port, &struck));
    if (strike == REFUSE_IT && struck == ST_PROCESS_GONE) {
        return struck;
    }
    for (size_t i = 0; i < FAULT_HANDLES_MAX; i++) {
        if (fault->open[i].value == file.value) {
            fault->open[i].value = 0;
            break;
        }
    }
    const enum status done =
        os_close(fault->target, file); /* gives up the handle whatever the answer */
    return strike == DO_IT ? done : struck;
}

static enum status do_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out)
{
    HAND_ON(port, os_free_space(of(port)->target, directory, bytes_out));
}

static uint64_t do_monotonic_us(struct os_port *port)
{
    return os_monotonic_us(of(port)->target);
}

static uint64_t do_utc_ms(struct os_port *port)
{
    return os_utc_ms(of(port)->target);
}

static uint64_t do_random(struct os_port *port)
{
    return os_random(of(port)->target);
}

static const struct os_port_ops fault_ops = {.disconnect = do_disconnect,
                                             .stat = do_stat,
                                             .list = do_list,
                                             .make_dir = do_make_dir,
                                             .rename = do_rename,
                                             .remove = do_remove,
                                             .open = do_open,
                                             .read = do_read,
                                             .write = do_write,
                                             .size = do_size,
                                             .set_size = do_set_size,
                                             .flush = do_flush,
                                             .lock = do_lock,
                                             .unlock = do_unlock,
                                             .close = do_close,
                                             .free_space = do_free_space,
                                             .monotonic_us = do_monotonic_us,
                                             .utc_ms = do_utc_ms,
                                             .random = do_random};

struct os_port *fault_port_begin(struct fault_port *fault, struct os_port *target,
                                 enum fault_port_kind kind, uint64_t at, enum status status)
{
    *fault = (struct fault_port){.port = {.ops = &fault_ops, .traits = target->traits},
                                 .target = target,
                                 .kind = kind,
                                 .status = status,
                                 .at = at};
    return &fault->port;
}

size_t fault_port_end(struct fault_port *fault)
{
    size_t left = 0;
    for (size_t i = 0; i < FAULT_HANDLES_MAX; i++) {
        if (fault->open[i].value != 0) {
            DISCARD(os_close(fault->target, fault->open[i]), "its process has ended");
            fault->open[i].value = 0;
            left++;
        }
    }
    return left;
}

const struct fault_way fault_ways[FAULT_WAYS] = {
    {"an error, once", FAULT_FAIL, ST_IO_ERROR},
    {"an error from then on", FAULT_STICKY, ST_IO_ERROR},
    {"done, and then an error", FAULT_AFTER, ST_IO_ERROR},
    {"denied", FAULT_FAIL, ST_ACCESS_DENIED},
    {"a full disk", FAULT_STICKY, ST_DISK_FULL},
    {"the link drops", FAULT_STICKY, ST_CONNECTION_LOST},
    {"the link drops in a write", FAULT_TORN, ST_CONNECTION_LOST},
    {"killed between two calls", FAULT_KILL, ST_OK},
    {"killed in a write", FAULT_KILL_TORN, ST_OK},
};
