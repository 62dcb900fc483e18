#include "exchange/site.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "exchange/folders.h"
#include "exchange/lists.h"
#include "exchange/outside.h"
#include "exchange/queue.h"
#include "world/connector_choices.h"
#include "world/truth_odd.h"
#include "world/world.h"

struct site *site_find(struct world *world, const char *name)
{
    for (struct site *site = world->sites; site != NULL; site = site->next) {
        if (name == NULL || name[0] == '\0' || text_equal(site->name, name)) {
            return site;
        }
    }
    return NULL;
}

struct site *site_need(struct world *world, const char *name)
{
    struct site *site = site_find(world, name);
    if (site != NULL) {
        return site;
    }
    site = arena_new(world->arena, struct site);
    site->name = arena_text(world->arena, name == NULL || name[0] == '\0' ? "SITE1" : name);
    site->address = site->name;
    site->recipients_end = &site->recipients;
    site->by_display.arena = world->arena;
    site->by_proxy.arena = world->arena;
    site->by_other.arena = world->arena;
    struct site **end = &world->sites;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = site;
    return site;
}

const char *site_address_value(const char *address)
{
    const char *colon = strchr(address, ':');
    return colon != NULL ? colon + 1 : address;
}

static struct site_recipient *of_display(struct keyed *by_display)
{
    return (void *)by_display;
}

struct site_recipient *site_recipient_find(struct world *world, const struct site *site,
                                           const char *display)
{
    (void)world;
    struct keyed *at = keyed_find(&site->by_display, text_hash(display));
    while (at != NULL && !text_equal(of_display(at)->display, display)) {
        at = keyed_next(at);
    }
    return at != NULL ? of_display(at) : NULL;
}

void site_recipient_set_proxy(struct site *site, struct site_recipient *recipient,
                              const char *proxy)
{
    if (recipient->proxy != NULL) {
        keyed_remove(&site->by_proxy, &recipient->by_proxy);
    }
    recipient->proxy = proxy;
    keyed_add(&site->by_proxy, &recipient->by_proxy, text_hash(site_address_value(proxy)));
}

void site_recipient_set_others(struct world *world, struct site *site,
                               struct site_recipient *recipient, const char *const *proxies,
                               uint32_t count)
{
    for (struct site_proxy *gone = recipient->others; gone != NULL; gone = gone->next) {
        keyed_remove(&site->by_other, &gone->by_value);
    }
    struct site_proxy **end = &recipient->others;
    *end = NULL;
    for (uint32_t i = 0; i < count; i++) {
        struct site_proxy *other = arena_new(world->arena, struct site_proxy);
        other->text = proxies[i];
        other->recipient = recipient;
        keyed_add(&site->by_other, &other->by_value, text_hash(site_address_value(other->text)));
        *end = other;
        end = &other->next;
    }
}

void site_recipient_generate_proxy(struct world *world, struct site *site,
                                   struct site_recipient *recipient)
{
    const bool has_parts = recipient->last_name[0] != '\0' && recipient->first_name[0] != '\0';
    const char *name = has_parts ? arena_format(world->arena, "%s, %s", recipient->last_name,
                                                recipient->first_name)
                                 : recipient->display;
    site_recipient_set_proxy(site, recipient,
                             arena_format(world->arena, "CCMAIL:%s at %s",
                                          exchange_escaped(world->arena, name),
                                          exchange_escaped(world->arena, site->address)));
}

const char *site_recipient_rename(struct world *world, struct site *site,
                                  struct site_recipient *recipient, const char *display)
{
    const struct site_recipient *other = site_recipient_find(world, site, display);
    if (display[0] == '\0' || (other != NULL && other != recipient)) {
        return arena_format(world->arena, "somebody is called \"%s\" already, or it is no name",
                            display);
    }
    keyed_remove(&site->by_display, &recipient->by_display);
    recipient->display = arena_text(world->arena, display);
    keyed_add(&site->by_display, &recipient->by_display, text_hash(display));
    return NULL;
}

struct site_recipient *site_recipient_need(struct world *world, struct site *site,
                                           const char *display)
{
    struct site_recipient *r = site_recipient_find(world, site, display);
    if (r != NULL) {
        return r;
    }
    r = arena_new(world->arena, struct site_recipient);
    r->display = arena_text(world->arena, display);
    r->alias = r->display;
    r->container = "Recipients";
    r->comment = "";
    r->first_name = "";
    r->initials = "";
    r->last_name = "";
    for (size_t i = 0; i < EXCHANGE_DETAIL_COUNT; i++) {
        r->details[i] = "";
    }
    r->mailbox_end = &r->mailbox;
    r->number = ++site->recipients_made;
    keyed_add(&site->by_display, &r->by_display, text_hash(display));
    site_recipient_generate_proxy(world, site, r);
    r->link = site->recipients_end;
    *r->link = r;
    site->recipients_end = &r->next;
    return r;
}

const struct site_recipient *site_first_mailbox(const struct site *site)
{
    const struct site_recipient *recipient = site->recipients;
    while (recipient != NULL && (recipient->is_custom || recipient->is_folder)) {
        recipient = recipient->next;
    }
    return recipient;
}

const char *site_address_of(struct world *world, const struct site *site, const char *display)
{
    const struct site_recipient *recipient = site_recipient_find(world, site, display);
    return recipient != NULL && text_starts(recipient->proxy, "CCMAIL:")
               ? exchange_unescaped(world->arena, site_address_value(recipient->proxy))
               : arena_format(world->arena, "%s at %s", display, site->address);
}

bool site_has_container(const struct site *site, const char *container)
{
    static const char *const usual[] = {"Recipients", "Import"};
    const char *const *names = site->containers != NULL ? site->containers : usual;
    const size_t count = site->containers != NULL ? site->container_count : ARRAY_COUNT(usual);
    for (size_t i = 0; i < count; i++) {
        if (text_equal(names[i], container)) {
            return true;
        }
    }
    const struct site_recipient *r = site->recipients;
    while (r != NULL && !text_equal(r->container, container)) {
        r = r->next;
    }
    return r != NULL;
}

void site_recipient_remove(struct world *world, struct site *site, const char *display)
{
    struct site_recipient *gone = site_recipient_find(world, site, display);
    if (gone == NULL) {
        return;
    }
    keyed_remove(&site->by_display, &gone->by_display);
    keyed_remove(&site->by_proxy, &gone->by_proxy);
    site_recipient_set_others(world, site, gone, NULL, 0);
    *gone->link = gone->next;
    if (gone->next != NULL) {
        gone->next->link = gone->link;
    } else {
        site->recipients_end = gone->link;
    }
}

struct site_queue *site_queue_of(struct world *world, struct connector *connector,
                                 enum exchange_queue which)
{
    if (connector->queues[which] == NULL) {
        struct site_queue *queue = arena_new(world->arena, struct site_queue);
        queue->end = &queue->first;
        queue->keys.arena = world->arena;
        connector->queues[which] = queue;
    }
    return connector->queues[which];
}

struct site_message *site_queue_add(struct world *world, struct connector *connector,
                                    enum exchange_queue which,
                                    const struct exchange_message *message)
{
    struct site_queue *queue = site_queue_of(world, connector, which);
    struct site_message *queued = queue->free;
    if (queued != NULL) {
        queue->free = queued->next;
    } else {
        queued = arena_new(world->arena, struct site_message);
    }
    *queued = (struct site_message){.id = ++queue->last_id,
                                    .message = exchange_message_copy(world->arena, message)};
    *queue->end = queued;
    queue->end = &queued->next;
    queue->count++;
    return queued;
}

bool site_queue_remove(struct site_queue *queue, uint64_t id)
{
    struct site_message **link = &queue->first;
    while (*link != NULL && (*link)->id != id) {
        link = &(*link)->next;
    }
    struct site_message *gone = *link;
    if (gone == NULL) {
        return false;
    }
    *link = gone->next;
    if (queue->end == &gone->next) {
        queue->end = link;
    }
    gone->next = queue->free;
    queue->free = gone;
    queue->count--;
    return true;
}

/* The information store loses it instead (quirk STORE_LOSES). */
static bool is_lost(struct world *world, const struct connector *connector,
                    const struct exchange_message *message)
{
    if (!connector_store_loses(world, connector)) {
        return false;
    }
    const struct trace_row row = {
        .time_us = world->sched.now_us, .cause = world->cause, .op = TRACE_QUIRK};
    (void)trace_add(&world->trace, &row, "STORE_LOSES");
    truth_lost(world, message);
    return true;
}

void site_submit(struct world *world, struct connector *connector,
                 const struct exchange_message *message)
{
    if (is_lost(world, connector, message)) {
        return;
    }
    const struct site_message *queued = site_queue_add(world, connector, EXCHANGE_MTS_OUT, message);
    truth_mts_out(world, connector, queued->message, 1);
    struct trace_row row = {.time_us = world->sched.now_us,
                            .cause = world->cause,
                            .op = TRACE_SUBMIT,
                            .amount = queued->id};
    (void)trace_add(&world->trace, &row, message->subject);
}

void site_send_on(struct world *world, struct connector *connector,
                  const struct exchange_message *message, const struct site_sending *sending)
{
    const struct exchange_recipient to = {
        .kind = sending->kind,
        .is_responsible = true,
        .address = {.display = sending->to,
                    .address = arena_format(world->arena, "CCMAIL:%s",
                                            exchange_escaped(world->arena, sending->to))}};
    struct truth_submission submission = {.direction = MAIL_OUT,
                                          .mail = sending->mail,
                                          .sender = message->sender.display,
                                          .subject = message->subject,
                                          .recipients = &sending->to,
                                          .recipient_count = 1};
    for (uint32_t i = 0; i < message->item_count; i++) {
        truth_contents_add(&submission.contents, message->items[i].kind == EXCHANGE_TEXT,
                           message->items[i].content);
    }
    struct exchange_message copy = *message;
    copy.recipients = &to;
    copy.recipient_count = 1;
    (void)truth_submitted(world, &submission);
    site_submit(world, connector, &copy);
}

/* What the report says, then the texts of the letter; its files are left out (Q184624, Q184993). */
static const struct exchange_item *report_items(struct arena *arena,
                                                const struct exchange_message *message,
                                                const char *text, uint32_t *count_out)
{
    struct exchange_item *items = arena_array(arena, struct exchange_item, message->item_count + 1);
    items[0] =
        (struct exchange_item){.kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text(text)};
    *count_out = 1;
    for (uint32_t i = 0; i < message->item_count; i++) {
        if (message->items[i].kind == EXCHANGE_TEXT) {
            items[(*count_out)++] = message->items[i];
        }
    }
    return items;
}

/* The report to a cc:Mail sender about recipients that Exchange does not know: a letter of its own.
 * */
static void report_to_sender(struct world *world, struct connector *connector,
                             const struct exchange_message *message, const char *unknown)
{
    if (exchange_is_report(message)) {
        return; /* a report never causes one */
    }
    if (!text_starts(message->sender.address, "CCMAIL:")) {
        return; /* "SMTP:...": the MTA has another way there, or none; the connector does not see it
                 */
    }
    struct arena *arena = world->arena;
    const char *text = arena_format(arena,
                                    "Your message was not delivered to all recipients\r\n"
                                    "The following email address(es) were unknown:\r\n%s\r\n",
                                    unknown);
    uint32_t count = 0;
    const struct exchange_item *items = report_items(arena, message, text, &count);
    const struct exchange_recipient to = {
        .kind = EXCHANGE_TO, .is_responsible = true, .address = message->sender};
    const struct exchange_message report = {
        .sender = {.display = "System Administrator", .address = "EX:System Administrator"},
        .recipients = &to,
        .recipient_count = 1,
        .subject = arena_format(arena, "Undeliverable: %s", message->subject),
        .date_ms = world_clock_ms(world, connector->host->machine),
        .date_written = "",
        .kind = EXCHANGE_REPORT,
        .items = items,
        .item_count = count,
    };
    const char *recipient = exchange_unescaped(arena, site_address_value(message->sender.address));
    struct truth_submission submission = {
        .direction = MAIL_OUT,
        .sender = report.sender.display,
        .subject = report.subject,
        .recipients = &recipient,
        .recipient_count = 1,
    };
    for (uint32_t i = 0; i < count; i++) {
        truth_contents_add(&submission.contents, true, items[i].content);
    }
    (void)truth_submitted(world, &submission);
    site_submit(world, connector, &report);
}

void site_put(struct world *world, struct site_recipient *recipient,
              const struct exchange_message *message)
{
    if (recipient->newest == message) {
        return; /* by another of his addresses, or a list */
    }
    recipient->newest = message;
    struct site_message *delivered = arena_new(world->arena, struct site_message);
    delivered->message = message;
    delivered->id = ++recipient->delivered;
    *recipient->mailbox_end = delivered;
    recipient->mailbox_end = &delivered->next;
}

bool site_is_named_before(const struct exchange_message *message, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++) {
        const struct exchange_recipient *other = &message->recipients[j];
        if (other->is_responsible &&
            text_equal(other->address.address, message->recipients[i].address.address)) {
            return true;
        }
    }
    return false;
}

void site_deliver(struct world *world, struct connector *connector,
                  const struct exchange_message *message)
{
    const bool is_report = exchange_is_report(message);
    if (is_report) {
        truth_report(world, message);
    }
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        const struct exchange_recipient *to = &message->recipients[i];
        if (!to->is_responsible || site_is_named_before(message, i)) {
            continue;
        }
        struct site_recipient *recipient = site_resolve(world, to->address.address);
        const char *name =
            exchange_unescaped(world->arena, site_address_value(to->address.address));
        const struct site_list *list =
            recipient == NULL ? list_find(world, to->address.address) : NULL;
        const bool is_outside =
            recipient == NULL && list == NULL && outside_takes(world, to->address.address);
        if (!is_report) {
            truth_mailbox(world, connector, message, name,
                          recipient != NULL || list != NULL || is_outside);
        }
        if (recipient != NULL && recipient->sends_on != NULL) {
            folder_post(world, connector, recipient, message, NULL);
        } else if (recipient != NULL) {
            site_put(world, recipient, message);
        } else if (list != NULL) {
            list_deliver(world, connector, list, message);
        } else if (is_outside) {
            outside_answer(world, connector, message, &to->address);
        } else {
            report_to_sender(world, connector, message, name);
        }
    }
}

uint32_t site_queue_count(struct world *world, const struct connector *connector,
                          enum exchange_queue which)
{
    (void)world;
    return connector->queues[which] != NULL ? connector->queues[which]->count : 0;
}

const struct exchange_message *site_queue_message(struct world *world,
                                                  const struct connector *connector,
                                                  enum exchange_queue which, uint32_t n)
{
    (void)world;
    const struct site_message *queued =
        connector->queues[which] != NULL ? connector->queues[which]->first : NULL;
    for (uint32_t i = 0; i < n && queued != NULL; i++) {
        queued = queued->next;
    }
    return queued != NULL ? queued->message : NULL;
}

uint32_t site_queue_delete(struct world *world, const struct connector *connector,
                           enum exchange_queue which, const struct mail *mail)
{
    struct site_queue *queue = connector->queues[which];
    uint32_t deleted = 0;
    struct site_message *next = NULL;
    for (struct site_message *m = queue != NULL ? queue->first : NULL; m != NULL; m = next) {
        next = m->next;
        if (mail != NULL && !truth_is_of(world, mail, m->message->subject)) {
            continue;
        }
        const struct exchange_message *message = m->message;
        if (which == EXCHANGE_MTS_OUT) {
            truth_mts_out(world, connector, message, -1);
        }
        truth_removed_by_person(world, message);
        (void)site_queue_remove(queue, m->id);
        deleted++;
    }
    return deleted;
}
