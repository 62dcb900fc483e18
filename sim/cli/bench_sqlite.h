/*
 * bench_sqlite -- the messages and pointers of a post office as rows of raw SQLite in memory
 *
 * What the post office is compared with: two tables, prepared statements, one transaction for each
 * message that comes or goes, nothing else. The same letters to the same readers in the same order.
 */
#ifndef SIM_CLI_BENCH_SQLITE_H
#define SIM_CLI_BENCH_SQLITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum { BENCH_STATEMENTS = 9 };

struct sqlite3;
struct sqlite3_stmt;

struct bench_rows {
    struct sqlite3 *db;
    struct sqlite3_stmt *statements[BENCH_STATEMENTS];
    struct bytes letter; /* borrowed */
    uint32_t readers;
    int64_t next_id;
};

bool bench_sqlite_open(struct bench_rows *rows, struct bytes letter, uint32_t readers);
/* Message i goes to reader i, every other one to the next one too. */
bool bench_sqlite_import(struct bench_rows *rows, uint32_t count);
/* All messages of all readers, read and taken out; answers how many. */
uint32_t bench_sqlite_export(struct bench_rows *rows);
void bench_sqlite_close(struct bench_rows *rows); /* also what never was open */

#endif
