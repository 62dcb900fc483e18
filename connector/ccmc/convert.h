/*
 * convert -- Exchange message <-> cc:Mail message
 *
 * The published conversion table. What no line names is not carried.
 *
 *   Exchange -> cc:Mail
 *   sender            From, a cc:Mail name (address.h)
 *   date              Date: short form of the locale setting, local time, to the minute.
 *                     Without a date: now
 *   recipients        To, Cc, Bcc: those this copy is to be delivered to, in order.
 *                     Others are not written: IMPORT delivers to every addressee it reads.
 *                     IMPORT shows a Bcc addressee to nobody. `Use ANR`: without " at PO"
 *                     (Q184052, assumption ANR_LINES)
 *   subject           Subject; line ends become blanks
 *   text item         text item with its title; LF becomes CR LF.
 *                     More than 20480 bytes: file item Unnamed.txt (Q190555, 5.5 SP2)
 *   file item         file item, bytes as they are. Its title is the name, in 8.3 form
 *                     unless `Use long filename` (Q192593), then date and time unless
 *                     `Version 8 Attachment Format` (Q195203): "ABC.WK4 6/2/98 8:39AM"
 *   no item           one empty text item: a message without one cannot be read
 *   priority, receipt wish   Priority, Receipt (assumption CCM_MARKS)
 *   report wish       not carried: no keyword is known
 *   characters        those of the post office's code page; others become '?', counted
 *
 *   cc:Mail -> Exchange
 *   From              sender (address.h); display is the name without " at PO"
 *   Date              date_written as it stands; date_ms when it reads as a date
 *   To, Cc, Bcc       recipients in order, to be delivered to when at the site.
 *                     Bcc elsewhere is dropped: it is shown to nobody.
 *                     Nobody at the site: those without " at PO" are meant
 *   Subject           subject; "Re:" and "Re[n]:" become "RE:" (Q237189)
 *   text, file item   the same; date and time at the end of a file's title are taken off
 *   Forward           with `Preserve forwarding history`: a text item of that title behind the
 *                     others, a line for each who passed it on (assumption FORWARD_HISTORY)
 *   Priority, Receipt priority, the wish for a receipt
 *   other lines       not carried
 *
 * Limits  20 items (GSS-FAQ): beyond, everybody is refused. A header of header_max bytes:
 *         the recipients beyond are refused, `Header Buffer Full` (Q166499), in the form in
 *         which IMPORT's own refusals come back, a note (assumption HEADER_LIMIT); all else
 *         that is refused here makes a report (Q184993). Who is refused is named with a
 *         reason, never dropped.
 * Owns    nothing; results lie on the arena, item contents may be views of the argument.
 * Source  Q184052, Q184993, Q190555, Q192593, Q195203, Q166499, Q237189.
 */
#ifndef CONNECTOR_CCMC_CONVERT_H
#define CONNECTOR_CCMC_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ccm.h"
#include "base/text.h"
#include "ccmc/date.h"
#include "port/exchange_message.h"

struct convert_rules {
    enum text_code_page code_page;
    const char *site;         /* the site's entry in the cc:Mail directory */
    const char *reply_prefix; /* of answers from cc:Mail, in front of the colon: "RE" */
    struct date_form date_form;
    uint32_t header_max;     /* bytes */
    bool omits_post_offices; /* `Use ANR`: recipients stand without " at PO" */
    bool uses_long_names;
    bool omits_file_dates;  /* `Version 8 Attachment Format` */
    bool keeps_history;     /* `Preserve forwarding history` */
    bool leaves_long_text;  /* quirk LONG_TEXT */
    bool rounds_brackets;   /* of the sender's address (Q232687, assumption ROUND_BRACKETS) */
    bool keeps_digit_dates; /* quirk DATE_BEHIND_DIGIT */
    bool makes_internet;    /* quirk INTERNET_NAMES */
    bool rounds_subject;    /* where it has both [ and ] (assumption SUBJECT_BRACKETS) */
    const char *accepts;    /* display names of senders, separated by ; empty or NULL: all */
    const char *rejects;    /* likewise; empty or NULL: none */
    uint32_t quirks;        /* of the build: convert_quirks.h */
    bool is_for_db8;        /* the choice of programs: IMPORT 6.0 or later */
    int64_t now_ms;         /* utc */
};

struct convert_refusal {
    const struct exchange_recipient *recipient;
    const char *reason;
    enum exchange_kind form; /* of what tells the sender: a report, or a note of text */
};

struct convert_result {
    bool has_message; /* at least one recipient was not refused */
    struct ccm_message message;
    const struct convert_refusal *refusals;
    uint32_t refusal_count;
    size_t lost_characters;
};

void convert_to_ccm(const struct convert_rules *rules, struct arena *arena,
                    const struct exchange_message *message, struct convert_result *result_out);

/* ST_FILE_CORRUPT: no sender, or nobody to deliver it to. */
enum status MUST_CHECK convert_from_ccm(const struct convert_rules *rules, struct arena *arena,
                                        const struct ccm_message *message,
                                        struct exchange_message *message_out);

extern const char convert_history_title[]; /* "Forwarding history" */

/* The file's name in the title of a file item. */
const char *convert_file_name(const struct convert_rules *rules, struct arena *arena,
                              const char *title);

#endif
