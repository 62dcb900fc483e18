#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/small_network.h"

static struct small_network f;
static struct network_reach reach;
static struct acl_entry entries[2];

static void setup(void)
{
    small_network_setup(&f);
}

static void teardown(void)
{
    small_network_release(&f);
}

static enum status reaches(const char *path)
{
    return network_reach(f.network, &f.logon, path, 5, &reach);
}

static void check_reach(const char *path, enum status want)
{
    const enum status st = reaches(path);
    ck_assert_msg(st == want, "%s: %s", path, status_name(st));
}

static const struct {
    const char *path;
    enum status want;
    enum fs_model_id model;
    const char *rest;
} paths[] = {
    {"D:\\store\\Import", ST_OK, FS_MODEL_nt_local, "store\\Import"},
    {"d:/store", ST_OK, FS_MODEL_nt_local, "store"},
    {"D:", ST_OK, FS_MODEL_nt_local, ""},
    {"E:\\store", ST_PATH_NOT_FOUND, FS_MODEL_NONE, NULL},
    {"1:\\store", ST_PATH_NOT_FOUND, FS_MODEL_NONE, NULL},
    {"\\\\EXCH2\\connect\\a\\b", ST_OK, FS_MODEL_nt_share, "a\\b"},
    {"//exch2/CONNECT/a", ST_OK, FS_MODEL_nt_share, "a"},
    {"\\\\EXCH2\\connect", ST_OK, FS_MODEL_nt_share, ""},
    {"\\\\EXCH2\\connect2\\a", ST_BAD_SHARE_NAME, FS_MODEL_NONE, NULL},
    {"\\\\EXCH3\\connect", ST_BAD_NETWORK_PATH, FS_MODEL_NONE, NULL},
    {"\\\\NW1\\SYS\\CCDATA", ST_OK, FS_MODEL_netware_volume, "CCDATA"},
    {"nw1\\sys:ccdata\\clandata", ST_OK, FS_MODEL_netware_volume, "ccdata\\clandata"},
    {"NW1/SYS:CCDATA", ST_OK, FS_MODEL_netware_volume, "CCDATA"},
    {"NW1\\SYS:\\CCDATA", ST_OK, FS_MODEL_netware_volume, "CCDATA"},
    {"NW1\\VOL2:CCDATA", ST_BAD_SHARE_NAME, FS_MODEL_NONE, NULL},
    {"NW2\\SYS:CCDATA", ST_BAD_NETWORK_PATH, FS_MODEL_NONE, NULL},
    {"\\\\EXCH2\\nw\\CLANDATA", ST_OK, FS_MODEL_gsnw_gateway, "CLANDATA"},
    {"SYS:CCDATA", ST_BAD_NAME, FS_MODEL_NONE, NULL}, /* a text of scenarios only */
    {"", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"CCDATA", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"NW1\\SYS", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"NW1\\:x", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"\\\\", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"\\\\NW1", ST_BAD_NAME, FS_MODEL_NONE, NULL},
    {"\\\\NW1\\SYS:x", ST_BAD_NAME, FS_MODEL_NONE, NULL},
};

START_TEST(paths_lead_to_their_volumes)
{
    for (int times = 0; times < 2; times++) { /* the second time it is remembered */
        check_reach(paths[_i].path, paths[_i].want);
        if (paths[_i].want == ST_OK) {
            ck_assert_ptr_eq(reach.way.model, fs_model_of(paths[_i].model));
            ck_assert_str_eq(reach.rest, paths[_i].rest);
            ck_assert_ptr_nonnull(reach.way.token);
            ck_assert_uint_eq(reach.way.share_mask, NT_FULL);
            ck_assert_uint_ne(reach.way.volume_number, 0);
        }
    }
}
END_TEST

START_TEST(a_remembered_way_is_not_taken_for_another)
{
    (void)machine_add_share(f.network, f.server, "connect2");
    struct share *share = machine_find_share(f.server, "connect2");
    share->volume = f.connect->volume;
    check_reach("\\\\EXCH2\\connect\\a", ST_OK);
    ck_assert_uint_eq(reach.way.root, f.connect->root);
    check_reach("\\\\EXCH2\\connect2\\a", ST_OK);
    ck_assert_uint_eq(reach.way.root, VOLUME_ROOT);
    check_reach("NW1\\SYS:CCDATA", ST_OK);
    check_reach("NW1\\VOL1:CCDATA", ST_OK);
    ck_assert_ptr_ne(reach.way.volume, f.sys->volume);
    check_reach("\\\\EXCH2\\connect\\a", ST_OK);
    f.connect->is_removed = true;
    check_reach("\\\\EXCH2\\connect\\a", ST_BAD_SHARE_NAME);
    ck_assert_ptr_null(machine_find_share(f.server, "connect"));
    (void)machine_add_share(f.network, f.server, "connect");
    check_reach("\\\\EXCH2\\connect\\a", ST_BAD_SHARE_NAME); /* shares nothing yet */
}
END_TEST

START_TEST(names_too_long_to_be_remembered_work_all_the_same)
{
    char path[120] = "\\\\EXCH2";
    for (int i = 0; i < 60; i++) {
        ck_assert(text_append(path, sizeof(path), "\\")); /* as many separators as one likes */
    }
    ck_assert(text_append(path, sizeof(path), "connect\\a"));
    check_reach(path, ST_OK);
    check_reach(path, ST_OK);
    ck_assert_str_eq(reach.rest, "a");
}
END_TEST

static void share_grants(struct share *share, enum acl_kind kind, nt_mask mask, identity_id id)
{
    entries[0] = (struct acl_entry){.kind = kind, .mask = mask, .id = id};
    const struct acl acl = {
        .is_present = true, .entries = entries, .count = 1, .owner = f.service->id};
    share_set_acl(share, &acl);
}

START_TEST(the_share_list_limits_the_caller)
{
    check_reach("\\\\EXCH2\\connect\\a", ST_OK);
    share_grants(f.connect, ACL_ALLOW, NT_READ, IDENTITY_EVERYONE);
    check_reach("\\\\EXCH2\\connect\\a", ST_OK); /* edits count at once */
    ck_assert_uint_eq(reach.way.share_mask, NT_READ);
    share_grants(f.connect, ACL_DENY, NT_FULL, f.service->id);
    check_reach("\\\\EXCH2\\connect\\a", ST_ACCESS_DENIED);
    share_grants(f.connect, ACL_ALLOW, NT_FULL, f.gate->id);
    check_reach("\\\\EXCH2\\connect\\a", ST_ACCESS_DENIED);
}
END_TEST

static void map(char letter, const char *resource)
{
    char *drive = f.logon.drives[letter - 'A'];
    ck_assert(text_copy(drive, sizeof(f.logon.drives[0]), resource));
}

START_TEST(mapped_drives_lead_where_they_are_mapped)
{
    map('M', "\\\\NW1\\SYS");
    check_reach("M:\\CCDATA\\CLANDATA", ST_OK);
    ck_assert_ptr_eq(reach.way.volume, f.sys->volume);
    ck_assert_uint_eq(reach.way.root, VOLUME_ROOT);
    ck_assert_str_eq(reach.rest, "CCDATA\\CLANDATA");
    map('M', "\\\\NW1\\SYS\\CCDATA");
    check_reach("m:CLANDATA", ST_OK);
    ck_assert_uint_eq(reach.way.root, volume_find(f.sys->volume, VOLUME_ROOT, "CCDATA"));
    ck_assert_str_eq(reach.rest, "CLANDATA");
    map('M', "\\\\NW1\\SYS\\GONE");
    check_reach("M:\\CLANDATA", ST_PATH_NOT_FOUND);
    map('M', "\\\\NW9\\SYS");
    check_reach("M:\\CLANDATA", ST_BAD_NETWORK_PATH);
    map('M', "");
    check_reach("M:\\CLANDATA", ST_PATH_NOT_FOUND);
}
END_TEST

static void take_netware_down(void)
{
    f.netware->is_up = false;
}
START_TEST(a_gateway_acts_as_its_account_and_asks_the_share_about_the_caller)
{
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    ck_assert_uint_eq(reach.way.token->ids[0], f.gate->id);
    ck_assert_ptr_eq(reach.way.volume, f.sys->volume);
    ck_assert_uint_eq(reach.way.root, volume_find(f.sys->volume, VOLUME_ROOT, "CCDATA"));
    ck_assert_uint_eq(f.gate->connections, 1);
    ck_assert_uint_eq(f.twin->connections, 0);
    share_grants(f.nw, ACL_ALLOW, NT_READ, f.service->id);
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    ck_assert_uint_eq(reach.way.share_mask, NT_READ);
    ck_assert_uint_eq(f.gate->connections, 1); /* one session for everybody */
    share_grants(f.nw, ACL_DENY, NT_FULL, f.service->id);
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_ACCESS_DENIED);
}
END_TEST

START_TEST(the_gateways_own_session_is_told_when_the_callers_is_old)
{
    check_reach("\\\\EXCH2\\connect", ST_OK);
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    ck_assert_ptr_eq(reach.new_session, f.gateway.session);
}
END_TEST

static void leave_ntgateway(void)
{
    identity_part(f.identities, f.ntgateway->id, f.gate->id);
}
static void remove_ntgateway(void)
{
    identity_remove(f.identities, f.ntgateway->id);
}
static void change_gateway_password(void)
{
    ck_assert(text_copy(f.gate->password, sizeof(f.gate->password), "other"));
}
static void stop_gateway(void)
{
    f.gateway.is_enabled = false;
}
static void forget_account(void)
{
    f.gateway.account = NULL;
}
static void aim_at(const char *target)
{
    ck_assert(text_copy(f.nw->target, sizeof(f.nw->target), target));
}
static void aim_at_no_server(void)
{
    aim_at("\\\\NW2\\SYS\\CCDATA");
}
static void aim_at_no_volume(void)
{
    aim_at("\\\\NW1\\VOL9\\CCDATA");
}
static void aim_at_no_directory(void)
{
    aim_at("\\\\NW1\\SYS\\GONE");
}
static void aim_at_nothing(void)
{
    aim_at("");
}
static void aim_at_a_drive(void)
{
    aim_at("D:\\store");
}

/* `running`: with the gateway's session open already. */
static const struct {
    const char *name;
    void (*edit)(void);
    enum status fresh;
    enum status running;
} gateway_faults[] = {
    {"not in NTGATEWAY", leave_ntgateway, ST_DEVICE_GONE, ST_OK},
    {"no group NTGATEWAY", remove_ntgateway, ST_DEVICE_GONE, ST_OK},
    {"password changed", change_gateway_password, ST_DEVICE_GONE, ST_OK},
    {"gateway stopped", stop_gateway, ST_DEVICE_GONE, ST_DEVICE_GONE},
    {"no account", forget_account, ST_DEVICE_GONE, ST_DEVICE_GONE},
    {"NetWare server down", take_netware_down, ST_UNEXPECTED_NETWORK, ST_UNEXPECTED_NETWORK},
    {"no such server", aim_at_no_server, ST_UNEXPECTED_NETWORK, ST_UNEXPECTED_NETWORK},
    {"no such volume", aim_at_no_volume, ST_BAD_SHARE_NAME, ST_BAD_SHARE_NAME},
    {"no such directory", aim_at_no_directory, ST_PATH_NOT_FOUND, ST_PATH_NOT_FOUND},
    {"no target", aim_at_nothing, ST_BAD_SHARE_NAME, ST_BAD_SHARE_NAME},
    {"a local target", aim_at_a_drive, ST_BAD_SHARE_NAME, ST_BAD_SHARE_NAME},
};

START_TEST(a_spoiled_gateway_refuses_everybody)
{
    gateway_faults[_i].edit();
    const enum status st = reaches("\\\\EXCH2\\nw\\CLANDATA");
    ck_assert_msg(st == gateway_faults[_i].fresh, "%s: %s", gateway_faults[_i].name,
                  status_name(st));
    ck_assert_uint_eq(f.gate->connections, f.gateway.session != NULL); /* none leaks */
}
END_TEST

START_TEST(a_running_gateway_keeps_its_session)
{
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    gateway_faults[_i].edit();
    const enum status st = reaches("\\\\EXCH2\\nw\\CLANDATA");
    ck_assert_msg(st == gateway_faults[_i].running, "%s: %s", gateway_faults[_i].name,
                  status_name(st));
}
END_TEST

START_TEST(a_gateway_logs_in_again_after_its_session_was_cleared)
{
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    network_clear_sessions(f.network, f.netware, f.gate);
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_OK);
    ck_assert_uint_eq(f.gate->connections, 1);
    network_clear_sessions(f.network, f.netware, f.gate);
    leave_ntgateway();
    check_reach("\\\\EXCH2\\nw\\CLANDATA", ST_DEVICE_GONE);
    ck_assert_uint_eq(f.gate->connections, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reach");
    TCase *tcase = tcase_create("reach");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, paths_lead_to_their_volumes, 0, ARRAY_COUNT(paths));
    tcase_add_test(tcase, a_remembered_way_is_not_taken_for_another);
    tcase_add_test(tcase, names_too_long_to_be_remembered_work_all_the_same);
    tcase_add_test(tcase, the_share_list_limits_the_caller);
    tcase_add_test(tcase, mapped_drives_lead_where_they_are_mapped);
    tcase_add_test(tcase, a_gateway_acts_as_its_account_and_asks_the_share_about_the_caller);
    tcase_add_test(tcase, the_gateways_own_session_is_told_when_the_callers_is_old);
    tcase_add_loop_test(tcase, a_spoiled_gateway_refuses_everybody, 0, ARRAY_COUNT(gateway_faults));
    tcase_add_loop_test(tcase, a_running_gateway_keeps_its_session, 0, ARRAY_COUNT(gateway_faults));
    tcase_add_test(tcase, a_gateway_logs_in_again_after_its_session_was_cleared);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
