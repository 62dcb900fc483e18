#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/small_network.h"

static struct small_network f;

static void setup(void)
{
    small_network_setup(&f);
}

static void teardown(void)
{
    small_network_release(&f);
}

START_TEST(volumes_are_known_by_number)
{
    ck_assert_ptr_eq(network_machine_of_volume(f.network, f.sys->number), f.netware);
    ck_assert_ptr_eq(network_machine_of_volume(f.network, f.d->number), f.host);
    ck_assert_ptr_null(network_machine_of_volume(f.network, 999));
    ck_assert_ptr_eq(network_find_machine(f.network, "nw1"), f.netware);
    ck_assert_ptr_eq(machine_find_volume(f.netware, "sys"), f.sys);
    ck_assert_ptr_null(machine_find_volume(f.netware, "SYS2"));
}
END_TEST

static void aim_at(const char *target)
{
    ck_assert(text_copy(f.nw->target, sizeof(f.nw->target), target));
}
static const struct {
    const char *path;
    enum status want;
    const char *root; /* path of the root on its volume */
    const char *rest;
} places[] = {
    {"D:\\store\\Import", ST_OK, "", "store\\Import"},
    {"\\\\EXCH2\\connect\\a", ST_OK, "connect", "a"},
    {"\\\\NW1\\SYS\\CCDATA", ST_OK, "", "CCDATA"},
    {"NW1\\SYS:CCDATA", ST_OK, "", "CCDATA"},
    {"SYS:CCDATA", ST_OK, "", "CCDATA"},
    {"\\\\EXCH2\\nw\\CLANDATA", ST_OK, "CCDATA", "CLANDATA"},
    {"E:\\a", ST_PATH_NOT_FOUND, NULL, NULL},
    {"\\\\EXCH9\\a", ST_BAD_NETWORK_PATH, NULL, NULL},
    {"\\\\EXCH2\\none", ST_BAD_SHARE_NAME, NULL, NULL},
    {"\\\\NW1\\VOL9", ST_BAD_SHARE_NAME, NULL, NULL},
    {"VOL9:a", ST_BAD_SHARE_NAME, NULL, NULL},
    {"VOL1:a", ST_BAD_NAME, NULL, NULL}, /* two servers have it */
    {"nonsense", ST_BAD_NAME, NULL, NULL},
};

START_TEST(places_need_no_identity)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    char root_path[80];
    struct machine *other = network_add_machine(f.network, MACHINE_NETWARE, "NW2");
    const struct volume_spec spec = {.label = "VOL1", .capacity_bytes = 1 << 20};
    (void)machine_add_volume(f.network, other, "VOL1", &spec);
    ck_assert_uint_eq(other->id, 4);
    f.netware->is_up = false; /* places do not ask for a running server */
    const enum status st = network_place(f.network, f.host, places[_i].path, &volume, &root, &rest);
    ck_assert_msg(st == places[_i].want, "%s: %s", places[_i].path, status_name(st));
    if (st == ST_OK) {
        ck_assert(volume_path(volume->volume, root, root_path, sizeof(root_path)));
        ck_assert_str_eq(root_path, places[_i].root);
        ck_assert_str_eq(rest, places[_i].rest);
    }
}
END_TEST

START_TEST(places_behind_spoiled_shares_are_refused)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    const char *behind = "\\\\EXCH2\\nw\\CLANDATA";
    aim_at("\\\\NW2\\SYS\\CCDATA");
    ck_assert_int_eq(network_place(f.network, f.host, behind, &volume, &root, &rest),
                     ST_BAD_SHARE_NAME);
    aim_at("\\\\NW1\\VOL9\\CCDATA");
    ck_assert_int_eq(network_place(f.network, f.host, behind, &volume, &root, &rest),
                     ST_BAD_SHARE_NAME);
    aim_at("");
    ck_assert_int_eq(network_place(f.network, f.host, behind, &volume, &root, &rest),
                     ST_BAD_SHARE_NAME);
    aim_at("D:\\store");
    ck_assert_int_eq(network_place(f.network, f.host, behind, &volume, &root, &rest),
                     ST_BAD_SHARE_NAME);
    f.connect->volume = NULL;
    ck_assert_int_eq(network_place(f.network, f.host, "\\\\EXCH2\\connect", &volume, &root, &rest),
                     ST_BAD_SHARE_NAME);
    ck_assert_int_eq(network_place(f.network, NULL, "D:\\", &volume, &root, &rest),
                     ST_PATH_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("network");
    TCase *tcase = tcase_create("network");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, volumes_are_known_by_number);
    tcase_add_loop_test(tcase, places_need_no_identity, 0, ARRAY_COUNT(places));
    tcase_add_test(tcase, places_behind_spoiled_shares_are_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
