#include "world/mail.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/address.h"
#include "exchange/folders.h"
#include "exchange/lists.h"
#include "exchange/routing.h"
#include "po_list.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/client.h"
#include "world/defaults.h"
#include "world/letter.h"
#include "world/truth_pages.h"
#include "world/world.h"

struct mail *mail_declare(struct world *world, const struct mail *mail)
{
    struct mail *kept = arena_new(world->arena, struct mail);
    *kept = *mail;
    kept->number = ++world->mail_count;
    if (kept->name[0] != '\0') {
        keyed_add(&world->mails_by_name, &kept->by_name, text_hash(kept->name));
    }
    *world->mails_end = kept;
    world->mails_end = &kept->next;
    return kept;
}

struct mail *mail_find(struct world *world, const char *name)
{
    struct mail *oldest = NULL;
    struct keyed *at = keyed_find(&world->mails_by_name, text_hash(name));
    for (; at != NULL; at = keyed_next(at)) {
        struct mail *mail = (void *)at;
        oldest = text_equal(mail->name, name) ? mail : oldest;
    }
    return oldest;
}

static struct truth_contents contents_of(const struct letter *letter)
{
    struct truth_contents contents = {0};
    for (uint32_t i = 0; i < letter->item_count; i++) {
        truth_contents_add(&contents, letter->items[i].kind == EXCHANGE_TEXT,
                           letter->items[i].content);
    }
    return contents;
}

static void note_pages(struct world *world, const struct letter *letter, struct truth_letter *owed)
{
    const struct truth_paged paged = {.office = letter->mail->office,
                                      .connector = letter_connector(world, letter),
                                      .is_outbound = letter->mail->direction == MAIL_OUT,
                                      .subject = letter->subject,
                                      .items = letter->items,
                                      .item_count = letter->item_count};
    truth_pages_note(world, &paged, owed);
}

static bool goes_outside(const struct exchange_message *message)
{
    bool does = false;
    for (uint32_t i = 0; i < message->recipient_count && !does; i++) {
        does = text_starts(message->recipients[i].address.address, letter_smtp_type);
    }
    return does;
}

/* Out of the sender's hands: the ledger owes it to these, and the MTA has it. */
static void hand_over(struct world *world, const struct letter *letter,
                      const struct exchange_message *message, const char *const *names,
                      uint32_t count)
{
    const struct truth_submission submission = {
        .direction = MAIL_OUT,
        .mail = letter->mail,
        .sender = letter->from,
        .subject = letter->subject,
        .recipients = names,
        .recipient_count = count,
        .contents = contents_of(letter),
    };
    note_pages(world, letter, truth_submitted(world, &submission));
    if (world->routing != NULL || goes_outside(message)) {
        routing_submit(world, message);
    } else {
        site_submit(world, letter_connector(world, letter), message);
    }
}

/* The store takes a list apart: its cc:Mail members are blind copies, each a message of its own
 * (Q181797, Q243184). */
static void submit_to_list(struct world *world, const struct letter *letter,
                           const struct exchange_message *message, const struct site_list *list)
{
    struct arena *arena = world->arena;
    const struct list_members members = list_expand(world, list);
    const uint32_t shown = message->recipient_count;
    struct exchange_recipient *to = arena_array(arena, struct exchange_recipient, shown + 1);
    struct exchange_message copy = *message;
    for (uint32_t i = 0; i < shown; i++) {
        to[i] = message->recipients[i];
        to[i].is_responsible = false;
    }
    copy.recipients = to;
    copy.recipient_count = shown + 1;
    for (uint32_t i = 0; i < members.elsewhere_count; i++) {
        const char *name = members.elsewhere[i];
        to[shown] =
            (struct exchange_recipient){.kind = EXCHANGE_BCC,
                                        .is_responsible = true,
                                        .address = {.display = name,
                                                    .address = text_starts(name, letter_smtp_type)
                                                                   ? name
                                                                   : address_ccmail(arena, name)}};
        hand_over(world, letter, &copy, &name, 1);
    }
    for (uint32_t i = 0; i < members.here_count; i++) {
        site_put(world, site_resolve(world, members.here[i]),
                 exchange_message_copy(arena, message));
    }
}

static const char *submit_out(struct world *world, const struct letter *letter)
{
    if (letter_connector(world, letter) == NULL) {
        return "there is no connector to send by";
    }
    const char **names = NULL;
    uint32_t count = 0;
    const struct exchange_message message = letter_exchange(world, letter, &names, &count);
    if (count != 0) {
        hand_over(world, letter, &message, names, count);
    }
    for (uint32_t i = 0; i < message.recipient_count; i++) {
        const struct site_list *list = list_find(world, message.recipients[i].address.display);
        struct site_recipient *folder = folder_find(world, message.recipients[i].address.display);
        if (list != NULL) {
            submit_to_list(world, letter, &message, list);
        } else if (folder != NULL) {
            folder_post(world, letter_connector(world, letter), folder, &message, letter->mail);
        }
    }
    return NULL;
}

/* A letter whose writer waits until nobody else has locked the post office. */
struct waiting {
    struct sched_task task;
    struct world *world;
    struct letter letter;
};

static const char *write_in(struct world *world, const struct letter *letter, bool *is_locked_out);

static void try_again_later(struct waiting *waiting)
{
    struct world *world = waiting->world;
    uint64_t seconds = 1;
    (void)text_to_u64(world_assumption(world, ASSUME_CLIENT_TRIES), &seconds);
    sched_wake(&world->sched, &waiting->task, world->sched.now_us + seconds * 1000000);
}

static void write_again(struct sched_task *task, uint64_t now_us)
{
    struct waiting *waiting = (struct waiting *)(void *)task;
    bool is_locked = false;
    (void)now_us;
    const char *why = write_in(waiting->world, &waiting->letter, &is_locked);
    if (is_locked) {
        try_again_later(waiting);
    } else if (why != NULL) {
        world_refuse(waiting->world, why); /* it was never sent */
    }
}

static const char *submit_in(struct world *world, const struct letter *letter)
{
    bool is_locked = false;
    const char *why = write_in(world, letter, &is_locked);
    if (is_locked) {
        struct waiting *waiting = arena_new(world->arena, struct waiting);
        waiting->world = world;
        waiting->letter = *letter;
        waiting->task.step = write_again;
        waiting->task.wake_us = SCHED_NEVER;
        try_again_later(waiting);
    }
    return why;
}

/* Who gets a letter of a cc:Mail user. */
struct takers {
    uint32_t *usrs;
    bool *is_queue; /* of another post office or the site */
    uint32_t usr_count;
    const char **to_site; /* those that others are to deliver to, as they were written */
    uint32_t to_site_count;
};

/* On a bulletin board of his post office; a post is nobody's mail. */
static void post_of(struct world *world, struct postoffice *po, const char *name,
                    struct takers *takers)
{
    struct po_expansion board = {0};
    if (name[0] == '#' && po_expand(po, name, &world->scratch, &board) == ST_OK) {
        takers->usrs[takers->usr_count++] = board.usrs[0];
    }
}

static struct takers takers_of(struct world *world, const struct letter *letter,
                               struct postoffice *po)
{
    struct takers takers = {
        .usrs = arena_array(world->arena, uint32_t, letter->recipient_count + 1),
        .is_queue = arena_array(world->arena, bool, letter->recipient_count + 1),
        .to_site = arena_array(world->arena, const char *, letter->recipient_count + 1)};
    for (uint32_t i = 0; i < letter->recipient_count; i++) {
        struct po_entry entry;
        const char *name =
            text_from_utf8(world->arena, po_text_page(po), letter->recipients[i].name, NULL);
        if (po_resolve(po, name, &entry, NULL) != ST_OK || entry.usr == 0) {
            post_of(world, po, name, &takers);
            continue;
        }
        takers.usrs[takers.usr_count] = entry.usr;
        takers.is_queue[takers.usr_count++] = entry.kind == PO_POSTOFFICE;
        if (entry.kind == PO_POSTOFFICE) { /* mail between local users is none of the connector's */
            takers.to_site[takers.to_site_count++] = letter->recipients[i].name;
        }
    }
    return takers;
}

static bool is_first(const struct takers *takers, uint32_t at)
{
    uint32_t i = 0;
    while (takers->usrs[i] != takers->usrs[at]) {
        i++;
    }
    return i == at;
}

/* The ledger learns of message `id`. */
static void tell_ledger(struct world *world, const struct letter *letter,
                        const struct takers *takers, uint64_t id)
{
    struct office *office = letter->mail->office;
    for (uint32_t i = 0; i < takers->usr_count; i++) {
        if (!takers->is_queue[i]) {
            truth_passed_on(world, office, takers->usrs[i], id);
        }
    }
    if (takers->to_site_count > 0) {
        const struct truth_submission submission = {
            .direction = MAIL_IN,
            .mail = letter->mail,
            .sender = letter_sender(world, letter),
            .subject = letter->subject,
            .recipients = takers->to_site,
            .recipient_count = takers->to_site_count,
            .contents = contents_of(letter),
        };
        struct truth_letter *owed = truth_submitted(world, &submission);
        note_pages(world, letter, owed);
        for (uint32_t i = 0; i < takers->usr_count; i++) {
            if (takers->is_queue[i] && is_first(takers, i)) {
                truth_queued(world, owed, office, takers->usrs[i], id);
            }
        }
    }
    struct trace_row row = {
        .time_us = world->sched.now_us, .cause = world->cause, .op = TRACE_SUBMIT, .amount = id};
    (void)trace_add(&world->trace, &row, letter->subject);
}

/* is_locked: somebody else has locked the post office, and nothing has happened. */
static const char *write_in(struct world *world, const struct letter *letter, bool *is_locked_out)
{
    struct office *office = letter->mail->office;
    struct postoffice *po = NULL;
    const char *why = office_reader(world, office, &po);
    if (why != NULL) {
        return why;
    }
    const struct takers takers = takers_of(world, letter, po);
    if (takers.usr_count == 0) {
        world_refuse(world, "a cc:Mail user finds no such address and does not send");
        return NULL;
    }
    const struct po_message_in message = {.content = letter_ccm(world, letter, po_text_page(po)),
                                          .usrs = takers.usrs,
                                          .usr_count = takers.usr_count};
    uint64_t id = 0;
    const enum status st = po_send(po, &message, &world->scratch, &id);
    *is_locked_out = st == ST_LOCK_VIOLATION;
    if (*is_locked_out) {
        return NULL;
    }
    if (st == ST_OK) {
        DISCARD(office_flush(world, office, po), "a person sees to it that it is sent");
    }
    if (st == ST_DISK_FULL && po_full_mailbox(po) != 0) {
        world_refuse(world, "a cc:Mail user cannot send: a mailbox or queue is full");
        return NULL;
    }
    if (st != ST_OK) {
        world_refuse(world, arena_format(world->arena, "a cc:Mail user's program says: %s",
                                         status_text(st)));
        return NULL;
    }
    tell_ledger(world, letter, &takers, id);
    return NULL;
}

/* Who sends, to whom, where, when the scenario does not say. */
static const char *fill_defaults(struct world *world, struct mail *mail)
{
    struct arena *arena = world->arena;
    if (mail->office == NULL) {
        mail->office = world->offices;
    }
    if (mail->office == NULL) {
        return "there is no post office";
    }
    const struct site *site = connector_office_site(world, mail->office);
    const struct site_recipient *first = site_first_mailbox(site);
    const char *exchange_user = first != NULL ? first->display : default_exchange_user;
    const char *ccmail_user =
        mail->office->users != NULL ? mail->office->users->name : default_ccmail_user;
    const bool is_out = mail->direction == MAIL_OUT;
    if (mail->kind == MAIL_REPORT && !is_out) { /* as a Router or a post office behind sends it */
        mail->sender = mail->sender != NULL
                           ? mail->sender
                           : arena_format(arena, "Administrator at %s", mail->office->name);
        mail->subject = mail->subject != NULL ? mail->subject : "Message not deliverable";
    }
    if (mail->from == NULL) {
        mail->from = is_out ? exchange_user : ccmail_user;
    }
    if (mail->recipient_count == 0) {
        struct mail_recipient *to = arena_new(arena, struct mail_recipient);
        to->kind = EXCHANGE_TO;
        to->name = is_out ? arena_format(arena, "%s at %s", ccmail_user, mail->office->name)
                          : site_address_of(world, site, exchange_user);
        mail->recipients = to;
        mail->recipient_count = 1;
    }
    return NULL;
}

const char *mail_submit(struct world *world, struct mail *mail)
{
    const char *why = fill_defaults(world, mail);
    const uint32_t count = mail->count == 0 ? 1 : mail->count;
    if (why == NULL && mail->direction == MAIL_IN) {
        client_store(world, client_find(world, mail->office, mail->from), mail);
    }
    for (uint32_t i = 0; i < count && why == NULL; i++) {
        struct letter letter;
        letter_make(world, mail, &letter);
        why = mail->direction == MAIL_OUT ? submit_out(world, &letter) : submit_in(world, &letter);
    }
    mail->is_submitted = true;
    return why;
}
