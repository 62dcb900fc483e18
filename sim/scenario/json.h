/*
 * json -- scenarios and rows for other programs
 *
 * scenario_to_json writes a parsed file with its cases: every fact with its word, values by slot
 * name, attributes in the order written. Numbers, sizes (bytes) and times (microseconds) are
 * numbers; all else is text. rows_to_json writes the tables of nouns, steps and expectations, from
 * which an editor can check and complete. Each is one line, ended by LF: `ccbench check --json`,
 * `ccbench help --json`.
 *
 * Errors  none; what is parsed is clean UTF-8.
 */
#ifndef SIM_SCENARIO_JSON_H
#define SIM_SCENARIO_JSON_H

#include "scenario/parse.h"

void scenario_to_json(const struct scenario *scenario, struct buffer *target);
void rows_to_json(const struct scenario_rows *rows, struct buffer *target);

#endif
