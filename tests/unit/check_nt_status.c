#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "fs/nt_status.h"

static const struct {
    uint32_t status;
    bool is_new_file;
    uint32_t win32;
    uint32_t dos;
} known[] = {
    {0, false, 0, 0},
    {0xC0000034, false, 2, 2},
    {0xC000000F, false, 2, 2},
    {0xC0000121, false, 5, 5},
    {NT_STATUS_ACCESS_DENIED, false, 5, 5},
    {NT_STATUS_SHARING_VIOLATION, false, 32, 5},
    {NT_STATUS_NAME_COLLISION, true, WIN32_FILE_EXISTS, 0x50},
    {NT_STATUS_NAME_COLLISION, false, WIN32_ALREADY_EXISTS, 5},
    {NT_STATUS_PRIVILEGE_NOT_HELD, false, 1314, 5},
    {0xC0000070, false, 1329, 5},
    {0xC0000224, false, 1907, 5},
};

START_TEST(a_status_is_an_error_of_win32_and_of_dos)
{
    struct nt_answer answer;
    ck_assert(nt_status_find(known[_i].status, known[_i].is_new_file, &answer));
    ck_assert_uint_eq(answer.status, known[_i].status);
    ck_assert_uint_eq(answer.win32, known[_i].win32);
    ck_assert_uint_eq(answer.dos, known[_i].dos);
    ck_assert_uint_gt(strlen(answer.name), 0);
}
END_TEST

START_TEST(an_unknown_status_is_none)
{
    struct nt_answer answer;
    ck_assert(!nt_status_find(0xC0FFEE, false, &answer));
    ck_assert(!nt_status_of(ST_PROCESS_GONE, &answer));
    ck_assert(!nt_status_of(ST_DRIVE_ASSIGNED, &answer)); /* the client alone says it */
}
END_TEST

START_TEST(the_port_and_the_table_agree)
{
    unsigned found = 0;
    for (int i = 0; i < STATUS_COUNT; i++) {
        const enum status status = (enum status)i;
        struct nt_answer answer;
        if (!nt_status_of(status, &answer)) {
            continue;
        }
        found++;
        ck_assert_uint_eq(answer.win32, status_win32(status));
        ck_assert_msg(answer.dos == status_dos(status), "%s: %u, %u", answer.name,
                      (unsigned)answer.dos, (unsigned)status_dos(status));
    }
    ck_assert_uint_ge(found, 33);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nt status");
    TCase *tcase = tcase_create("nt status");
    tcase_add_loop_test(tcase, a_status_is_an_error_of_win32_and_of_dos, 0, ARRAY_COUNT(known));
    tcase_add_test(tcase, an_unknown_status_is_none);
    tcase_add_test(tcase, the_port_and_the_table_agree);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
