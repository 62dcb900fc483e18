/*
 * po_internal -- what the files of this folder share and nobody else sees
 */
#ifndef SIM_POSTOFFICE_PO_INTERNAL_H
#define SIM_POSTOFFICE_PO_INTERNAL_H

#include "po_format.h"
#include "po_free_set.h"

/* Pointers read at once; and those that are read with the header, when the head is among them. */
enum { PO_WINDOW = 16, PO_FRONT = 64 };

/* A USR file that is open. */
struct po_mailbox {
    uint32_t usr; /* 0 = none; then nobody looks at the rest */
    struct os_file file;
    bool is_dirty;
    bool owes;      /* the header that the file has does not tell yet what was removed */
    uint32_t known; /* header and window are what the file holds since po->knows was this */
    struct po_usr_header header; /* usr 0: nothing is known of it */
    uint32_t sized; /* up to this tail its header may be believed; 0: nobody has looked */
    /* Only of the one that is loaded: */
    uint32_t window_at;    /* position of the first pointer in the window */
    uint32_t window_count; /* pointers in it, as far as the file reached */
};

/* The one that is loaded, and others that were and stay open: messages mostly go to the same few.
 */
enum { PO_MAILBOXES = 16 };

/* The message that was found last; id 0: none. */
struct po_found {
    uint64_t id;
    uint32_t slot;
    struct po_record record;
};

/* What po_free.c knows of the free list where the lowest block is used first. */
enum po_free_known {
    PO_FREE_UNKNOWN, /* nothing, or somebody else has changed it since */
    PO_FREE_KNOWN,
    PO_FREE_UNSORTED /* it is in another order, or cannot be read */
};

/* Files that po_write has written. */
enum { PO_OWES_CLANDATA = 1, PO_OWES_MLANDATA = 2, PO_OWES_BOTH = 3 };

struct postoffice {
    struct os_port *port;
    struct arena *arena; /* of po_open */
    bool is_writable;
    bool is_refused; /* it turned out that it is not */
    bool is_locked;
    bool has_store;      /* store_header is valid */
    uint32_t owes_flush; /* PO_OWES_*: written since the last flush */
    uint64_t taken_id;   /* numbers below it are taken, as MLANDATA's disk knows; 0: nobody asked */
    bool owes_store; /* blocks and records were freed in `store` that MLANDATA does not say yet */
    struct po_record *freed; /* whose blocks are to be free (po_freed.c); NULL: never any */
    uint32_t freed_count;
    uint32_t knows;      /* changes with each lock, and when a write fails: what was read before
                            may not be so any more */
    bool run_was_first;  /* no run was remembered when ours began */
    uint32_t seen_run;   /* header.import_run when its memory was asked for */
    bool seen_open;      /* the same of import_open: another run was at work, or was cut off */
    uint32_t run;        /* our import run; 0 = not begun */
    uint32_t folder_max; /* letters that a folder takes */
    uint32_t full_usr;   /* where the last one was not taken; 0 = none */
    enum po_part fault;
    uint64_t fault_at; /* of an entry that does not check, + 1; 0 = none was met */
    struct os_file clandata;
    struct os_file mlandata; /* opened when first needed */
    bool is_unnamed;         /* it is MLANDATA.RCL: a Reclaim was cut off after its switch */
    bool is_filled;          /* nobody relies on it yet */
    struct po_header header;
    struct po_store_header store;
    struct po_header read_header;       /* what was read last, ... */
    uint8_t read_bytes[PO_HEADER_USED]; /* ... and from what; format 0: nothing yet */
    struct po_store_header read_store;  /* the same of MLANDATA; next_id 0: nothing yet */
    uint8_t read_store_bytes[PO_STORE_USED];
    struct po_found found;
    enum po_free_known free_known; /* while nobody else writes that header */
    struct po_free_set free_set;
    struct po_mailbox *mailbox; /* the one that is loaded */
    enum status flush_failed;   /* of a mailbox that made room for others; the next flush says it */
    struct po_mailbox *mailboxes; /* PO_MAILBOXES of them; NULL while the post office is made */
    uint32_t mailbox_count;       /* of them, those that were ever used; the others hold nothing */
    uint32_t mailbox_next;        /* to be given up next, when all are in use */
    bool owes_mailbox;            /* one of them may owe its header */
    size_t directory_length;
    char path[OS_PATH_SIZE]; /* directory with \ behind it; file names are put there */
    /* Of the mailbox: its header, and behind that its window. Last, as it is not zeroed. */
    uint8_t usr_bytes[PO_USR_HEADER_SIZE + PO_FRONT * PO_POINTER_SIZE];
};

/* The path of a file in the data directory, in po->path until the next call. */
const char *po_path(struct postoffice *po, const char *file_name);
/* "USR00042"; name_out has PO_FILE_NAME_SIZE bytes. */
void po_usr_file_name(uint32_t usr, char *name_out);
/* The number of a USR file; false: a file of another name. */
bool po_usr_file_number(const char *name, uint32_t *usr_out);

/* Remembers the part and answers ST_FILE_CORRUPT. */
enum status po_corrupt(struct postoffice *po, enum po_part part);
/* What opening a file of it, or writing, has answered. */
enum status po_wrote(struct postoffice *po, enum status st);
/* os_read and os_write, without the answers that mean something else to our callers (ST_NOT_FOUND,
 * ST_NO_MORE, ST_EXISTS). */
enum status MUST_CHECK po_read(struct postoffice *po, struct os_file file, uint64_t offset,
                               void *data, size_t size, size_t *got_out);
enum status MUST_CHECK po_write(struct postoffice *po, struct os_file file, uint64_t offset,
                                const void *data, size_t size);
/* MLANDATA is with the system; CLANDATA is. */
enum status MUST_CHECK po_store_flush(struct postoffice *po);
enum status MUST_CHECK po_index_flush(struct postoffice *po);
/* Exactly `size` bytes, or ST_FILE_CORRUPT naming `part`. */
enum status MUST_CHECK po_read_exactly(struct postoffice *po, struct os_file file, uint64_t offset,
                                       void *data, size_t size, enum po_part part);

/* CLANDATA header. */
enum status MUST_CHECK po_header_read(struct postoffice *po);
enum status MUST_CHECK po_header_write(struct postoffice *po);

/* MLANDATA, or the compact file that is to get this name, when that is what the index belongs to.
 */
enum status MUST_CHECK po_store_open(struct postoffice *po); /* opens it when need be */
void po_store_close(struct postoffice *po);
const char *po_store_name(const struct postoffice *po); /* of the one that is open */
extern const char po_compact_name[];                    /* "MLANDATA.RCL" */
enum status MUST_CHECK po_store_header_read(struct postoffice *po);
enum status MUST_CHECK po_store_header_write(struct postoffice *po);

/* Needs the lock. The next `count` numbers are taken at once, for who sends many letters under one
 * lock: one flush for all. Those that are left are given back with the lock. */
enum status MUST_CHECK po_numbers_take(struct postoffice *po, uint32_t count);

/* A place for a message: blocks and an index record, taken in po->store (not yet written). */
struct po_extent {
    uint32_t first;
    uint32_t count;
};
struct po_place {
    uint32_t slot;
    struct po_extent *extents;
    uint32_t extent_count;
    uint32_t block_count;
    uint32_t from_free; /* blocks that came from the free list */
};
enum status MUST_CHECK po_store_take(struct postoffice *po, uint64_t size, struct arena *scratch,
                                     struct po_place *place);
/* One block as it stands in the file: `header` lacks its checksum, `payload` has header->used
 * bytes.
 */
void po_block_encode(const struct postoffice *po, uint32_t block, struct po_block_header header,
                     const uint8_t *payload, uint8_t *bytes);
/* Writes the content into the blocks of `place`. */
enum status MUST_CHECK po_store_write(struct postoffice *po, const struct po_place *place,
                                      uint64_t id, struct bytes content, struct arena *scratch);
/* The bytes of a message, with a NUL behind them, from MLANDATA, which is open. ST_FILE_CORRUPT,
 * before memory is asked for, also of a record that names more than MLANDATA holds. *extents_out
 * may be NULL. */
enum status MUST_CHECK po_content_read(struct postoffice *po, const struct po_record *record,
                                       struct arena *arena, struct bytes *content_out,
                                       uint32_t *extents_out);
/* Its blocks only, into record->size bytes. */
enum status MUST_CHECK po_store_read(struct postoffice *po, const struct po_record *record,
                                     uint8_t *content_out, uint32_t *extents_out);
/* Puts the chain of `record` in front of the free list: writes its last block's header and changes
 * po->store. Blocks that are not, or not any more, this message's stay as they are. */
enum status MUST_CHECK po_store_free(struct postoffice *po, const struct po_record *record);
/* The same when the record's end, which was written, is on the disk: when the lock is given back,
 * or at once with settle. ST_FILE_CORRUPT: it names blocks that are not there. */
enum status MUST_CHECK po_free_later(struct postoffice *po, const struct po_record *record);
enum status MUST_CHECK po_free_settle(struct postoffice *po);
/* The same in another order than last in, first out (po_free.c). ST_FILE_CORRUPT: the list cannot
 * be gone through, and nothing was changed. */
enum status MUST_CHECK po_free_ordered(struct postoffice *po, const struct po_record *record);

/* Message index. */

/* How many of its records a CLANDATA of that size has not. */
uint32_t po_index_missing(const struct postoffice *po, uint64_t size);
enum status MUST_CHECK po_index_read(struct postoffice *po, uint32_t slot,
                                     struct po_record *record_out);
/* The same for who reads slot after slot: several at once into *records, which is zeroed first.
 * Nobody may write in between. */
enum { PO_SCAN_RECORDS = 32 };
struct po_records {
    uint32_t first;
    uint32_t count;
    uint8_t bytes[PO_SCAN_RECORDS * PO_RECORD_SIZE];
};
enum status MUST_CHECK po_index_scan(struct postoffice *po, struct po_records *records,
                                     uint32_t slot, struct po_record *record_out);
enum status MUST_CHECK po_index_write(struct postoffice *po, uint32_t slot,
                                      const struct po_record *record);
/* Only what changes while a message lives, and when it goes: state, counter and flags, or the next
 * free record. */
enum status MUST_CHECK po_index_write_end(struct postoffice *po, uint32_t slot,
                                          const struct po_record *record);
/* Is the message of this pointer there? ST_NOT_FOUND: never committed, or gone; ST_FILE_CORRUPT. */
enum status MUST_CHECK po_index_find(struct postoffice *po, uint64_t id, uint32_t slot,
                                     struct po_record *record_out);
/* Takes a slot from the list of free records, or a new one (the index may grow); changes po->store.
 */
enum status MUST_CHECK po_index_take(struct postoffice *po, struct arena *scratch,
                                     uint32_t *slot_out);
/* Is this import still to be remembered? */
bool po_record_is_remembered(const struct postoffice *po, const struct po_record *record);

/* Needs the lock. Writes folder and marks of the pointer at `position` of the loaded mailbox. */
enum status MUST_CHECK po_place_write(struct postoffice *po, uint32_t position,
                                      const struct po_pointer *pointer);
/* Has `folder` of the loaded mailbox room for one more letter? ST_DISK_FULL: po_full_mailbox says
 * whose it is. A letter that was cut off when it was written counts until CHKSTAT. Looks at
 * pointers only when the mailbox has as many as one folder takes. */
enum status MUST_CHECK po_folder_room(struct postoffice *po, uint32_t folder);
/* More than a letter in the Inbox (po_places.h)? */
bool po_pointer_has_place(const struct po_pointer *pointer);
/* None is loaded. */
void po_mailbox_begin(struct postoffice *po, struct arena *arena);
/* Another USR file; the one that was loaded stays open. After an error none is loaded. */
enum status MUST_CHECK po_mailbox_change(struct postoffice *po, uint32_t usr);
/* Writes the header of the loaded mailbox. */
enum status MUST_CHECK po_mailbox_header_store(struct postoffice *po);
/* Mailboxes. load reads the header again and the window at its start, unless that was done under
 * this lock: nobody else writes meanwhile. */
enum status MUST_CHECK po_mailbox_create(struct postoffice *po, const char *owner,
                                         uint32_t *usr_out);
/* Room for what EXPORT will note of this queue, so that a volume that is full later does not stop
 * mail that goes out of it. */
enum status MUST_CHECK po_mailbox_note_room(struct postoffice *po, uint32_t usr);
enum status MUST_CHECK po_mailbox_load(struct postoffice *po, uint32_t usr);
enum status MUST_CHECK po_mailbox_pointer(struct postoffice *po, uint32_t position,
                                          struct po_pointer *pointer_out);
/* The bytes of the pointer at a position: in the header, or in the window, which is read from
 * `from` on when they are elsewhere. Unchecked. */
enum status MUST_CHECK po_pointer_view(struct postoffice *po, uint32_t position, uint32_t from,
                                       const uint8_t **bytes_out);
/* Positions of the loaded mailbox that can be looked at without reading; false: none. */
bool po_mailbox_seen(const struct postoffice *po, uint32_t *first_out, uint32_t *end_out);
/* Needs the lock. Writes a part of the pointer at `position` of the loaded mailbox, from its byte
 * `at` on. */
enum status MUST_CHECK po_mailbox_write(struct postoffice *po, uint32_t position, size_t at,
                                        struct bytes part);
enum status MUST_CHECK po_mailbox_append(struct postoffice *po, uint32_t usr,
                                         const struct po_pointer *pointer);
/* Undoes an append of `id` that is the last one. */
enum status MUST_CHECK po_mailbox_retract(struct postoffice *po, uint32_t usr, uint64_t id);
/* The pointer to `id` that was not removed, and its position. ST_NOT_FOUND. */
enum status MUST_CHECK po_mailbox_find(struct postoffice *po, uint64_t id, uint32_t *position_out,
                                       struct po_pointer *pointer_out);
/* The header that says so is written when somebody else's turn comes: a cut before leaves a counter
 * that is too high. */
enum status MUST_CHECK po_mailbox_remove(struct postoffice *po, uint32_t position);
/* Writes the headers that are owed; what fails is such a cut. */
void po_mailbox_settle(struct postoffice *po);
/* Sets the counter of the loaded mailbox. Needs the lock. */
enum status MUST_CHECK po_mailbox_set_count(struct postoffice *po, uint32_t count);
/* All of them; and what was written to any of them is with the system. */
void po_mailbox_close(struct postoffice *po);
enum status MUST_CHECK po_mailbox_flush(struct postoffice *po);

/* Adds the header copies of CLANDATA and MLANDATA that do not check. */
enum status MUST_CHECK po_copies_count(struct postoffice *po, uint32_t *torn);
/* Adds the file that a RECLAIM has left when it was cut off. */
enum status MUST_CHECK po_left_files_count(struct postoffice *po, uint32_t *count);
/* Bytes that stand where none should: behind headers, in places never used, behind the used bytes
 * of a compact block. Counts places, not bytes. */
enum status MUST_CHECK po_stray_count(struct postoffice *po, uint32_t *count_out);

/* USR files that no entry of `list` names, by number. */
struct po_orphan {
    const char *name;
    uint32_t usr; /* 0: no number, so it is not ours */
};
struct po_orphans {
    struct po_orphan *items;
    size_t count;
};
enum status MUST_CHECK po_orphans_list(struct postoffice *po, const struct po_entries *list,
                                       struct arena *arena, struct po_orphans *orphans_out);
/* po_mailbox_load of one. *is_loaded_out false: a cut has left it without a header, or it is the
 * copy of another one; nothing is in it. ST_FILE_CORRUPT: nobody knows what is. */
enum status MUST_CHECK po_orphan_load(struct postoffice *po, uint32_t usr, bool *is_loaded_out);

/* Does every entry check? ST_FILE_CORRUPT: what is missing in a list of them may be there. */
enum status MUST_CHECK po_directory_is_sound(struct postoffice *po);

/* One pointer less leads to this message: its counter, or it goes. */
enum status MUST_CHECK po_message_drop(struct postoffice *po, uint32_t slot,
                                       struct po_record *record);
/* The last reference is gone: the record is free (or kept while its import is remembered), then the
 * chain, in po->store: the caller writes that, or lets po_unlock do it (owes_store). */
enum status MUST_CHECK po_message_release(struct postoffice *po, uint32_t slot,
                                          const struct po_record *record);

#endif
