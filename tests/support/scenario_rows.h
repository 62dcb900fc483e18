/*
 * scenario_rows -- a small language for tests of the parser, the cases, the help and the JSON form
 *
 * Every slot type and flag occurs. The rows do nothing; only their shapes are used.
 */
#ifndef SUPPORT_SCENARIO_ROWS_H
#define SUPPORT_SCENARIO_ROWS_H

#include "scenario/parse.h"

extern const struct scenario_rows test_rows;

struct parsed {
    struct arena arena;
    struct scenario scenario;
    struct scenario_errors errors;
    bool is_good;
};

/* Parses as "t.scn"; release with parsed_release. */
void parsed_open(struct parsed *parsed, const char *text);
void parsed_open_bytes(struct parsed *parsed, struct bytes text);
void parsed_release(struct parsed *parsed);
/* All errors, one on a line: "3:9: text | hint"; "" none. Valid until release. */
const char *parsed_errors(struct parsed *parsed);
/* The case of that name; fails the test when there is none. */
const struct scenario_case *parsed_case(const struct parsed *parsed, const char *name);
/* Steps of a case in order, by their source lines without times: "do start connector; expect
 * drained". Valid until release. */
const char *parsed_steps(struct parsed *parsed, const char *name);

#endif
