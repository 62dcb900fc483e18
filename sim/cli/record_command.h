/*
 * record_command -- `ccbench run --record FILE`
 *
 * The selected cases are replayed once more, one after the other in the order of the report, with
 * everything they show collected; so -j and --twice change nothing of the record. A replay whose
 * trace differs from itself is found by --twice, not here.
 *
 * Errors  false, with a text; the file is then as it was.
 */
#ifndef SIM_CLI_RECORD_COMMAND_H
#define SIM_CLI_RECORD_COMMAND_H

#include "base/diagnostic.h"
#include "cli/catalog.h"

bool record_command(const struct options *options, const struct catalog *catalog,
                    struct diagnostic *diagnostic_out);

#endif
