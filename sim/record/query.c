#include "record/query.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* An answer, kept whole: widths are known at its end only. */
struct answer {
    struct arena arena;
    int columns;
    const char **names;
    bool *is_number; /* all values of the column so far */
    struct answer_row *first;
    struct answer_row **end;
};

struct answer_value {
    const char *text; /* NULL: null */
    bool is_number;
};

struct answer_row {
    struct answer_row *next;
    struct answer_value values[];
};

bool query_format_find(const char *name, enum query_format *format_out)
{
    static const char *const names[] = {
        [QUERY_TEXT] = "text", [QUERY_CSV] = "csv", [QUERY_JSON] = "json"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (text_equal(names[i], name)) {
            *format_out = (enum query_format)i;
            return true;
        }
    }
    return false;
}

static int only_reading(void *context, int action, const char *first, const char *second,
                        const char *database, const char *trigger)
{
    (void)context;
    (void)first;
    (void)second;
    (void)database;
    (void)trigger;
    return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
                   action == SQLITE_RECURSIVE
               ? SQLITE_OK
               : SQLITE_DENY;
}

/* Characters, not bytes. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80 ? 1 : 0;
    }
    return width;
}

static void pad(struct buffer *target, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_text(target, " ");
    }
}

/* A table keeps one line a row: control characters are blanks there. */
static void text_cell(struct buffer *target, const char *text, size_t width, bool is_right)
{
    const size_t own = width_of(text);
    pad(target, is_right ? width - own : 0);
    for (const char *at = text; *at != '\0'; at++) {
        buffer_add(target, (unsigned char)*at < ' ' ? " " : at, 1);
    }
    pad(target, is_right ? 0 : width - own);
}

static const char *shown(const struct answer_value *value)
{
    return value->text != NULL ? value->text : "";
}

static void end_line(struct buffer *target)
{
    while (target->size > 0 && target->data[target->size - 1] == ' ') {
        target->size--;
    }
    buffer_text(target, "\n");
}

static void write_text(const struct answer *answer, struct buffer *target)
{
    struct arena scratch = {0};
    size_t *widths = arena_array(&scratch, size_t, (size_t)answer->columns);
    for (int c = 0; c < answer->columns; c++) {
        widths[c] = width_of(answer->names[c]);
        for (const struct answer_row *row = answer->first; row != NULL; row = row->next) {
            const size_t width = width_of(shown(&row->values[c]));
            widths[c] = width > widths[c] ? width : widths[c];
        }
        text_cell(target, answer->names[c], widths[c], answer->is_number[c]);
        buffer_text(target, "  ");
    }
    end_line(target);
    for (int c = 0; c < answer->columns; c++) {
        for (size_t i = 0; i < widths[c]; i++) {
            buffer_text(target, "-");
        }
        buffer_text(target, "  ");
    }
    end_line(target);
    for (const struct answer_row *row = answer->first; row != NULL; row = row->next) {
        for (int c = 0; c < answer->columns; c++) {
            text_cell(target, shown(&row->values[c]), widths[c], answer->is_number[c]);
            buffer_text(target, "  ");
        }
        end_line(target);
    }
    arena_release(&scratch);
}

static void csv_value(struct buffer *target, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        buffer_text(target, text);
        return;
    }
    buffer_text(target, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        buffer_text(target, *at == '"' ? "\"" : "");
        buffer_add(target, at, 1);
    }
    buffer_text(target, "\"");
}

static void write_csv(const struct answer *answer, struct buffer *target)
{
    for (int c = 0; c < answer->columns; c++) {
        buffer_text(target, c > 0 ? "," : "");
        csv_value(target, answer->names[c]);
    }
    buffer_text(target, "\r\n");
    for (const struct answer_row *row = answer->first; row != NULL; row = row->next) {
        for (int c = 0; c < answer->columns; c++) {
            buffer_text(target, c > 0 ? "," : "");
            csv_value(target, shown(&row->values[c]));
        }
        buffer_text(target, "\r\n");
    }
}

static void json_text(struct buffer *target, const char *text)
{
    buffer_text(target, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            buffer_text(target, "\\");
            buffer_add(target, at, 1);
        } else if ((unsigned char)*at < ' ') {
            buffer_format(target, "\\u%04x", (unsigned)(unsigned char)*at);
        } else {
            buffer_add(target, at, 1);
        }
    }
    buffer_text(target, "\"");
}

static void json_value(struct buffer *target, const struct answer_value *value)
{
    if (value->text == NULL || value->is_number) {
        buffer_text(target, value->text == NULL ? "null" : value->text);
    } else {
        json_text(target, value->text);
    }
}

static void write_json(const struct answer *answer, struct buffer *target)
{
    buffer_text(target, "{\"columns\": [");
    for (int c = 0; c < answer->columns; c++) {
        buffer_text(target, c > 0 ? ", " : "");
        json_text(target, answer->names[c]);
    }
    buffer_text(target, "], \"rows\": [");
    for (const struct answer_row *row = answer->first; row != NULL; row = row->next) {
        buffer_text(target, row == answer->first ? "\n[" : ",\n[");
        for (int c = 0; c < answer->columns; c++) {
            buffer_text(target, c > 0 ? ", " : "");
            json_value(target, &row->values[c]);
        }
        buffer_text(target, "]");
    }
    buffer_text(target, answer->first != NULL ? "\n]}\n" : "]}\n");
}

static void begin_answer(struct answer *answer, sqlite3_stmt *statement)
{
    answer->columns = sqlite3_column_count(statement);
    answer->end = &answer->first;
    answer->names = arena_array(&answer->arena, const char *, (size_t)answer->columns + 1);
    answer->is_number = arena_array(&answer->arena, bool, (size_t)answer->columns + 1);
    for (int c = 0; c < answer->columns; c++) {
        answer->names[c] = arena_text(&answer->arena, sqlite3_column_name(statement, c));
        answer->is_number[c] = true;
    }
}

static void add_row(struct answer *answer, sqlite3_stmt *statement)
{
    const size_t size = (size_t)answer->columns * sizeof(struct answer_value);
    struct answer_row *row = arena_alloc(&answer->arena, sizeof(*row) + size);
    for (int c = 0; c < answer->columns; c++) {
        const int type = sqlite3_column_type(statement, c);
        const char *text = (const char *)sqlite3_column_text(statement, c);
        if (type == SQLITE_NULL || text == NULL) {
            continue;
        }
        row->values[c].text = table_utf8(&answer->arena, text);
        /* a number that JSON cannot write (infinite) is a text */
        row->values[c].is_number =
            type == SQLITE_INTEGER || (type == SQLITE_FLOAT && strpbrk(text, "nN") == NULL);
        answer->is_number[c] = answer->is_number[c] && row->values[c].is_number;
    }
    *answer->end = row;
    answer->end = &row->next;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n;")] == '\0';
}

static bool wrong(struct diagnostic *diagnostic, const char *text)
{
    diagnostic_set(diagnostic, 0, "sql: %s", text);
    return false;
}

static bool prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement_out,
                    struct diagnostic *diagnostic)
{
    const char *rest = NULL;
    const int code = sqlite3_prepare_v2(database, sql, -1, statement_out, &rest);
    if (code == SQLITE_AUTH) {
        return wrong(diagnostic, "only reading is allowed: one SELECT (or WITH ... SELECT)");
    }
    if (code != SQLITE_OK) {
        const char *why = sqlite3_errmsg(database);
        diagnostic_set(diagnostic, 0, "sql: %s%s", why,
                       strncmp(why, "no such ", 8) == 0 ? "; ccbench help sql shows tables and "
                                                          "columns, ccbench help record those of "
                                                          "a record"
                                                        : "");
        return false;
    }
    if (*statement_out == NULL) {
        return wrong(diagnostic, "there is no statement");
    }
    if (!is_blank(rest)) {
        sqlite3_finalize(*statement_out);
        return wrong(diagnostic, "one statement at a time");
    }
    if (sqlite3_column_count(*statement_out) == 0 ||
        sqlite3_bind_parameter_count(*statement_out) > 0) {
        sqlite3_finalize(*statement_out);
        return wrong(diagnostic, "only reading is allowed, and no parameters");
    }
    return true;
}

static bool answer_it(sqlite3 *database, const char *sql, struct answer *answer,
                      struct diagnostic *diagnostic)
{
    sqlite3_stmt *statement = NULL;
    if (!prepare(database, sql, &statement, diagnostic)) {
        return false;
    }
    begin_answer(answer, statement);
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) {
        add_row(answer, statement);
        code = sqlite3_step(statement);
    }
    const bool is_done = code == SQLITE_DONE || wrong(diagnostic, sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    return is_done;
}

/* Tables are declared when they are first named, which only_reading would refuse. */
static bool declare_tables(sqlite3 *database, const struct table_set *set)
{
    const struct table *table = NULL;
    bool is_declared = true;
    for (uint32_t n = 0; is_declared && (table = table_at(n)) != NULL; n++) {
        char sql[80];
        DISCARD(text_format(sql, sizeof(sql), "SELECT 1 FROM %s LIMIT 0", table->name), "it fits");
        is_declared = (set->context.directory != NULL && !table->is_office) ||
                      sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
    }
    return is_declared;
}

/* The database is closed in any case. */
static bool ask(sqlite3 *database, const char *sql, enum query_format format, struct buffer *target,
                struct diagnostic *diagnostic)
{
    static void (*const writers[])(const struct answer *, struct buffer *) = {
        [QUERY_TEXT] = write_text, [QUERY_CSV] = write_csv, [QUERY_JSON] = write_json};
    struct answer answer = {.columns = 0};
    sqlite3_set_authorizer(database, only_reading, NULL);
    const bool is_answered = answer_it(database, sql, &answer, diagnostic);
    if (is_answered) {
        writers[format](&answer, target);
    }
    arena_release(&answer.arena);
    sqlite3_close(database);
    return is_answered;
}

bool query_run(struct table_set *set, const char *sql, enum query_format format,
               struct buffer *target, struct diagnostic *diagnostic_out)
{
    sqlite3 *database = NULL;
    if (sqlite3_open(":memory:", &database) != SQLITE_OK ||
        table_register(database, set) != SQLITE_OK || !declare_tables(database, set)) {
        sqlite3_close(database);
        return wrong(diagnostic_out, "no memory");
    }
    return ask(database, sql, format, target, diagnostic_out);
}

bool query_is_database(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char start[sizeof(magic)] = "";
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    const bool is_read = fread(start, 1, sizeof(start), file) == sizeof(start);
    DISCARD(fclose(file), "it was read only");
    return is_read && memcmp(start, magic, sizeof(magic)) == 0;
}

bool query_database(const char *path, const char *sql, enum query_format format,
                    struct buffer *target, struct diagnostic *diagnostic_out)
{
    sqlite3 *database = NULL;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        const bool is_answered = wrong(diagnostic_out, sqlite3_errmsg(database));
        sqlite3_close(database);
        return is_answered;
    }
    return ask(database, sql, format, target, diagnostic_out);
}

void query_help(struct buffer *target)
{
    const struct table *table = NULL;
    for (uint32_t n = 0; (table = table_at(n)) != NULL; n++) {
        buffer_format(target, "%s  %s\n", table->name, table->help);
        const char *at = table->columns;
        while (*at != '\0') {
            const size_t length = strcspn(at, ",");
            buffer_format(target, "    %.*s\n", (int)length, at);
            at += length;
            at += strspn(at, ", ");
        }
    }
    buffer_text(target,
                "Times are microseconds of virtual time. vt_* tables speak of a scenario; po_* "
                "tables also of a real directory.\n");
}
