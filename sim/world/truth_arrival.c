/* Whom a letter has come for that is new in a mailbox or queue: by name, by alias, by list. */
#include <string.h>

#include "base/ccm.h"
#include "base/name_form.h"
#include "base/text.h"
#include "exchange/site.h"
#include "po_list.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

bool truth_leads_to(const struct truth_duty *duty, const struct truth_usr *usr)
{
    const char *at = strstr(duty->recipient, " at ");
    return usr->is_queue ? at != NULL && text_equal(at + 4, usr->name)
                         : duty->recipient_hash == text_hash(usr->name);
}

/* Is it the mailbox of a member of the list that was written to, or that board? */
static bool is_member(struct truth *truth, const struct truth_office *known,
                      const struct truth_duty *duty, uint32_t usr)
{
    const enum text_code_page page = po_text_page(known->reader);
    const char *address = text_from_utf8(&truth->scratch, page, duty->recipient, NULL);
    struct po_expansion many = {0};
    bool is_in = false;
    const enum status st = po_expand(known->reader, address, &truth->scratch, &many);
    for (size_t i = 0; st == ST_OK && i < many.usr_count; i++) {
        is_in = is_in || many.usrs[i] == usr;
    }
    return is_in;
}

/* The mailbox or queue that the directory leads the duty's address to, by aliases too; 0: none. */
static uint32_t usr_of_address(struct truth *truth, const struct truth_office *known,
                               const struct truth_duty *duty)
{
    const enum text_code_page page = po_text_page(known->reader);
    struct po_entry entry;
    const char *address = text_from_utf8(&truth->scratch, page, duty->recipient, NULL);
    return po_resolve(known->reader, address, &entry, NULL) == ST_OK ? entry.usr : 0;
}

static uint32_t usr_by_directory(struct truth *truth, const struct truth_office *known,
                                 struct truth_duty *duty, bool anew)
{
    if (duty->asked != known || anew) {
        duty->usr = usr_of_address(truth, known, duty);
        duty->asked = known;
    }
    return duty->usr;
}

bool truth_is_led_to(struct truth *truth, const struct truth_office *known,
                     const struct truth_duty *duty, const struct truth_usr *usr)
{
    return usr_of_address(truth, known, duty) == usr->usr ||
           is_member(truth, known, duty, usr->usr);
}

/* A message that is new in a mailbox or queue. */
struct arrival {
    struct truth *truth;
    const struct truth_office *known;
    struct truth_letter *letter;
    const struct truth_usr *usr;
    struct truth_contents contents;
};

static void arrive(const struct arrival *arrival, struct truth_duty *duty)
{
    truth_contents_check(arrival->truth, arrival->letter, duty->recipient, &arrival->contents);
    truth_deliver(arrival->truth, arrival->letter, duty);
}

/* What comes for him may be another submission's, to an alias or a list of his beside his name: who
 * has had his own already gets that one now. */
static bool came_beside(const struct arrival *arrival, const struct truth_duty *duty)
{
    struct truth_letter *letter = arrival->letter;
    for (uint32_t i = 0; !truth_is_open(duty) && letter->copies > 1 && i < letter->duty_count;
         i++) {
        struct truth_duty *other = &letter->duties[i];
        const bool is_alias = other->asked == arrival->known && other->usr == arrival->usr->usr;
        const bool has_come = other->list_message == arrival->usr->last_id;
        if (other != duty && (other->beside > 0 || has_come || truth_is_open(other)) &&
            (is_alias || is_member(arrival->truth, arrival->known, other, arrival->usr->usr))) {
            other->beside -= has_come || truth_is_open(other) ? 0 : 1;
            truth_contents_check(arrival->truth, letter, other->recipient, &arrival->contents);
            return true;
        }
    }
    return false;
}

/* The list of this message has ended with the first member who got it: if it is his own that comes
 * next, this one was the list's. */
static void note_list(const struct arrival *arrival)
{
    for (uint32_t i = 0; i < arrival->letter->duty_count; i++) {
        struct truth_duty *other = &arrival->letter->duties[i];
        other->beside += other->list_message == arrival->usr->last_id ? 1 : 0;
    }
}

/* It came for those whose address says so. */
static bool deliver_by_name(const struct arrival *arrival)
{
    bool any = false;
    for (uint32_t i = 0; i < arrival->letter->duty_count; i++) {
        struct truth_duty *duty = &arrival->letter->duties[i];
        if (truth_leads_to(duty, arrival->usr)) {
            if (!came_beside(arrival, duty)) {
                arrive(arrival, duty);
                note_list(arrival);
            }
            any = true;
        }
    }
    return any;
}

/* Does the directory find "Smith, J" by "J Smith" there? */
static void note_turned(const struct arrival *arrival, const struct truth_duty *duty)
{
    enum { NAME_SIZE = 128 };
    char turned[NAME_SIZE];
    if (name_turned(arrival->usr->name, turned, sizeof(turned)) &&
        duty->recipient_hash == text_hash(turned)) {
        (void)world_assumption(arrival->truth->world, ASSUME_TURNED_NAMES);
    }
}

/* And for those whom the directory leads there under another name. */
static bool deliver_by_directory(const struct arrival *arrival, bool is_meant)
{
    bool any = false;
    for (uint32_t i = 0; i < arrival->letter->duty_count; i++) {
        struct truth_duty *duty = &arrival->letter->duties[i];
        if (truth_leads_to(duty, arrival->usr) || (is_meant && !truth_is_open(duty))) {
            continue;
        }
        if (usr_by_directory(arrival->truth, arrival->known, duty, !is_meant) ==
            arrival->usr->usr) {
            note_turned(arrival, duty);
            arrive(arrival, duty);
            duty->beside += is_meant ? 1 : 0;
            any = true;
        }
    }
    return any;
}

/* And for the lists that he is in, whether he is named beside them or not: he gets one letter. */
static bool deliver_to_member(const struct arrival *arrival, bool is_meant)
{
    bool any = false;
    for (uint32_t i = 0; i < arrival->letter->duty_count; i++) {
        struct truth_duty *duty = &arrival->letter->duties[i];
        if (((is_meant || any) && !truth_is_open(duty)) ||
            (duty->asked == arrival->known && duty->usr != 0) ||
            !is_member(arrival->truth, arrival->known, duty, arrival->usr->usr)) {
            continue;
        }
        any = true;
        if (arrival->usr->last_id != duty->list_message) { /* all get it in one write */
            duty->list_message = arrival->usr->last_id;
            arrive(arrival, duty);
            duty->beside += is_meant ? 1 : 0;
        } else {
            truth_contents_check(arrival->truth, arrival->letter, duty->recipient,
                                 &arrival->contents);
        }
    }
    return any;
}

/* Is this address the duty's, without its post office? */
static bool is_bare_name(const struct truth_duty *duty, const char *address)
{
    const char *at = strstr(duty->recipient, " at ");
    const size_t length = strlen(address);
    return at != NULL && (size_t)(at - duty->recipient) == length &&
           text_equal_n(duty->recipient, address, length);
}

/* It came without its post office (Use ANR), and the one whom the directory has by that name gets
 * his mail here. */
static bool deliver_by_bare_name(const struct arrival *arrival, const struct ccm_message *ccm)
{
    struct postoffice *reader = arrival->known->reader;
    bool any = false;
    for (uint32_t i = 0; i < ccm->address_count; i++) {
        struct po_entry entry;
        if (po_resolve(reader, ccm->addresses[i].name, &entry, NULL) != ST_OK ||
            entry.usr != arrival->usr->usr) {
            continue;
        }
        const char *address =
            text_to_utf8(&arrival->truth->scratch, po_text_page(reader), ccm->addresses[i].name);
        for (uint32_t d = 0; d < arrival->letter->duty_count; d++) {
            struct truth_duty *duty = &arrival->letter->duties[d];
            if (is_bare_name(duty, address)) {
                arrive(arrival, duty);
                any = true;
            }
        }
    }
    return any;
}

/* Does the letter itself name him? People who share a post office are owed nothing here, and who
 * has moved to another one since has his letters come after him. */
static bool is_named(const struct arrival *arrival, const struct ccm_message *ccm)
{
    const enum text_code_page page = po_text_page(arrival->known->reader);
    bool is_it = false;
    for (uint32_t i = 0; arrival->letter->direction == MAIL_IN && i < ccm->address_count && !is_it;
         i++) {
        const char *name = text_to_utf8(&arrival->truth->scratch, page, ccm->addresses[i].name);
        is_it = truth_recipient_hash(name) == text_hash(arrival->usr->name);
    }
    return is_it;
}

/* Addressed to the site that it came from: it goes back there, a letter from cc:Mail now. */
static void comes_back(const struct truth_route_arrival *route, const struct arrival *arrival)
{
    struct truth *truth = arrival->truth;
    const struct truth_letter *letter = arrival->letter;
    const enum text_code_page page = po_text_page(arrival->known->reader);
    const char **names = arena_array(&truth->scratch, const char *, letter->duty_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        if (truth_leads_to(&letter->duties[i], arrival->usr)) {
            names[count++] = letter->duties[i].recipient;
        }
    }
    if (count == 0) {
        return;
    }
    const struct truth_submission back = {
        .direction = MAIL_IN,
        .sender = text_to_utf8(&truth->scratch, page, route->ccm->from),
        .subject = text_to_utf8(&truth->scratch, page, route->ccm->subject),
        .recipients = names,
        .recipient_count = count,
        .contents = arrival->contents};
    truth_queued(truth->world, truth_submitted(truth->world, &back), arrival->known->office,
                 arrival->usr->usr, route->id);
}

static bool is_site(const struct world *world, const char *name)
{
    const struct site *site = world->sites;
    while (site != NULL && !text_equal(site->address, name)) {
        site = site->next;
    }
    return site != NULL;
}

bool truth_goes_back(const struct truth *truth, const struct truth_letter *letter,
                     const struct truth_usr *usr)
{
    bool any = false;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        any = any || (truth_is_open(&letter->duties[i]) && truth_leads_to(&letter->duties[i], usr));
    }
    return any && usr->is_queue && letter->direction == MAIL_OUT &&
           is_site(truth->world, usr->name);
}

void truth_arrived(const struct truth_route_arrival *route, struct truth_letter *letter)
{
    struct truth *truth = route->truth;
    const struct truth_office *known = route->known;
    const struct arrival arrival = {
        .truth = truth,
        .known = known,
        .letter = letter,
        .usr = route->usr,
        .contents = truth_contents_of(&truth->scratch, po_text_page(known->reader), route->ccm)};
    const bool goes_back = truth_goes_back(truth, letter, route->usr);
    bool is_meant = deliver_by_name(&arrival);
    if (goes_back) {
        comes_back(route, &arrival);
    }
    if (!is_meant || letter->duty_count > 1) {
        is_meant = deliver_by_directory(&arrival, is_meant) || is_meant;
    }
    if (!is_meant || letter->duty_count > 1) {
        is_meant = deliver_to_member(&arrival, is_meant) || is_meant;
    }
    is_meant = is_meant || deliver_by_bare_name(&arrival, route->ccm);
    if (is_meant && letter->duty_count > 1 && letter->copies == 1) { /* aliases of other offices */
        (void)truth_route_deliver(truth, known, letter, route->usr, &arrival.contents);
    }
    if (!is_meant && !truth_route_deliver(truth, known, letter, route->usr, &arrival.contents) &&
        !is_named(&arrival, route->ccm)) {
        truth_stranger(truth, letter, route->usr->name);
    }
}
