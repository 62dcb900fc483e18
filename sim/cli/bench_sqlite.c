#include "cli/bench_sqlite.h"

#include <sqlite3.h>
#include <stddef.h>

#include "base/require.h"

enum statement {
    BEGIN,
    COMMIT,
    ADD_MESSAGE,
    ADD_POINTER,
    NEXT_MESSAGE,
    READ_MESSAGE,
    REMOVE_POINTER,
    RELEASE_MESSAGE,
    REMOVE_MESSAGE
};

static const char schema[] =
    "create table message(id integer primary key, refs integer, size integer, body blob);"
    "create table pointer(usr integer, id integer, primary key(usr, id)) without rowid;";

static const char *const texts[BENCH_STATEMENTS] = {
    [BEGIN] = "begin",
    [COMMIT] = "commit",
    [ADD_MESSAGE] = "insert into message values(?1, ?2, ?3, ?4)",
    [ADD_POINTER] = "insert into pointer values(?1, ?2)",
    [NEXT_MESSAGE] = "select id from pointer where usr = ?1 order by id limit 1",
    [READ_MESSAGE] = "select body from message where id = ?1",
    [REMOVE_POINTER] = "delete from pointer where usr = ?1 and id = ?2",
    [RELEASE_MESSAGE] = "update message set refs = refs - 1 where id = ?1",
    [REMOVE_MESSAGE] = "delete from message where id = ?1 and refs = 0",
};

bool bench_sqlite_open(struct bench_rows *rows, struct bytes letter, uint32_t readers)
{
    REQUIRE(readers != 0);
    *rows = (struct bench_rows){.letter = letter, .readers = readers, .next_id = 1};
    bool is_good = sqlite3_open(":memory:", &rows->db) == SQLITE_OK &&
                   sqlite3_exec(rows->db, schema, NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; is_good && i < BENCH_STATEMENTS; i++) {
        is_good =
            sqlite3_prepare_v2(rows->db, texts[i], -1, &rows->statements[i], NULL) == SQLITE_OK;
    }
    return is_good;
}

void bench_sqlite_close(struct bench_rows *rows)
{
    for (size_t i = 0; i < BENCH_STATEMENTS; i++) {
        (void)sqlite3_finalize(rows->statements[i]);
    }
    (void)sqlite3_close(rows->db);
    *rows = (struct bench_rows){0};
}

/* Runs a statement that answers no row. */
static bool run(struct bench_rows *rows, enum statement statement, int64_t first, int64_t second)
{
    sqlite3_stmt *stmt = rows->statements[statement];
    const int parameters = sqlite3_bind_parameter_count(stmt);
    if (parameters > 0) {
        (void)sqlite3_bind_int64(stmt, 1, first);
    }
    if (parameters > 1) {
        (void)sqlite3_bind_int64(stmt, 2, second);
    }
    const bool is_done = sqlite3_step(stmt) == SQLITE_DONE;
    (void)sqlite3_reset(stmt);
    return is_done;
}

static bool import_one(struct bench_rows *rows, uint32_t number)
{
    sqlite3_stmt *message = rows->statements[ADD_MESSAGE];
    const uint32_t recipients = 1 + number % 2;
    const int64_t id = rows->next_id++;
    bool is_good = run(rows, BEGIN, 0, 0);
    (void)sqlite3_bind_int64(message, 3, (int64_t)rows->letter.size);
    (void)sqlite3_bind_blob64(message, 4, rows->letter.data, rows->letter.size, SQLITE_STATIC);
    is_good = run(rows, ADD_MESSAGE, id, recipients) && is_good;
    for (uint32_t i = 0; i < recipients; i++) {
        is_good = run(rows, ADD_POINTER, (number + i) % rows->readers, id) && is_good;
    }
    return run(rows, COMMIT, 0, 0) && is_good;
}

bool bench_sqlite_import(struct bench_rows *rows, uint32_t count)
{
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < count; i++) {
        is_good = import_one(rows, i);
    }
    return is_good;
}

/* The oldest message of a reader, or 0. */
static int64_t next_of(struct bench_rows *rows, uint32_t reader)
{
    sqlite3_stmt *next = rows->statements[NEXT_MESSAGE];
    (void)sqlite3_bind_int64(next, 1, reader);
    const int64_t id = sqlite3_step(next) == SQLITE_ROW ? sqlite3_column_int64(next, 0) : 0;
    (void)sqlite3_reset(next);
    return id;
}

static bool export_one(struct bench_rows *rows, uint32_t reader, int64_t id)
{
    sqlite3_stmt *read = rows->statements[READ_MESSAGE];
    (void)sqlite3_bind_int64(read, 1, id);
    bool is_good = sqlite3_step(read) == SQLITE_ROW && sqlite3_column_blob(read, 0) != NULL &&
                   sqlite3_column_bytes(read, 0) == (int)rows->letter.size;
    (void)sqlite3_reset(read);
    is_good = run(rows, BEGIN, 0, 0) && is_good;
    is_good = run(rows, REMOVE_POINTER, reader, id) && is_good;
    is_good = run(rows, RELEASE_MESSAGE, id, 0) && is_good;
    is_good = run(rows, REMOVE_MESSAGE, id, 0) && is_good;
    return run(rows, COMMIT, 0, 0) && is_good;
}

uint32_t bench_sqlite_export(struct bench_rows *rows)
{
    uint32_t count = 0;
    for (uint32_t reader = 0; reader < rows->readers; reader++) {
        int64_t id = next_of(rows, reader);
        while (id != 0 && export_one(rows, reader, id)) {
            count++;
            id = next_of(rows, reader);
        }
    }
    return count;
}
