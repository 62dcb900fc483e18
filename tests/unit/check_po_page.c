#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/po_page.h"
#include "support/memory_port.h"

static const struct {
    const char *name;
    const char *path;
    enum status want;
} cases[] = {
    {"a post office", "D:\\ccdata", ST_OK},
    {"a directory without one", "D:\\empty", ST_NOT_FOUND},
    {"a place that is not there", "D:\\nowhere", ST_PATH_NOT_FOUND},
};

START_TEST(the_page_accepts_a_path_where_it_sees_ccpombox)
{
    struct arena arena = {0};
    struct arena scratch = {0};
    struct memory_port *memory = memory_port_create(&arena);
    memory_port_make_dir(memory, "D:\\ccdata");
    memory_port_make_dir(memory, "D:\\empty");
    memory_port_put(memory, "D:\\ccdata\\CCPOMBOX.DAT", bytes_of_text("x"));
    memory_port_put(memory, "D:\\empty\\CCPOMS", bytes_of_text("x"));
    ck_assert_msg(po_page_check(memory_port_os(memory), cases[_i].path, &scratch) == cases[_i].want,
                  "%s", cases[_i].name);
    memory_port_release(memory);
    arena_release(&scratch);
    arena_release(&arena);
}
END_TEST

START_TEST(the_page_takes_what_its_fields_take)
{
    char name[258];
    memset(name, 'x', 257);
    name[257] = '\0';
    ck_assert(po_page_fields(NULL, NULL) == ST_OK);
    ck_assert(po_page_fields("PO1", "0123456789") == ST_OK);
    ck_assert(po_page_fields("PO1", "0123456789a") == ST_TOO_LONG);
    ck_assert(po_page_fields("PO1", "äöüäöüäöüä") == ST_OK); /* characters, not bytes */
    ck_assert(po_page_fields(name, NULL) == ST_TOO_LONG);
    ck_assert(po_page_fields(name + 1, NULL) == ST_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_page");
    TCase *tcase = tcase_create("po_page");
    tcase_add_loop_test(tcase, the_page_accepts_a_path_where_it_sees_ccpombox, 0,
                        (int)ARRAY_COUNT(cases));
    tcase_add_test(tcase, the_page_takes_what_its_fields_take);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
