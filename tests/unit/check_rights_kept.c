/* Rights that are kept follow every edit. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/one_volume.h"

static struct one_volume one;

static void setup(void)
{
    one_volume_begin(&one);
}

static void teardown(void)
{
    one_volume_end(&one);
}

static void netware_tree(nw_rights rights)
{
    teardown();
    setup();
    one.way.model = fs_model_of(FS_MODEL_netware_volume);
    const volume_node d = one_made(&one, VOLUME_ROOT, "d", true);
    (void)one_made(&one, d, "f", false);
    (void)one_made(&one, d, "empty", true);
    (void)one_made(&one, VOLUME_ROOT, "other", true);
    fs_set_trustee(one.volume, d, ONE_USER, rights);
}

START_TEST(masks_and_trustees_are_edited_one_by_one)
{
    netware_tree(NW_READ | NW_WRITE);
    const volume_node f = volume_find(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"), "f");
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE);
    fs_set_mask(one.volume, f, true, NW_READ);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ);
    fs_set_mask(one.volume, f, false, 0);
    fs_set_trustee(one.volume, f, ONE_GROUP, NW_ERASE);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE);
    one.token_ids[one.token.count++] = ONE_GROUP;
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE | NW_ERASE);
    fs_set_trustee(one.volume, f, ONE_GROUP, NW_MODIFY); /* replaces the one before */
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE | NW_MODIFY);
    fs_remove_trustee(one.volume, f, ONE_GROUP);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE);
    fs_remove_trustee(one.volume, volume_find(one.volume, VOLUME_ROOT, "other"),
                      ONE_GROUP); /* none there */
    fs_set_trustee(one.volume, VOLUME_ROOT, ONE_GROUP, NW_FILE_SCAN);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_WRITE | NW_FILE_SCAN);
    one.token.is_supervisor = true;
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_ALL);
}
END_TEST

START_TEST(rights_that_are_kept_follow_every_edit)
{
    const volume_node a = one_made(&one, VOLUME_ROOT, "a", true);
    const volume_node b = one_made(&one, VOLUME_ROOT, "b", true);
    const volume_node f = one_made(&one, a, "f", false);
    one.way.model = fs_model_of(FS_MODEL_netware_volume);
    one.token.number = 1;
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), 0);
    fs_set_trustee(one.volume, a, ONE_USER, NW_READ | NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ | NW_MODIFY);
    fs_set_mask(one.volume, f, true, NW_READ);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_READ);
    fs_set_mask(one.volume, f, false, 0);
    fs_remove_trustee(one.volume, a, ONE_USER);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), 0);
    fs_set_trustee(one.volume, a, ONE_USER, NW_MODIFY);
    fs_set_trustee(one.volume, b, ONE_USER, NW_CREATE | NW_ERASE);
    /* Who else asks has rights of his own. */
    const identity_id group[] = {ONE_GROUP};
    const struct identity_token other = {.ids = group, .count = 1, .number = 2};
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &other), 0);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_MODIFY);
    /* A file that moves has those of its new directory; a directory takes what is in it along. */
    ck_assert_int_eq(one_renames(&one, "a\\f", "b\\f"), ST_OK);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_CREATE | NW_ERASE);
    const volume_node c = one_made(&one, a, "c", true);
    const volume_node g = one_made(&one, c, "g", false);
    ck_assert_uint_eq(fs_nw_rights(one.volume, g, &one.token), NW_MODIFY);
    ck_assert_int_eq(one_renames(&one, "a\\c", "b\\c"), ST_OK);
    ck_assert_uint_eq(fs_nw_rights(one.volume, g, &one.token), NW_CREATE | NW_ERASE);
    /* The number of an entry that went is another one's soon. */
    fs_set_trustee(one.volume, f, ONE_USER, NW_ERASE | NW_READ);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_ERASE | NW_READ);
    ck_assert_int_eq(one_removes(&one, "b\\f"), ST_OK);
    ck_assert_uint_eq(one_made(&one, b, "h", false), f);
    ck_assert_uint_eq(fs_nw_rights(one.volume, f, &one.token), NW_CREATE | NW_ERASE);
}
END_TEST

START_TEST(more_answers_than_are_kept_are_right_too)
{
    enum { FILES = 600, ACCOUNTS = 8 };
    volume_node files[FILES];
    struct identity_token tokens[ACCOUNTS];
    identity_id ids[ACCOUNTS];
    for (uint32_t i = 0; i < ACCOUNTS; i++) {
        ids[i] = 100 + i;
        tokens[i] = (struct identity_token){.ids = &ids[i], .count = 1, .number = i + 1};
        fs_set_trustee(one.volume, VOLUME_ROOT, ids[i], 1u << i & NW_ALL);
    }
    for (uint32_t i = 0; i < FILES; i++) {
        char name[16];
        ck_assert(text_format(name, sizeof(name), "f%u", i));
        files[i] = one_made(&one, VOLUME_ROOT, name, false);
    }
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < FILES * ACCOUNTS; i++) {
            ck_assert_uint_eq(fs_nw_rights(one.volume, files[i % FILES], &tokens[i % ACCOUNTS]),
                              1u << i % ACCOUNTS & NW_ALL);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rights kept");
    TCase *tcase = tcase_create("NetWare");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, masks_and_trustees_are_edited_one_by_one);
    tcase_add_test(tcase, rights_that_are_kept_follow_every_edit);
    tcase_add_test(tcase, more_answers_than_are_kept_are_right_too);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
