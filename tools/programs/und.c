#include "programs/und.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char first_line[] = "Your message was not delivered to all recipients";
static const char second_line[] = "The cause of the failure(s) is listed below";
static const char last_line[] = "End-Of-Report";

/* A value cannot hold line ends: they would end its line. */
static void write_line(struct buffer *target, const char *before, const char *value,
                       const char *behind)
{
    buffer_text(target, before);
    const size_t start = target->size;
    buffer_text(target, value);
    for (size_t i = start; i < target->size; i++) {
        if (target->data[i] == '\r' || target->data[i] == '\n') {
            target->data[i] = ' ';
        }
    }
    buffer_text(target, behind);
    buffer_text(target, "\r\n");
}

void und_write(struct buffer *target, const struct und_report *report)
{
    write_line(target, first_line, "", "");
    write_line(target, second_line, "", "");
    write_line(target, "***  ", report->reason, "  ***");
    write_line(target, "File: ", report->file, "");
    buffer_format(target, "Message-Number: %u\r\n", (unsigned)report->ordinal);
    write_line(target, "From: ", report->from, "");
    write_line(target, "Date: ", report->date, "");
    write_line(target, "Subject: ", report->subject, "");
    for (size_t i = 0; i < report->refusal_count; i++) {
        write_line(target, "Recipient: ", report->refusals[i].recipient, "");
        write_line(target, "Reason: ", report->refusals[i].reason, "");
    }
    buffer_format(target, "Text:\r\n%10zu\r\n", report->text.size);
    buffer_add(target, report->text.data, report->text.size);
    buffer_format(target, "\r\n%s\r\n", last_line);
}

struct lines {
    struct bytes file;
    size_t offset;
};

/* The next line, without its CR LF, as a view. */
static bool next_line(struct lines *lines, struct bytes *line_out)
{
    const uint8_t *at = lines->file.data + lines->offset;
    const size_t left = lines->file.size - lines->offset;
    const uint8_t *stop = left != 0 ? memchr(at, '\n', left) : NULL;
    if (stop == NULL || stop == at || stop[-1] != '\r') {
        return false;
    }
    *line_out = (struct bytes){at, (size_t)(stop - at) - 1};
    lines->offset += (size_t)(stop - at) + 1;
    return true;
}

static bool line_is(struct lines *lines, const char *text)
{
    struct bytes line;
    return next_line(lines, &line) && line.size == strlen(text) &&
           memcmp(line.data, text, line.size) == 0;
}

/* "<key><value>"; the value on the arena, NULL when the line has another key (then it is not
 * taken). */
static const char *line_value(struct lines *lines, const char *key, struct arena *arena)
{
    const struct lines before = *lines;
    const size_t length = strlen(key);
    struct bytes line;
    if (!next_line(lines, &line) || line.size < length || memcmp(line.data, key, length) != 0) {
        *lines = before;
        return NULL;
    }
    return arena_text_n(arena, (const char *)line.data + length, line.size - length);
}

static bool number_of(const char *text, uint64_t *value_out)
{
    while (text != NULL && *text == ' ') {
        text++;
    }
    return text != NULL && text_to_u64(text, value_out);
}

static bool read_refusals(struct lines *lines, struct arena *arena, struct und_report *report)
{
    struct buffer refusals;
    buffer_init(&refusals, arena);
    for (;;) {
        struct und_refusal refusal = {.recipient = line_value(lines, "Recipient: ", arena)};
        if (refusal.recipient == NULL) {
            break;
        }
        refusal.reason = line_value(lines, "Reason: ", arena);
        if (refusal.reason == NULL) {
            return false;
        }
        buffer_add(&refusals, &refusal, sizeof(refusal));
    }
    report->refusal_count = refusals.size / sizeof(struct und_refusal);
    report->refusals = arena_copy(arena, refusals.data, refusals.size);
    return true;
}

enum status und_read(struct bytes file, size_t *offset, struct arena *arena,
                     struct und_report *report_out)
{
    struct lines lines = {file, *offset};
    uint64_t ordinal = 0;
    uint64_t size = 0;
    if (*offset >= file.size) {
        return ST_NO_MORE;
    }
    *report_out = (struct und_report){0};
    if (!line_is(&lines, first_line) || !line_is(&lines, second_line)) {
        return ST_FILE_CORRUPT;
    }
    const char *reason = line_value(&lines, "***  ", arena);
    const size_t length = reason != NULL ? strlen(reason) : 0;
    if (length < 5 || strcmp(reason + length - 5, "  ***") != 0) {
        return ST_FILE_CORRUPT;
    }
    report_out->reason = arena_text_n(arena, reason, length - 5);
    const char *whose = line_value(&lines, "File: ", arena);
    report_out->file = whose != NULL ? whose : "";
    if (!number_of(line_value(&lines, "Message-Number: ", arena), &ordinal) ||
        ordinal > UINT32_MAX) {
        return ST_FILE_CORRUPT;
    }
    report_out->ordinal = (uint32_t)ordinal;
    report_out->from = line_value(&lines, "From: ", arena);
    report_out->date = line_value(&lines, "Date: ", arena);
    report_out->subject = line_value(&lines, "Subject: ", arena);
    if (report_out->from == NULL || report_out->date == NULL || report_out->subject == NULL ||
        !read_refusals(&lines, arena, report_out) || !line_is(&lines, "Text:") ||
        !number_of(line_value(&lines, "", arena), &size) || size > file.size - lines.offset) {
        return ST_FILE_CORRUPT;
    }
    report_out->text = (struct bytes){file.data + lines.offset, (size_t)size};
    lines.offset += (size_t)size;
    if (!line_is(&lines, "") || !line_is(&lines, last_line)) {
        return ST_FILE_CORRUPT;
    }
    *offset = lines.offset;
    return ST_OK;
}
