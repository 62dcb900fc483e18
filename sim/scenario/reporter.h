/*
 * reporter -- how verdicts are written
 *
 * A format is a row in reporters.def and three functions that append to a buffer. Cases come in the
 * order of the files; they may be written by another process than begin and end, so nothing is kept
 * between calls.
 *
 * Errors  none.
 * Owns    nothing; a buffer is handed in.
 */
#ifndef SIM_SCENARIO_REPORTER_H
#define SIM_SCENARIO_REPORTER_H

#include "base/buffer.h"
#include "scenario/run.h"
#include "scenario/scenario.h"

struct report_case {
    const struct scenario *scenario;
    const struct scenario_case *the_case;
    const struct run_result *result;
    uint32_t number;        /* 1, 2, ... over all files */
    uint64_t schedule_seed; /* --schedule; 0 none */
    const char *sweep;      /* --sweep with --call; NULL: none */
    uint64_t call;
    const char *strikes; /* --strikes; NULL: none */
    bool is_first_of_file;
};

struct report_totals {
    uint32_t files;
    uint32_t cases;
    uint32_t passed;
    uint32_t failed;
    uint32_t asks; /* not answered yet */
};

struct reporter {
    const char *name;
    void (*begin)(struct buffer *target, uint32_t case_count);
    void (*one)(struct buffer *target, const struct report_case *report);
    void (*end)(struct buffer *target, const struct report_totals *totals);
};

#define REPORTER(name) extern const struct reporter reporter_##name;
#include "scenario/reporters.def"
#undef REPORTER

const struct reporter *reporter_find(const char *name);
const struct reporter *reporter_at(uint32_t n); /* NULL at the end */

/* Shared pieces. "ok", "FAIL", "ERROR", "INVARIANT", "NO PROGRESS". */
const char *report_verdict_word(enum run_exit exit);
/* "base", or the case's name. */
const char *report_case_name(const struct scenario_case *the_case);
/* `file:line: wanted ..., got ..., because ..., replay ...` of one failure, each line led by
 * `indent`. */
void report_failure(struct buffer *target, const struct report_case *report,
                    const struct run_failure *failure, const char *indent);
/* "EXPORT_READ_ONLY=bookmark, ..." ; "" when none was used. */
void report_assumptions(struct buffer *target, const struct run_result *result);
/* A word of a command line, in quotes where a shell would take it for something else. */
void report_shell_word(struct buffer *target, const char *word);
/* "replay   ccbench run PATH --case NAME", also of the base: options behind it are for one case. */
void report_replay(struct buffer *target, const char *path, const struct scenario_case *the_case);
/* "1m30s", as scenarios write it. */
void report_time(struct buffer *target, uint64_t time_us);

#endif
