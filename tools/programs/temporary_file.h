/*
 * temporary_file -- the file that IMPORT makes in the data directory before it commits
 *
 * A new name, created, written and deleted; a refusal of any of the three ends the run before
 * anything is committed, and the leftover stays (assumption IMPORT_TEMP).
 *
 * Errors  what the port answered, of whichever of the three it was.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_TEMPORARY_FILE_H
#define TOOLS_PROGRAMS_TEMPORARY_FILE_H

#include "programs/session.h"

enum status MUST_CHECK temporary_file_make(struct session *session, struct bytes content,
                                           struct arena *scratch);

#endif
