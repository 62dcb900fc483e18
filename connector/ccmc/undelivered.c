#include "ccmc/undelivered.h"

#include <string.h>

#include "base/text.h"

static const char first_line[] = "Your message was not delivered to all recipients";
static const char last_line[] = "End-Of-Report";

struct reader {
    struct bytes file;
    size_t offset;
    struct arena *arena;
};

/* The next line without its end, copied; NULL at the end of the file. */
static const char *next_line(struct reader *reader)
{
    const size_t left = reader->file.size - reader->offset;
    if (left == 0) {
        return NULL;
    }
    const uint8_t *start = reader->file.data + reader->offset;
    const uint8_t *feed = memchr(start, '\n', left);
    if (feed == NULL) {
        return NULL; /* torn */
    }
    size_t length = (size_t)(feed - start);
    reader->offset += length + 1;
    if (length > 0 && start[length - 1] == '\r') {
        length--;
    }
    return arena_text_n(reader->arena, (const char *)start, length);
}

/* What stands behind the key; NULL when the line has another one. */
static const char *value_of(const char *line, const char *key)
{
    if (!text_starts(line, key)) {
        return NULL;
    }
    line += strlen(key);
    return *line == ' ' ? line + 1 : line;
}

/* "***  reason  ***": the reason; NULL for other lines. */
static const char *reason_of(struct arena *arena, const char *line)
{
    const size_t length = strlen(line);
    const bool is_framed =
        length > 10 && strncmp(line, "***  ", 5) == 0 && strcmp(line + length - 5, "  ***") == 0;
    return is_framed ? arena_text_n(arena, line + 5, length - 10) : NULL;
}

/* The count line and the bytes behind "Text:", then the last line. */
static bool skip_text(struct reader *reader)
{
    uint64_t size = 0;
    const char *count = next_line(reader);
    while (count != NULL && *count == ' ') {
        count++;
    }
    if (count == NULL || !text_to_u64(count, &size) || size > reader->file.size - reader->offset) {
        return false;
    }
    reader->offset += (size_t)size;
    const char *line = next_line(reader);
    if (line == NULL || *line != '\0') {
        return false;
    }
    line = next_line(reader);
    return line != NULL && text_equal(line, last_line);
}

/* One line of a notice; what is not known is skipped. */
static void take_line(struct arena *arena, const char *line, struct buffer *details,
                      struct undelivered *undelivered)
{
    const char *value = NULL;
    if ((value = value_of(line, "From:")) != NULL) {
        undelivered->from = value;
    } else if ((value = value_of(line, "Subject:")) != NULL) {
        undelivered->subject = value;
    } else if ((value = value_of(line, "Recipient:")) != NULL) {
        undelivered->refusal_count++;
        buffer_text(details, value);
        buffer_text(details, "\r\n");
    } else if ((value = value_of(line, "Reason:")) != NULL) {
        buffer_text(details, "***  ");
        buffer_text(details, value);
        buffer_text(details, "  ***\r\n");
    } else if (*undelivered->reason == '\0' && (value = reason_of(arena, line)) != NULL) {
        undelivered->reason = value;
    }
}

enum status undelivered_read(struct bytes file, size_t *offset, struct arena *arena,
                             struct undelivered *undelivered_out)
{
    struct reader reader = {.file = file, .offset = *offset, .arena = arena};
    struct buffer details;
    buffer_init(&details, arena);
    *undelivered_out = (struct undelivered){.from = "", .subject = "", .reason = ""};
    if (*offset >= file.size) {
        return ST_NO_MORE;
    }
    const char *line = next_line(&reader);
    if (line == NULL || !text_equal(line, first_line)) {
        return ST_FILE_CORRUPT;
    }
    while ((line = next_line(&reader)) != NULL) {
        if (text_equal(line, "Text:")) {
            if (!skip_text(&reader)) {
                return ST_FILE_CORRUPT;
            }
            undelivered_out->details = buffer_string(&details);
            *offset = reader.offset;
            return ST_OK;
        }
        take_line(arena, line, &details, undelivered_out);
    }
    return ST_FILE_CORRUPT;
}
