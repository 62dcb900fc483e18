/*
 * content -- a mail as its reader sees it, in a cc:Mail or an Exchange mailbox
 *
 * All text is UTF-8. Lies on the run's scratch arena.
 */
#ifndef SIM_SCENARIO_WORDS_CONTENT_H
#define SIM_SCENARIO_WORDS_CONTENT_H

#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>

#include "scenario/run.h"

struct content_file {
    const char *name;
    struct bytes content;
};

struct content {
    const char *from;
    enum text_code_page page; /* of the post office, for what lies in one */
    const char *subject;
    const char *date;
    const char *text;      /* all text items, one after another */
    bool is_report;        /* in the form that reports have */
    bool tells_of_failure; /* that, or a note that is one */
    const struct mail_recipient *recipients;
    uint32_t recipient_count;
    const struct content_file *files;
    uint32_t file_count;
    bool has_titles; /* in cc:Mail a file has a title: date and time may stand behind its name */
};

/* NULL, or what there is instead. */
const char *content_find(struct run *run, const struct mail *mail, const char *reader,
                         struct content *content_out);
/* Somebody at Exchange or at a post office, or a folder or board there. */
bool content_has_mailbox(struct run *run, const char *reader);
/* `to "A" "B"` */
const char *content_names(struct run *run, const struct content *content,
                          enum exchange_recipient_kind kind, const char *word);
/* The n-th file (0 = first) of what was sent; NULL. */
const struct mail_item *content_sent_file(const struct mail *mail, uint32_t n);
/* Has the sender a report (Exchange) or message (cc:Mail) like that? Patterns. */
struct content_wanted {
    const char *text;
    const char *subject;
    const char *from;                   /* who it is from; NULL: anybody */
    const char *to;                     /* in whose mailbox; NULL: the sender's */
    const struct fact_attribute *names; /* those of its recipients that it names; NULL: any */
    const char *kind; /* report: in the system's own form; note: a letter that says so; any */
};
bool content_has_report(struct run *run, const struct mail *mail,
                        const struct content_wanted *wanted);

#endif
