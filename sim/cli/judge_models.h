/*
 * judge_models -- what a model of `ccbench rights judge` is; nobody but judge and its models
 * includes it
 */
#ifndef SIM_CLI_JUDGE_MODELS_H
#define SIM_CLI_JUDGE_MODELS_H

#include "cli/judge_row.h"

struct judge_bench; /* what models of NT judge on: a directory and a file of a volume, a table of
                       opens */

struct judge_model {
    const char *name;
    const struct judge_field *fields;
    size_t field_count;
    size_t row_size;
    /* Is the row whole, beyond its fields? May be NULL. */
    bool (*accepts)(struct judge_line *line, void *row);
    void (*answer)(struct judge_bench *bench, struct judge_line *line, const void *row,
                   struct buffer *target);
};

struct judge_bench *judge_bench_create(struct arena *arena);

extern const struct judge_model judge_nt_access;
extern const struct judge_model judge_nt_sharemode;
extern const struct judge_model judge_nt_inherit;
extern const struct judge_model judge_nt_fileop;
extern const struct judge_model judge_nt_status;
extern const struct judge_model judge_netware;

#endif
