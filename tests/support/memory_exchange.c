#include "support/memory_exchange.h"

#include <stdbool.h>

#include "base/text.h"

struct waiting {
    struct waiting *next;
    struct exchange_queued queued;
};

struct accepted_key {
    struct accepted_key *next;
    struct exchange_key key;
};

struct entry {
    struct entry *next;
    struct exchange_entry entry;
};

struct user {
    struct user *next;
    const char *address;
    struct exchange_address recipient;
};

struct memory_exchange {
    struct exchange_port port; /* first */
    struct arena *arena;
    struct waiting *queues[2]; /* oldest first; index: enum exchange_queue */
    uint64_t last_id;
    struct accepted_key *keys;
    struct entry *entries; /* in the order of their adding */
    struct user *users;
    size_t accepted;
    size_t repeated;
    bool fails_next;
    enum status failure;
};

static struct memory_exchange *exchange_of(struct exchange_port *port)
{
    return (struct memory_exchange *)(void *)port;
}

/* The failure that was ordered for this call. */
static enum status begin(struct memory_exchange *exchange)
{
    const bool fails = exchange->fails_next;
    exchange->fails_next = false;
    return fails ? exchange->failure : ST_OK;
}

static uint64_t append(struct memory_exchange *exchange, enum exchange_queue queue,
                       const struct exchange_message *message)
{
    struct waiting **link = &exchange->queues[queue];
    while (*link != NULL) {
        link = &(*link)->next;
    }
    struct waiting *waiting = arena_new(exchange->arena, struct waiting);
    waiting->queued.id = ++exchange->last_id;
    waiting->queued.message = exchange_message_copy(exchange->arena, message);
    *link = waiting;
    return waiting->queued.id;
}

static enum status memory_peek(struct exchange_port *port, enum exchange_queue queue,
                               uint64_t after_id, struct arena *arena,
                               struct exchange_queued *queued_out)
{
    struct memory_exchange *exchange = exchange_of(port);
    const enum status st = begin(exchange);
    if (st != ST_OK) {
        return st;
    }
    const struct waiting *waiting = exchange->queues[queue];
    while (waiting != NULL && waiting->queued.id <= after_id) {
        waiting = waiting->next;
    }
    if (waiting == NULL) {
        return ST_NO_MORE;
    }
    queued_out->id = waiting->queued.id;
    queued_out->message = exchange_message_copy(arena, waiting->queued.message);
    return ST_OK;
}

static enum status memory_take(struct exchange_port *port, enum exchange_queue queue, uint64_t id)
{
    struct memory_exchange *exchange = exchange_of(port);
    const enum status st = begin(exchange);
    if (st != ST_OK) {
        return st;
    }
    struct waiting **link = &exchange->queues[queue];
    while (*link != NULL && (*link)->queued.id != id) {
        link = &(*link)->next;
    }
    if (*link == NULL) {
        return ST_NOT_FOUND;
    }
    *link = (*link)->next;
    return ST_OK;
}

static enum status memory_put(struct exchange_port *port, enum exchange_queue queue,
                              struct exchange_key key, const struct exchange_message *message)
{
    struct memory_exchange *exchange = exchange_of(port);
    const enum status st = begin(exchange);
    if (st != ST_OK) {
        return st;
    }
    for (const struct accepted_key *known = exchange->keys; known != NULL; known = known->next) {
        if (hash128_equal(known->key.value, key.value)) {
            exchange->repeated++;
            return ST_EXISTS;
        }
    }
    struct accepted_key *accepted = arena_new(exchange->arena, struct accepted_key);
    *accepted = (struct accepted_key){exchange->keys, key};
    exchange->keys = accepted;
    exchange->accepted++;
    (void)append(exchange, queue, message); /* who puts does not ask for the id */
    return ST_OK;
}

static const char *copy_text(struct arena *arena, const char *text)
{
    return arena_text(arena, text != NULL ? text : "");
}

static const char *const *copy_texts(struct arena *arena, const char *const *texts)
{
    size_t count = 0;
    while (texts != NULL && texts[count] != NULL) {
        count++;
    }
    const char **copies = arena_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        copies[i] = copy_text(arena, texts[i]);
    }
    copies[count] = NULL;
    return copies;
}

static struct exchange_entry copy_entry(struct arena *arena, const struct exchange_entry *entry)
{
    struct exchange_entry copy = {
        .display = copy_text(arena, entry->display),
        .alias = copy_text(arena, entry->alias),
        .ccmail_address = copy_text(arena, entry->ccmail_address),
        .ccmail_others = copy_texts(arena, entry->ccmail_others),
        .container = copy_text(arena, entry->container),
        .comment = copy_text(arena, entry->comment),
        .first_name = copy_text(arena, entry->first_name),
        .initials = copy_text(arena, entry->initials),
        .last_name = copy_text(arena, entry->last_name),
        .is_custom = entry->is_custom,
    };
    for (size_t i = 0; i < EXCHANGE_DETAIL_COUNT; i++) {
        copy.details[i] = copy_text(arena, entry->details[i]);
    }
    return copy;
}

static enum status memory_directory_list(struct exchange_port *port, const char *container,
                                         struct arena *arena, struct exchange_entries *entries_out)
{
    struct memory_exchange *exchange = exchange_of(port);
    const enum status st = begin(exchange);
    if (st != ST_OK) {
        return st;
    }
    size_t count = 0;
    for (const struct entry *entry = exchange->entries; entry != NULL; entry = entry->next) {
        count += text_equal(entry->entry.container, container) ? 1 : 0;
    }
    struct exchange_entry *entries = arena_array(arena, struct exchange_entry, count);
    size_t at = 0;
    for (const struct entry *entry = exchange->entries; entry != NULL; entry = entry->next) {
        if (text_equal(entry->entry.container, container)) {
            entries[at++] = copy_entry(arena, &entry->entry);
        }
    }
    *entries_out = (struct exchange_entries){entries, count};
    return ST_OK;
}

/* The link to the entry of that alias in that container; to the end of the list when there is none.
 */
static struct entry **find_entry(struct entry **list, const struct exchange_entry *wanted)
{
    while (*list != NULL && !(text_equal((*list)->entry.container, wanted->container) &&
                              text_equal((*list)->entry.alias, wanted->alias))) {
        list = &(*list)->next;
    }
    return list;
}

static enum status apply_change(struct arena *arena, struct entry **list,
                                const struct exchange_change *change)
{
    struct entry **link = find_entry(list, &change->entry);
    switch (change->kind) {
    case EXCHANGE_ADD:
        if (*link != NULL) {
            return ST_EXISTS;
        }
        *link = arena_new(arena, struct entry);
        (*link)->entry = copy_entry(arena, &change->entry);
        return ST_OK;
    case EXCHANGE_DELETE:
        if (*link == NULL) {
            return ST_NOT_FOUND;
        }
        *link = (*link)->next;
        return ST_OK;
    }
    require_failed("change kind", __FILE__, __LINE__);
}

/* On a copy of the list, which replaces the list when all changes went well. */
static enum status memory_directory_change(struct exchange_port *port,
                                           const struct exchange_change *changes, size_t count)
{
    struct memory_exchange *exchange = exchange_of(port);
    enum status st = begin(exchange);
    struct entry *list = NULL;
    struct entry **end = &list;
    for (const struct entry *entry = exchange->entries; entry != NULL; entry = entry->next) {
        *end = arena_new(exchange->arena, struct entry);
        (*end)->entry = entry->entry;
        end = &(*end)->next;
    }
    for (size_t i = 0; i < count && st == ST_OK; i++) {
        st = apply_change(exchange->arena, &list, &changes[i]);
    }
    if (st == ST_OK) {
        exchange->entries = list;
    }
    return st;
}

static enum status memory_resolve(struct exchange_port *port, const char *address,
                                  struct arena *arena, struct exchange_address *address_out)
{
    struct memory_exchange *exchange = exchange_of(port);
    const enum status st = begin(exchange);
    if (st != ST_OK) {
        return st;
    }
    for (const struct user *user = exchange->users; user != NULL; user = user->next) {
        if (text_equal(user->address, address)) {
            address_out->display = arena_text(arena, user->recipient.display);
            address_out->address = arena_text(arena, user->recipient.address);
            return ST_OK;
        }
    }
    for (const struct entry *entry = exchange->entries; entry != NULL; entry = entry->next) {
        const struct exchange_entry *found = &entry->entry;
        bool is_his =
            found->ccmail_address[0] != '\0' && text_equal(found->ccmail_address, address);
        for (const char *const *other = found->ccmail_others; !is_his && *other != NULL; other++) {
            is_his = text_equal(*other, address);
        }
        if (is_his) {
            address_out->display = arena_text(arena, found->display);
            address_out->address = arena_text(arena, found->ccmail_address);
            return ST_OK;
        }
    }
    return ST_NOT_FOUND;
}

static const struct exchange_port_ops memory_ops = {
    .queue_peek = memory_peek,
    .queue_take = memory_take,
    .queue_put = memory_put,
    .directory_list = memory_directory_list,
    .directory_change = memory_directory_change,
    .resolve = memory_resolve,
};

struct memory_exchange *memory_exchange_create(struct arena *arena)
{
    struct memory_exchange *exchange = arena_new(arena, struct memory_exchange);
    exchange->port.ops = &memory_ops;
    exchange->arena = arena;
    return exchange;
}

struct exchange_port *memory_exchange_port(struct memory_exchange *exchange)
{
    return &exchange->port;
}

uint64_t memory_exchange_submit(struct memory_exchange *exchange,
                                const struct exchange_message *message)
{
    return append(exchange, EXCHANGE_MTS_OUT, message);
}

size_t memory_exchange_waiting(const struct memory_exchange *exchange, enum exchange_queue queue)
{
    size_t count = 0;
    for (const struct waiting *at = exchange->queues[queue]; at != NULL; at = at->next) {
        count++;
    }
    return count;
}

const struct exchange_message *memory_exchange_message(const struct memory_exchange *exchange,
                                                       enum exchange_queue queue, size_t index)
{
    const struct waiting *at = exchange->queues[queue];
    for (; at != NULL && index > 0; index--) {
        at = at->next;
    }
    return at != NULL ? at->queued.message : NULL;
}

size_t memory_exchange_accepted(const struct memory_exchange *exchange)
{
    return exchange->accepted;
}

size_t memory_exchange_repeated(const struct memory_exchange *exchange)
{
    return exchange->repeated;
}

void memory_exchange_user(struct memory_exchange *exchange, const char *address,
                          struct exchange_address recipient)
{
    struct user *user = arena_new(exchange->arena, struct user);
    user->next = exchange->users;
    user->address = arena_text(exchange->arena, address);
    user->recipient.display = copy_text(exchange->arena, recipient.display);
    user->recipient.address = copy_text(exchange->arena, recipient.address);
    exchange->users = user;
}

void memory_exchange_fail_next(struct memory_exchange *exchange, enum status status)
{
    exchange->fails_next = true;
    exchange->failure = status;
}
