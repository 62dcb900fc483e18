#include <check.h>
#include <stdlib.h>

#include "base/require.h"
#include "ccmc/quirks.h"

static const struct {
    const char *name;
    uint32_t build;
    enum quirk quirk;
    bool has;
} cases[] = {
    {"5.0 as it came passes the store path as it stands", 1457, QUIRK_LONG_STORE_PATH, true},
    {"5.5 as it came does, too", 1960, QUIRK_LONG_STORE_PATH, true},
    {"the last build before 5.5 SP1", 2231, QUIRK_LONG_STORE_PATH, true},
    {"5.5 SP1 passes short names", 2232, QUIRK_LONG_STORE_PATH, false},
    {"5.5 SP1 leaves long text to IMPORT", 2232, QUIRK_LONG_TEXT, true},
    {"brackets stay in an address", 2583, QUIRK_ADDRESS_BRACKETS, true},
    {"SP3 spares IMPORT the brackets", 2584, QUIRK_ADDRESS_BRACKETS, false},
    {"both brackets stay in a subject", 2610, QUIRK_SUBJECT_BRACKETS, true},
    {"2611 spares IMPORT those of a subject", 2611, QUIRK_SUBJECT_BRACKETS, false},
    {"5.0 SP1 counts free space in 32 bits", 1459, QUIRK_FREE_SPACE_32, true},
    {"5.0 turns names", 1461, QUIRK_FIRST_LAST, true},
    {"5.5 does not", 1960, QUIRK_FIRST_LAST, false},
    {"5.0 SP2 does not", 1460, QUIRK_FREE_SPACE_32, false},
    {"5.5 SP2 makes a file of it", 2448, QUIRK_LONG_TEXT, false},
    {"5.5 SP2 imports a bad file again and again", 2448, QUIRK_IMPORT_LOOP, true},
    {"5.5 SP3 removes it", 2571, QUIRK_IMPORT_LOOP, false},
    {"5.5 SP3 loses the period of an initial", 2650, QUIRK_INITIAL_PERIOD, true},
    {"5.5 SP3 does not know the Korean page", 2649, QUIRK_NO_KOREAN, true},
    {"SP4 does", 2650, QUIRK_NO_KOREAN, false},
    {"2651 keeps it", 2651, QUIRK_INITIAL_PERIOD, false},
    {"5.5 SP2 knows the comment rule", 2448, QUIRK_COMMENT_RULE, false},
    {"5.5 SP3 does not", 2592, QUIRK_COMMENT_RULE, true},
    {"nor does its last build", 2650, QUIRK_COMMENT_RULE, true},
    {"the one behind it does", 2651, QUIRK_COMMENT_RULE, false},
    {"5.5 SP1 knows no long names of files", 2331, QUIRK_NO_LONG_NAMES, true},
    {"SP2 does", 2332, QUIRK_NO_LONG_NAMES, false},
    {"nor titles without a date", 2423, QUIRK_NO_VERSION_8_FORMAT, true},
    {"2424 does", 2424, QUIRK_NO_VERSION_8_FORMAT, false},
    {"5.5 SP3 knows no header of 160 KB", 2649, QUIRK_NO_LARGE_HEADERS, true},
    {"SP4 knows it", 2650, QUIRK_NO_LARGE_HEADERS, false},
    {"5.5 as it came takes .pcx for a fax", 1960, QUIRK_FAX_PCX, true},
    {"5.0 is not said to", 1460, QUIRK_FAX_PCX, false},
    {"nor does 2504", 2504, QUIRK_FAX_PCX, false},
    {"5.0 as it came keeps the date behind a digit", 1457, QUIRK_DATE_BEHIND_DIGIT, true},
    {"5.0 SP1 takes it off", 1458, QUIRK_DATE_BEHIND_DIGIT, false},
    {"5.0 SP1 ends at a section that it does not know", 1459, QUIRK_ODD_SECTION, true},
    {"5.0 SP2 does not", 1460, QUIRK_ODD_SECTION, false},
    {"5.0 as it came moves no file to Bad", 1457, QUIRK_UNREAD_FILE, true},
    {"5.0 SP1 does", 1458, QUIRK_UNREAD_FILE, false},
    {"5.0 as it came answers a gateway of cc:Mail by the Internet", 1457, QUIRK_INTERNET_NAMES,
     true},
    {"5.0 SP1 does not", 1458, QUIRK_INTERNET_NAMES, false},
    {"5.0 as it came hides its own entries", 1457, QUIRK_FILTER_HIDES_OWN, true},
    {"5.0 SP1 does not", 1458, QUIRK_FILTER_HIDES_OWN, false},
    {"5.0 SP1 adds first", 1459, QUIRK_ADDS_FIRST, true},
    {"5.0 SP2 deletes first", 1460, QUIRK_ADDS_FIRST, false},
    {"5.5 as it came puts a comma in front", 2231, QUIRK_COMMA_IN_FRONT, true},
    {"5.0 does not", 1461, QUIRK_COMMA_IN_FRONT, false},
    {"SP1 does not", 2232, QUIRK_COMMA_IN_FRONT, false},
    {"5.0 names nobody in reports", 1461, QUIRK_REPORT_TO_NOBODY, true},
    {"5.5 does", 1960, QUIRK_REPORT_TO_NOBODY, false},
    {"SP2 does not read whom a report is about", 2591, QUIRK_REPORT_NAMES, true},
    {"SP3 does", 2592, QUIRK_REPORT_NAMES, false},
    {"5.5 cuts receipts", 1960, QUIRK_RECEIPT_TEXT, true},
    {"so does SP4 as it came", 2651, QUIRK_RECEIPT_TEXT, true},
    {"a later one does not", 2652, QUIRK_RECEIPT_TEXT, false},
    {"SP1 takes 00 for 1900", 2407, QUIRK_LAST_CENTURY, true},
    {"SP2 does not", 2408, QUIRK_LAST_CENTURY, false},
    {"the store of SP3 loses letters", 2649, QUIRK_STORE_LOSES, true},
    {"that of SP4 does not", 2650, QUIRK_STORE_LOSES, false},
    {"no build is known that needs line ends", 1457, QUIRK_NEEDS_LINE_ENDS, false},
    {"an unknown build has nothing wrong", 0, QUIRK_LONG_STORE_PATH, false},
};

START_TEST(a_build_has_the_quirks_of_its_rows)
{
    ck_assert_msg(quirks_have(quirks_of(NULL, cases[_i].build), cases[_i].quirk) == cases[_i].has,
                  "%s", cases[_i].name);
}
END_TEST

START_TEST(a_release_has_what_it_is_known_for)
{
    ck_assert(quirks_of("5.0", 0) == (UINT32_C(1) << QUIRK_LONG_STORE_PATH |   /* Q166045 */
                                      UINT32_C(1) << QUIRK_FIRST_LAST |        /* Q154053 */
                                      UINT32_C(1) << QUIRK_REPORT_TO_NOBODY)); /* Q184624 */
    ck_assert(quirks_of("5.5", 0) == 0);
    ck_assert(quirks_of("", 0) == 0);
    ck_assert(quirks_of(NULL, 0) == 0);
}
END_TEST

START_TEST(every_row_has_builds_and_says_what_it_does)
{
    for (enum quirk quirk = 0; quirk < QUIRK_COUNT; quirk++) {
        const struct quirk_row *row = quirk_row(quirk);
        ck_assert_uint_ge(row->first_build, 1);
        ck_assert_uint_ge(row->last_build, row->first_build);
        ck_assert(row->name[0] != '\0' && row->step[0] != '\0' && row->mail[0] != '\0');
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quirks");
    TCase *tcase = tcase_create("quirks");
    tcase_add_loop_test(tcase, a_build_has_the_quirks_of_its_rows, 0, (int)ARRAY_COUNT(cases));
    tcase_add_test(tcase, a_release_has_what_it_is_known_for);
    tcase_add_test(tcase, every_row_has_builds_and_says_what_it_does);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
