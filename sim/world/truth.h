/*
 * truth -- the ledger of all mail: what every letter's recipients are owed, and where each duty is
 *
 * Written from what was submitted and from bytes seen at their places, never from the parts' own
 * counters. A duty is one submission to one recipient. Custody is the place that owes the next
 * move. Checked after every step that touched a place of mail: a duty without custody and without
 * end is lost, a duty that ended twice is doubled; letters of one sender to one recipient arrive in
 * the order in which they were sent, with what was sent, and at nobody else's; every change to a
 * volume was allowed to whom the server judged. Whatever breaks that
 * ends the run (ARCHITECTURE.md, what always holds). Excused from the order are letters that were
 * set aside, returned or touched by a person, and letters alike.
 *
 * Letters are known again by direction and the letters and digits of their subject, which survive
 * every conversion; letters alike in that are counted together, and are taken to end in the order
 * in which they were sent.
 *
 * Owns    its tables, on the run arena; it looks at volumes directly and at post offices through a
 *         process of the world itself that leaves no trace.
 */
#ifndef SIM_WORLD_TRUTH_H
#define SIM_WORLD_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "fs/fs.h"
#include "world/mail.h"

struct machine;
struct world;
struct office;
struct process;

enum truth_place {
    PLACE_NONE,
    PLACE_MTS_OUT,
    PLACE_SUBMIT,
    PLACE_IMPORT,
    PLACE_PO_QUEUE,
    PLACE_EXPORT,
    PLACE_MTS_IN,
    PLACE_BAD,
    PLACE_SET_ASIDE, /* moved away by a person */
    PLACE_COUNT
};

struct truth;

struct truth *truth_create(struct world *world);
void truth_destroy(struct truth *truth);

/* What a letter says: its texts, and its files whatever their order. */
struct truth_contents {
    uint64_t text;
    uint64_t files;
    uint32_t file_count;
};
/* Adds one item to {0}; texts in their order, in whatever code page. */
void truth_contents_add(struct truth_contents *contents, bool is_text, struct bytes content);

/* What was submitted: one letter with its recipients (lists expanded). */
struct truth_letter;
struct truth_submission {
    enum mail_direction direction;
    const struct mail *mail; /* may be NULL */
    const char *sender;
    const char *subject;
    const char *const *recipients;
    uint32_t recipient_count;
    struct truth_contents contents;
};
struct truth_letter *truth_submitted(struct world *world,
                                     const struct truth_submission *submission);
/* An inbound letter waits in the queue of `usr` under this message id. */
void truth_queued(struct world *world, struct truth_letter *letter, struct office *office,
                  uint32_t usr, uint64_t id);

/* A reader has passed a letter on to this mailbox, where nobody sent it. */
void truth_passed_on(struct world *world, struct office *office, uint32_t usr, uint64_t id);

/* Exchange's queues. MTS-OUT: a message came or went; MTS-IN: accepted, and delivered to
 * `recipient` or returned (it is not known). */
void truth_mts_out(struct world *world, const struct connector *connector,
                   const struct exchange_message *message, int change);
void truth_mailbox(struct world *world, const struct connector *connector,
                   const struct exchange_message *message, const char *recipient, bool is_known);
/* The MTA has given it to the world outside for this address. */
void truth_outside(struct world *world, const struct exchange_message *message,
                   const char *address);
/* A report about an outbound letter reached its sender. */
void truth_report(struct world *world, const struct exchange_message *report);

/* Files, told by the choke point. */
struct truth_file;
struct truth_touch {
    struct volume *volume;
    uint16_t volume_number;
    volume_node node; /* 0: nothing there */
    volume_node parent;
    uint32_t usr;     /* USRnnnnn: its number; 0 another file */
    bool is_report;   /* an .und file in Import, before the change */
    bool is_bookmark; /* what EXPORT knows of exported mail where it may only read */
    bool is_removed;
    bool by_person;
    struct truth_file *unnamed; /* what the .TMP file of an EXPORT holds; not looked at otherwise */
};
struct truth_touch truth_touch_before(struct process *process, struct fs_call *call);
void truth_touch_after(struct world *world, const struct truth_touch *touch);
/* by_person: a program that a person started. What it takes out of a queue and puts nowhere, the
 * person removed (EXPORT /DELETE/n). */
void truth_written(struct world *world, const struct fs_handle *handle, bool by_person);
void truth_closed(struct world *world, const struct fs_way *way, volume_node node);
/* Behind truth_closed: a person wrote that file, so what is in it may come once more. */
void truth_brought(struct world *world, const struct fs_way *way, volume_node node);
/* The message index of a post office was damaged. */
void truth_index_damaged(struct world *world);
/* A program has ended: some damage it themselves (quirk OLD_INDEX). */
void truth_program_ended(struct world *world, const struct process *process);
/* The server refused this process to write to that file. */
void truth_write_refused(struct process *process, const char *path);
/* A person removed it by other means (clearing a queue). */
void truth_removed_by_person(struct world *world, const struct exchange_message *message);
/* Forget what is cached of a post office: its files were moved or replaced. */
void truth_office_moved(struct world *world, struct office *office);

/* A person has restored it from a backup. */
void truth_office_restored(struct world *world, struct office *office);

/* A machine is about to lose its power, and has lost it: what had come to its post offices and was
 * not on disk has not come. */
struct truth_cut {
    struct arena memory;
    struct truth_seen *seen;
};
void truth_cut_begin(struct world *world, const struct machine *machine, struct truth_cut *cut_out);
void truth_cut_end(struct world *world, const struct machine *machine, struct truth_cut *cut);

/* For fs_ask_granted; context is the world. The change is judged a second time, from what is kept
 * with the entries alone. */
void truth_granted(void *context, const struct fs_question *question);

/* Around each step of a program: a directory IMPORT of a connector changes only what is the
 * connector's. goes_on: its next step follows in this instant. */
void truth_directory_before(struct process *process);
void truth_directory_after(struct process *process, bool goes_on);

/* After a step. false: an invariant broke; world->failure says which. */
bool truth_check(struct world *world);

struct truth_totals {
    uint64_t duties[2]; /* by mail_direction */
    uint64_t delivered[2];
    uint64_t returned[2];
    uint64_t removed[2];
    uint64_t lost[2];    /* by quirks that the scenario declared */
    uint64_t in_custody; /* duties without an end */
};
struct truth_totals truth_totals(const struct world *world);
/* Delivered duties of one declared mail (NULL: all of that direction); to one recipient (NULL:
 * all). A recipient matches as
 * written or without its ` at ...`. */
uint64_t truth_delivered(const struct world *world, enum mail_direction direction,
                         const struct mail *mail, const char *recipient);
/* Is that recipient among those whom the mail was sent to? One that was not sent yet is for all. */
bool truth_is_for(const struct world *world, const struct mail *mail, const char *recipient);
uint64_t truth_returned(const struct world *world, const struct mail *mail);
/* Which declared mail the letter of that subject belongs to; NULL: none. */
const struct mail *truth_mail_of(const struct world *world, enum mail_direction direction,
                                 const char *subject);
/* Does the letter of that subject belong to this mail? Others may have the same subject. */
bool truth_is_of(const struct world *world, const struct mail *mail, const char *subject);
/* How many letters alike were sent to him before the first one of this mail; more than there are
 * when it is none of his. */
uint32_t truth_alike_before(const struct world *world, const struct mail *mail,
                            const char *recipient);
/* A letter that is owed to somebody and lies where a program is to take it from; false: none does.
 */
bool truth_waiting(const struct world *world, struct buffer *target);
/* Where the letters are, for reports: "Import 5, Submit 5, MTS-OUT 2". */
void truth_where(const struct world *world, struct buffer *target);
const char *truth_place_name(enum truth_place place);

#endif
