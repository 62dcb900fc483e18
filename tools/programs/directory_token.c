#include "programs/directory_token.h"

#include <string.h>

#include "base/text.h"
#include "programs/program_files.h"

static const char file_name[] = "IMPORT.ID";
static const char line[] = "\r\nIMPORT knows this directory by the number above.\r\n";
enum { DIGITS = 16 };

/* 0: a write of it was cut off. */
static uint64_t decode(struct bytes bytes)
{
    uint64_t token = 0;
    for (size_t i = 0; i < DIGITS && bytes.size >= DIGITS; i++) {
        const char *digits = "0123456789ABCDEF";
        const char *digit = memchr(digits, bytes.data[i], DIGITS);
        if (digit == NULL) {
            return 0;
        }
        token = token << 4 | (uint64_t)(digit - digits);
    }
    return token;
}

/* ST_EXISTS: somebody else has just made it. */
static enum status draw(struct os_port *port, const char *path, bool is_there, uint64_t *token_out)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_WRITE,
                                      is_there ? OS_CREATE_ALWAYS : OS_CREATE_NEW};
    char text[DIGITS + sizeof(line)];
    struct os_file file = {0};
    uint64_t token = 0;
    while (token == 0) {
        token = os_random(port);
    }
    REQUIRE(text_format(text, sizeof(text), "%016llX%s", (unsigned long long)token, line));
    enum status st = os_open(port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_write(port, file, 0, text, sizeof(text) - 1);
    if (st == ST_OK) {
        st = os_flush(port, file);
    }
    const enum status closed = os_close(port, file);
    st = st != ST_OK ? st : closed;
    *token_out = st == ST_OK ? token : 0;
    return st;
}

static enum status look(struct os_port *port, const char *path, struct arena *scratch,
                        uint64_t *token_out)
{
    struct bytes bytes = {0};
    const enum status st = files_read(port, path, DIGITS + sizeof(line) - 1, scratch, &bytes);
    *token_out = st == ST_OK ? decode(bytes) : 0;
    return st;
}

enum status directory_token(struct os_port *port, const char *directory, struct arena *scratch,
                            uint64_t *token_out)
{
    char path[OS_PATH_SIZE];
    *token_out = 0;
    if (!text_join_path(path, sizeof(path), directory, file_name)) {
        return ST_TOO_LONG;
    }
    enum status st = look(port, path, scratch, token_out);
    if (st == ST_NOT_FOUND || (st == ST_OK && *token_out == 0)) {
        st = draw(port, path, st == ST_OK, token_out);
    }
    if (st == ST_EXISTS) {
        st = look(port, path, scratch, token_out);
    }
    return st;
}
