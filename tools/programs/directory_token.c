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

/* The file gets its name when its bytes are on the disk: who reads it may commit by that number at
 * once, and a power cut must not take it back. What is there and was cut off is nobody's. */
static enum status draw(struct os_port *port, const char *path, bool is_there)
{
    char temporary[OS_PATH_SIZE];
    char text[DIGITS + sizeof(line)];
    uint64_t token = 0;
    while (token == 0) {
        token = os_random(port);
    }
    REQUIRE(text_format(text, sizeof(text), "%016llX%s", (unsigned long long)token, line));
    enum status st = files_temporary(path, 0, temporary);
    if (st == ST_OK) {
        st = files_write(port, temporary, (struct bytes){(const uint8_t *)text, sizeof(text) - 1});
    }
    if (st == ST_OK && is_there) {
        st = os_remove(port, path);
        st = st == ST_NOT_FOUND ? ST_OK : st;
    }
    return st == ST_OK ? os_rename(port, temporary, path) : st;
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
        st = draw(port, path, st == ST_OK);
        if (st == ST_OK || st == ST_EXISTS ||
            st == ST_NOT_FOUND) { /* somebody may have been faster */
            st = look(port, path, scratch, token_out);
        }
    }
    return st;
}
