/*
 * po_folder -- folders of a mailbox, and what its owner has read
 *
 * A folder is a number in the pointer (FORMAT.md); moving a letter is one write of three bytes.
 * Inbox, Message Log and Trash are there in every mailbox and have no name in its note; the others
 * are made by name.
 *
 * Units   names in the post office's code page; equal with ASCII case folded.
 * Errors  ST_NOT_FOUND: no such folder or letter. ST_BAD_NAME: empty, or with a line end.
 *         ST_TOO_LONG. ST_DISK_FULL: there are PO_FOLDERS_MAX, or one has
 *         as many letters as it takes (po_set_folder_max).
 * Limits  201 folders (GSS-FAQ), the three among them.
 */
#ifndef SIM_POSTOFFICE_PO_FOLDER_H
#define SIM_POSTOFFICE_PO_FOLDER_H

#include "postoffice.h"

enum { PO_FOLDERS_MAX = 201 };
enum po_folder_number { PO_FOLDER_INBOX, PO_FOLDER_LOG, PO_FOLDER_TRASH, PO_FOLDER_OWN };

struct po_folder {
    uint32_t number;
    const char *name;
};

struct po_folders {
    const struct po_folder *items; /* in the order in which they were made */
    size_t count;
};

enum status MUST_CHECK po_folder_list(struct postoffice *po, uint32_t usr, struct arena *arena,
                                      struct po_folders *folders_out);
/* The name of a number, "" when there is none such. */
const char *po_folder_name(const struct po_folders *folders, uint32_t number);
/* Needs the lock. One that is there already is answered. */
enum status MUST_CHECK po_folder_make(struct postoffice *po, uint32_t usr, const char *name,
                                      struct arena *scratch, uint32_t *number_out);
/* Need the lock. */
enum status MUST_CHECK po_folder_move(struct postoffice *po, uint32_t usr, uint64_t id,
                                      uint32_t folder);
enum status MUST_CHECK po_mark(struct postoffice *po, uint32_t usr, uint64_t id, uint32_t marks);

#endif
