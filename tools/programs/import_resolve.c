#include "programs/import_resolve.h"

#include <string.h>

#include "base/text.h"
#include "po_list.h"
#include "programs/import_und.h"

static const char unknown_recipient[] = "Recipient unknown";
static const char mailbox_full[] = "Mailbox is full";
static const char other_refused[] = "Not sent: another recipient was refused";

void work_fail(struct work *work, enum status st, int otherwise)
{
    work->st = st;
    work->result = session_failure(work->batch->session, st, otherwise);
}

static struct bytes first_text(const struct ccm_message *message)
{
    for (uint32_t i = 0; i < message->item_count; i++) {
        if (message->items[i].kind == CCM_TEXT) {
            return message->items[i].content;
        }
    }
    return (struct bytes){0};
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

void work_add_report(struct work *work, uint32_t ordinal, const struct ccm_message *message,
                     const char *reason)
{
    const struct und_refusal *refusals =
        (const struct und_refusal *)(const void *)work->refusals.data;
    const struct und_report report = {.file = und_file_name(work),
                                      .ordinal = ordinal,
                                      .from = or_empty(message->from),
                                      .date = or_empty(message->date),
                                      .subject = or_empty(message->subject),
                                      .reason = reason,
                                      .refusals = refusals,
                                      .refusal_count = work->refusals.size / sizeof(*refusals),
                                      .text = first_text(message)};
    und_write(&work->und, &report);
    work->file->has_refusals = true;
}

static void refuse(struct work *work, const char *recipient, const char *reason)
{
    const struct und_refusal refusal = {recipient, reason};
    buffer_add(&work->refusals, &refusal, sizeof(refusal));
}

/* Why the report says that this recipient did not get it; NULL: it does not. */
static const char *reason_in(const struct und_report *report, const char *recipient)
{
    for (size_t i = 0; i < report->refusal_count; i++) {
        if (text_equal(report->refusals[i].recipient, recipient)) {
            return report->refusals[i].reason;
        }
    }
    return NULL;
}

/* Had it no room at the commit of this message, or of one before it? */
static bool is_full(const struct work *work, uint32_t usr)
{
    for (uint32_t i = 0; i < work->file->full_count; i++) {
        if (work->file->full[i].usr == usr && work->file->full[i].from <= work->ordinal) {
            return true;
        }
    }
    return false;
}

/* Whoever goes by this name gets it. */
static void name_taker(struct work *work, const struct ccm_address *address, const char *name)
{
    const struct ccm_address taker = {.kind = address->kind, .name = name};
    buffer_add(&work->addresses, &taker, sizeof(taker));
}

/* One more mailbox or queue that gets it; NULL: it is only asked who would. */
static void take(struct work *work, struct import_message *message, uint32_t usr, bool is_person)
{
    if (message == NULL) {
        return;
    }
    if (message->usr_count == work->usr_room) { /* a list: more than there are addresses */
        struct arena *arena = work->batch->session->start->arena;
        const size_t room = 2 * work->usr_room + 1;
        uint32_t *usrs = arena_array(arena, uint32_t, room);
        bool *is_person_of = arena_array(arena, bool, room);
        for (size_t i = 0; i < message->usr_count; i++) {
            usrs[i] = message->usrs[i];
            is_person_of[i] = message->is_person != NULL && message->is_person[i];
        }
        message->usrs = usrs;
        message->is_person = message->is_person != NULL ? is_person_of : NULL;
        work->usr_room = room;
    }
    if (message->is_person != NULL) {
        message->is_person[message->usr_count] = is_person;
    }
    message->usrs[message->usr_count++] = usr;
}

/* An address that is no mailbox: members of a list get it, or the readers of a board. */
static const char *expand(struct work *work, const struct ccm_address *address,
                          struct import_message *message)
{
    struct po_expansion many;
    const enum status st = po_expand(work->batch->session->po, address->name, work->scratch, &many);
    if (st == ST_NOT_FOUND) {
        return unknown_recipient;
    }
    if (st != ST_OK) {
        work_fail(work, st, RC_NOT_ACCESSIBLE);
        return NULL;
    }
    for (size_t i = 0; i < many.usr_count; i++) {
        if (is_full(work, many.usrs[i])) {
            refuse(work, many.names[i], mailbox_full);
        } else {
            take(work, message, many.usrs[i], false);
            name_taker(work, address, many.names[i]);
        }
    }
    for (size_t i = 0; i < many.unknown_count; i++) {
        refuse(work, many.unknown[i], unknown_recipient);
    }
    return NULL;
}

/* Why address `i` does not get the message; NULL: who is behind it is taken into `message`. Damage:
 * work->st. */
static const char *refusal_of(struct work *work, const struct ccm_message *ccm, uint32_t i,
                              struct import_message *message)
{
    struct po_entry entry;
    if (work->verdict.refused != NULL) {
        return work->verdict.refused;
    }
    if (i >= work->verdict.address_max) {
        return work->verdict.left_over;
    }
    const enum status st =
        po_resolve(work->batch->session->po, ccm->addresses[i].name, &entry, NULL);
    if (st == ST_NOT_FOUND) {
        return expand(work, &ccm->addresses[i], message);
    }
    if (st != ST_OK) {
        work_fail(work, st, RC_NOT_ACCESSIBLE);
    } else if (is_full(work, entry.usr)) {
        return mailbox_full;
    } else {
        take(work, message, entry.usr, entry.kind == PO_USER || entry.kind == PO_MOBILE);
        name_taker(work, &ccm->addresses[i], ccm->addresses[i].name);
    }
    return NULL;
}

/* Without /PARTIAL one bad recipient fails all. */
static void refuse_everybody(struct work *work, const struct ccm_message *ccm)
{
    buffer_clear(&work->refusals);
    for (uint32_t i = 0; i < ccm->address_count && work->st == ST_OK; i++) {
        const char *reason = refusal_of(work, ccm, i, NULL);
        refuse(work, ccm->addresses[i].name, reason != NULL ? reason : other_refused);
    }
}

static const char *first_reason(const struct work *work)
{
    const struct und_refusal *refusals =
        (const struct und_refusal *)(const void *)work->refusals.data;
    for (size_t i = 0; i < work->refusals.size / sizeof(*refusals); i++) {
        if (refusals[i].reason != other_refused) {
            return refusals[i].reason;
        }
    }
    return unknown_recipient;
}

/* Who gets the message: fills message->usrs and work->refusals. */
void work_resolve(struct work *work, uint32_t ordinal, const struct ccm_message *ccm,
                  struct import_message *message)
{
    struct session *session = work->batch->session;
    struct und_report old = {0};
    work->ordinal = ordinal;
    buffer_clear(&work->addresses);
    (void)(work->is_begun && und_old_report(work, ordinal, &old));
    message->usrs = arena_array(session->start->arena, uint32_t, ccm->address_count);
    work->usr_room = ccm->address_count;
    if (message->folder != NULL) {
        message->is_person = arena_array(session->start->arena, bool, ccm->address_count);
    }
    for (uint32_t i = 0; i < ccm->address_count; i++) {
        const char *address = ccm->addresses[i].name;
        const char *reason = reason_in(&old, address);
        reason = reason != NULL ? reason : refusal_of(work, ccm, i, message);
        if (work->st != ST_OK) {
            return;
        }
        if (reason != NULL) {
            refuse(work, address, reason);
        }
    }
    if (ccm->address_count == 0) {
        work_add_report(work, ordinal, ccm, "No recipient in message");
    } else if (work->refusals.size != 0) {
        if (!session->arguments.is_partial && message->usr_count != 0) {
            message->usr_count = 0;
            refuse_everybody(work, ccm);
        }
        work_add_report(work, ordinal, ccm, first_reason(work));
    }
}

struct ccm_message work_stored(struct work *work, const struct ccm_message *ccm,
                               const struct import_message *message)
{
    struct ccm_message stored = *ccm;
    bool leads = false;
    if (work->refusals.size != 0) {
        const enum status st = po_any_leads_on(work->batch->session->po, message->usrs,
                                               message->usr_count, work->scratch, &leads);
        if (st != ST_OK) {
            work_fail(work, st, RC_NOT_ACCESSIBLE);
        }
    }
    if (leads) {
        stored.addresses = (const struct ccm_address *)(const void *)work->addresses.data;
        stored.address_count = (uint32_t)(work->addresses.size / sizeof(struct ccm_address));
    }
    return stored;
}
