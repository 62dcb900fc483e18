/*
 * directory_import -- IMPORT /DIRECTORY: entries of a text file into the directory of a post office
 *
 * The file is read whole first: one line that cannot be understood, and nothing is changed (result
 * code 1, with line and byte). Then the temporary file of IMPORT_TEMP, then entry by entry, each
 * there or not there whatever comes between; others have a turn after each. An entry that is there
 * already just as written, or is to go and is not there, is done: so a run that was cut off is
 * finished by the next.
 *
 * What the post office does not take goes to <file>.UND, record by record with the reason in Note,
 * and the run ends with 5: a name that means something else already (names are unique in the whole
 * directory, Q156063 2.6.12), a post office that is not known, a queue that still holds mail, a
 * field that does not fit, any entry with /PROP on a post office without automatic directory
 * exchange (assumption ADE_ABSENT). The .UND is replaced by each run and goes when nothing was
 * refused; the input file stays.
 */
#ifndef TOOLS_PROGRAMS_DIRECTORY_IMPORT_H
#define TOOLS_PROGRAMS_DIRECTORY_IMPORT_H

#include "programs/session.h"

struct directory_import {
    bool has_begun;
    struct bytes content;
    size_t offset; /* of the next record */
    struct buffer refused;
    uint32_t done;
    char path[OS_PATH_SIZE];
};

enum directory_import_state {
    DIRECTORY_IMPORT_GOES_ON,
    DIRECTORY_IMPORT_WAITS,
    DIRECTORY_IMPORT_ENDS
};

/* One entry. The post office is open for writing; the first call finds *import zeroed. */
enum directory_import_state directory_import_step(struct directory_import *import,
                                                  struct session *session, struct arena *scratch,
                                                  uint64_t now_us, int *result_out);

#endif
