/*
 * export_marks -- what EXPORT writes into the header beside what is stored there
 *
 * /DATE/n turns the date into that order; /FOLDER adds the line of the folder; highlight codes of a
 * text that was imported with /HILITE are left out unless /HILITE is given. Without any of them a
 * message is written as it is stored.
 */
#ifndef TOOLS_PROGRAMS_EXPORT_MARKS_H
#define TOOLS_PROGRAMS_EXPORT_MARKS_H

#include <stdbool.h>

#include "base/ccm.h"
#include "programs/session.h"

/* Highlight codes in text (assumption HILITE_CODES): begin and end. */
enum { HILITE_BEGIN = 0x11, HILITE_END = 0x12 };
bool hilite_is_in(struct bytes text);

/* Is this letter of a person's mailbox asked for? Without /MSGS/ALL only what was not read, without
 * /FOLDER only the Inbox. */
bool export_wants(const struct session *session, const struct po_message *message);
/* The name of its folder, with /FOLDER; *name_out is NULL without. */
enum status MUST_CHECK export_folder(struct session *session, uint32_t usr,
                                     const struct po_message *message, struct arena *scratch,
                                     const char **name_out);
/* True: it was changed, so what is stored is not what is to be written. */
bool export_marks_apply(const struct session *session, const char *folder,
                        struct ccm_message *message, struct arena *scratch);

#endif
