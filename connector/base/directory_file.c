#include "base/directory_file.h"

#include <string.h>

#include "base/text.h"

enum field {
    FIELD_NAME,
    FIELD_LOCATION,
    FIELD_ADDRESS,
    FIELD_FAN,
    FIELD_COMMENT,
    FIELD_NOTE,
    FIELD_MEMBER, /* may come again and again */
    FIELD_COUNT   /* also: a keyword that is not known */
};
enum { END_OF_FILE = 0x1A };

static const char *const keywords[FIELD_COUNT] = {"Name", "Locn", "Addr", "FAN",
                                                  "Cmts", "Note", "Memb"};

/* One line of the file. */
struct line {
    size_t start;
    const uint8_t *text;
    size_t length; /* without its end */
    size_t next;   /* where the line behind it starts */
};

bool directory_is_location(char code)
{
    return code != '\0' && strchr("LlRrPpAaMB", code) != NULL;
}

static void write_field(struct buffer *target, enum field field, const char *value)
{
    buffer_text(target, keywords[field]);
    buffer_add(target, ": ", 2);
    for (const char *at = value; *at != '\0';) {
        const size_t length = strcspn(at, "\r\n");
        buffer_add(target, at, length);
        at += length;
        if (*at != '\0') {
            buffer_add(target, " ", 1);
            at++;
        }
    }
    buffer_add(target, "\r\n", 2);
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

void directory_write(struct buffer *target, const struct directory_record *record)
{
    write_field(target, FIELD_NAME, or_empty(record->name));
    if (record->location != '\0') {
        const char code[2] = {record->location, '\0'};
        write_field(target, FIELD_LOCATION, code);
    }
    write_field(target, FIELD_ADDRESS, or_empty(record->address));
    if (or_empty(record->fan)[0] != '\0') {
        write_field(target, FIELD_FAN, record->fan);
    }
    for (uint32_t i = 0; i < record->member_count; i++) {
        write_field(target, FIELD_MEMBER, record->members[i]);
    }
    if (or_empty(record->note)[0] != '\0') {
        write_field(target, FIELD_NOTE, record->note);
    }
    write_field(target, FIELD_COMMENT, or_empty(record->comment));
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The line at `at`; false at the end of the file. */
static bool line_at(struct bytes file, size_t at, struct line *line_out)
{
    if (at >= file.size || file.data[at] == END_OF_FILE) {
        return false;
    }
    const uint8_t *from = file.data + at;
    const uint8_t *stop = memchr(from, '\n', file.size - at);
    size_t length = stop != NULL ? (size_t)(stop - from) : file.size - at;
    *line_out = (struct line){.start = at, .text = from};
    line_out->next = at + length + (stop != NULL ? 1 : 0);
    const uint8_t *cut = memchr(from, END_OF_FILE, length);
    if (cut != NULL) {
        length = (size_t)(cut - from);
        line_out->next = at + length;
    }
    while (length > 0 && is_blank(from[length - 1])) {
        length--;
    }
    line_out->length = length;
    return true;
}

static enum status refuse(struct bytes file, size_t at, struct diagnostic *diagnostic,
                          const char *what)
{
    if (diagnostic != NULL) {
        diagnostic_set(diagnostic, at, "%s", what);
        diagnostic_find_line(diagnostic, file.data, file.size);
    }
    return ST_FILE_CORRUPT;
}

/* Splits "Keyword: value"; *field_out is FIELD_COUNT for a keyword that is not known. */
static bool split(const struct line *line, enum field *field_out, const char **value_out,
                  size_t *length_out)
{
    const uint8_t *colon = memchr(line->text, ':', line->length);
    if (colon == NULL || colon == line->text) {
        return false;
    }
    const size_t keyword_length = (size_t)(colon - line->text);
    size_t field = 0;
    while (field < FIELD_COUNT &&
           (strlen(keywords[field]) != keyword_length ||
            !text_equal_n(keywords[field], (const char *)line->text, keyword_length))) {
        field++;
    }
    size_t from = keyword_length + 1;
    while (from < line->length && is_blank(line->text[from])) {
        from++;
    }
    *field_out = (enum field)field;
    *value_out = (const char *)line->text + from;
    *length_out = line->length - from;
    return true;
}

/* A carriage return that does not end its line is a blank, as it is when it is written. */
static const char *text_of(struct arena *arena, const char *value, size_t length)
{
    char *text = arena_text_n(arena, value, length);
    for (char *at = strchr(text, '\r'); at != NULL; at = strchr(at, '\r')) {
        *at = ' ';
    }
    return text;
}

/* What is wrong with a line, or NULL; then its value is in `values`. */
static const char *take_line(const struct line *line, const char *values[FIELD_COUNT],
                             struct buffer *members, struct arena *arena)
{
    enum field field = FIELD_COUNT;
    const char *value = NULL;
    size_t length = 0;
    if (memchr(line->text, '\0', line->length) != NULL) {
        return "a NUL byte has no place in a directory file";
    }
    if (!split(line, &field, &value, &length)) {
        return "this line has no keyword: Name, Locn, Addr, FAN, Memb and Cmts are known";
    }
    if (values[FIELD_NAME] == NULL && field != FIELD_NAME) {
        return "a record begins with Name:";
    }
    if (field == FIELD_COUNT) {
        return NULL; /* somebody else's field */
    }
    if (values[field] != NULL && field != FIELD_MEMBER) {
        return field == FIELD_NAME ? "the record before is not closed by Cmts:"
                                   : "this field comes twice in one record";
    }
    if (length > DIRECTORY_VALUE_MAX) {
        return "this value is longer than 255 bytes";
    }
    if (field == FIELD_NAME && length == 0) {
        return "this name is empty";
    }
    if (field == FIELD_LOCATION && (length != 1 || !directory_is_location(value[0]))) {
        return "a location code is one of L l R r P p A a M B";
    }
    values[field] = text_of(arena, value, length);
    if (field == FIELD_MEMBER) {
        if (length == 0) {
            return "this member has no name";
        }
        if (members->arena == NULL) { /* few records have any */
            buffer_init(members, arena);
        }
        buffer_add(members, &values[field], sizeof(values[field]));
    }
    return NULL;
}

enum status directory_read(struct bytes file, size_t *offset, struct arena *arena,
                           struct directory_record *record_out, struct diagnostic *diagnostic_out)
{
    const char *values[FIELD_COUNT] = {NULL};
    struct buffer members = {0};
    struct line line = {0};
    size_t at = *offset;
    while (values[FIELD_COMMENT] == NULL) {
        if (!line_at(file, at, &line)) {
            return values[FIELD_NAME] == NULL
                       ? ST_NO_MORE
                       : refuse(file, at, diagnostic_out,
                                "the file ends in a record: Cmts: is missing");
        }
        at = line.next;
        if (line.length == 0 && values[FIELD_NAME] == NULL) {
            continue;
        }
        const char *wrong = take_line(&line, values, &members, arena);
        if (wrong != NULL) {
            return refuse(file, line.start, diagnostic_out, wrong);
        }
    }
    *record_out = (struct directory_record){
        .location = or_empty(values[FIELD_LOCATION])[0],
        .name = values[FIELD_NAME],
        .address = or_empty(values[FIELD_ADDRESS]),
        .fan = or_empty(values[FIELD_FAN]),
        .comment = values[FIELD_COMMENT],
        .note = or_empty(values[FIELD_NOTE]),
        .members = (const char *const *)(const void *)members.data,
        .member_count = (uint32_t)(members.size / sizeof(const char *)),
    };
    *offset = at;
    return ST_OK;
}
