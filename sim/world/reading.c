#include "world/reading.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "base/text.h"
#include "ccmc/address.h"
#include "po_folder.h"
#include "po_letter.h"
#include "po_list.h"
#include "po_text.h"
#include "world/client.h"
#include "world/office.h"
#include "world/truth.h"
#include "world/world.h"

/* Somebody with a letter in his hand. */
struct hand {
    struct world *world;
    const struct reading *reading;
    struct office *office;
    struct postoffice *po;
    enum text_code_page page;
    struct po_reader reader;
    struct po_entry entry; /* his mailbox */
    uint64_t id;
    struct ccm_message letter;
};

static const char *shown(const struct hand *hand, const char *text)
{
    struct arena *arena = hand->world->arena;
    return arena_text(arena, text_to_utf8(arena, hand->page, text));
}

static const char *in_page(const struct hand *hand, const char *text)
{
    return text_from_utf8(hand->world->arena, hand->page, text, NULL);
}

/* "Re: Plan", and of that "Re[2]: Plan", as cc:Mail counts (Q237189). */
static const char *subject_of_answer(struct arena *arena, const char *subject)
{
    unsigned times = 1;
    const char *rest = subject;
    if (text_starts(subject, "Re: ")) {
        rest = subject + strlen("Re: ");
    } else if (text_starts(subject, "Re[")) {
        const char *digits = subject + strlen("Re[");
        const size_t length = strspn(digits, "0123456789");
        const bool is_count = length > 0 && length < 4 && text_starts(digits + length, "]: ");
        rest = is_count ? digits + length + strlen("]: ") : subject;
        for (size_t i = 0; is_count && i < length; i++) {
            times = (i == 0 ? 0 : times * 10) + (unsigned)(digits[i] - '0');
        }
    }
    return rest == subject ? arena_format(arena, "Re: %s", subject)
                           : arena_format(arena, "Re[%u]: %s", times + 1, rest);
}

/* The oldest letter of that mail in his mailbox. */
static enum status letter_find(struct hand *hand)
{
    const struct mail *mail = hand->reading->mail;
    struct world *world = hand->world;
    struct po_message message = {0};
    enum status st = ST_OK;
    uint32_t before = truth_alike_before(world, mail, shown(hand, hand->entry.name));
    uint32_t left =
        client_letters(world, client_find(world, hand->office, shown(hand, hand->entry.name)));
    while (st == ST_OK) {
        st = left-- != 0 ? po_queue_next(hand->po, hand->entry.usr, message.id, &message)
                         : ST_NO_MORE; /* his program shows no more */
        if (st == ST_OK) {
            st = po_letter_load(hand->po, hand->entry.usr, message.id, &world->scratch,
                                &hand->letter);
        }
        if (st == ST_OK && truth_is_of(world, mail, shown(hand, hand->letter.subject)) &&
            before-- == 0) {
            hand->id = message.id;
            return ST_OK;
        }
    }
    return st == ST_NO_MORE ? ST_NOT_FOUND : st;
}

/* Local people who got it by his hand: the ledger knows that it was not sent to them. */
static void told_here(const struct hand *hand, const char *to, uint64_t id)
{
    struct po_expansion many = {0};
    struct po_entry entry;
    if (po_resolve(hand->po, to, &entry, NULL) == ST_OK) {
        truth_passed_on(hand->world, hand->office, entry.usr, id);
    } else if (po_expand(hand->po, to, &hand->world->scratch, &many) == ST_OK) {
        for (size_t i = 0; i < many.usr_count; i++) {
            truth_passed_on(hand->world, hand->office, many.usrs[i], id);
        }
    }
}

static struct mail *declare(const struct hand *hand, const struct ccm_message *sent, const char *to)
{
    struct arena *arena = hand->world->arena;
    struct mail_recipient *recipient = arena_new(arena, struct mail_recipient);
    struct mail_item *items = arena_array(arena, struct mail_item, sent->item_count + 1);
    *recipient = (struct mail_recipient){.kind = EXCHANGE_TO, .name = shown(hand, to)};
    for (uint32_t i = 0; i < sent->item_count; i++) {
        const struct ccm_item *item = &sent->items[i];
        const bool is_text = item->kind == CCM_TEXT;
        const struct bytes content =
            is_text ? text_bytes_to_utf8(arena, hand->page, item->content) : item->content;
        items[i] = (struct mail_item){
            .kind = is_text ? EXCHANGE_TEXT : EXCHANGE_FILE,
            .name = shown(hand, item->title),
            .content = {arena_copy(arena, content.data, content.size), content.size}};
    }
    const struct mail mail = {.name = hand->reading->gives,
                              .direction = MAIL_IN,
                              .count = 1,
                              .office = hand->office,
                              .from = shown(hand, hand->entry.name),
                              .subject = shown(hand, sent->subject),
                              .date_ms = INT64_MIN,
                              .recipients = recipient,
                              .recipient_count = 1,
                              .items = items,
                              .item_count = sent->item_count,
                              .is_submitted = true};
    return mail_declare(hand->world, &mail);
}

/* Message `id` went to `to` because of what he did. */
static void went(const struct hand *hand, const char *to, uint64_t id)
{
    struct world *world = hand->world;
    struct ccm_message sent;
    struct po_entry entry;
    if (po_resolve(hand->po, to, &entry, NULL) != ST_OK || entry.kind != PO_POSTOFFICE ||
        po_letter_load(hand->po, entry.usr, id, &world->scratch, &sent) != ST_OK) {
        told_here(hand, to, id);
        return;
    }
    const struct mail *mail = declare(hand, &sent, to);
    struct truth_submission submission = {.direction = MAIL_IN,
                                          .mail = mail,
                                          .sender = shown(hand, sent.from),
                                          .subject = mail->subject,
                                          .recipients = &mail->recipients[0].name,
                                          .recipient_count = 1};
    for (uint32_t i = 0; i < mail->item_count; i++) {
        truth_contents_add(&submission.contents, mail->items[i].kind == EXCHANGE_TEXT,
                           mail->items[i].content);
    }
    truth_queued(world, truth_submitted(world, &submission), hand->office, entry.usr, id);
    struct trace_row row = {
        .time_us = world->sched.now_us, .cause = world->cause, .op = TRACE_SUBMIT, .amount = id};
    (void)trace_add(&world->trace, &row, mail->subject);
}

static enum status read_it(struct hand *hand)
{
    uint64_t receipt = 0;
    struct ccm_marks marks;
    const enum status st =
        po_letter_read(hand->po, &hand->reader, hand->id, &hand->world->scratch, &receipt);
    if (st == ST_OK && receipt != 0) {
        ccm_marks_read(hand->letter.extra, &hand->world->scratch, &marks);
        went(hand, marks.receipt_to, receipt);
    }
    return st;
}

static enum status pass_on(struct hand *hand)
{
    const char *to = in_page(hand, hand->reading->to);
    uint64_t next_id = 0;
    enum status st =
        po_letter_forward(hand->po, &hand->reader, hand->id, to, &hand->world->scratch);
    if (st == ST_OK) {
        st = po_next_id(hand->po, &next_id);
    }
    if (st == ST_OK) {
        went(hand, to, next_id - 1);
    }
    return st;
}

/* A new letter to whom the mail program shows as its sender. */
static enum status answer(struct hand *hand)
{
    struct world *world = hand->world;
    const struct ccm_message *letter = &hand->letter;
    const uint32_t most = letter->address_count + 1;
    struct mail_recipient *to = arena_array(world->arena, struct mail_recipient, most);
    struct mail mail = {.name = hand->reading->gives,
                        .direction = MAIL_IN,
                        .count = 1,
                        .office = hand->office,
                        .from = shown(hand, hand->entry.name),
                        .subject = subject_of_answer(world->arena, shown(hand, letter->subject)),
                        .date_ms = INT64_MIN,
                        .recipients = to,
                        .recipient_count = 1};
    to[0] = (struct mail_recipient){EXCHANGE_TO, shown(hand, letter->from)};
    for (uint32_t i = 0; hand->reading->to_all && i < letter->address_count; i++) {
        const char *name = letter->addresses[i].name;
        if (!text_equal(address_user(world->arena, name), hand->entry.name)) {
            to[mail.recipient_count++] = (struct mail_recipient){EXCHANGE_CC, shown(hand, name)};
        }
    }
    const char *why = mail_submit(world, mail_declare(world, &mail));
    if (why != NULL) {
        world_refuse(world, why);
    }
    return ST_OK;
}

static enum status file_it(struct hand *hand)
{
    uint32_t folder = 0;
    const uint32_t usr = hand->entry.usr;
    enum status st = po_lock(hand->po);
    if (st != ST_OK) {
        return st;
    }
    st = po_folder_make(hand->po, usr, in_page(hand, hand->reading->to), &hand->world->scratch,
                        &folder);
    if (st == ST_OK) {
        st = po_folder_move(hand->po, usr, hand->id, folder);
    }
    po_unlock(hand->po);
    return st;
}

static enum status act(struct hand *hand)
{
    switch (hand->reading->act) {
    case READING_READ:
        return read_it(hand);
    case READING_FORWARD:
        return pass_on(hand);
    case READING_REPLY:
        return answer(hand);
    case READING_FILE:
        break;
    }
    return file_it(hand);
}

/* NULL or why not; is_locked: somebody else has locked the post office, and nothing has happened.
 */
static const char *try_to(struct world *world, const struct reading *reading, bool *is_locked_out)
{
    const struct mail *mail = reading->mail;
    struct hand hand = {.world = world, .reading = reading, .office = mail->office};
    *is_locked_out = false;
    const char *by = reading->by;
    if (by == NULL && mail->recipient_count != 0) {
        by = address_user(world->arena, mail->recipients[0].name);
    }
    if (hand.office == NULL || by == NULL) {
        return "the mail has not been sent yet";
    }
    const char *why = office_reader(world, hand.office, &hand.po);
    if (why != NULL) {
        return why;
    }
    hand.page = po_text_page(hand.po);
    enum status st = po_entry_find(hand.po, in_page(&hand, by), &hand.entry);
    if (st != ST_OK || hand.entry.usr == 0) {
        return arena_format(world->arena, "\"%s\" has no mailbox at %s", by, hand.office->name);
    }
    hand.reader = (struct po_reader){
        &hand.entry, client_date(world, client_find(world, hand.office, by),
                                 (int64_t)(world->epoch_ms + world->sched.now_us / 1000))};
    st = letter_find(&hand);
    st = st == ST_OK ? act(&hand) : st;
    st = st == ST_OK ? office_flush(world, hand.office, hand.po) : st;
    *is_locked_out = st == ST_LOCK_VIOLATION;
    if (st == ST_NOT_FOUND) {
        world_refuse(world, "a cc:Mail user finds no such letter, or no such address");
    } else if (st != ST_OK && !*is_locked_out) {
        world_refuse(world, arena_format(world->arena, "a cc:Mail user's program says: %s",
                                         status_text(st)));
    }
    return NULL;
}

/* Somebody who waits until nobody else has locked the post office. */
struct waiting {
    struct sched_task task;
    struct world *world;
    struct reading reading;
};

static void later(struct waiting *waiting)
{
    struct world *world = waiting->world;
    uint64_t seconds = 1;
    (void)text_to_u64(world_assumption(world, ASSUME_CLIENT_TRIES), &seconds);
    sched_wake(&world->sched, &waiting->task, world->sched.now_us + seconds * 1000000);
}

static void again(struct sched_task *task, uint64_t now_us)
{
    struct waiting *waiting = (struct waiting *)(void *)task;
    bool is_locked = false;
    (void)now_us;
    const char *why = try_to(waiting->world, &waiting->reading, &is_locked);
    if (is_locked) {
        later(waiting);
    } else if (why != NULL) {
        world_refuse(waiting->world, why);
    }
}

const char *reading_do(struct world *world, const struct reading *reading)
{
    bool is_locked = false;
    const char *why = try_to(world, reading, &is_locked);
    if (is_locked) {
        struct waiting *waiting = arena_new(world->arena, struct waiting);
        waiting->world = world;
        waiting->reading = *reading;
        waiting->task.step = again;
        waiting->task.wake_us = SCHED_NEVER;
        later(waiting);
    }
    return why;
}
