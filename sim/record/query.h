/*
 * query -- one question in SQL, answered from virtual tables or from a file
 *
 * With virtual tables the database is in memory and holds nothing; the tables are those of table.h.
 * A file (a run record, as a rule) is opened for reading only. Only reading is
 * allowed: ATTACH, PRAGMA, CREATE, INSERT and all else that changes or opens something is refused
 * when the statement is prepared. One statement a question.
 *
 * Errors  false, with a text.
 */
#ifndef SIM_RECORD_QUERY_H
#define SIM_RECORD_QUERY_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "record/table.h"

enum query_format {
    QUERY_TEXT, /* a table for people: names, a line, rows; numbers to the right */
    QUERY_CSV,  /* RFC 4180, with a line of names; null is empty */
    QUERY_JSON  /* one object a line: {"columns": [...], "rows": [[...], ...]} */
};

bool query_format_find(const char *name, enum query_format *format_out);
bool query_run(struct table_set *set, const char *sql, enum query_format format,
               struct buffer *target, struct diagnostic *diagnostic_out);
bool query_is_database(const char *path); /* a SQLite file, by its first bytes */
bool query_database(const char *path, const char *sql, enum query_format format,
                    struct buffer *target, struct diagnostic *diagnostic_out);
/* Tables with their columns, for `ccbench help sql`. */
void query_help(struct buffer *target);

#endif
