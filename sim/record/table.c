#include "record/table.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_TEXT };

struct cell {
    enum cell_kind kind;
    int64_t number;
    const char *text;
};

struct row {
    struct row *next;
    struct cell cells[]; /* one for each column */
};

struct table_rows {
    struct arena *arena;
    struct arena scratch;
    int page; /* code page of texts that are no UTF-8; 0: 437 */
    int columns;
    int filled; /* of the open row */
    struct row *open;
    struct row *first;
    struct row **end;
    size_t count;
    const struct row **by_first; /* in order of the first column; NULL: not in such an order */
};

static const struct table *const all[] = {
#define TABLE(name) &table_##name,
#include "record/tables.def"
#undef TABLE
};

struct virtual_table {
    sqlite3_vtab base; /* first */
    const struct table *table;
    struct table_set *set;
    uint64_t generation; /* of its rows; 0 none */
    struct table_rows rows;
};

struct cursor {
    sqlite3_vtab_cursor base; /* first */
    const struct row *at;
    sqlite3_int64 number;
    bool is_seek; /* only rows with `key` in the first column */
    int64_t key;
};

/* What SQLite's client data points to. */
struct binding {
    const struct table *table;
    struct table_set *set;
};

const struct table *table_at(uint32_t n)
{
    return n < ARRAY_COUNT(all) ? all[n] : NULL;
}

static struct cell *next_cell(struct table_rows *rows)
{
    if (rows->open == NULL) {
        const size_t size = sizeof(struct row) + (size_t)rows->columns * sizeof(struct cell);
        rows->open = arena_alloc(rows->arena, size);
        rows->filled = 0;
    }
    REQUIRE(rows->filled < rows->columns);
    return &rows->open->cells[rows->filled++];
}

void table_integer(struct table_rows *rows, int64_t value)
{
    *next_cell(rows) = (struct cell){.kind = CELL_INTEGER, .number = value};
}

void table_null(struct table_rows *rows)
{
    *next_cell(rows) = (struct cell){.kind = CELL_NULL};
}

static bool is_utf8(const char *text)
{
    const struct bytes bytes = bytes_of_text(text);
    uint32_t character = 0;
    for (size_t at = 0; at < bytes.size;) {
        const size_t length = utf8_read(bytes, at, &character);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

static const char *read_text(struct arena *arena, int page, const char *text)
{
    return is_utf8(text) ? arena_text(arena, text)
                         : text_to_utf8(arena, (enum text_code_page)page, text);
}

const char *table_utf8(struct arena *arena, const char *text)
{
    return read_text(arena, CODE_PAGE_437, text);
}

void table_text(struct table_rows *rows, const char *text)
{
    struct cell *cell = next_cell(rows);
    if (text != NULL) {
        cell->kind = CELL_TEXT;
        cell->text = read_text(rows->arena, rows->page != 0 ? rows->page : CODE_PAGE_437, text);
    }
}

void table_page(struct table_rows *rows, int code_page)
{
    rows->page = code_page;
}

void table_row(struct table_rows *rows)
{
    REQUIRE(rows->open != NULL);
    REQUIRE(rows->filled == rows->columns);
    *rows->end = rows->open;
    rows->end = &rows->open->next;
    rows->open = NULL;
    rows->count++;
}

struct arena *table_scratch(struct table_rows *rows)
{
    return &rows->scratch;
}

static int column_count(const char *columns)
{
    int count = 1;
    for (const char *at = columns; *at != '\0'; at++) {
        count += *at == ',' ? 1 : 0;
    }
    return count;
}

static int vt_connect(sqlite3 *database, void *client, int argc, const char *const *argv,
                      sqlite3_vtab **table_out, char **error_out)
{
    (void)argc;
    (void)argv;
    (void)error_out;
    const struct binding *binding = client;
    struct arena scratch = {0};
    const int code = sqlite3_declare_vtab(
        database, arena_format(&scratch, "CREATE TABLE x(%s)", binding->table->columns));
    arena_release(&scratch);
    if (code != SQLITE_OK) {
        return code;
    }
    struct virtual_table *made = sqlite3_malloc(sizeof(*made));
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    *made = (struct virtual_table){.table = binding->table, .set = binding->set};
    *table_out = &made->base;
    return SQLITE_OK;
}

static int vt_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Rows with one value in the first column (`seq`, as a rule) can be found at once. SQLite compares
 * again, so a value that is no integer finds nothing wrong. */
static int vt_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 1000000;
    info->estimatedRows = 100000;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
        if (constraint->usable != 0 && constraint->iColumn == 0 &&
            constraint->op == SQLITE_INDEX_CONSTRAINT_EQ) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->idxNum = 1;
            info->estimatedCost = 20;
            info->estimatedRows = 2;
            break;
        }
    }
    return SQLITE_OK;
}

static int vt_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor_out)
{
    (void)table;
    struct cursor *cursor = sqlite3_malloc(sizeof(*cursor));
    if (cursor == NULL) {
        return SQLITE_NOMEM;
    }
    *cursor = (struct cursor){.at = NULL};
    *cursor_out = &cursor->base;
    return SQLITE_OK;
}

static int vt_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static void order_by_first(struct table_rows *rows)
{
    const struct row **ordered = arena_array(rows->arena, const struct row *, rows->count + 1);
    int64_t before = INT64_MIN;
    size_t n = 0;
    for (const struct row *row = rows->first; row != NULL; row = row->next) {
        const struct cell *cell = &row->cells[0];
        if (cell->kind != CELL_INTEGER || cell->number < before) {
            return;
        }
        before = cell->number;
        ordered[n++] = row;
    }
    rows->by_first = ordered;
}

/* The first row whose first column is not below `key`; NULL: none. */
static const struct row *seek(const struct table_rows *rows, int64_t key, size_t *at_out)
{
    size_t low = 0;
    size_t high = rows->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (rows->by_first[middle]->cells[0].number < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *at_out = low;
    return low < rows->count ? rows->by_first[low] : NULL;
}

/* Reads the whole table, once as long as nothing changes. */
static int fill(struct virtual_table *self)
{
    if (self->generation == self->set->generation) {
        return SQLITE_OK;
    }
    self->rows = (struct table_rows){.arena = &self->set->arena,
                                     .columns = column_count(self->table->columns)};
    self->rows.end = &self->rows.first;
    const char *why = self->table->fill(&self->set->context, &self->rows);
    if (why != NULL) {
        self->base.zErrMsg = sqlite3_mprintf("%s: %s", self->table->name, why);
    }
    arena_release(&self->rows.scratch);
    if (why != NULL) {
        return SQLITE_ERROR;
    }
    order_by_first(&self->rows);
    self->generation = self->set->generation;
    return SQLITE_OK;
}

static int vt_filter(sqlite3_vtab_cursor *base, int index, const char *text, int argc,
                     sqlite3_value **argv)
{
    (void)text;
    (void)argc;
    struct virtual_table *self = (struct virtual_table *)(void *)base->pVtab;
    struct cursor *cursor = (struct cursor *)(void *)base;
    const int code = fill(self);
    cursor->at = code == SQLITE_OK ? self->rows.first : NULL;
    cursor->number = 1;
    cursor->is_seek = false;
    if (code == SQLITE_OK && index == 1 && self->rows.by_first != NULL) {
        size_t before = 0;
        cursor->is_seek = true;
        cursor->key = sqlite3_value_int64(argv[0]);
        cursor->at = seek(&self->rows, cursor->key, &before);
        cursor->number += (sqlite3_int64)before;
    }
    return code;
}

static int vt_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)(void *)base;
    cursor->at = cursor->at->next;
    cursor->number++;
    return SQLITE_OK;
}

static int vt_eof(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)(const void *)base;
    return cursor->at == NULL || (cursor->is_seek && cursor->at->cells[0].number != cursor->key);
}

static int vt_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct cell *cell = &((const struct cursor *)(const void *)base)->at->cells[column];
    switch (cell->kind) {
    case CELL_NULL:
        sqlite3_result_null(context);
        break;
    case CELL_INTEGER:
        sqlite3_result_int64(context, cell->number);
        break;
    case CELL_TEXT:
        sqlite3_result_text(context, cell->text, -1, SQLITE_STATIC);
        break;
    }
    return SQLITE_OK;
}

static int vt_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *number_out)
{
    *number_out = ((const struct cursor *)(const void *)base)->number;
    return SQLITE_OK;
}

/* No xCreate: the tables are there by their names only. No xUpdate: nothing can be written. */
static const sqlite3_module module = {
    .xConnect = vt_connect,
    .xBestIndex = vt_best_index,
    .xDisconnect = vt_disconnect,
    .xOpen = vt_open,
    .xClose = vt_close,
    .xFilter = vt_filter,
    .xNext = vt_next,
    .xEof = vt_eof,
    .xColumn = vt_column,
    .xRowid = vt_rowid,
};

int table_register(sqlite3 *database, struct table_set *set)
{
    set->generation = set->generation == 0 ? 1 : set->generation;
    for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
        if (set->context.directory != NULL && !all[i]->is_office) {
            continue;
        }
        struct binding *binding = sqlite3_malloc(sizeof(*binding));
        if (binding == NULL) {
            return SQLITE_NOMEM;
        }
        *binding = (struct binding){.table = all[i], .set = set};
        const int code =
            sqlite3_create_module_v2(database, all[i]->name, &module, binding, sqlite3_free);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

void table_changed(struct table_set *set, const struct table_context *context)
{
    set->context = *context;
    set->generation++;
    arena_reset(&set->arena);
}

void table_release(struct table_set *set)
{
    arena_release(&set->arena);
}
