#define _POSIX_C_SOURCE 200809L
#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { HEADER_SIZE = 100, APPLICATION_AT = 0x44 }; /* of a SQLite file */

static bool wrong(struct diagnostic *diagnostic, const char *path, const char *text)
{
    diagnostic_set(diagnostic, 0, "%s: %s", path, text);
    return false;
}

static bool is_record(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    unsigned char header[HEADER_SIZE];
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    const bool is_read = read(file, header, sizeof(header)) == (ssize_t)sizeof(header);
    DISCARD(close(file), "it was read only");
    if (!is_read || memcmp(header, magic, sizeof(magic)) != 0) {
        return false;
    }
    const unsigned char *id = header + APPLICATION_AT;
    return ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3]) ==
           RECORD_APPLICATION;
}

bool record_may_write(const char *path, struct diagnostic *diagnostic_out)
{
    static const char *const open_by_others[] = {"-journal", "-wal"};
    struct stat info;
    if (path[0] == '\0' || strlen(path) + 16 >= RECORD_PATH_SIZE) {
        return wrong(diagnostic_out, path, "no name for a record");
    }
    for (size_t i = 0; i < ARRAY_COUNT(open_by_others); i++) {
        char beside[RECORD_PATH_SIZE];
        DISCARD(text_format(beside, sizeof(beside), "%s%s", path, open_by_others[i]), "it fits");
        if (lstat(beside, &info) == 0) {
            return wrong(diagnostic_out, beside,
                         "somebody is changing that database; it stays as it is");
        }
    }
    if (lstat(path, &info) != 0) {
        return errno == ENOENT || wrong(diagnostic_out, path, "cannot be looked at");
    }
    if (!S_ISREG(info.st_mode) || !is_record(path)) {
        return wrong(diagnostic_out, path,
                     "is there and is no record of ccbench; it stays as it is");
    }
    return true;
}

static bool run_sql(struct record *record, const char *sql, struct diagnostic *diagnostic)
{
    return sqlite3_exec(record->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           wrong(diagnostic, record->partial, sqlite3_errmsg(record->database));
}

static bool make_schema(struct record *record, struct diagnostic *diagnostic)
{
    char pragmas[200];
    const char *statement = NULL;
    DISCARD(text_format(pragmas, sizeof(pragmas),
                        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                        "PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN",
                        (int)RECORD_APPLICATION, (int)RECORD_VERSION),
            "it fits");
    bool is_made = run_sql(record, pragmas, diagnostic);
    for (uint32_t n = 0; is_made && (statement = record_schema(n)) != NULL; n++) {
        is_made = run_sql(record, statement, diagnostic);
    }
    return is_made;
}

bool record_open(struct record *record, const char *path, struct diagnostic *diagnostic_out)
{
    *record = (struct record){.database = NULL};
    if (!record_may_write(path, diagnostic_out)) {
        return false;
    }
    DISCARD(text_copy(record->target, sizeof(record->target), path), "it fits");
    DISCARD(text_format(record->partial, sizeof(record->partial), "%s.XXXXXX", path), "it fits");
    const int file = mkstemp(record->partial);
    if (file < 0) {
        return wrong(
            diagnostic_out, path,
            "no file can be made beside it: is the folder there, and may you write in it?");
    }
    const bool is_plain = fchmod(file, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH) == 0;
    DISCARD(close(file), "it is empty");
    bool is_open = is_plain && sqlite3_open(record->partial, &record->database) == SQLITE_OK;
    is_open = is_open || wrong(diagnostic_out, record->partial, "cannot be opened");
    is_open = is_open && make_schema(record, diagnostic_out) &&
              (table_register(record->database, &record->tables) == SQLITE_OK ||
               wrong(diagnostic_out, record->partial, "no memory"));
    if (!is_open) {
        record_give_up(record);
    }
    return is_open;
}

/* A statement of the record with the number of the case as ?1. */
static sqlite3_stmt *prepare(struct record *record, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    const int code = sqlite3_prepare_v2(record->database, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, record->the_case);
    }
    return statement;
}

static bool finish(struct record *record, sqlite3_stmt *statement, struct diagnostic *diagnostic)
{
    const bool is_done = statement != NULL && sqlite3_step(statement) == SQLITE_DONE;
    if (!is_done) {
        wrong(diagnostic, record->partial, sqlite3_errmsg(record->database));
    }
    sqlite3_finalize(statement);
    return is_done;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *statement, int at, uint64_t number)
{
    sqlite3_bind_int64(statement, at, (sqlite3_int64)number);
}

bool record_world(struct record *record, const struct collection *collection,
                  struct diagnostic *diagnostic_out)
{
    static const char *const copies[] = {
        "INSERT INTO event SELECT ?1, * FROM vt_event",
        "INSERT INTO denied SELECT ?1, * FROM vt_denied",
        "INSERT INTO program_run SELECT ?1, * FROM vt_run",
        "INSERT INTO mail SELECT ?1, * FROM vt_mail",
        "INSERT INTO move SELECT ?1, * FROM vt_move",
        "INSERT INTO file SELECT ?1, * FROM vt_file",
        "INSERT INTO trace SELECT ?1, * FROM vt_trace",
    };
    const struct table_context context = {.collection = collection, .world = collection->world};
    record->the_case++;
    table_changed(&record->tables, &context);
    bool is_written = true;
    for (size_t i = 0; is_written && i < ARRAY_COUNT(copies); i++) {
        is_written = finish(record, prepare(record, copies[i]), diagnostic_out);
    }
    table_changed(&record->tables, &(struct table_context){.world = NULL});
    return is_written;
}

bool record_verdict(struct record *record, const struct record_case *what,
                    struct diagnostic *diagnostic_out)
{
    char hash[20];
    DISCARD(text_format(hash, sizeof(hash), "%016llx", (unsigned long long)what->trace_hash),
            "it fits");
    sqlite3_stmt *s = prepare(
        record, "INSERT INTO replay VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
    if (s != NULL) {
        bind_text(s, 2, what->scenario);
        bind_text(s, 3, what->path);
        bind_text(s, 4, what->articles);
        bind_text(s, 5, what->name);
        bind_number(s, 6, what->seed);
        bind_number(s, 7, what->schedule_seed);
        bind_text(s, 8, what->verdict);
        bind_number(s, 9, (uint64_t)what->exit);
        bind_number(s, 10, what->expectations);
        bind_text(s, 11, what->error);
        bind_number(s, 12, what->ended_us);
        bind_text(s, 13, hash);
        bind_number(s, 14, what->trace_rows);
        bind_number(s, 15, what->port_calls);
    }
    return finish(record, s, diagnostic_out);
}

bool record_step(struct record *record, const struct record_step *step,
                 struct diagnostic *diagnostic_out)
{
    sqlite3_stmt *s = prepare(record, "INSERT INTO step VALUES(?1,?2,?3,?4,?5,?6,?7)");
    if (s != NULL) {
        bind_number(s, 2, step->line);
        bind_text(s, 3, step->phase);
        bind_text(s, 4, step->verb);
        bind_number(s, 5, step->from_us);
        bind_number(s, 6, step->until_us);
        bind_text(s, 7, step->text);
    }
    return finish(record, s, diagnostic_out);
}

bool record_failure(struct record *record, const struct record_failure *failure,
                    struct diagnostic *diagnostic_out)
{
    sqlite3_stmt *s = prepare(record, "INSERT INTO failure VALUES(?1,?2,?3,?4,?5,?6)");
    if (s != NULL) {
        bind_number(s, 2, failure->line);
        bind_number(s, 3, failure->time_us);
        bind_text(s, 4, failure->wanted);
        bind_text(s, 5, failure->got);
        bind_text(s, 6, failure->because);
    }
    return finish(record, s, diagnostic_out);
}

bool record_assumption(struct record *record, const struct record_assumption *assumption,
                       struct diagnostic *diagnostic_out)
{
    sqlite3_stmt *s = prepare(record, "INSERT INTO assumption VALUES(?1,?2,?3,?4,?5)");
    if (s != NULL) {
        bind_text(s, 2, assumption->id);
        bind_text(s, 3, assumption->value);
        bind_text(s, 4, assumption->statement);
        bind_text(s, 5, assumption->evidence);
    }
    return finish(record, s, diagnostic_out);
}

/* What is written is on disk. */
static bool sync_path(const char *path, int flags)
{
    const int file = open(path, flags | O_CLOEXEC);
    const bool is_synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        DISCARD(close(file), "it is synced");
    }
    return is_synced;
}

static bool sync_directory_of(const char *path)
{
    char directory[RECORD_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    const size_t length = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    DISCARD(text_format(directory, sizeof(directory), "%.*s", (int)length, path), "it fits");
    return sync_path(length == 0 ? "." : directory, O_RDONLY | O_DIRECTORY);
}

bool record_close(struct record *record, struct diagnostic *diagnostic_out)
{
    bool is_whole = run_sql(record, "COMMIT", diagnostic_out);
    is_whole = (sqlite3_close(record->database) == SQLITE_OK) && is_whole;
    record->database = NULL;
    is_whole = is_whole && sync_path(record->partial, O_RDWR) &&
               record_may_write(record->target, diagnostic_out) &&
               rename(record->partial, record->target) == 0;
    if (!is_whole) {
        if (diagnostic_out->text[0] == '\0') {
            wrong(diagnostic_out, record->target, "cannot be written");
        }
        record_give_up(record);
        return false;
    }
    table_release(&record->tables);
    return sync_directory_of(record->target) ||
           wrong(diagnostic_out, record->target, "its directory cannot be synced");
}

void record_give_up(struct record *record)
{
    sqlite3_close(record->database);
    record->database = NULL;
    DISCARD(unlink(record->partial), "or somebody else took it");
    table_release(&record->tables);
}
