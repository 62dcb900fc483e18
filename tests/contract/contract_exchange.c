#include "contract/contract_exchange.h"

#include <check.h>
#include <string.h>

#include "base/text.h"

#define EXPECT(world, call, want)                                                                  \
    do {                                                                                           \
        const enum status expect_got = (call);                                                     \
        ck_assert_msg(expect_got == (want), "%s: %s: got %s, want %s", (world)->case_name, #call,  \
                      status_name(expect_got), status_name(want));                                 \
    } while (0)

static const struct exchange_recipient recipients[] = {
    {EXCHANGE_TO, true, {"Smith, John", "CCMAIL:Smith, John at CCPO1"}},
    {EXCHANGE_CC, false, {"Brady, Sally", "EX:Brady, Sally"}},
    {EXCHANGE_BCC, true, {"Hidden", "CCMAIL:Hidden at CCPO1"}},
};

/* Holds a NUL and bytes above 127: contents are bytes, not text. */
static const uint8_t file_bytes[] = {'M', 'Z', 0, 0xFF, 0x80, 10};
static const char text[] = "first line\r\nsecond line \xC3\xA9";

static const struct exchange_item items[] = {
    {EXCHANGE_TEXT, "", {(const uint8_t *)text, sizeof(text) - 1}},
    {EXCHANGE_FILE, "Report 1997.doc", {file_bytes, sizeof(file_bytes)}},
    {EXCHANGE_FILE, "EMPTY.TXT", {file_bytes, 0}},
};

static struct exchange_message letter(const char *subject)
{
    return (struct exchange_message){
        .sender = {"Brady, Sally", "EX:Brady, Sally"},
        .recipients = recipients,
        .recipient_count = ARRAY_COUNT(recipients),
        .subject = subject,
        .date_ms = INT64_C(865423200000),
        .date_written = "6/4/97 10:00AM",
        .priority = EXCHANGE_URGENT,
        .kind = EXCHANGE_NOTE,
        .wants_delivery_report = true,
        .wants_read_receipt = false,
        .items = items,
        .item_count = ARRAY_COUNT(items),
    };
}

static void submit(const struct exchange_harness *harness, struct exchange_world *world,
                   const char *subject)
{
    const struct exchange_message message = letter(subject);
    harness->submit(world, &message);
}

static struct exchange_key key(uint64_t number)
{
    return (struct exchange_key){{.low = number, .high = ~number}};
}

static void check_same(const struct exchange_message *got, const struct exchange_message *want)
{
    ck_assert_str_eq(got->subject, want->subject);
    ck_assert_str_eq(got->sender.display, want->sender.display);
    ck_assert_str_eq(got->sender.address, want->sender.address);
    ck_assert_int_eq(got->date_ms, want->date_ms);
    ck_assert_str_eq(got->date_written, want->date_written);
    ck_assert_int_eq((int)got->priority, (int)want->priority);
    ck_assert_int_eq((int)got->kind, (int)want->kind);
    ck_assert_int_eq(got->wants_delivery_report, want->wants_delivery_report);
    ck_assert_int_eq(got->wants_read_receipt, want->wants_read_receipt);
    ck_assert_uint_eq(got->recipient_count, want->recipient_count);
    for (uint32_t i = 0; i < want->recipient_count; i++) {
        const struct exchange_recipient *recipient = &got->recipients[i];
        ck_assert_int_eq((int)recipient->kind, (int)want->recipients[i].kind);
        ck_assert_int_eq(recipient->is_responsible, want->recipients[i].is_responsible);
        ck_assert_str_eq(recipient->address.display, want->recipients[i].address.display);
        ck_assert_str_eq(recipient->address.address, want->recipients[i].address.address);
    }
    ck_assert_uint_eq(got->item_count, want->item_count);
    for (uint32_t i = 0; i < want->item_count; i++) {
        const struct exchange_item *item = &got->items[i];
        ck_assert_int_eq((int)item->kind, (int)want->items[i].kind);
        ck_assert_str_eq(item->name, want->items[i].name);
        ck_assert_uint_eq(item->content.size, want->items[i].content.size);
        ck_assert(item->content.size == 0 ||
                  memcmp(item->content.data, want->items[i].content.data, item->content.size) == 0);
    }
}

static void an_empty_queue_has_no_more(const struct exchange_harness *harness,
                                       struct exchange_world *world)
{
    (void)harness;
    struct exchange_queued queued = {0};
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_NO_MORE);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_IN, 0, world->arena, &queued),
           ST_NO_MORE);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, 1), ST_NOT_FOUND);
}

static void the_queue_is_first_in_first_out(const struct exchange_harness *harness,
                                            struct exchange_world *world)
{
    static const char *const subjects[] = {"one", "two", "three"};
    struct exchange_queued queued = {0};
    uint64_t after = 0;
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        submit(harness, world, subjects[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        EXPECT(world,
               exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, after, world->arena, &queued),
               ST_OK);
        ck_assert_uint_gt(queued.id, after);
        ck_assert_str_eq(queued.message->subject, subjects[i]);
        after = queued.id;
    }
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, after, world->arena, &queued),
           ST_NO_MORE);
}

static void peek_does_not_take_and_take_does(const struct exchange_harness *harness,
                                             struct exchange_world *world)
{
    struct exchange_queued first = {0};
    struct exchange_queued again = {0};
    submit(harness, world, "one");
    submit(harness, world, "two");
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &first),
           ST_OK);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &again),
           ST_OK);
    ck_assert_uint_eq(first.id, again.id);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, first.id), ST_OK);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, first.id), ST_NOT_FOUND);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &again),
           ST_OK);
    ck_assert_str_eq(again.message->subject, "two");
    ck_assert_str_eq(first.message->subject, "one"); /* what was peeked is the caller's */
}

static void ids_are_never_used_again(const struct exchange_harness *harness,
                                     struct exchange_world *world)
{
    uint64_t last = 0;
    for (int i = 0; i < 5; i++) {
        struct exchange_queued queued = {0};
        submit(harness, world, "letter");
        EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
               ST_OK);
        ck_assert_uint_gt(queued.id, last);
        last = queued.id;
        EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, last), ST_OK);
    }
}

static void a_later_one_can_be_taken_first(const struct exchange_harness *harness,
                                           struct exchange_world *world)
{
    struct exchange_queued first = {0};
    struct exchange_queued second = {0};
    submit(harness, world, "one");
    submit(harness, world, "two");
    submit(harness, world, "three");
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &first),
           ST_OK);
    EXPECT(world,
           exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, first.id, world->arena, &second),
           ST_OK);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, second.id), ST_OK);
    EXPECT(world,
           exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, first.id, world->arena, &second),
           ST_OK);
    ck_assert_str_eq(second.message->subject, "three");
}

static void a_message_arrives_as_it_was_written(const struct exchange_harness *harness,
                                                struct exchange_world *world)
{
    const struct exchange_message message = letter("as written");
    struct exchange_queued queued = {0};
    harness->submit(world, &message);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_OK);
    check_same(queued.message, &message);
}

static void a_key_is_accepted_once(const struct exchange_harness *harness,
                                   struct exchange_world *world)
{
    const struct exchange_message message = letter("to Exchange");
    const struct exchange_message other = letter("another");
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_OK);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_EXISTS);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &other), ST_EXISTS);
    ck_assert_uint_eq(harness->accepted(world), 1);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(2), &message), ST_OK);
    struct exchange_key half = key(2);
    half.value.high = 0;
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, half, &message), ST_OK);
    ck_assert_uint_eq(harness->accepted(world), 3);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_EXISTS);
}

static void the_queues_are_apart(const struct exchange_harness *harness,
                                 struct exchange_world *world)
{
    const struct exchange_message message = letter("to Exchange");
    struct exchange_queued queued = {0};
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_OK);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_NO_MORE);
    submit(harness, world, "to cc:Mail");
    ck_assert_uint_eq(harness->accepted(world), 1);
}

static struct exchange_change change(const struct exchange_world *world,
                                     enum exchange_change_kind kind, const char *alias)
{
    return (struct exchange_change){
        .kind = kind,
        .entry =
            {
                .display = arena_format(world->arena, "Person %s", alias),
                .alias = alias,
                .ccmail_address = arena_format(world->arena, "CCMAIL:%s at CCPO1", alias),
                .second_address = "CCMAIL:Second at CCPO1",
                .container = world->container,
                .comment = "a comment",
                .first_name = "First",
                .last_name = "Last",
                .details = {[EXCHANGE_OFFICE] = "Room 1"},
                .is_custom = true,
            },
    };
}

static struct exchange_entries list(const struct exchange_world *world, const char *container)
{
    struct exchange_entries entries = {NULL, 0};
    EXPECT(world, exchange_directory_list(world->port, container, world->arena, &entries), ST_OK);
    return entries;
}

static const struct exchange_entry *find(struct exchange_entries entries, const char *alias)
{
    for (size_t i = 0; i < entries.count; i++) {
        if (text_equal(entries.entries[i].alias, alias)) {
            return &entries.entries[i];
        }
    }
    return NULL;
}

static void the_directory_is_changed_and_listed(const struct exchange_harness *harness,
                                                struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change adds[] = {change(world, EXCHANGE_ADD, "A"),
                                           change(world, EXCHANGE_ADD, "B")};
    const struct exchange_change mixed[] = {change(world, EXCHANGE_DELETE, "A"),
                                            change(world, EXCHANGE_ADD, "C")};
    ck_assert_uint_eq(list(world, world->container).count, 0);
    EXPECT(world, exchange_directory_change(world->port, adds, ARRAY_COUNT(adds)), ST_OK);
    const struct exchange_entry *entry = find(list(world, world->container), "B");
    ck_assert_ptr_nonnull(entry);
    ck_assert_str_eq(entry->display, "Person B");
    ck_assert_str_eq(entry->ccmail_address, "CCMAIL:B at CCPO1");
    ck_assert_str_eq(entry->second_address, "CCMAIL:Second at CCPO1");
    ck_assert_str_eq(entry->comment, "a comment");
    ck_assert_str_eq(entry->first_name, "First");
    ck_assert(entry->initials == NULL || entry->initials[0] == '\0');
    ck_assert_str_eq(entry->last_name, "Last");
    ck_assert_str_eq(entry->details[EXCHANGE_OFFICE], "Room 1");
    ck_assert(entry->details[EXCHANGE_PHONE] == NULL || entry->details[EXCHANGE_PHONE][0] == '\0');
    ck_assert(entry->is_custom);
    EXPECT(world, exchange_directory_change(world->port, mixed, ARRAY_COUNT(mixed)), ST_OK);
    const struct exchange_entries entries = list(world, world->container);
    ck_assert_uint_eq(entries.count, 2);
    ck_assert_ptr_null(find(entries, "A"));
    ck_assert_ptr_nonnull(find(entries, "C"));
    EXPECT(world, exchange_directory_change(world->port, mixed, 0), ST_OK);
    if (world->other_container != NULL) {
        ck_assert_uint_eq(list(world, world->other_container).count, 0);
    }
}

static void a_batch_is_done_in_whole_or_not_at_all(const struct exchange_harness *harness,
                                                   struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change start[] = {change(world, EXCHANGE_ADD, "A")};
    const struct exchange_change no_delete[] = {change(world, EXCHANGE_ADD, "B"),
                                                change(world, EXCHANGE_DELETE, "A"),
                                                change(world, EXCHANGE_DELETE, "NONE")};
    const struct exchange_change no_add[] = {change(world, EXCHANGE_ADD, "B"),
                                             change(world, EXCHANGE_ADD, "A")};
    EXPECT(world, exchange_directory_change(world->port, start, ARRAY_COUNT(start)), ST_OK);
    EXPECT(world, exchange_directory_change(world->port, no_delete, ARRAY_COUNT(no_delete)),
           ST_NOT_FOUND);
    EXPECT(world, exchange_directory_change(world->port, no_add, ARRAY_COUNT(no_add)), ST_EXISTS);
    const struct exchange_entries entries = list(world, world->container);
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_ptr_nonnull(find(entries, "A"));
}

static void a_batch_works_in_its_order(const struct exchange_harness *harness,
                                       struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change changes[] = {
        change(world, EXCHANGE_ADD, "A"),
        change(world, EXCHANGE_DELETE, "A"),
        change(world, EXCHANGE_ADD, "A"),
    };
    EXPECT(world, exchange_directory_change(world->port, changes, ARRAY_COUNT(changes)), ST_OK);
    ck_assert_uint_eq(list(world, world->container).count, 1);
}

static void addresses_resolve(const struct exchange_harness *harness, struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change adds[] = {change(world, EXCHANGE_ADD, "A")};
    struct exchange_address address = {NULL, NULL};
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_NOT_FOUND);
    EXPECT(world, exchange_directory_change(world->port, adds, ARRAY_COUNT(adds)), ST_OK);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_OK);
    ck_assert_str_eq(address.display, "Person A");
    EXPECT(world, exchange_resolve(world->port, "ccmail:a AT ccpo1", world->arena, &address),
           ST_OK);
    if (world->known_address != NULL) {
        EXPECT(world, exchange_resolve(world->port, world->known_address, world->arena, &address),
               ST_OK);
        ck_assert_str_eq(address.display, world->known_display);
    }
    EXPECT(world, exchange_resolve(world->port, "SMTP:nobody@x.example", world->arena, &address),
           ST_NOT_FOUND);
}

static void a_container_that_is_not_there_is_not_listed(const struct exchange_harness *harness,
                                                        struct exchange_world *world)
{
    (void)harness;
    struct exchange_entries entries = {NULL, 0};
    const enum status st =
        exchange_directory_list(world->port, "No Such/Container", world->arena, &entries);
    EXPECT(world, st, world->knows_containers ? ST_NOT_FOUND : ST_OK);
    ck_assert_uint_eq(entries.count, 0);
}

static void what_is_listed_and_resolved_is_the_callers(const struct exchange_harness *harness,
                                                       struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change add = change(world, EXCHANGE_ADD, "A");
    const struct exchange_change remove = change(world, EXCHANGE_DELETE, "A");
    struct exchange_address address = {NULL, NULL};
    EXPECT(world, exchange_directory_change(world->port, &add, 1), ST_OK);
    const struct exchange_entries entries = list(world, world->container);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_OK);
    EXPECT(world, exchange_directory_change(world->port, &remove, 1), ST_OK);
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_str_eq(entries.entries[0].display, "Person A");
    ck_assert_str_eq(entries.entries[0].container, world->container);
    ck_assert_str_eq(address.display, "Person A");
}

/* Each call of the interface once, every one told `status` in the place of an answer. */
static void call_all(const struct exchange_harness *harness, struct exchange_world *world,
                     enum status status)
{
    const struct exchange_message message = letter("to Exchange");
    const struct exchange_change add = change(world, EXCHANGE_ADD, "B");
    struct exchange_queued queued = {0};
    struct exchange_entries entries = {NULL, 0};
    struct exchange_address address = {NULL, NULL};
    harness->answer_next(world, status);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           status);
    harness->answer_next(world, status);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, 1), status);
    harness->answer_next(world, status);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), status);
    harness->answer_next(world, status);
    EXPECT(world, exchange_directory_list(world->port, world->container, world->arena, &entries),
           status);
    harness->answer_next(world, status);
    EXPECT(world, exchange_directory_change(world->port, &add, 1), status);
    harness->answer_next(world, status);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           status);
}

/* One letter waits, under id 1 or another; nobody put anything; nobody is in the container. */
static void check_untouched(const struct exchange_harness *harness, struct exchange_world *world)
{
    const struct exchange_message message = letter("to Exchange");
    struct exchange_queued queued = {0};
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_OK);
    ck_assert_str_eq(queued.message->subject, "waits");
    ck_assert_uint_eq(harness->accepted(world), 0);
    ck_assert_uint_eq(list(world, world->container).count, 0);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_OK);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, queued.id), ST_OK);
}

static void a_busy_exchange_does_nothing(const struct exchange_harness *harness,
                                         struct exchange_world *world)
{
    submit(harness, world, "waits");
    call_all(harness, world, ST_BUSY);
    check_untouched(harness, world);
}

static void a_caller_that_has_ended_does_nothing(const struct exchange_harness *harness,
                                                 struct exchange_world *world)
{
    submit(harness, world, "waits");
    call_all(harness, world, ST_PROCESS_GONE);
    harness->restart(world);
    check_untouched(harness, world);
}

static void the_next_process_finds_it_as_it_was(const struct exchange_harness *harness,
                                                struct exchange_world *world)
{
    const struct exchange_message message = letter("to Exchange");
    const struct exchange_change add = change(world, EXCHANGE_ADD, "A");
    struct exchange_queued first = {0};
    struct exchange_queued queued = {0};
    submit(harness, world, "one");
    submit(harness, world, "two");
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &first),
           ST_OK);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, first.id), ST_OK);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_OK);
    EXPECT(world, exchange_directory_change(world->port, &add, 1), ST_OK);
    harness->restart(world);
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_OK);
    ck_assert_str_eq(queued.message->subject, "two");
    ck_assert_uint_gt(queued.id, first.id);
    EXPECT(world, exchange_queue_put(world->port, EXCHANGE_MTS_IN, key(1), &message), ST_EXISTS);
    ck_assert_uint_eq(harness->accepted(world), 1);
    ck_assert_uint_eq(list(world, world->container).count, 1);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, queued.id), ST_OK);
    submit(harness, world, "three");
    first = queued;
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_OK);
    ck_assert_uint_gt(queued.id, first.id);
}

static const struct {
    const char *name;
    void (*run)(const struct exchange_harness *harness, struct exchange_world *world);
} cases[] = {
    {"an empty queue has no more", an_empty_queue_has_no_more},
    {"the queue is first in, first out", the_queue_is_first_in_first_out},
    {"peek does not take, and take does", peek_does_not_take_and_take_does},
    {"ids are never used again", ids_are_never_used_again},
    {"a later one can be taken first", a_later_one_can_be_taken_first},
    {"a message arrives as it was written", a_message_arrives_as_it_was_written},
    {"a key is accepted once", a_key_is_accepted_once},
    {"the queues are apart", the_queues_are_apart},
    {"the directory is changed and listed", the_directory_is_changed_and_listed},
    {"a batch is done in whole or not at all", a_batch_is_done_in_whole_or_not_at_all},
    {"a batch works in its order", a_batch_works_in_its_order},
    {"addresses resolve", addresses_resolve},
    {"a container that is not there is not listed", a_container_that_is_not_there_is_not_listed},
    {"what is listed and resolved is the caller's", what_is_listed_and_resolved_is_the_callers},
    {"a busy Exchange does nothing", a_busy_exchange_does_nothing},
    {"a caller that has ended does nothing", a_caller_that_has_ended_does_nothing},
    {"the next process finds it as it was", the_next_process_finds_it_as_it_was},
};

size_t contract_exchange_case_count(void)
{
    return ARRAY_COUNT(cases);
}

const char *contract_exchange_case_name(size_t index)
{
    return index < ARRAY_COUNT(cases) ? cases[index].name : "";
}

void contract_exchange_case(const struct exchange_harness *harness, size_t index)
{
    ck_assert_uint_lt(index, ARRAY_COUNT(cases));
    struct arena arena = {0};
    struct exchange_world world = {.arena = &arena};
    harness->begin(&world);
    world.case_name = cases[index].name;
    cases[index].run(harness, &world);
    harness->end(&world);
    arena_release(&arena);
}
