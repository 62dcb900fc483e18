#include "contract/contract_exchange_cases.h"

#include <string.h>

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

/* Each call of the interface once, every one told `status` in the place of an answer. */
static void call_all(const struct exchange_harness *harness, struct exchange_world *world,
                     enum status status)
{
    const struct exchange_message message = letter("to Exchange");
    const struct exchange_change add = exchange_change_of(world, EXCHANGE_ADD, "B");
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
    ck_assert_uint_eq(exchange_list(world, world->container).count, 0);
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
    const struct exchange_change add = exchange_change_of(world, EXCHANGE_ADD, "A");
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
    ck_assert_uint_eq(exchange_list(world, world->container).count, 1);
    EXPECT(world, exchange_queue_take(world->port, EXCHANGE_MTS_OUT, queued.id), ST_OK);
    submit(harness, world, "three");
    first = queued;
    EXPECT(world, exchange_queue_peek(world->port, EXCHANGE_MTS_OUT, 0, world->arena, &queued),
           ST_OK);
    ck_assert_uint_gt(queued.id, first.id);
}

static const struct exchange_case queue_cases[] = {
    {"an empty queue has no more", an_empty_queue_has_no_more},
    {"the queue is first in, first out", the_queue_is_first_in_first_out},
    {"peek does not take, and take does", peek_does_not_take_and_take_does},
    {"ids are never used again", ids_are_never_used_again},
    {"a later one can be taken first", a_later_one_can_be_taken_first},
    {"a message arrives as it was written", a_message_arrives_as_it_was_written},
    {"a key is accepted once", a_key_is_accepted_once},
    {"the queues are apart", the_queues_are_apart},
};

static const struct exchange_case end_cases[] = {
    {"a busy Exchange does nothing", a_busy_exchange_does_nothing},
    {"a caller that has ended does nothing", a_caller_that_has_ended_does_nothing},
    {"the next process finds it as it was", the_next_process_finds_it_as_it_was},
};

/* Of all files, one after another; NULL: there are not so many. */
static const struct exchange_case *case_at(size_t index)
{
    const struct exchange_cases groups[] = {{queue_cases, ARRAY_COUNT(queue_cases)},
                                            contract_directory(),
                                            {end_cases, ARRAY_COUNT(end_cases)}};
    for (size_t i = 0; i < ARRAY_COUNT(groups); i++) {
        if (index < groups[i].count) {
            return &groups[i].cases[index];
        }
        index -= groups[i].count;
    }
    return NULL;
}

size_t contract_exchange_case_count(void)
{
    size_t count = 0;
    while (case_at(count) != NULL) {
        count++;
    }
    return count;
}

const char *contract_exchange_case_name(size_t index)
{
    const struct exchange_case *the_case = case_at(index);
    return the_case != NULL ? the_case->name : "";
}

void contract_exchange_case(const struct exchange_harness *harness, size_t index)
{
    const struct exchange_case *the_case = case_at(index);
    ck_assert_ptr_nonnull(the_case);
    struct arena arena = {0};
    struct exchange_world world = {.arena = &arena};
    harness->begin(&world);
    world.case_name = the_case->name;
    the_case->run(harness, &world);
    harness->end(&world);
    arena_release(&arena);
}
