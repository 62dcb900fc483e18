/*
 * postoffice -- a cc:Mail post office as files of one directory, opened directly by everyone who
 * uses it
 *
 * CLANDATA holds the header, the directory and the message index; MLANDATA one copy of each message
 * in chained blocks and the list of free blocks; USRnnnnn the pointers of one mailbox or of the
 * queue of one remote post office, with folders and marks (po_folder.h) and the mailbox's own note
 * (po_note.h). Every byte is described in FORMAT.md. There is no server and no
 * journal, on purpose: interrupted writes leave wear (lost blocks, wrong counters, dangling
 * pointers), never a lost or doubled delivered message.
 *
 * Locks   whoever changes something holds the commit lock (po_lock, one byte range in CLANDATA) for
 *         that one change. Functions that need it say so; po_send, po_delete and the po_entry_*
 *         writers take it themselves. All opens are deny none; ST_SHARING_VIOLATION or
 *         ST_LOCK_VIOLATION mean: in use, try again later.
 * Text    names are in the code page of the post office; they compare with ASCII case folded.
 * Errors  ST_FILE_CORRUPT for any bytes that this module did not write; otherwise the port's own
 *         answers. po_fault_of names the file and part that was damaged. ST_PROCESS_GONE: return,
 *         touch nothing.
 * Memory  struct postoffice lives on the arena given to po_open; larger work goes to `scratch`
 *         arguments.
 * Limits  one reader or writer per struct postoffice; names as PO_*_SIZE; 2^32 blocks of 2 KB.
 * Source  the names and parts of the files: Q166045, Q179072, the administrator's manual; their
 *         bytes were never published and are our own model (FORMAT.md).
 */
#ifndef SIM_POSTOFFICE_POSTOFFICE_H
#define SIM_POSTOFFICE_POSTOFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "base/require.h"
#include "base/status.h"
#include "port/os_port.h"

/* With their NUL. */
enum { PO_NAME_SIZE = 64, PO_PASSWORD_SIZE = 32, PO_FAN_SIZE = 56, PO_COMMENT_SIZE = 48 };
enum { PO_FILE_NAME_SIZE = 13 }; /* 8.3 */

/* Generation in the low byte; DB8 of release 8.5 is for 32-bit programs (Q248195). */
enum po_format { PO_DB6 = 6, PO_DB8 = 8, PO_DB8_5 = 0x508 };

/* Location codes, Domino migration help, IE51. A small letter is elsewhere. */
enum po_kind {
    PO_USER = 'L',           /* mailbox here */
    PO_USER_ELSEWHERE = 'l', /* address names the post office */
    PO_MOBILE = 'R',         /* mailbox here */
    PO_MOBILE_ELSEWHERE = 'r',
    PO_POSTOFFICE = 'P',     /* queue here */
    PO_POSTOFFICE_VIA = 'p', /* address names the post office it is reached through */
    PO_ALIAS = 'A',          /* address names the entry meant */
    PO_ALIAS_ELSEWHERE = 'a',
    PO_LIST = 'M', /* public mailing list, members in its file (po_list.h); the code is ours */
    PO_BOARD = 'B' /* bulletin board: a mailbox for all; the code is ours */
};

/* Which free block of MLANDATA is used next (assumption FREE_LIST). */
enum po_free_list {
    PO_FREE_LIFO,  /* the one that was freed last */
    PO_FREE_FIFO,  /* the one that has been free longest */
    PO_FREE_LOWEST /* the one nearest to the front of the file */
};
/* lifo, fifo, lowest. */
bool po_free_list_find(const char *name, enum po_free_list *free_list_out);

struct po_spec {
    enum po_format format;
    bool has_ade; /* automatic directory exchange: its Router passes marked entries on */
    enum po_free_list free_list;
    const char *name;
    const char *password;
    int code_page; /* 437, 850, 932, 949 */
};

/* Is the entry to be passed on to other post offices (IMPORT /DIRECTORY/PROP)? The Router of an
 * automatic directory exchange takes the marker away. */
enum po_marker {
    PO_MARKER_NONE,
    PO_MARKER_ADDED,
    PO_MARKER_CHANGED,
    PO_MARKER_REMOVED /* the entry is gone, its mark is left: no function but po_entry_list_removed
                         shows it */
};

struct po_entry {
    uint32_t usr; /* number of the USR file; 0 = none */
    enum po_kind kind;
    enum po_marker marker;
    char name[PO_NAME_SIZE];
    char address[PO_NAME_SIZE]; /* see enum po_kind; empty for L, R, P */
    char fan[PO_FAN_SIZE];      /* foreign alias name */
    char comment[PO_COMMENT_SIZE];
};

struct po_entries {
    const struct po_entry *entries; /* in ascending order of names */
    size_t count;
};

struct postoffice;

/* Makes CLANDATA, MLANDATA and the probe files in an existing directory. ST_EXISTS when CLANDATA is
 * there, ST_TOO_LONG, ST_BAD_NAME (a name of several lines). */
enum status MUST_CHECK po_create(struct os_port *port, const char *directory,
                                 const struct po_spec *spec);

/* Opens CLANDATA for reading, with want_write for writing, and reads its header. `directory` is
 * copied. Nothing is left open after an error. Until po_close the post office takes memory from the
 * arena when it needs some: nobody rewinds it to before that (po_free_set.h REQUIREs it). */
enum status MUST_CHECK po_open(struct os_port *port, const char *directory, bool want_write,
                               struct arena *arena, struct postoffice **po_out);
/* Opens for writing what was open for reading; after a refusal it is still open for reading. */
enum status MUST_CHECK po_open_write(struct postoffice *po);
/* A file behind CLANDATA may not be written: from now on all is opened for reading. Not while
 * locked.
 */
void po_read_only(struct postoffice *po);
bool po_is_writable(const struct postoffice *po);
/* Is it so? Something was to be written, or opened for that, and it was denied. What may not be
 * read is no such refusal, even where it is open for writing. */
bool po_is_refused_writing(const struct postoffice *po);
/* Everything written is with the system. */
enum status MUST_CHECK po_flush(struct postoffice *po);
/* For a reader that stays open: reads both headers again, as others may have changed them. */
enum status MUST_CHECK po_refresh(struct postoffice *po);
/* The same in two parts: CLANDATA's header now, and that of MLANDATA when a message is wanted. */
enum status MUST_CHECK po_refresh_directory(struct postoffice *po);
enum status MUST_CHECK po_refresh_messages(struct postoffice *po);
/* Gives up lock and handles. NULL is allowed. */
void po_close(struct postoffice *po);

const char *po_name(const struct postoffice *po);
uint64_t po_identity(const struct postoffice *po); /* drawn at po_create, never changes */
/* The id that the next message will get: all there are have smaller ones. Reads MLANDATA's header.
 */
enum status MUST_CHECK po_next_id(struct postoffice *po, uint64_t *next_id_out);
int po_code_page(const struct postoffice *po);
unsigned po_database(const struct postoffice *po); /* 6, 8 */
bool po_has_ade(const struct postoffice *po);
bool po_is_release_8_5(const struct postoffice *po);
bool po_password_is(const struct postoffice *po, const char *password);

/* What EXPORT and ROUTER note of the queues: PO_EXPORT_PLACE bytes for each, by its number. */
extern const char po_export_file[];
enum { PO_EXPORT_PLACE = 1024 };

/* Is CCPODOWN there? A refused look counts as no (assumption F_NEEDED). */
enum status MUST_CHECK po_is_shut(struct os_port *port, const char *directory, bool *is_shut_out);
enum status MUST_CHECK po_shut(struct os_port *port, const char *directory);
enum status MUST_CHECK po_reopen(struct os_port *port, const char *directory);

/* What the last ST_FILE_CORRUPT was about. */
enum po_part {
    PO_PART_NONE,
    PO_PART_HEADER,
    PO_PART_DIRECTORY,
    PO_PART_INDEX,
    PO_PART_STORE,
    PO_PART_LETTER, /* what a block of a message holds; where it leads is good */
    PO_PART_MAILBOX
};
enum po_part po_fault_of(const struct postoffice *po);
/* Of PO_PART_DIRECTORY: the byte of CLANDATA where the entry begins; UINT64_MAX when nobody knows.
 */
uint64_t po_fault_at(const struct postoffice *po);

/* For who empties a queue: nobody else does, until the post office is closed. ST_LOCK_VIOLATION. */
enum status MUST_CHECK po_queue_hold(struct postoffice *po, uint32_t usr);
/* The commit lock. ST_LOCK_VIOLATION: somebody else has it. po_lock also reads both headers again.
 */
enum status MUST_CHECK po_lock(struct postoffice *po);
void po_unlock(struct postoffice *po);

/* Directory. Names are unique in it, case folded: ST_EXISTS. L, R, P, M and B entries get a USR
 * file; `usr` is set. ST_TOO_LONG, ST_BAD_NAME (empty, or a text of several lines). */
enum status MUST_CHECK po_entry_add(struct postoffice *po, struct po_entry *entry);
/* ST_NOT_FOUND. */
enum status MUST_CHECK po_entry_find(struct postoffice *po, const char *name,
                                     struct po_entry *entry_out);
/* What the administrator's program does to an entry that is there: address, foreign alias name and
 * comment, all in one write; kind and USR file stay, and the marker unless one is given.
 * ST_NOT_FOUND, and as po_entry_add. */
enum status MUST_CHECK po_entry_change(struct postoffice *po, const struct po_entry *entry);
/* Leaves its USR file with what is in it: ST_NOT_EMPTY while there is mail. */
enum status MUST_CHECK po_entry_remove(struct postoffice *po, const char *name);
/* The same, and leaves a mark for the Router that it was there (PO_MARKER_REMOVED). An entry of
 * that name that is added takes its place. */
enum status MUST_CHECK po_entry_remove_marked(struct postoffice *po, const char *name);
/* What the Router does when it has told the other post offices: all marks go. *taken_out counts
 * them. */
enum status MUST_CHECK po_marks_take(struct postoffice *po, uint32_t *taken_out);
enum status MUST_CHECK po_entry_list(struct postoffice *po, struct arena *arena,
                                     struct po_entries *list_out);
/* The same, but ST_FILE_CORRUPT when an entry does not check: for who concludes from an absence. */
enum status MUST_CHECK po_entry_list_whole(struct postoffice *po, struct arena *arena,
                                           struct po_entries *list_out);

/* The marks of those that were removed. ST_FILE_CORRUPT as above. */
enum status MUST_CHECK po_entry_list_removed(struct postoffice *po, struct arena *arena,
                                             struct po_entries *list_out);

/* Is there any mark of this name, also that of a removal? */
bool po_entry_is_marked(struct postoffice *po, const char *name);

/* Who gets what is addressed to `address` ("Name at POSTOFFICE" or "Name")? entry_out is the
 * mailbox or queue entry; canonical_out, when not NULL, gets "Name at POSTOFFICE" for it. Where
 * nothing is called so, "J Smith" is "Smith, J".
 * ST_NOT_FOUND: nobody. */
enum { PO_ADDRESS_SIZE = 2 * PO_NAME_SIZE + 4 };
enum status MUST_CHECK po_resolve(struct postoffice *po, const char *address,
                                  struct po_entry *entry_out, char canonical_out[PO_ADDRESS_SIZE]);
/* What EXPORT /FORMAT/FAN shows for an address: the foreign alias name of a remote entry whose post
 * office has the queue `usr` (0: any), with that post office; any other address is itself. Where
 * the entry has none its name is empty, `"" at SITE1`, and nobody's (Q156063 2.6.3). */
enum status MUST_CHECK po_foreign(struct postoffice *po, const char *address, uint32_t usr,
                                  char foreign_out[PO_ADDRESS_SIZE]);

/* Where an imported message came from; what IMPORT_REMEMBERS keeps. */
struct po_file_identity {
    char name[PO_FILE_NAME_SIZE];
    uint64_t directory_hash; /* text_hash of the directory's path */
    uint64_t size;
    struct hash128 hash;
    uint32_t ordinal; /* of the message in the file, from 0 */
    bool has_report;  /* somebody was refused letters of that file, and its .UND says so */
};

struct po_message_in {
    struct bytes content;                /* as ccm_write writes it */
    const uint32_t *usrs;                /* mailboxes and queues; duplicates count once */
    size_t usr_count;                    /* at least 1 */
    const struct po_file_identity *file; /* NULL: not imported, nothing to remember */
    const uint8_t *folders;              /* one for each of `usrs`; NULL: the Inbox of each */
    bool is_note;                        /* no letter (po_note.h) */
};

struct po_message {
    uint64_t id;
    uint32_t slot;     /* in the message index */
    uint32_t position; /* in the USR file */
    uint64_t size;
    uint32_t folder; /* po_folder.h; 0: Inbox */
    uint32_t marks;  /* enum po_marks */
};
enum po_marks { PO_MARK_READ = 1 };

/* Needs the lock. The message is there for everyone or for nobody; *id_out may be NULL. With `file`
 * the run must have been opened by po_import_begin. ST_DISK_FULL: no space, or a folder that is to
 * get it has as many letters as a folder takes; then po_full_mailbox says whose. */
enum status MUST_CHECK po_import_message(struct postoffice *po, const struct po_message_in *message,
                                         struct arena *scratch, uint64_t *id_out);
/* A local user writes: the same path, nothing remembered. Takes the lock. */
enum status MUST_CHECK po_send(struct postoffice *po, const struct po_message_in *message,
                               struct arena *scratch, uint64_t *id_out);

/* While it is filled nobody relies on it yet, and mailboxes need not be on the disk one by one
 * before entries name them; then a flush of all is enough. */
void po_set_filling(struct postoffice *po, bool is_filled);
/* A folder, the Inbox and a queue too, takes so many letters (GSS-FAQ; assumption FOLDER_MESSAGES).
 */
enum { PO_FOLDER_MESSAGES = 32767 };
void po_set_folder_max(struct postoffice *po, uint32_t max);
/* The USR file with the full folder that made the last write fail; 0: it failed by something else.
 */
uint32_t po_full_mailbox(const struct postoffice *po);

/* The oldest message of mailbox or queue `usr` with an id above after_id (0: the first).
 * ST_NO_MORE. A pointer whose message was never committed is not there. */
enum status MUST_CHECK po_queue_next(struct postoffice *po, uint32_t usr, uint64_t after_id,
                                     struct po_message *message_out);
/* The same for who goes through a queue from its front: what the last look at it has shown is
 * followed to its end, and only then it is looked at again. */
enum status MUST_CHECK po_queue_follow(struct postoffice *po, uint32_t usr, uint64_t after_id,
                                       struct po_message *message_out);
/* Has the mailbox or queue that was looked at last no pointer, not even to what is not committed?
 */
bool po_queue_is_empty(const struct postoffice *po);
/* Was `usr` looked at last, and seen to have nothing behind this message? False: nobody knows. */
bool po_queue_ends_with(const struct postoffice *po, uint32_t usr, uint64_t id);
/* The whole content on the arena; *extents_out (may be NULL): ascending contiguous runs of blocks.
 */
enum status MUST_CHECK po_message_read(struct postoffice *po, const struct po_message *message,
                                       struct arena *arena, struct bytes *content_out,
                                       uint32_t *extents_out);
/* Needs the lock. Takes message `id` out of mailbox or queue `usr`; the last one to do so frees its
 * blocks. ST_NOT_FOUND. */
enum status MUST_CHECK po_dequeue(struct postoffice *po, uint32_t usr, uint64_t id);
/* Needs the lock. The same for the oldest message, if its id is not above `last_id`; *is_left_out:
 * there may be another one. ST_OK too when there is none. ST_FILE_CORRUPT: it is damaged, and
 * stays. `last_id` itself leaves when the disk knows that those before it have left: of what a
 * power cut brings back it is the last one. */
enum status MUST_CHECK po_dequeue_first(struct postoffice *po, uint32_t usr, uint64_t last_id,
                                        bool *is_left_out);
/* Whoever took messages out of this queue may have been cut off before his flush: the next po_flush
 * includes that. */
enum status MUST_CHECK po_queue_owes(struct postoffice *po, uint32_t usr);
/* A user deletes: po_dequeue that takes the lock. */
enum status MUST_CHECK po_delete(struct postoffice *po, uint32_t usr, uint64_t id);

/*
 * Import memory (assumption IMPORT_REMEMBERS; ARCHITECTURE.md, "Handing over mail"). A run begins
 * before its first commit; from then on its commits are remembered until po_import_end forgets the
 * files that are gone.
 */
struct po_remembered {
    uint32_t slot;
    struct po_file_identity file;
};
struct po_memory {
    const struct po_remembered *items; /* in no promised order */
    size_t count;
};
/* What runs that were cut off have committed; empty, without reading more, when none was. */
enum status MUST_CHECK po_import_memory(struct postoffice *po, struct arena *arena,
                                        struct po_memory *memory_out);
/* Needs the lock. */
enum status MUST_CHECK po_import_begin(struct postoffice *po);
/* Locked: is what this run commits remembered? Who waits between its begin and its first commit
 * leaves nothing that would keep it open when another run ends. */
bool po_import_is_begun(const struct postoffice *po);
/* Locked: no other run of IMPORT has been at work since the memory was asked for. Where one was,
 * its commits may have come meanwhile: if the next id is not what this run left. */
bool po_import_is_alone(const struct postoffice *po);
uint64_t po_import_next_id(const struct postoffice *po);
/* Needs the lock. is_gone says whether that file is no longer there to be imported. */
struct po_import_end {
    bool all_gone; /* every file that this run committed from is gone */
    bool (*is_gone)(void *context, const struct po_file_identity *file);
    void *context;
};
enum status MUST_CHECK po_import_end(struct postoffice *po, const struct po_import_end *end,
                                     struct arena *scratch);

/*
 * The whole post office, read only. Wear is what interrupted writes leave; errors are what nothing
 * of ours leaves.
 */
struct po_report {
    /* what there is; entries with the marks of removed ones */
    uint32_t entries, mailboxes, messages, pointers, blocks, free_blocks;
    uint32_t extents_max; /* of one message */
    uint32_t fragmented;  /* messages with more extents than PO_EXTENT_TABLE */
    /* wear */
    uint32_t lost_blocks, wrong_counters, dangling_pointers, unreachable_messages, lost_slots,
        torn_copies, lost_mailboxes, stray_bytes;      /* the last: places where none should be */
    uint32_t left_files;                               /* of a RECLAIM that was cut off */
    uint32_t torn_places, old_notes, nameless_folders; /* po_places.h */
    /* errors */
    uint32_t bad_headers, bad_entries, bad_records, bad_mailboxes, bad_pointers, torn_blocks,
        crossed_blocks, bad_free_list;
    uint32_t misplaced_entries; /* good by themselves, but a look-up does not get there */
    uint32_t broken_chains;     /* entries of which nobody can say whether they were removed */
    uint32_t foreign_text;      /* entries that are readable text (Q179072) */
    uint32_t stranded_messages; /* in USR files that no entry names, though all entries check */
    uint32_t wear;              /* sums */
    uint32_t errors;
};
enum { PO_EXTENT_TABLE = 32 }; /* assumption EXTENT_TABLE */
/* The same for a post office that is open. */
enum status MUST_CHECK po_check_opened(struct postoffice *po, struct arena *arena,
                                       struct po_report *report_out);
/* An unreadable file is an error in the report; the status is about access only (ST_ACCESS_DENIED,
 * ...). */
enum status MUST_CHECK po_check(struct os_port *port, const char *directory, struct arena *arena,
                                struct po_report *report_out);

/*
 * Repair and compaction, for who has the post office to itself: po_open_alone denies CLANDATA,
 * which everybody opens first, to all others (ST_SHARING_VIOLATION while anybody has it). All need
 * the lock; cut off at any moment they leave the old state or the new one, and wear.
 */
enum status MUST_CHECK po_open_alone(struct os_port *port, const char *directory,
                                     struct arena *arena, struct postoffice **po_out);

struct po_mended {
    uint32_t entries;  /* directory entries that name their file again */
    uint32_t records;  /* index records made again from their chains */
    uint32_t lost;     /* records whose chain is gone: the message is lost */
    uint32_t pointers; /* dangling ones taken out */
    uint32_t counters; /* references, mailbox and free-list counters set right */
    uint32_t freed;    /* messages that no mailbox holds, and records nobody listed */
    uint32_t places;   /* letters put into the Inbox, and notes that were not in use any more */
};
/* CHKSTAT NFT/C: an entry that does not check gets kind and USR file again from the file whose
 * header names its owner; header copies that disagree are written anew. What is not mended stays as
 * it was: foreign text, for one. */
enum status MUST_CHECK po_repair_nft(struct postoffice *po, struct arena *scratch,
                                     struct po_mended *mended_out);
/* RECLAIM DIRECTORY DIAGNOSTICS/A: every entry stands again where a look-up finds it.
 * ST_FILE_CORRUPT: an entry does not check (NFT/C first). ST_EXISTS: a name is there twice. */
enum status MUST_CHECK po_rebuild_directory(struct postoffice *po, struct arena *scratch);
/* RECLAIM: mailbox files end behind their last pointer; pointers that were taken out before the
 * first live one, and do not check, are written anew. A file that cannot be read is left alone. */
enum status MUST_CHECK po_shorten_mailboxes(struct postoffice *po, struct arena *scratch);
/* RECLAIM: takes away USR files that no entry names and no pointer is in. ST_FILE_CORRUPT: an entry
 * does not check, so it may be its file. */
enum status MUST_CHECK po_drop_mailboxes(struct postoffice *po, struct arena *scratch,
                                         uint32_t *dropped_out);
/* CHKSTAT DIAGNOSTICS/M: bad records of the message index are made again from pointers and chains,
 * and chains that lead astray from what the blocks say of themselves. ST_FILE_CORRUPT: a mailbox or
 * the directory is bad, so that nobody knows what is still pointed to. */
enum status MUST_CHECK po_repair_index(struct postoffice *po, struct arena *scratch,
                                       struct po_mended *mended_out);
/* CHKSTAT DIAGNOSTICS/R: counters and pointers agree again. ST_FILE_CORRUPT: the index is bad (/M
 * first), or a mailbox or the directory is (po_fault_of): else mail that is pointed to would go. */
enum status MUST_CHECK po_repair_counters(struct postoffice *po, struct arena *scratch,
                                          struct po_mended *mended_out);

struct po_compacted {
    uint32_t messages;
    uint32_t blocks_before;
    uint32_t blocks_after;
};
/* RECLAIM: each message in one extent, no free block, files as short as they can be. Needs room for
 * a second copy of all messages: ST_DISK_FULL leaves everything as it was. ST_FILE_CORRUPT:
 * something cannot be read; nothing was changed. */
enum status MUST_CHECK po_compact(struct postoffice *po, struct arena *scratch,
                                  struct po_compacted *compacted_out);

/* Damage as it came about (rows of po_damage.def): changes bytes behind the checksums' back. Needs
 * the lock. ST_NOT_FOUND: there is nothing of that kind to damage. */
enum po_damage_kind {
#define DAMAGE(id, word, bytes, mended_by) PO_DAMAGE_##id,
#include "po_damage.def"
#undef DAMAGE
    PO_DAMAGE_KINDS
};
const char *po_damage_name(enum po_damage_kind kind);
const char *po_damage_bytes(enum po_damage_kind kind);     /* which bytes, for people */
const char *po_damage_mended_by(enum po_damage_kind kind); /* likewise: the program to run */
bool po_damage_find(const char *name, enum po_damage_kind *kind_out);
enum status MUST_CHECK po_damage(struct postoffice *po, enum po_damage_kind kind);

#endif
