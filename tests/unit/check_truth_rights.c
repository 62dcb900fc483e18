/* sim/world/truth_rights.c: a model that grants too much is found out, one that does not is not. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/one_volume.h"
#include "worlds/small_world.h"

static struct one_volume one;
static struct small_world small;
static struct fs_model lax; /* grants everything */

static bool grant(const struct fs_question *question, struct fs_refusal *refusal_out)
{
    (void)question;
    (void)refusal_out;
    return true;
}

/* d\f, and what a token holds there is a test's to say. */
static void setup(void)
{
    const struct small_world_spec spec = {.out = 0};
    small_world_begin(&small, &spec);
    one_volume_begin(&one);
    fs_ask_granted(one.fs, small.world, truth_granted);
    (void)one_made(&one, one_made(&one, VOLUME_ROOT, "d", true), "f", false);
}

static void teardown(void)
{
    one_volume_end(&one);
    small_world_end(&small);
}

static volume_node directory(void)
{
    return volume_find(one.volume, VOLUME_ROOT, "d");
}
static volume_node file(void)
{
    return volume_find(one.volume, directory(), "f");
}

static enum status writes(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_OPEN_EXISTING);
}
static enum status reads_and_writes(void)
{
    return one_opens(&one, "d\\f", OS_READ_WRITE, OS_OPEN_EXISTING);
}
static enum status overwrites(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_CREATE_ALWAYS);
}
static enum status creates(void)
{
    return one_opens(&one, "d\\new", OS_WRITE, OS_CREATE_NEW);
}
static enum status makes(void)
{
    return one_makes_dir(&one, "d\\new");
}
static enum status deletes(void)
{
    return one_removes(&one, "d\\f");
}
static enum status renames(void)
{
    return one_renames(&one, "d\\f", "d\\g");
}

/* What each takes, at d. */
static const struct {
    const char *name;
    enum status (*operation)(void);
    nw_rights netware;
    nt_mask nt;
} operations[] = {
    {"write", writes, NW_WRITE, NT_GENERIC_WRITE},
    {"read and write", reads_and_writes, NW_READ | NW_WRITE, NT_GENERIC_READ | NT_GENERIC_WRITE},
    {"overwrite", overwrites, NW_WRITE | NW_ERASE | NW_CREATE, NT_GENERIC_WRITE},
    {"create", creates, NW_CREATE, NT_WRITE_DATA},
    {"make a directory", makes, NW_CREATE, NT_APPEND_DATA},
    {"delete", deletes, NW_ERASE, NT_DELETE},
    {"rename", renames, NW_MODIFY, NT_DELETE | NT_READ_ATTRIBUTES | NT_SYNCHRONIZE | NT_WRITE_DATA},
};
static const enum fs_model_id models[] = {FS_MODEL_netware_volume, FS_MODEL_gsnw_gateway,
                                          FS_MODEL_nt_share, FS_MODEL_nt_local};
enum { CASES = (int)(ARRAY_COUNT(models) * ARRAY_COUNT(operations)) };

/* The user gets what it takes, less `without`. */
static void give(enum fs_model_id model, size_t operation, uint32_t without)
{
    one.way.model = fs_model_of(model);
    if (model == FS_MODEL_netware_volume || model == FS_MODEL_gsnw_gateway) {
        fs_set_trustee(one.volume, directory(), ONE_USER, operations[operation].netware & ~without);
        return;
    }
    const struct acl_entry entry = {
        .kind = ACL_ALLOW, .mask = operations[operation].nt & ~without, .id = ONE_USER};
    const struct acl acl = {.is_present = true, .entries = &entry, .count = 1};
    fs_set_acl(one.volume, directory(), &acl);
    fs_set_acl(one.volume, file(), &acl);
}

static void grant_all(enum fs_model_id model)
{
    lax = *fs_model_of(model);
    lax.judge = grant;
    one.way.model = &lax;
}

static void must_fail(const char *name, const char *why)
{
    ck_assert_msg(text_starts(small.world->failure, "rights: ") &&
                      strstr(small.world->failure, why) != NULL,
                  "%s: %s", name, small.world->failure);
}

START_TEST(what_a_model_grants_is_granted_by_the_second_judge)
{
    const size_t operation = (size_t)_i % ARRAY_COUNT(operations);
    give(models[(size_t)_i / ARRAY_COUNT(operations)], operation, 0);
    ck_assert_msg(operations[operation].operation() == ST_OK, "%s", operations[operation].name);
    ck_assert_str_eq(small.world->failure, "");
}
END_TEST

START_TEST(a_change_without_its_right_ends_the_run)
{
    const size_t operation = (size_t)_i % ARRAY_COUNT(operations);
    const enum fs_model_id model = models[(size_t)_i / ARRAY_COUNT(operations)];
    give(model, operation, ~0U);
    ck_assert_int_eq(operations[operation].operation(), ST_ACCESS_DENIED);
    ck_assert_str_eq(small.world->failure, "");
    grant_all(model);
    ck_assert_int_eq(operations[operation].operation(), ST_OK);
    must_fail(operations[operation].name, "lacks a right");
    ck_assert(!world_settle(small.world));
}
END_TEST

START_TEST(reading_is_not_judged_a_second_time)
{
    give(FS_MODEL_netware_volume, 0, ~0U);
    grant_all(FS_MODEL_netware_volume);
    ck_assert_int_eq(one_opens(&one, "d\\f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    ck_assert_str_eq(small.world->failure, "");
}
END_TEST

START_TEST(every_single_right_of_netware_counts)
{
    for (uint32_t right = 1; right <= NW_SUPERVISOR; right <<= 1) {
        if ((operations[_i].netware & right) == 0) {
            continue;
        }
        teardown();
        setup();
        give(FS_MODEL_netware_volume, (size_t)_i, right);
        grant_all(FS_MODEL_netware_volume);
        ck_assert_int_eq(operations[_i].operation(), ST_OK);
        must_fail(operations[_i].name, "lacks a right");
    }
}
END_TEST

static void mask_below(void)
{
    fs_set_trustee(one.volume, VOLUME_ROOT, ONE_USER, NW_ALL & ~NW_SUPERVISOR);
    fs_set_mask(one.volume, directory(), true, NW_READ);
}
static void assignment_below(void)
{
    fs_set_trustee(one.volume, VOLUME_ROOT, ONE_USER, NW_ALL & ~NW_SUPERVISOR);
    fs_set_trustee(one.volume, directory(), ONE_USER, NW_READ);
}
static void somebody_else(void)
{
    fs_set_trustee(one.volume, directory(), ONE_GATEWAY, NW_ALL);
}
static void read_only(void)
{
    fs_set_trustee(one.volume, directory(), ONE_USER, NW_ALL);
    fs_set_attributes(one.volume, file(), FS_READ_ONLY);
}
static void supervisor_above(void)
{
    fs_set_trustee(one.volume, VOLUME_ROOT, ONE_USER, NW_SUPERVISOR);
    fs_set_mask(one.volume, directory(), true, 0);
    fs_set_trustee(one.volume, directory(), ONE_USER, 0);
}
static void assignment_under_a_mask(void)
{
    fs_set_trustee(one.volume, directory(), ONE_USER, NW_WRITE);
    fs_set_mask(one.volume, directory(), true, 0);
}
static void supervisor_by_login(void)
{
    one.token.is_supervisor = true;
}
static void by_a_group(void)
{
    fs_set_trustee(one.volume, VOLUME_ROOT, IDENTITY_EVERYONE, NW_WRITE);
    fs_set_trustee(one.volume, directory(), ONE_USER, 0);
}

static const struct {
    const char *name;
    void (*arrange)(void);
    const char *failure; /* of writing; NULL none */
} trees[] = {
    {"a mask below the assignment", mask_below, "lacks a right"},
    {"a smaller assignment below", assignment_below, "lacks a right"},
    {"an assignment of somebody else", somebody_else, "lacks a right"},
    {"a file that is read-only", read_only, "an attribute forbids"},
    {"Supervisor from above", supervisor_above, NULL},
    {"a mask at the assignment itself", assignment_under_a_mask, NULL},
    {"a supervisor", supervisor_by_login, NULL},
    {"a group from above", by_a_group, NULL},
};
START_TEST(the_way_up_decides_on_a_netware_volume)
{
    trees[_i].arrange();
    grant_all(FS_MODEL_netware_volume);
    ck_assert_int_eq(writes(), ST_OK);
    if (trees[_i].failure != NULL) {
        must_fail(trees[_i].name, trees[_i].failure);
    } else {
        ck_assert_msg(small.world->failure[0] == '\0', "%s: %s", trees[_i].name,
                      small.world->failure);
    }
}
END_TEST

START_TEST(a_move_needs_the_right_to_create_where_it_goes)
{
    fs_set_trustee(one.volume, directory(), ONE_USER, NW_MODIFY);
    grant_all(FS_MODEL_netware_volume);
    ck_assert_int_eq(one_renames(&one, "d\\f", "g"), ST_OK);
    must_fail("move", "lacks a right");
}
END_TEST

START_TEST(the_share_counts_too)
{
    give(FS_MODEL_nt_share, 0, 0);
    grant_all(FS_MODEL_nt_share);
    one.way.share_mask = NT_READ;
    ck_assert_int_eq(writes(), ST_OK);
    must_fail("write", "lacks a right");
}
END_TEST

START_TEST(the_first_entry_of_a_list_that_speaks_decides)
{
    const struct acl_entry entries[] = {
        {.kind = ACL_ALLOW, .flags = ACL_INHERIT_ONLY, .mask = NT_FULL, .id = ONE_USER},
        {.kind = ACL_DENY, .mask = NT_WRITE_DATA, .id = IDENTITY_EVERYONE},
        {.kind = ACL_ALLOW, .mask = NT_FULL, .id = ONE_USER},
    };
    const struct acl acl = {.is_present = true, .entries = entries, .count = ARRAY_COUNT(entries)};
    fs_set_acl(one.volume, file(), &acl);
    grant_all(FS_MODEL_nt_local);
    ck_assert_int_eq(writes(), ST_OK);
    must_fail("write", "lacks a right");
}
END_TEST

START_TEST(deleting_takes_a_right_on_the_file_or_on_its_directory)
{
    const struct acl_entry entry = {.kind = ACL_ALLOW, .mask = NT_DELETE_CHILD, .id = ONE_USER};
    const struct acl acl = {.is_present = true, .entries = &entry, .count = 1};
    const struct acl none = {.is_present = true};
    fs_set_acl(one.volume, directory(), &acl);
    fs_set_acl(one.volume, file(), &none);
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    ck_assert_int_eq(deletes(), ST_OK);
    ck_assert_str_eq(small.world->failure, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth rights");
    TCase *tcase = tcase_create("second judge");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, what_a_model_grants_is_granted_by_the_second_judge, 0, CASES);
    tcase_add_loop_test(tcase, a_change_without_its_right_ends_the_run, 0, CASES);
    tcase_add_test(tcase, reading_is_not_judged_a_second_time);
    tcase_add_loop_test(tcase, every_single_right_of_netware_counts, 0,
                        (int)ARRAY_COUNT(operations));
    tcase_add_loop_test(tcase, the_way_up_decides_on_a_netware_volume, 0, (int)ARRAY_COUNT(trees));
    tcase_add_test(tcase, a_move_needs_the_right_to_create_where_it_goes);
    tcase_add_test(tcase, the_share_counts_too);
    tcase_add_test(tcase, the_first_entry_of_a_list_that_speaks_decides);
    tcase_add_test(tcase, deleting_takes_a_right_on_the_file_or_on_its_directory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
