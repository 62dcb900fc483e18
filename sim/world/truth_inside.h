/*
 * truth_inside -- the ledger's own tables, shared by truth.c (letters and checks), truth_answers.c,
 * truth_files.c, truth_office.c and truth_contents.c
 */
#ifndef SIM_WORLD_TRUTH_INSIDE_H
#define SIM_WORLD_TRUTH_INSIDE_H

#include "base/ccm.h"
#include "base/text.h"
#include "core/keyed.h"
#include "postoffice.h"
#include "world/truth.h"

enum { TRUTH_USR_NUMBER_MAX = 99999 /* of USRnnnnn */ };

struct truth_duty {
    const char *recipient;
    uint64_t recipient_hash;    /* of the name without ` at ...` */
    const struct mail *mail;    /* that owed it first: others may have the same subject, */
    struct truth_share *shares; /* and this is whose submissions they were, oldest first */
    uint32_t owed;              /* submissions */
    uint32_t submission;        /* number of the last one that named him */
    uint32_t delivered;
    uint32_t returned;
    uint32_t removed;
    uint32_t taken; /* of these, out of one queue: the letter in another one says nothing of them */
    uint32_t lost;  /* by a quirk that the scenario declared; given up when it comes after all */
    uint64_t list_message; /* the last one that the members of the list got */
    uint32_t beside;       /* of a list: ended by the letter of somebody who is named, too */
    uint32_t usr;          /* that a directory leads it to; 0: none */
    const struct truth_office *asked; /* whose directory that was; NULL: none was asked */
    uint32_t again; /* copies that a restored backup or a person brought back: may end,
                       need not */
};

/* What letters of one subject said. */
struct truth_sent {
    struct truth_contents contents;
    struct truth_sent *next;
};

enum { TRUTH_TWICE_MAX = 4 }; /* quirks that pass one letter on twice */

struct truth_letter {
    struct keyed by_subject;
    uint64_t sender_hash;
    struct truth_sent sent;
    uint32_t number; /* 1, 2, ... as they were submitted first */
    enum mail_direction direction;
    const struct mail *mail;
    const char *subject;
    uint32_t copies; /* submissions */
    uint32_t twice;  /* how many more of them declared quirks may pass on */
    const struct oddity *twice_by[TRUTH_TWICE_MAX]; /* the quirks that did; NULL: no more */
    struct truth_letter *same; /* this one is another subject of that letter; NULL: a letter */
    struct truth_duty *duties;
    uint32_t duty_count;
    int32_t at[PLACE_COUNT];
    bool is_touched;
    bool is_report;       /* in whatever form; it never causes one */
    bool is_excused;      /* from the order */
    bool says_less;       /* a build of the connector left some of its text out (quirks.def) */
    bool is_spoilt;       /* a version of EXPORT changed bytes of its files (versions.def) */
    bool is_maimed;       /* a declared quirk broke the file that it is in */
    bool is_forgone;      /* a person took away what said that it is not exported, or what IMPORT
                             may have to read once more */
    uint64_t exported_by; /* connectors whose EXPORT wrote it down, or who had it in MTS-OUT; a bit
                             for each */
    uint64_t left_by;     /* those of them whose EXPORT may not take it out */
    struct truth_letter *next_touched;
    struct truth_letter *next_made; /* all, oldest first */
};

/* A letter with duties of a declared mail. */
struct truth_of_mail {
    struct keyed by_mail;
    struct truth_letter *letter;
};

/* A sender and a recipient in one direction: the last letter that arrived. */
struct truth_pair {
    struct keyed by_names;
    const struct truth_letter *last;
};

/* What a file at a place of mail holds. */
struct truth_file {
    struct keyed by_node; /* volume number and node */
    enum truth_place place;
    const struct connector *connector; /* whose place */
    struct truth_letter **letters;
    uint32_t letter_count;
    uint32_t letter_capacity;
    struct truth_file *next_free;
};

/* An inbound letter waiting at a post office. */
struct truth_waiting {
    struct truth_letter *letter;
    uint64_t id;
    struct truth_waiting *next;
};

struct truth_usr {
    uint32_t usr;
    uint64_t last_id;
    bool is_queue;   /* of a remote post office */
    bool is_pending; /* its file was written since it was last looked at */
    struct truth_usr *next_pending;
    const char *name;
    bool had_waiting;              /* ever */
    struct truth_waiting *waiting; /* oldest first */
    struct truth_waiting **waiting_end;
    struct truth_usr *next;
};

struct truth_office {
    struct office *office;
    struct process *process; /* of the world itself, for the reader; NULL until used */
    struct postoffice *reader;
    struct arena arena; /* of the reader */
    bool is_dirty;
    bool by_person; /* a person's program wrote since the last look */
    struct truth_usr *pending;
    struct truth_usr *usrs;
    struct truth_usr **by_number; /* NULL: not seen yet */
    uint32_t by_number_size;
    struct truth_office *next;
};

/* The directory while an IMPORT of a connector changes it, one instant and nobody else between. */
struct truth_watch {
    uint32_t run;           /* handle of the IMPORT that was asked last what it does */
    bool is_directory_run;  /* it changes the directory */
    struct office *office;  /* whose directory is watched; NULL: none is */
    const char *site;       /* of the connector */
    struct po_entries last; /* as it was when it was looked at last, on `arena` */
    uint32_t steps;         /* since the watch began */
    struct arena arena;
};

struct truth {
    struct world *world;
    struct keyed_table letters; /* and their other subjects */
    struct keyed_table of_mail; /* struct truth_of_mail */
    struct truth_letter *touched;
    struct truth_letter *made;
    struct truth_letter **made_end;
    uint32_t made_count;
    struct keyed_table files;
    struct truth_file *free_files;
    struct keyed_table pairs;
    struct truth_waiting *free_waiting;
    struct truth_office *offices;
    struct truth_totals totals;
    uint32_t reports_due; /* .und files in Import: each owes a report */
    bool lost_bookmark;   /* a person has taken one away: mail may be doubled */
    bool lost_imports;    /* so may it where a message index was damaged: who rebuilds it,
                             does so without what was remembered of imports */
    struct truth_watch watch;
    struct arena scratch;
};

/* One is owed to him still. */
bool truth_is_open(const struct truth_duty *duty);
/* How many submissions he waits for still. */
uint32_t truth_open(const struct truth_duty *duty);
/* As many submissions as the recipient waits for who waits for most. */
uint32_t truth_open_most(const struct truth_letter *letter);
/* How many places hold it. */
int32_t truth_custody(const struct truth_letter *letter);
/* truth_person.c: a person has taken a copy away. Where both sides of a border had one, the other
 * one goes on; or it is the one that counts as handed over, and goes. */
void truth_letter_removed(struct truth *truth, struct truth_letter *letter);
/* Of one that a person took copies of away, only so many are held: the others were the ones. */
void truth_forgo(struct truth *truth, struct truth_letter *letter, uint32_t held);
/* A person took it out of one queue of several: nothing is owed to whom that one leads. */
void truth_taken_from(struct truth *truth, struct truth_office *known, struct truth_letter *letter,
                      const struct truth_usr *usr);
/* What a person had taken away is at a place of mail again. */
void truth_taken_back(struct truth *truth, struct truth_letter *letter);
uint64_t truth_recipient_hash(const char *recipient);
/* Written so, or else the other way: "J Smith" is "Smith, J" (assumption TURNED_NAMES). */
struct truth_duty *truth_duty_of(const struct truth_letter *letter, const char *recipient);
/* It is known by this subject, too, unless that is another letter's. */
void truth_letter_alias(struct truth *truth, struct truth_letter *letter, const char *subject);
/* A line of the scenario has given it another subject. "": nobody can tell from others any more
 * whose it is. That of another letter: the world stops, for this line is to blame. */
void truth_letter_renamed(struct truth *truth, struct truth_letter *letter, const char *subject,
                          const void *line);
void truth_letter_touch(struct truth *truth, struct truth_letter *letter);
struct truth_letter *truth_letter_find(struct truth *truth, enum mail_direction direction,
                                       const char *subject);
void truth_move(struct truth *truth, struct truth_letter *letter, enum truth_place place,
                int change);
void truth_end(struct truth *truth, struct truth_letter *letter, const char *recipient,
               enum truth_place end_kind);
/* truth_dead.c: a file that the service has put into Bad. The reports in it end there. */
void truth_set_aside(struct truth *truth, struct bytes file);
/* truth_files.c: what a file holds; NULL: it is at no place of mail. */
const struct truth_file *truth_file_at(struct truth *truth, uint16_t volume_number,
                                       volume_node node);
void truth_deliver(struct truth *truth, struct truth_letter *letter, struct truth_duty *duty);
/* truth_shares.c: letters alike of several mails end in the order in which they were sent. */
bool truth_has_mail(const struct truth_letter *letter, uint32_t count, const struct mail *mail);
void truth_share_add(struct truth *truth, struct truth_duty *duty, const struct mail *mail);
void truth_share_ends(struct truth_duty *duty, bool is_delivered);
uint32_t truth_share_of(const struct truth_duty *duty, const struct mail *mail, bool is_delivered);
uint32_t truth_share_before(const struct truth_duty *duty, const struct mail *mail);
/* The letter that a message of a post office is. Where a Router carries mail both ways meet: it is
 * that of its sender, or of the way that is looked at first. */
struct truth_letter *truth_route_letter(struct truth *truth, const struct truth_office *known,
                                        const struct ccm_message *ccm, enum mail_direction first);
/* What a directory IMPORT has done is looked at; what changes now is not its doing. */
void truth_directory_end(struct truth *truth);
/* truth_contents.c: what a message of a post office says; and each that checks writes down in
 * world->failure what does not hold. */
struct truth_contents truth_contents_of(struct arena *scratch, enum text_code_page page,
                                        const struct ccm_message *ccm);
/* Nobody has sent it after all: before `copies` goes down. */
void truth_contents_unsent(struct truth_letter *letter, const struct truth_contents *contents);
void truth_contents_sent(struct truth *truth, struct truth_letter *letter,
                         const struct truth_contents *contents);
void truth_contents_check(struct truth *truth, const struct truth_letter *letter,
                          const char *recipient, const struct truth_contents *contents);
void truth_stranger(struct truth *truth, const struct truth_letter *letter, const char *name);
void truth_order_check(struct truth *truth, const struct truth_letter *letter,
                       const struct truth_duty *duty);
void truth_offices_check(struct truth *truth);
/* truth_export.c: an EXPORT of a connector has ended. */
void truth_export_ended(struct truth *truth, const struct process *process);
/* "Pat [SMTP:pat@far.example] at SITE1" is pat@far.example, in square brackets or round ones; NULL:
 * nobody is. */
struct truth_duty *truth_duty_of_foreign(struct truth *truth, struct truth_letter *letter,
                                         const char *recipient);

/* truth_fan.c: whom the directory of a post office has under that foreign alias name. */
struct truth_duty *truth_duty_of_fan(struct truth *truth, struct truth_letter *letter,
                                     const char *recipient);

/* Does a report name this recipient, with its post office or, in a line of its own, without it
 * (`Use ANR`)? Or by what a page that has not all its characters makes of it. */
bool truth_names(struct arena *arena, const char *report, const char *recipient);
/* truth_route.c: where a Router is at work. */
struct ccm_message;
struct truth_route_arrival {
    struct truth *truth;
    struct truth_office *known;
    struct truth_usr *usr; /* its name is known */
    const struct ccm_message *ccm;
    uint64_t id;
    const char *from; /* who wrote it, and to whom first; filled in */
    const char *to;
};
/* A message is new in a mailbox or queue. true: the ledger has it; else it is to be delivered, if
 * *letter_out, the outbound one of its subject, is now one. */
bool truth_route_arrives(struct truth_route_arrival *arrival, struct truth_letter **letter_out);
/* truth_arrival.c: is it addressed to the site that it came from, and in the queue that leads
 * there? */
bool truth_goes_back(const struct truth *truth, const struct truth_letter *letter,
                     const struct truth_usr *usr);
/* It is delivered to whom it is for there, or is told as a stranger's. */
void truth_arrived(const struct truth_route_arrival *route, struct truth_letter *letter);
/* Has a Router made a letter to a folder of what is posted on a board that is at home here? */
bool truth_route_is_post(const struct truth *truth, const struct truth_office *known,
                         const struct truth_usr *usr, const char *to);
/* Whose letter a Router's report speaks of; *text_out: it names the recipients. NULL: it is no
 * report, or about nobody's. */
struct truth_letter *truth_route_reported(struct truth *truth, const struct truth_office *known,
                                          const struct ccm_message *ccm, const char **text_out);
/* Does the directory of any post office lead a duty there? It ends. */
bool truth_route_deliver(struct truth *truth, const struct truth_office *known,
                         struct truth_letter *letter, const struct truth_usr *usr,
                         const struct truth_contents *contents);
/* It is in MTS-OUT of this one. */
void truth_taken_by(const struct world *world, struct truth_letter *letter,
                    const struct connector *connector);
/* How many of the connectors that wrote it down had to leave it to another one. */
uint32_t truth_left_count(const struct truth_letter *letter);
/* Did connectors bring them that have nothing to do with each other? */
bool truth_went_apart(const struct truth_letter *letter, const struct truth_letter *other);
/* "USR00017" -> 17; 0: another file. */
uint32_t truth_usr_number(const char *file_name);
void truth_usr_removed(struct world *world, const struct truth_touch *touch);
/* Does any place hold it? */
bool truth_is_somewhere(const struct truth_letter *letter);
/* A person has put a file with it where programs take letters from. It comes once more where it has
 * arrived, or is at another place, too; so does the report that IMPORT has left beside the file. */
void truth_copy_brought(const struct truth *truth, struct truth_letter *letter);
/* Does the address of the duty lead to that mailbox, or through that queue? */
bool truth_leads_to(const struct truth_duty *duty, const struct truth_usr *usr);
/* Or does the directory of that post office lead it there: one who moved, an alias, a list? */
bool truth_is_led_to(struct truth *truth, const struct truth_office *known,
                     const struct truth_duty *duty, const struct truth_usr *usr);
struct truth_office *truth_office_of(struct truth *truth, struct office *office);
/* Whose file is it? false: the directory does not say. */
bool truth_usr_identify(struct truth *truth, struct truth_office *known,
                        const struct truth_usr *usr);
/* What IMPORT has delivered and could not delete yet may come again: the post office that
 * remembered it is gone, with the mailboxes that have it, or nobody can say what of it stays. */
void truth_imports_forgotten(struct truth *truth);
/* Letters that left the queue since the last look: everything before the oldest that still waits,
 * and, anywhere, what is missing behind it. Where it is unreadable, what is there stays there. */
void truth_departures(struct truth *truth, struct truth_office *known, struct truth_usr *usr,
                      bool anywhere);
/* known->reader, opened or refreshed. */
bool truth_reader_open(struct truth *truth, struct truth_office *known);
/* Writes down in world->failure what is other that is not the connector's. */
void truth_directory_compare(struct world *world, const char *site, const struct po_entries *before,
                             const struct po_entries *after);

#endif
