/*
 * events -- what the connector tells the event log
 *
 * The rows are events.def; nobody else writes an event number. The log takes an id and insert
 * strings; event_format makes the text that Event Viewer shows.
 *
 * Errors  event_find: NULL for an id that is not in the table.
 * Owns    nothing; the table is constant.
 * Source  the articles named in the rows of events.def.
 */
#ifndef CONNECTOR_CCMC_EVENTS_H
#define CONNECTOR_CCMC_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum event_type { EVENT_TYPE_ERROR, EVENT_TYPE_WARNING, EVENT_TYPE_INFORMATION };
enum event_category {
    EVENT_CATEGORY_GENERAL,
    EVENT_CATEGORY_OUTBOUND,
    EVENT_CATEGORY_INBOUND,
    EVENT_CATEGORY_DIR_SYNCH,
    EVENT_CATEGORY_COUNT
};
enum event_level { EVENT_LEVEL_NONE, EVENT_LEVEL_MINIMUM, EVENT_LEVEL_MEDIUM, EVENT_LEVEL_MAXIMUM };
enum event_program { EVENT_PROGRAM_NONE, EVENT_PROGRAM_IMPORT, EVENT_PROGRAM_EXPORT };

enum event_name {
#define EVENT(name, ...) EVENT_##name,
#include "ccmc/events.def"
#undef EVENT
    EVENT_COUNT
};

struct event {
    uint32_t id;
    enum event_type type;
    enum event_category category;
    enum event_level level; /* logged when its category's logging is at least this */
    bool is_assumed;        /* the text is ours: no source prints it */
    const char *text;       /* with %1 %2 ... */
};

const struct event *event_row(enum event_name name);
const struct event *event_find(uint32_t id);
const struct event *event_at(size_t index); /* 0 .. EVENT_COUNT - 1, in the order of the table */
/* The event for a result code of IMPORT or EXPORT. */
const struct event *event_of_result(enum event_program program, int result_code);
const char *event_type_name(enum event_type type);             /* "Error" */
const char *event_category_name(enum event_category category); /* "General" */
const char *event_level_name(enum event_level level);          /* "Minimum" */

/* The text of `id` with its inserts; a missing insert stays %n. An unknown id: the inserts,
 * separated by blanks. */
const char *event_format(struct arena *arena, uint32_t id, const char *const *inserts,
                         size_t insert_count);

#endif
