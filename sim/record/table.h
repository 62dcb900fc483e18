/*
 * table -- virtual tables: SQL over what a run showed and over the world as it stands
 *
 * A table is a row of tables.def and a file tables/<name>.c. Its fill function writes all its rows
 * when a query first touches it; they are kept until table_changed. Tables are eponymous and
 * read-only: they are there without CREATE, and nothing can be written to them.
 *
 * Units   times are virtual microseconds.
 * Text    is UTF-8. What is not (a console, names in a post office) is read as 437, or in the code
 *         page of the post office.
 * Owns    rows, on an arena of its own: table_release gives it back.
 */
#ifndef SIM_RECORD_TABLE_H
#define SIM_RECORD_TABLE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/os_port.h"
#include "record/collect.h"

/* What is looked at. Either a world (collection, world), or a real directory (port, directory). */
struct table_context {
    const struct collection *collection;
    struct world *world;
    struct os_port *port;
    const char *directory; /* NULL: the post offices of the world */
};

struct table_rows;
/* One row: a value for each column in turn, then table_row. */
void table_integer(struct table_rows *rows, int64_t value);
void table_text(struct table_rows *rows, const char *text); /* NULL: null; copied */
void table_page(struct table_rows *rows, int code_page);    /* of the texts that follow: 437, 850 */
void table_null(struct table_rows *rows);
void table_row(struct table_rows *rows);
struct arena *table_scratch(struct table_rows *rows); /* good until the fill function returns */
const char *table_utf8(struct arena *arena, const char *text); /* a copy, see Text above */

struct table {
    const char *name;
    const char *help;
    const char *columns; /* "time_us INTEGER, text TEXT", as SQLite declares them */
    bool is_office;      /* also there over real files */
    /* NULL, or why it cannot be read. */
    const char *(*fill)(const struct table_context *context, struct table_rows *rows);
};

#define TABLE(name) extern const struct table table_##name;
#include "record/tables.def"
#undef TABLE

const struct table *table_at(uint32_t n); /* NULL at the end */

/* The tables of one connection. */
struct table_set {
    struct table_context context;
    struct arena arena;
    uint64_t generation; /* rows of another one are forgotten */
};
/* Makes them known to the connection; `set` must outlive it. SQLITE_OK. */
int table_register(sqlite3 *database, struct table_set *set);
/* What they look at is another thing now. */
void table_changed(struct table_set *set, const struct table_context *context);
void table_release(struct table_set *set);

#endif
