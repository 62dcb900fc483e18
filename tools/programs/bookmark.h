/*
 * bookmark -- what EXPORT has taken out of a queue, noted where the next run finds it
 * (ARCHITECTURE.md, "Handing over mail")
 *
 * Who may write at the post office has it there: in CCEXPORT.DAT, at 1024 * the number of the
 * queue, for all who empty that queue, whichever machine and directory they run in. Who may only
 * read there has one small file for each post office and queue in its working directory:
 * XXXXXXXX.BKM, named by a hash of the identity and the entry. Who may take letters out and cannot
 * write CCEXPORT.DAT takes none.
 *
 * Two slots, BOOKMARK_SLOT_SIZE bytes apart, take turns; the one with a good checksum and the
 * higher sequence counts, so a torn write leaves the bookmark as it was.
 *
 *     0  "BKMK"        8  sequence      16  identity      24  exported up to (message id)
 *     32 pending up to (0 = none)       40  hash of the entry's name (folded)
 *     48 mark of what was exported last  56 mark of what is pending last
 *     64 token of the directory of the file, or 0
 *     72 checksum of 0..71, and then of the name; seed: its length
 *     80 path of the file that is pending, or was last, with its NUL
 *
 * While something is pending, the .TMP file decides: there = not exported, gone = exported. So
 * nobody but EXPORT may remove a .TMP file that a bookmark names, and EXPORT itself clears the
 * bookmark first. Only who sees that file's directory may decide. A path means another directory on
 * another machine, so a file there is named by the token: TTTTTTTT.BKD, drawn once. Where it is not
 * seen, somebody else has the letters in hand (ST_LOCK_VIOLATION). ROUTER notes there which letter
 * it has in hand, with its name for a path and without a token (router_hand.h).
 *
 * In a working directory: when all that was exported has left the queue, and the post office's disk
 * knows it, "exported" is 0 again: a post office that is restored from a backup gives the same ids
 * to other messages. At the post office it stays; it is restored with it. Where that could not be
 * noted, the mark tells them apart: a hash of what the message says. While that message is not
 * there, "exported" says nothing, and still it stays: the one who took it out may have been cut off
 * before his flush, and a power cut brings it back.
 *
 * Somebody may run EXPORT again from another working directory. So beside the target of one whose
 * bookmark lies in a working directory there is a file XXXXXXXX.BKP, written when the bookmark is
 * new or the targets' directory is another one: a slot that begins with "BKMP" and names the
 * bookmark. Where the working directory has no bookmark, it leads there. Such a file lies in
 * Windows' directory, too: who moves the connector's store moves working directory and targets at
 * once, and only what he thinks of goes along. Who may not read and write there takes no letters.
 *
 * Errors  what the port answered; others are named at the functions.
 * Owns    the handle of its file, until bookmark_close.
 */
#ifndef TOOLS_PROGRAMS_BOOKMARK_H
#define TOOLS_PROGRAMS_BOOKMARK_H

#include "base/buffer.h"
#include "port/os_port.h"

enum { BOOKMARK_SLOT_SIZE = 512 };

/* Begins zeroed. */
struct bookmark {
    struct os_port *port;
    struct os_file file; /* it stays open from the first reading or writing on */
    bool is_for_reading; /* and may not be written */
    bool was_written;    /* or might be, whatever the answer was */
    char path[OS_PATH_SIZE];
    const char *machine; /* struct bookmark_of */
    uint64_t identity;
    uint64_t entry_hash;
    uint64_t base;     /* where its slots begin in the file */
    uint64_t sequence; /* 0 = no file yet */
    uint64_t exported;
    uint64_t exported_mark; /* of the message of that id */
    uint64_t counts;        /* `exported`, for who has found that message there; else 0 */
    uint64_t pending;
    uint64_t pending_mark;
    uint64_t token; /* of the directory of the pending file */
    bool is_owed;   /* nothing is pending any more, but the file still says so */
    char pending_file[OS_PATH_SIZE];
};

/* Whose it is, and where it may lie. */
struct bookmark_of {
    uint64_t identity; /* of the post office */
    const char *entry;
    const char *directory; /* the working directory, or that of the post office */
    const char *target;    /* the file that is to be written, from its root on; NULL: none */
    const char *machine; /* a directory that stays where the working directory is another one; NULL:
                            none. It outlives the bookmark. */
    uint32_t usr;        /* of the queue: at the post office; 0: in the working directory */
};
/* Reads it, also anew; without a file, or with one that is damaged or of somebody else, all is
 * zero. ST_TOO_LONG. */
enum status MUST_CHECK bookmark_read(struct bookmark *bookmark, struct os_port *port,
                                     const struct bookmark_of *of);
/* Writes the other slot; bookmark_note, with the system before it returns, and ST_IO_ERROR when it
 * was written and that failed. */
enum status MUST_CHECK bookmark_write(struct bookmark *bookmark);
enum status MUST_CHECK bookmark_note(struct bookmark *bookmark);
/* Makes a note that the .TMP file of `target`, with messages up to `last_id`, is about to get its
 * name; `mark` is that message's. */
enum status MUST_CHECK bookmark_pend(struct bookmark *bookmark, const char *target,
                                     uint64_t last_id, uint64_t mark);
/* The .TMP file of what `entry` of that post office exports to `target`. Its name is that of no
 * other queue's, mailbox's or program's, who would else write it over and take it for his own. */
enum status MUST_CHECK bookmark_temporary(uint64_t identity, const char *entry, const char *target,
                                          char path_out[OS_PATH_SIZE]);
/* What a run that was cut off has left pending: its .TMP file, in the working directory, decides.
 */
enum status MUST_CHECK bookmark_settle(struct bookmark *bookmark, const char *directory);
/* The same without writing anything, for who may only read. */
enum status MUST_CHECK bookmark_conclude(struct bookmark *bookmark, const char *directory);
/* The .TMP file of `target` is about to be made. If one of that name has decided what was pending
 * last, it must be on the disk that nothing is any more: else a power cut brings the question back,
 * and the new file answers it. ST_EXISTS: that could not be noted, so the file stays as it is. */
enum status MUST_CHECK bookmark_spare(struct bookmark *bookmark, const char *target);

/* What lies beside the target. */
struct bookmark_beside {
    uint64_t token;   /* of that directory; 0: none yet */
    bool has_pointer; /* a .BKP file */
};
/* Prefers the token that the bookmark has. */
enum status MUST_CHECK bookmark_look_beside(const struct bookmark *bookmark, const char *target,
                                            struct arena *scratch,
                                            struct bookmark_beside *beside_out);
/* Does this machine see the directory of the pending file? ST_LOCK_VIOLATION: nobody can say. */
enum status MUST_CHECK bookmark_is_in_sight(const struct bookmark *bookmark);
/* bookmark_pend at the post office; `token` 0: the directory of the target gets one. */
enum status MUST_CHECK bookmark_claim(struct bookmark *bookmark, const char *target, uint64_t token,
                                      uint64_t last_id, uint64_t mark);
/* The same for a program that writes no file: whose name it has is the note's, and nobody else
 * settles it. */
enum status MUST_CHECK bookmark_hold(struct bookmark *bookmark, const char *holder,
                                     uint64_t last_id, uint64_t mark);
/* Tells a person what is pending, and what ends that. */
void bookmark_tell(const struct bookmark *bookmark, struct buffer *console);
/* Gives up the handle; the rest stays. One that is not open is allowed. */
void bookmark_close(struct bookmark *bookmark);

#endif
