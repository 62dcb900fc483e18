#include "programs/temporary_file.h"

#include "base/text.h"

enum status temporary_file_make(struct session *session, struct bytes content,
                                struct arena *scratch)
{
    static const char digits[] = "0123456789ABCDEF";
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_ALL, OS_CREATE_NEW};
    enum { TRIES = 8 };
    struct os_port *port = session->start->port;
    char path[OS_PATH_SIZE];
    struct os_file file = {0};
    enum status st = ST_EXISTS;
    for (int i = 0; st == ST_EXISTS && i < TRIES; i++) {
        char name[] = "CC000000.TMP";
        uint64_t number = os_random(port);
        for (size_t at = 2; at < 8; at++, number >>= 4) {
            name[at] = digits[number & 15];
        }
        if (!text_join_path(path, sizeof(path), session->arguments.directory, name)) {
            return ST_TOO_LONG;
        }
        st = os_open(port, path, mode, &file);
    }
    if (st != ST_OK) {
        return st;
    }
    uint8_t *veiled =
        arena_room(scratch, content.size); /* no plain text in a data directory (Q179072) */
    for (size_t at = 0; at < content.size; at++) {
        veiled[at] = (uint8_t)~content.data[at];
    }
    st = os_write(port, file, 0, veiled, content.size);
    const enum status closed = os_close(port, file);
    if (st == ST_OK) {
        st = closed;
    }
    return st == ST_OK ? os_remove(port, path) : st;
}
