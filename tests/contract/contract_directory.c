/* The directory of exchange_port.h. */
#include "contract/contract_exchange_cases.h"

#include "base/text.h"

/* "CCMAIL:Second A at CCPO1" and "CCMAIL:Third A at CCPO1". */
static const char *const *others_of(const struct exchange_world *world, const char *alias)
{
    const char **others = arena_array(world->arena, const char *, 3);
    others[0] = arena_format(world->arena, "CCMAIL:Second %s at CCPO1", alias);
    others[1] = arena_format(world->arena, "CCMAIL:Third %s at CCPO1", alias);
    others[2] = NULL;
    return others;
}

struct exchange_change exchange_change_of(const struct exchange_world *world,
                                          enum exchange_change_kind kind, const char *alias)
{
    return (struct exchange_change){
        .kind = kind,
        .entry =
            {
                .display = arena_format(world->arena, "Person %s", alias),
                .alias = alias,
                .ccmail_address = arena_format(world->arena, "CCMAIL:%s at CCPO1", alias),
                .ccmail_others = others_of(world, alias),
                .container = world->container,
                .comment = "a comment",
                .first_name = "First",
                .last_name = "Last",
                .details = {[EXCHANGE_OFFICE] = "Room 1"},
                .is_custom = true,
            },
    };
}

struct exchange_entries exchange_list(const struct exchange_world *world, const char *container)
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
    const struct exchange_change adds[] = {exchange_change_of(world, EXCHANGE_ADD, "A"),
                                           exchange_change_of(world, EXCHANGE_ADD, "B")};
    const struct exchange_change mixed[] = {exchange_change_of(world, EXCHANGE_DELETE, "A"),
                                            exchange_change_of(world, EXCHANGE_ADD, "C")};
    ck_assert_uint_eq(exchange_list(world, world->container).count, 0);
    EXPECT(world, exchange_directory_change(world->port, adds, ARRAY_COUNT(adds)), ST_OK);
    const struct exchange_entry *entry = find(exchange_list(world, world->container), "B");
    ck_assert_ptr_nonnull(entry);
    ck_assert_str_eq(entry->display, "Person B");
    ck_assert_str_eq(entry->ccmail_address, "CCMAIL:B at CCPO1");
    ck_assert_ptr_nonnull(entry->ccmail_others);
    ck_assert_str_eq(entry->ccmail_others[0], "CCMAIL:Second B at CCPO1");
    ck_assert_str_eq(entry->ccmail_others[1], "CCMAIL:Third B at CCPO1");
    ck_assert_ptr_null(entry->ccmail_others[2]);
    ck_assert_str_eq(entry->comment, "a comment");
    ck_assert_str_eq(entry->first_name, "First");
    ck_assert(entry->initials == NULL || entry->initials[0] == '\0');
    ck_assert_str_eq(entry->last_name, "Last");
    ck_assert_str_eq(entry->details[EXCHANGE_OFFICE], "Room 1");
    ck_assert(entry->details[EXCHANGE_PHONE] == NULL || entry->details[EXCHANGE_PHONE][0] == '\0');
    ck_assert(entry->is_custom);
    EXPECT(world, exchange_directory_change(world->port, mixed, ARRAY_COUNT(mixed)), ST_OK);
    const struct exchange_entries entries = exchange_list(world, world->container);
    ck_assert_uint_eq(entries.count, 2);
    ck_assert_ptr_null(find(entries, "A"));
    ck_assert_ptr_nonnull(find(entries, "C"));
    EXPECT(world, exchange_directory_change(world->port, mixed, 0), ST_OK);
    if (world->other_container != NULL) {
        ck_assert_uint_eq(exchange_list(world, world->other_container).count, 0);
    }
}

static void a_batch_is_done_in_whole_or_not_at_all(const struct exchange_harness *harness,
                                                   struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change start[] = {exchange_change_of(world, EXCHANGE_ADD, "A")};
    const struct exchange_change no_delete[] = {exchange_change_of(world, EXCHANGE_ADD, "B"),
                                                exchange_change_of(world, EXCHANGE_DELETE, "A"),
                                                exchange_change_of(world, EXCHANGE_DELETE, "NONE")};
    const struct exchange_change no_add[] = {exchange_change_of(world, EXCHANGE_ADD, "B"),
                                             exchange_change_of(world, EXCHANGE_ADD, "A")};
    EXPECT(world, exchange_directory_change(world->port, start, ARRAY_COUNT(start)), ST_OK);
    EXPECT(world, exchange_directory_change(world->port, no_delete, ARRAY_COUNT(no_delete)),
           ST_NOT_FOUND);
    EXPECT(world, exchange_directory_change(world->port, no_add, ARRAY_COUNT(no_add)), ST_EXISTS);
    const struct exchange_entries entries = exchange_list(world, world->container);
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_ptr_nonnull(find(entries, "A"));
}

static void a_batch_works_in_its_order(const struct exchange_harness *harness,
                                       struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change changes[] = {
        exchange_change_of(world, EXCHANGE_ADD, "A"),
        exchange_change_of(world, EXCHANGE_DELETE, "A"),
        exchange_change_of(world, EXCHANGE_ADD, "A"),
    };
    EXPECT(world, exchange_directory_change(world->port, changes, ARRAY_COUNT(changes)), ST_OK);
    ck_assert_uint_eq(exchange_list(world, world->container).count, 1);
}

static void addresses_resolve(const struct exchange_harness *harness, struct exchange_world *world)
{
    (void)harness;
    const struct exchange_change adds[] = {exchange_change_of(world, EXCHANGE_ADD, "A")};
    struct exchange_address address = {NULL, NULL};
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_NOT_FOUND);
    EXPECT(world, exchange_directory_change(world->port, adds, ARRAY_COUNT(adds)), ST_OK);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_OK);
    ck_assert_str_eq(address.display, "Person A");
    EXPECT(world, exchange_resolve(world->port, "ccmail:a AT ccpo1", world->arena, &address),
           ST_OK);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:third a at CCPO1", world->arena, &address),
           ST_OK);
    ck_assert_str_eq(address.display, "Person A");
    ck_assert_str_eq(address.address, "CCMAIL:A at CCPO1");
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
    const struct exchange_change add = exchange_change_of(world, EXCHANGE_ADD, "A");
    const struct exchange_change remove = exchange_change_of(world, EXCHANGE_DELETE, "A");
    struct exchange_address address = {NULL, NULL};
    EXPECT(world, exchange_directory_change(world->port, &add, 1), ST_OK);
    const struct exchange_entries entries = exchange_list(world, world->container);
    EXPECT(world, exchange_resolve(world->port, "CCMAIL:A at CCPO1", world->arena, &address),
           ST_OK);
    EXPECT(world, exchange_directory_change(world->port, &remove, 1), ST_OK);
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_str_eq(entries.entries[0].display, "Person A");
    ck_assert_str_eq(entries.entries[0].container, world->container);
    ck_assert_str_eq(address.display, "Person A");
}

struct exchange_cases contract_directory(void)
{
    static const struct exchange_case cases[] = {
        {"the directory is changed and listed", the_directory_is_changed_and_listed},
        {"a batch is done in whole or not at all", a_batch_is_done_in_whole_or_not_at_all},
        {"a batch works in its order", a_batch_works_in_its_order},
        {"addresses resolve", addresses_resolve},
        {"a container that is not there is not listed",
         a_container_that_is_not_there_is_not_listed},
        {"what is listed and resolved is the caller's", what_is_listed_and_resolved_is_the_callers},
    };
    return (struct exchange_cases){cases, ARRAY_COUNT(cases)};
}
