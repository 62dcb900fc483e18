#include "base/ccm_marks.h"

#include <string.h>

#include "base/text.h"

static const char *const keywords[] = {
    [CCM_MARK_PRIORITY] = "Priority:", [CCM_MARK_RECEIPT] = "Receipt:",
    [CCM_MARK_READ_AT] = "RRT:",       [CCM_MARK_FORWARD] = "Forward:",
    [CCM_MARK_FOLDER] = "Folder:",     [CCM_MARK_HILITE] = "Hilite:"};
static const char *const priorities[] = {
    [CCM_NORMAL] = "Normal", [CCM_LOW] = "Low", [CCM_URGENT] = "Urgent"};

const char *ccm_priority_word(enum ccm_priority priority)
{
    return priorities[priority];
}

bool ccm_priority_find(const char *word, enum ccm_priority *priority_out)
{
    for (size_t i = 0; i < ARRAY_COUNT(priorities); i++) {
        if (text_equal(priorities[i], word)) {
            *priority_out = (enum ccm_priority)i;
            return true;
        }
    }
    return false;
}

/* The length of the line at `at`, and with its end. */
static size_t line_length(const char *at, size_t *whole_out)
{
    const size_t whole = strcspn(at, "\n");
    *whole_out = at[whole] == '\n' ? whole + 1 : whole;
    return whole != 0 && at[whole - 1] == '\r' ? whole - 1 : whole;
}

static bool has_keyword(const char *line, size_t length, enum ccm_mark mark)
{
    const size_t size = strlen(keywords[mark]);
    return length >= size && text_equal_n(keywords[mark], line, size);
}

/* What stands behind the keyword, without blanks around it. */
static const char *value_of(const char *line, size_t length, enum ccm_mark mark,
                            struct arena *arena)
{
    const char *at = line + strlen(keywords[mark]);
    const char *end = line + length;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    while (end > at && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    return arena_text_n(arena, at, (size_t)(end - at));
}

static void set_once(const char **place, const char *value)
{
    if ((*place)[0] == '\0') {
        *place = value;
    }
}

static void take_line(struct ccm_marks *marks, enum ccm_mark mark, const char *value,
                      struct buffer *forwards)
{
    enum ccm_priority priority = CCM_NORMAL;
    switch (mark) {
    case CCM_MARK_PRIORITY:
        if (marks->priority == CCM_NORMAL && ccm_priority_find(value, &priority)) {
            marks->priority = priority;
        }
        break;
    case CCM_MARK_RECEIPT:
        set_once(&marks->receipt_to, value);
        break;
    case CCM_MARK_READ_AT:
        set_once(&marks->read_at, value);
        break;
    case CCM_MARK_FORWARD:
        buffer_add(forwards, &value, sizeof(value));
        break;
    case CCM_MARK_FOLDER:
        set_once(&marks->folder, value);
        break;
    case CCM_MARK_HILITE:
        marks->has_hilite = true;
        break;
    }
}

void ccm_marks_read(const char *extra, struct arena *arena, struct ccm_marks *marks_out)
{
    struct buffer forwards;
    size_t whole = 0;
    *marks_out = (struct ccm_marks){.receipt_to = "", .read_at = "", .folder = ""};
    if (extra == NULL || extra[0] == '\0') {
        return;
    }
    buffer_init(&forwards, arena);
    for (const char *at = extra; *at != '\0'; at += whole) {
        const size_t length = line_length(at, &whole);
        for (size_t mark = 0; mark < ARRAY_COUNT(keywords); mark++) {
            if (has_keyword(at, length, (enum ccm_mark)mark)) {
                take_line(marks_out, (enum ccm_mark)mark,
                          value_of(at, length, (enum ccm_mark)mark, arena), &forwards);
            }
        }
    }
    marks_out->forwards = (const char *const *)(const void *)forwards.data;
    marks_out->forward_count = (uint32_t)(forwards.size / sizeof(const char *));
}

const char *ccm_marks_add(struct arena *arena, const char *extra, enum ccm_mark mark,
                          const char *value)
{
    char *line = arena_text(arena, value);
    for (char *at = line; *at != '\0'; at++) {
        *at = *at == '\r' || *at == '\n' ? ' ' : *at;
    }
    return arena_format(arena, "%s%s %s\r\n", extra != NULL ? extra : "", keywords[mark], line);
}

const char *ccm_marks_drop(struct arena *arena, const char *extra, enum ccm_mark mark)
{
    struct buffer kept;
    size_t whole = 0;
    bool is_there = false;
    if (extra == NULL || extra[0] == '\0') {
        return extra;
    }
    buffer_init(&kept, arena);
    for (const char *at = extra; *at != '\0'; at += whole) {
        const size_t length = line_length(at, &whole);
        if (has_keyword(at, length, mark)) {
            is_there = true;
        } else {
            buffer_add(&kept, at, whole);
        }
    }
    return is_there ? buffer_string(&kept) : extra;
}
