/* Rights that the account lacks: what is refused, and that nothing has changed then. */
#include "contract/contract_cases.h"

static enum status try_open(const struct contract_world *world, const char *name,
                            enum os_access access, enum os_disposition disposition)
{
    struct os_file file = {0};
    const struct os_open_mode mode = {access, OS_DENY_NONE, disposition};
    const enum status st = os_open(world->port, at(world, name), mode, &file);
    if (st == ST_OK) {
        EXPECT(world, os_close(world->port, file), ST_OK);
    }
    return st;
}

static void what_may_be_read_only_is_not_written(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    make_file(world, "A.TXT", "12345");
    harness->limit(world, at(world, "A.TXT"), LIMIT_READ_ONLY);
    EXPECT(world, try_open(world, "A.TXT", OS_READ, OS_OPEN_EXISTING), ST_OK);
    EXPECT(world, try_open(world, "A.TXT", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "A.TXT", OS_READ_WRITE, OS_OPEN_ALWAYS), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "A.TXT", OS_WRITE, OS_CREATE_ALWAYS), ST_ACCESS_DENIED);
    check_file(world, "A.TXT", "12345");
}

static void what_may_be_written_only_is_not_read(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    const enum status writes = has(world, TRAIT_WRITE_ALONE) ? ST_OK : ST_ACCESS_DENIED;
    make_file(world, "A.TXT", "12345");
    harness->limit(world, at(world, "A.TXT"), LIMIT_WRITE_ONLY);
    EXPECT(world, try_open(world, "A.TXT", OS_READ, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "A.TXT", OS_WRITE, OS_OPEN_EXISTING), writes);
    EXPECT(world, try_open(world, "A.TXT", OS_WRITE, OS_OPEN_ALWAYS), writes);
}

static void nothing_comes_where_nothing_may_be_made(const struct contract_harness *harness,
                                                    struct contract_world *world)
{
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\A.TXT", "inside");
    make_file(world, "B.TXT", "outside");
    harness->limit(world, at(world, "SUB"), LIMIT_NO_CREATE);
    EXPECT(world, try_open(world, "SUB\\NEW", OS_WRITE, OS_CREATE_NEW), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "SUB\\NEW", OS_WRITE, OS_OPEN_ALWAYS), ST_ACCESS_DENIED);
    EXPECT(world, try_open(world, "SUB\\NEW", OS_WRITE, OS_CREATE_ALWAYS), ST_ACCESS_DENIED);
    EXPECT(world, os_make_dir(world->port, at(world, "SUB\\NEW")), ST_ACCESS_DENIED);
    EXPECT(world, os_rename(world->port, at(world, "B.TXT"), at(world, "SUB\\NEW")),
           ST_ACCESS_DENIED);
    CHECK(world, !exists(world, "SUB\\NEW"));
    check_file(world, "B.TXT", "outside");
    check_file(world, "SUB\\A.TXT", "inside");
}

static void nothing_goes_where_nothing_may_be_deleted(const struct contract_harness *harness,
                                                      struct contract_world *world)
{
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\A.TXT", "inside");
    harness->limit(world, at(world, "SUB"), LIMIT_NO_DELETE);
    EXPECT(world, os_remove(world->port, at(world, "SUB\\A.TXT")), ST_ACCESS_DENIED);
    EXPECT(world, os_rename(world->port, at(world, "SUB\\A.TXT"), at(world, "SUB\\B.TXT")),
           ST_ACCESS_DENIED);
    EXPECT(world, os_rename(world->port, at(world, "SUB\\A.TXT"), at(world, "B.TXT")),
           ST_ACCESS_DENIED);
    check_file(world, "SUB\\A.TXT", "inside");
    CHECK(world, !exists(world, "SUB\\B.TXT"));
    CHECK(world, !exists(world, "B.TXT"));
}

static void what_may_not_be_listed_opens_by_name(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    struct os_names names = {NULL, 99};
    struct os_info info;
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\A.TXT", "inside");
    harness->limit(world, at(world, "SUB"), LIMIT_NO_LIST);
    check_file(world, "SUB\\A.TXT", "inside");
    const enum status st = os_list(world->port, at(world, "SUB"), "*", world->arena, &names);
    const enum status found = os_stat(world->port, at(world, "SUB\\A.TXT"), &info);
    if (has(world, TRAIT_HIDES_BY_RIGHT)) {
        EXPECT(world, st, ST_OK);
        ck_assert_uint_eq(names.count, 0);
        EXPECT(world, found, ST_NOT_FOUND);
    } else {
        EXPECT(world, st, ST_ACCESS_DENIED);
        EXPECT(world, found, ST_OK);
    }
}

static const struct contract_case cases[] = {
    {"what may be read only is not written", what_may_be_read_only_is_not_written},
    {"what may be written only is not read", what_may_be_written_only_is_not_read},
    {"nothing comes where nothing may be made", nothing_comes_where_nothing_may_be_made},
    {"nothing goes where nothing may be deleted", nothing_goes_where_nothing_may_be_deleted},
    {"what may not be listed opens by name", what_may_not_be_listed_opens_by_name},
};

struct contract_cases contract_rights(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
