/* The ledger's view of mail that a Router carries: what comes into a queue that one empties is
 * still owed, and what comes into a mailbox behind it has arrived. */
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "exchange/folders.h"
#include "po_letter.h"
#include "po_list.h"
#include "po_text.h"
#include "world/route.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* Of this direction, by who wrote it: people at both sides may use one subject. */
static struct truth_letter *letter_of_sender(struct truth *truth, const char *subject,
                                             const char *from)
{
    struct truth_letter *letter = truth_letter_find(truth, MAIL_IN, subject);
    return letter != NULL && letter->sender_hash == text_hash(from) ? letter : NULL;
}

struct truth_letter *truth_route_letter(struct truth *truth, const struct truth_office *known,
                                        const struct ccm_message *ccm, enum mail_direction first)
{
    struct arena *scratch = &truth->scratch;
    const enum text_code_page page = po_text_page(known->reader);
    const char *subject = text_to_utf8(scratch, page, ccm->subject);
    if (truth->world->routes == NULL) {
        return truth_letter_find(truth, first, ccm->subject);
    }
    struct truth_letter *letter =
        letter_of_sender(truth, subject, text_to_utf8(scratch, page, ccm->from));
    letter = letter != NULL ? letter : truth_letter_find(truth, first, subject);
    return letter != NULL
               ? letter
               : truth_letter_find(truth, first == MAIL_OUT ? MAIL_IN : MAIL_OUT, subject);
}

/* Is it to one of those whom the letter is owed to? A post goes round under one name. */
static bool is_to(const struct truth_letter *letter, const struct truth_route_arrival *arrival)
{
    struct arena *scratch = &arrival->truth->scratch;
    const enum text_code_page page = po_text_page(arrival->known->reader);
    for (uint32_t i = 0; i < arrival->ccm->address_count; i++) {
        const char *to = text_to_utf8(scratch, page, arrival->ccm->addresses[i].name);
        for (uint32_t d = 0; d < letter->duty_count; d++) {
            if (text_equal(letter->duties[d].recipient, to)) {
                return true;
            }
        }
    }
    return false;
}

bool truth_route_is_post(const struct truth *truth, const struct truth_office *known,
                         const struct truth_usr *usr, const char *to)
{
    const struct board *board = truth->world->boards;
    while (board != NULL &&
           (board->home != known->office || board->copy == NULL || !text_equal(board->copy, to))) {
        board = board->next;
    }
    return board != NULL && usr->is_queue;
}

static void post_came(const struct truth_route_arrival *arrival, const char *subject,
                      const struct truth_contents *contents)
{
    struct world *world = arrival->truth->world;
    const struct truth_submission submission = {.direction = MAIL_IN,
                                                .sender = arrival->from,
                                                .subject = subject,
                                                .recipients = &arrival->to,
                                                .recipient_count = 1,
                                                .contents = *contents};
    (void)world_assumption(world, ASSUME_BOARD_COPIES);
    truth_queued(world, truth_submitted(world, &submission), arrival->known->office,
                 arrival->usr->usr, arrival->id);
}

/* Does this name, without its post office, lead there? */
static bool name_leads(struct truth *truth, const struct truth_office *known, const char *address,
                       uint32_t usr)
{
    const char *at = strstr(address, " at ");
    const char *name =
        at != NULL ? arena_text_n(&truth->scratch, address, (size_t)(at - address)) : address;
    struct po_entry there;
    struct po_expansion many = {0};
    if (po_resolve(known->reader, name, &there, NULL) == ST_OK) {
        return there.usr == usr;
    }
    bool any = false;
    const enum status st = po_expand(known->reader, name, &truth->scratch, &many);
    for (size_t i = 0; st == ST_OK && i < many.usr_count; i++) {
        any = any || many.usrs[i] == usr;
    }
    return any;
}

/* And whom the directory of an office has behind an address: aliases, members of lists. */
static bool leads_here(struct truth *truth, const struct truth_office *other, const char *address,
                       const struct truth_office *known, uint32_t usr)
{
    struct po_entry entry;
    struct po_expansion many = {0};
    char canonical[PO_ADDRESS_SIZE];
    if (po_resolve(other->reader, address, &entry, canonical) == ST_OK) {
        return name_leads(truth, known, canonical, usr);
    }
    bool any = false;
    const enum status st = po_expand(other->reader, address, &truth->scratch, &many);
    for (size_t i = 0; st == ST_OK && i < many.usr_count; i++) {
        any = any || (po_resolve(other->reader, many.names[i], &entry, canonical) == ST_OK &&
                      name_leads(truth, known, canonical, usr));
    }
    return any;
}

static bool leads_by_any(struct truth *truth, const struct truth_office *known,
                         const struct truth_duty *duty, uint32_t usr)
{
    struct world *world = truth->world;
    for (struct office *office = world->offices; office != NULL; office = office->next) {
        struct truth_office *other = truth_office_of(truth, office);
        if (!truth_reader_open(truth, other)) {
            continue;
        }
        const char *address =
            text_from_utf8(&truth->scratch, po_text_page(other->reader), duty->recipient, NULL);
        if (leads_here(truth, other, address, known, usr)) {
            return true;
        }
    }
    return false;
}

bool truth_route_deliver(struct truth *truth, const struct truth_office *known,
                         struct truth_letter *letter, const struct truth_usr *usr,
                         const struct truth_contents *contents)
{
    bool any = false;
    if (truth->world->routes == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (!leads_by_any(truth, known, duty, usr->usr)) {
            continue;
        }
        any = true;
        truth_contents_check(truth, letter, duty->recipient, contents);
        if (duty->delivered + duty->returned + duty->removed < duty->owed) {
            truth_deliver(truth, letter, duty); /* a list's duty ends with the first who gets it */
        }
    }
    return any;
}

/* ---- what a Router writes itself ---- */

/* Is it one that moved, or a new one? The text names the message that it speaks of; of one that
 * came back from a tape there are two. One that moves waits where it came from until it has. */
static bool is_known_report(const struct truth_letter *letter,
                            const struct truth_contents *contents)
{
    const bool is_on_its_way = letter != NULL && truth_is_somewhere(letter);
    for (const struct truth_sent *sent = is_on_its_way ? &letter->sent : NULL; sent != NULL;
         sent = sent->next) {
        if (sent->contents.text == contents->text) {
            return true;
        }
    }
    return false;
}

/* Of the letter that the text of a report speaks of. */
static const char *subject_in(struct arena *scratch, const char *text)
{
    const char *about = strstr(text, po_report_about);
    if (about == NULL) {
        return "";
    }
    about += strlen(po_report_about);
    return arena_text_n(scratch, about, strcspn(about, "\r\n"));
}

static bool is_report(const struct ccm_message *ccm, const char *from, const char *subject)
{
    return text_starts(from, po_administrator) && text_equal(subject, po_report_subject) &&
           ccm->item_count != 0;
}

struct truth_letter *truth_route_reported(struct truth *truth, const struct truth_office *known,
                                          const struct ccm_message *ccm, const char **text_out)
{
    struct arena *scratch = &truth->scratch;
    const enum text_code_page page = po_text_page(known->reader);
    const char *from = text_to_utf8(scratch, page, ccm->from);
    const char *subject = text_to_utf8(scratch, page, ccm->subject);
    if (!is_report(ccm, from, subject)) {
        return NULL;
    }
    const char *to =
        ccm->address_count != 0 ? text_to_utf8(scratch, page, ccm->addresses[0].name) : "";
    const char *text =
        arena_text_n(scratch, (const char *)ccm->items[0].content.data, ccm->items[0].content.size);
    *text_out = text_to_utf8(scratch, page, text);
    const char *about = subject_in(scratch, *text_out);
    struct truth_letter *letter = letter_of_sender(truth, about, to);
    return letter != NULL ? letter : truth_letter_find(truth, MAIL_OUT, about);
}

/* Does the text name whom the directory of the Router's own post office has for that address? */
static bool names_as_directory(struct truth *truth, const struct truth_office *known,
                               const char *address, const char *text)
{
    const enum text_code_page page = po_text_page(known->reader);
    const char *name = text_from_utf8(&truth->scratch, page, address, NULL);
    char canonical[PO_ADDRESS_SIZE] = "";
    struct po_entry entry;
    return po_resolve(known->reader, name, &entry, canonical) == ST_OK && canonical[0] != '\0' &&
           text_contains_folded(text, text_to_utf8(&truth->scratch, page, canonical));
}

/* Is it about him? It names him as the Router had him: an alias by who it is, First Last as Last,
 * First, whoever was found without his post office by the one that the directory has for him. */
static bool is_about(struct truth *truth, const struct truth_office *known,
                     const struct truth_duty *duty, const char *text)
{
    const char *at = strstr(duty->recipient, " at ");
    const char *name =
        at != NULL ? arena_text_n(&truth->scratch, duty->recipient, (size_t)(at - duty->recipient))
                   : duty->recipient;
    return text_contains_folded(text, duty->recipient) ||
           names_as_directory(truth, known, duty->recipient, text) ||
           names_as_directory(truth, known, name, text);
}

/* The duties that the report names are returned; the report is a duty of its own, where it has a
 * way before it. */
static void report_came(const struct truth_route_arrival *arrival, const char *subject,
                        const struct truth_contents *contents)
{
    struct truth *truth = arrival->truth;
    const char *to = arrival->to;
    const char *text = "";
    struct truth_letter *about = truth_route_reported(truth, arrival->known, arrival->ccm, &text);
    for (uint32_t i = 0; about != NULL && i < about->duty_count; i++) {
        const struct truth_duty *duty = &about->duties[i];
        if (is_about(truth, arrival->known, duty, text)) {
            truth_end(truth, about, duty->recipient, PLACE_NONE);
        }
    }
    if (!arrival->usr->is_queue) {
        return; /* its reader has it */
    }
    const struct truth_submission submission = {.direction = MAIL_IN,
                                                .sender = arrival->from,
                                                .subject = subject,
                                                .recipients = &to,
                                                .recipient_count = 1,
                                                .contents = *contents};
    truth_queued(truth->world, truth_submitted(truth->world, &submission), arrival->known->office,
                 arrival->usr->usr, arrival->id);
}

bool truth_route_arrives(struct truth_route_arrival *arrival, struct truth_letter **letter_out)
{
    struct truth *truth = arrival->truth;
    struct arena *scratch = &truth->scratch;
    const enum text_code_page page = po_text_page(arrival->known->reader);
    const struct ccm_message *ccm = arrival->ccm;
    const char *subject = text_to_utf8(scratch, page, ccm->subject);
    const struct truth_contents contents = truth_contents_of(scratch, page, ccm);
    arrival->from = text_to_utf8(scratch, page, ccm->from);
    arrival->to =
        ccm->address_count != 0 ? text_to_utf8(scratch, page, ccm->addresses[0].name) : "";
    struct truth_letter *own = letter_of_sender(truth, subject, arrival->from);
    if (*letter_out != NULL && truth_goes_back(truth, *letter_out, arrival->usr)) {
        return false;
    }
    if (truth_route_is_post(truth, arrival->known, arrival->usr, arrival->to)) {
        post_came(arrival, subject, &contents);
        return true;
    }
    own = own != NULL && *letter_out != NULL && !is_to(own, arrival) ? NULL : own;
    if (is_report(ccm, arrival->from, subject) && !is_known_report(own, &contents)) {
        report_came(arrival, subject, &contents);
        return true;
    }
    const bool is_served = route_serves(truth->world, arrival->known->office, arrival->usr->name);
    if (own == NULL && *letter_out == NULL) {
        own = truth_letter_find(truth, MAIL_IN, subject); /* of two who used one subject */
    }
    struct truth_letter *letter = own != NULL ? own : *letter_out;
    *letter_out = letter;
    if (letter == NULL || !arrival->usr->is_queue || (!is_served && own == NULL)) {
        return false;
    }
    truth_queued(truth->world, letter, arrival->known->office, arrival->usr->usr, arrival->id);
    return true;
}
