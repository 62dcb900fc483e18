#include "ccmc/events.h"

#include <string.h>

#include "base/buffer.h"
#include "base/require.h"

enum { RESULT_OTHER = -1, TEXT_IS_DOCUMENTED = 0, TEXT_IS_ASSUMED = 1 };

struct event_result {
    enum event_program program;
    int result_code;
};

static const struct event events[] = {
#define EVENT(name, program_, code_, id_, type_, category_, level_, known_, text_)                 \
    {.id = (id_),                                                                                  \
     .type = EVENT_TYPE_##type_,                                                                   \
     .category = EVENT_CATEGORY_##category_,                                                       \
     .level = EVENT_LEVEL_##level_,                                                                \
     .is_assumed = TEXT_IS_##known_ != 0,                                                          \
     .text = (text_)},
#include "ccmc/events.def"
#undef EVENT
};

static const struct event_result results[] = {
#define EVENT(name, program_, code_, ...)                                                          \
    {.program = EVENT_PROGRAM_##program_, .result_code = (code_)},
#include "ccmc/events.def"
#undef EVENT
};

const struct event *event_row(enum event_name name)
{
    return event_at((size_t)name);
}

const struct event *event_at(size_t index)
{
    REQUIRE(index < ARRAY_COUNT(events));
    return &events[index];
}

const struct event *event_find(uint32_t id)
{
    for (size_t i = 0; i < ARRAY_COUNT(events); i++) {
        if (events[i].id == id) {
            return &events[i];
        }
    }
    return NULL;
}

const struct event *event_of_result(enum event_program program, int result_code)
{
    REQUIRE(program != EVENT_PROGRAM_NONE);
    const struct event *other = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(results); i++) {
        if (results[i].program != program) {
            continue;
        }
        if (results[i].result_code == result_code) {
            return &events[i];
        }
        if (results[i].result_code == RESULT_OTHER) {
            other = &events[i];
        }
    }
    REQUIRE(other != NULL);
    return other;
}

const char *event_type_name(enum event_type type)
{
    static const char *const names[] = {"Error", "Warning", "Information"};
    return names[type];
}

const char *event_category_name(enum event_category category)
{
    static const char *const names[] = {"General", "Outbound", "Inbound", "Dir-Synch"};
    REQUIRE((size_t)category < ARRAY_COUNT(names));
    return names[category];
}

const char *event_level_name(enum event_level level)
{
    static const char *const names[] = {"None", "Minimum", "Medium", "Maximum"};
    return names[level];
}

const char *event_format(struct arena *arena, uint32_t id, const char *const *inserts,
                         size_t insert_count)
{
    REQUIRE(inserts != NULL || insert_count == 0);
    const struct event *event = event_find(id);
    struct buffer text;
    buffer_init(&text, arena);
    if (event == NULL) {
        for (size_t i = 0; i < insert_count; i++) {
            buffer_text(&text, i == 0 ? "" : " ");
            buffer_text(&text, inserts[i]);
        }
        return buffer_string(&text);
    }
    for (const char *c = event->text; *c != '\0';) {
        const bool is_insert = c[0] == '%' && c[1] >= '1' && c[1] <= '9';
        if (is_insert && (size_t)(c[1] - '1') < insert_count) {
            buffer_text(&text, inserts[c[1] - '1']);
            c += 2;
            continue;
        }
        const size_t plain = 1 + strcspn(c + 1, "%");
        buffer_add(&text, c, plain);
        c += plain;
    }
    return buffer_string(&text);
}
