/* The site as the connector's exchange_port: each call passes the choke point. */
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "exchange/queue.h"
#include "world/sim_call.h"
#include "world/world.h"

static struct process *of(struct exchange_port *port)
{
    return (struct process *)(void *)((char *)port - offsetof(struct process, exchange));
}

static struct site_queue *queue_of(struct process *process, enum exchange_queue which)
{
    REQUIRE(process->connector != NULL);
    return site_queue_of(process->world, process->connector, which);
}

static enum status queue_peek(struct exchange_port *port, enum exchange_queue which,
                              uint64_t after_id, struct arena *arena,
                              struct exchange_queued *queued_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_QUEUE_PEEK, .detail = (uint32_t)which};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    (void)arena; /* a queued message stays where it is until the run ends */
    const struct site_message *m = queue_of(process, which)->first;
    while (m != NULL && m->id <= after_id) {
        m = m->next;
    }
    if (m == NULL) {
        return sim_call_end(&call, ST_NO_MORE);
    }
    *queued_out = (struct exchange_queued){.id = m->id, .message = m->message};
    call.amount = m->id;
    return sim_call_end(&call, ST_OK);
}

static enum status queue_take(struct exchange_port *port, enum exchange_queue which, uint64_t id)
{
    struct process *process = of(port);
    struct sim_call call = {
        .process = process, .op = TRACE_QUEUE_TAKE, .detail = (uint32_t)which, .amount = id};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    struct site_queue *queue = queue_of(process, which);
    const struct site_message *m = queue->first;
    while (m != NULL && m->id != id) {
        m = m->next;
    }
    if (m == NULL) {
        return sim_call_end(&call, ST_NOT_FOUND);
    }
    if (which == EXCHANGE_MTS_OUT) {
        truth_mts_out(process->world, process->connector, m->message, -1);
    }
    (void)site_queue_remove(queue, id);
    return sim_call_end(&call, ST_OK);
}

static bool key_is_known(struct world *world, struct site_queue *queue, struct hash128 key)
{
    const struct keyed *same = keyed_find(&queue->keys, key.low);
    for (; same != NULL; same = keyed_next(same)) {
        if (hash128_equal(((const struct site_key *)(const void *)same)->value, key)) {
            return true;
        }
    }
    struct site_key *k = arena_new(world->arena, struct site_key);
    k->value = key;
    keyed_add(&queue->keys, &k->by_low, key.low);
    return false;
}

static enum status queue_put(struct exchange_port *port, enum exchange_queue which,
                             struct exchange_key key, const struct exchange_message *message)
{
    struct process *process = of(port);
    struct world *world = process->world;
    struct sim_call call = {.process = process,
                            .op = TRACE_QUEUE_PUT,
                            .name = message->subject,
                            .detail = (uint32_t)which};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    if (key_is_known(world, queue_of(process, which), key.value)) {
        return sim_call_end(&call, ST_EXISTS);
    }
    if (which == EXCHANGE_MTS_OUT) {
        site_submit(world, process->connector, message);
        return sim_call_end(&call, ST_OK);
    }
    /* Accepted; the store delivers within the instant, so the queue is empty again. */
    site_deliver(world, process->connector, exchange_message_copy(world->arena, message));
    return sim_call_end(&call, ST_OK);
}

/* Ended by NULL; NULL: there is none. */
static const char *const *others_of(const struct site_recipient *r, struct arena *arena)
{
    size_t count = 0;
    for (const struct site_proxy *other = r->others; other != NULL; other = other->next) {
        count++;
    }
    const char **texts = count > 0 ? arena_array(arena, const char *, count + 1) : NULL;
    count = 0;
    for (const struct site_proxy *other = r->others; other != NULL; other = other->next) {
        texts[count++] = other->text; /* the array is zeroed: NULL ends it */
    }
    return texts;
}

static enum status directory_list(struct exchange_port *port, const char *container,
                                  struct arena *arena, struct exchange_entries *entries_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_DIRECTORY, .name = container};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    const struct site *site = site_need(process->world, process->connector->site);
    size_t count = 0;
    if (!site_has_container(site, container)) {
        return sim_call_end(&call, ST_NOT_FOUND);
    }
    for (const struct site_recipient *r = site->recipients; r != NULL; r = r->next) {
        count += text_equal(r->container, container) ? 1 : 0;
    }
    struct exchange_entry *entries = arena_array(arena, struct exchange_entry, count + 1);
    size_t used = 0;
    for (const struct site_recipient *r = site->recipients; r != NULL; r = r->next) {
        if (text_equal(r->container, container)) {
            entries[used++] = (struct exchange_entry){.display = r->display,
                                                      .alias = r->alias,
                                                      .ccmail_address = r->proxy,
                                                      .ccmail_others = others_of(r, arena),
                                                      .container = r->container,
                                                      .comment = r->comment,
                                                      .first_name = r->first_name,
                                                      .initials = r->initials,
                                                      .last_name = r->last_name,
                                                      .is_custom = r->is_custom};
            memcpy(entries[used - 1].details, r->details, sizeof(r->details));
        }
    }
    *entries_out = (struct exchange_entries){.entries = entries, .count = used};
    return sim_call_end(&call, ST_OK);
}

/* A change that was looked at; the newest of an entry is found first. */
struct looked_at {
    struct keyed by_display;
    const struct exchange_change *change;
};

/* Is the entry there when the changes before this one have been made? Notes this one. */
static bool is_there_then(struct world *world, const struct site *site, struct keyed_table *before,
                          const struct exchange_change *change)
{
    const char *display = change->entry.display;
    const uint64_t key = text_hash(display);
    struct looked_at *look = arena_new(before->arena, struct looked_at);
    const struct keyed *at = keyed_find(before, key);
    const struct exchange_change *last = NULL;
    for (; at != NULL && last == NULL; at = keyed_next(at)) {
        const struct exchange_change *same = ((const struct looked_at *)(const void *)at)->change;
        last = text_equal(same->entry.display, display) ? same : NULL;
    }
    look->change = change;
    keyed_add(before, &look->by_display, key);
    return last != NULL ? last->kind == EXCHANGE_ADD
                        : site_recipient_find(world, site, display) != NULL;
}

static const char *kept(struct world *world, const char *text)
{
    return text != NULL ? arena_text(world->arena, text) : "";
}

static void set_others(struct world *world, struct site *site, struct site_recipient *r,
                       const char *const *others)
{
    uint32_t count = 0;
    while (others != NULL && others[count] != NULL) {
        count++;
    }
    const char **texts = count > 0 ? arena_array(world->arena, const char *, count) : NULL;
    for (uint32_t i = 0; i < count; i++) {
        texts[i] = arena_text(world->arena, others[i]);
    }
    site_recipient_set_others(world, site, r, texts, count);
}

static enum status directory_change(struct exchange_port *port,
                                    const struct exchange_change *changes, size_t count)
{
    struct process *process = of(port);
    struct world *world = process->world;
    struct sim_call call = {.process = process, .op = TRACE_DIRECTORY, .amount = count};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    struct site *site = site_need(world, process->connector->site);
    struct keyed_table looked_at = {.arena = &world->scratch};
    for (size_t i = 0; i < count; i++) {
        const bool is_there = is_there_then(world, site, &looked_at, &changes[i]);
        if (is_there == (changes[i].kind == EXCHANGE_ADD)) {
            return sim_call_end(&call, is_there ? ST_EXISTS : ST_NOT_FOUND);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct exchange_entry *entry = &changes[i].entry;
        if (changes[i].kind == EXCHANGE_DELETE) {
            site_recipient_remove(world, site, entry->display);
            continue;
        }
        struct site_recipient *r = site_recipient_need(world, site, entry->display);
        r->is_custom = entry->is_custom;
        r->alias = arena_text(world->arena, entry->alias);
        r->container = arena_text(world->arena, entry->container);
        r->comment = arena_text(world->arena, entry->comment);
        r->first_name = kept(world, entry->first_name);
        r->initials = kept(world, entry->initials);
        r->last_name = kept(world, entry->last_name);
        for (size_t k = 0; k < EXCHANGE_DETAIL_COUNT; k++) {
            r->details[k] = kept(world, entry->details[k]);
        }
        site_recipient_set_proxy(site, r, arena_text(world->arena, entry->ccmail_address));
        set_others(world, site, r, entry->ccmail_others);
    }
    return sim_call_end(&call, ST_OK);
}

static enum status resolve(struct exchange_port *port, const char *address, struct arena *arena,
                           struct exchange_address *address_out)
{
    (void)arena;
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_RESOLVE, .name = address};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    const struct site_recipient *r = site_resolve(process->world, address);
    if (r == NULL) {
        return sim_call_end(&call, ST_NOT_FOUND);
    }
    *address_out = (struct exchange_address){.display = r->display, .address = r->proxy};
    return sim_call_end(&call, ST_OK);
}

const struct exchange_port_ops sim_exchange_ops = {
    .queue_peek = queue_peek,
    .queue_take = queue_take,
    .queue_put = queue_put,
    .directory_list = directory_list,
    .directory_change = directory_change,
    .resolve = resolve,
};
