/*
 * import_batch -- what IMPORT knows about the files of one run: which, what is in them, who gets
 * it, who is refused
 *
 * A file is read and resolved whole before anything of it is committed: its .UND must be complete
 * first (und.h). What an earlier run that was cut off has committed (po_import_memory) stays as
 * that run decided it: its refusals are taken over from the .UND that it wrote.
 *
 * Errors  what the port and the post office answered; what is wrong with a file stands in it.
 * Owns    nothing; all lies on the arena of the run.
 */
#ifndef TOOLS_PROGRAMS_IMPORT_BATCH_H
#define TOOLS_PROGRAMS_IMPORT_BATCH_H

#include "base/ccm.h"
#include "programs/session.h"
#include "programs/und.h"

struct import_message {
    bool is_remembered;   /* committed already */
    struct bytes content; /* as it will be stored */
    uint32_t *usrs;
    size_t usr_count;   /* 0: nobody takes it */
    const char *folder; /* of the mailboxes of people; NULL: the Inbox */
    bool *is_person;    /* with `folder`: one for each of `usrs` */
};

/* A mailbox or queue whose folder had no room for message `from`; those before it are there. */
struct import_full {
    uint32_t usr;
    uint32_t from;
};

struct import_file {
    const char *name;    /* in the directory of the batch */
    const char *path;    /* NULL: it is too long */
    uint64_t size_bytes; /* as listed */
    bool is_read;
    bool is_deleted;
    bool has_commits;   /* by this run */
    bool is_unreadable; /* not a cc:Mail file: kept, code 1 */
    bool has_refusals;
    struct po_file_identity identity; /* ordinal not used; valid when is_read */
    struct import_message *messages;
    uint32_t message_count;
    struct bytes content;
    struct import_full *full; /* met at commits */
    uint32_t full_count;
};

struct import_batch {
    struct session *session;
    bool remembers;
    char directory[OS_PATH_SIZE];
    const char *pattern;     /* last component of /@ */
    uint64_t directory_hash; /* directory_token.h */
    struct po_memory memory;
    struct import_file *files; /* in ascending order of names */
    size_t file_count;
};

/* Finds the files; ST_NOT_FOUND when a name without wildcards is not there. */
enum status MUST_CHECK batch_list(struct import_batch *batch);
/* Before anything is remembered of the files. */
enum status MUST_CHECK batch_know_directory(struct import_batch *batch);
/* Reads `file`, decides who gets what and writes or removes its .UND. *result_out is the code when
 * it fails. */
enum status MUST_CHECK batch_prepare(struct import_batch *batch, struct import_file *file,
                                     struct arena *scratch, int *result_out);
/* Preparing the file again refuses its owner the messages from that one on. */
void batch_note_full(struct import_batch *batch, struct import_file *file,
                     const struct import_full *full);
/* Under the lock, before a commit: has another run done it meanwhile? It has when it is remembered
 * now, and when the file is gone: who deletes it has committed all of it. */
enum status MUST_CHECK batch_look_again(struct import_batch *batch, const struct import_file *file,
                                        uint32_t ordinal, bool *is_done_out);
enum status MUST_CHECK batch_delete(struct import_batch *batch, struct import_file *file);
/* For po_import_end; context is the batch. */
bool batch_is_gone(void *context, const struct po_file_identity *identity);

#endif
