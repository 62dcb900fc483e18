/*
 * import_places -- lists, boards and folders: where IMPORT puts what is not for one mailbox's Inbox
 *
 * An address that is no mailbox or queue may be a public mailing list, whose members get the
 * message, or a bulletin board (#Name). With /FOLDER the Folder: line of a message says in which
 * folder it lies in the mailboxes of people here; it is made when it is not there. A folder over
 * the limit of 201 costs no mail: the message lies in the Inbox.
 */
#ifndef TOOLS_PROGRAMS_IMPORT_PLACES_H
#define TOOLS_PROGRAMS_IMPORT_PLACES_H

#include "programs/import_batch.h"

/* Needs the lock. The folders of message->usrs; *folders_out NULL: the Inbox of each. */
enum status MUST_CHECK import_folders(struct postoffice *po, const struct import_message *message,
                                      struct arena *scratch, const uint8_t **folders_out);

#endif
