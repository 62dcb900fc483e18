/*
 * judge -- `ccbench rights judge MODEL`: answers of the project's rights engine, line by line
 *
 * A line is a JSON object of the vectors in tests/vectors (schema: README.md there); fields that
 * hold the verdicts of others are not looked at. One line of answer for each, in order:
 *
 *     nt-access     {"id":0,"ok":true,"granted":1179808,"status":0}      rights/acl
 *     nt-sharemode  {"status":3221225539}                               sharing, two opens in turn
 *     nt-inherit    {"id":0,"file":[...],"dir":[...]}                   rights/acl
 *     nt-fileop     {"id":0,"results":{"open_read":0,...}}              the model of NT shares
 *     nt-status     {"status":3221225506,"win32":5,"dos":5}             fs/nt_status
 *     netware       {"id":0,"rights":"RWF"}                             rights/trustee
 *
 * Errors  a line that is none: {"line":7,"error":"column 12: ..."} in its place; the rest is
 *         judged.
 * Limits  a line is at most JUDGE_LINE_MAX bytes long.
 * Owns    what it made, on the arena given; what a line needs is forgotten with the next one.
 */
#ifndef SIM_CLI_JUDGE_H
#define SIM_CLI_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buffer.h"

enum { JUDGE_LINE_MAX = 64 << 20 };

struct judge_model;
struct judge;

const struct judge_model *judge_model_find(const char *name); /* NULL: there is none */
const char *judge_model_names(void);                          /* for people */

struct judge *judge_create(struct arena *arena, const struct judge_model *model);
void judge_release(struct judge *judge); /* what is not on the arena given */
/* `bytes` without the end of the line; the answer with one. false: it was an error object. */
bool judge_answer(struct judge *judge, struct bytes bytes, uint64_t number, struct buffer *target);
/* Reading alone, to know its share. */
bool judge_reads(struct judge *judge, struct bytes bytes);
/* All lines of `in`, of which nothing was read yet; answers are given as soon as what there is to
 * read has been judged. Exit code: 0, or 2 when a line was none or the answers cannot be written.
 */
int judge_stream(struct judge *judge, FILE *in, FILE *out);

#endif
