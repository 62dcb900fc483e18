/*
 * po_note -- the bytes that a mailbox, a list or a board keeps for itself
 *
 * A note is a message with one reader, whose pointer says that it is no letter (FORMAT.md): it is
 * stored, checked, mended and made compact as letters are, and nobody finds it in his mail. There
 * is one in use, the newest; writing another commits that one first and then takes the older out,
 * so whoever comes after a cut finds the old note or the new one. Folders (po_folder.h) and members
 * of lists (po_list.h) are kept in it, as lines "Keyword: value" ended by CR LF.
 *
 * Errors  ST_FILE_CORRUPT as po_message_read.
 * Owns    nothing; results lie on the arena.
 */
#ifndef SIM_POSTOFFICE_PO_NOTE_H
#define SIM_POSTOFFICE_PO_NOTE_H

#include "postoffice.h"

/* The note of mailbox `usr`; empty when it has none. */
enum status MUST_CHECK po_note_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                                    struct bytes *note_out);
/* Needs the lock. Empty: it goes. */
enum status MUST_CHECK po_note_write(struct postoffice *po, uint32_t usr, struct bytes note,
                                     struct arena *scratch);
/* Needs the lock. Takes out what a cut has left: all notes but the newest that is there. */
enum status MUST_CHECK po_note_settle(struct postoffice *po, uint32_t usr, uint32_t *gone_out);

/* Needs the lock. The mailbox is to go: its note goes. ST_NOT_EMPTY while there is a letter. */
enum status MUST_CHECK po_note_leave(struct postoffice *po, uint32_t usr);

/* The next line of a note: "Keyword: value"; false at the end. What is no such line is passed over.
 */
struct po_note_line {
    const char *keyword;
    const char *value;
};
bool po_note_next(struct bytes note, size_t *offset, struct arena *arena,
                  struct po_note_line *line_out);

#endif
