/* Tests of connector/ccmc/dirsync_unique.c: addresses and names that somebody has already. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ccmc/dirsync_unique.h"
#include "support/memory_exchange.h"

static struct arena arena;
static struct memory_exchange *exchange;
static struct exchange_port *port;

static void begin(void)
{
    arena = (struct arena){0};
    exchange = memory_exchange_create(&arena);
    port = memory_exchange_port(exchange);
}

static void end(void)
{
    arena_release(&arena);
}

/* In the directory: "Low, Lea", whose second address is "CCMAIL:Zoe Zed at PO1". */
static void fill(void)
{
    static const char *const others[] = {"CCMAIL:Zoe Zed at PO1", "CCMAIL:Boss at PO1", NULL};
    const struct exchange_change lea = {.kind = EXCHANGE_ADD,
                                        .entry = {.display = "Low, Lea",
                                                  .alias = "LL",
                                                  .ccmail_address = "CCMAIL:Low, Lea at PO9",
                                                  .ccmail_others = others,
                                                  .container = "Import",
                                                  .comment = "",
                                                  .is_custom = true}};
    ck_assert_int_eq(exchange_directory_change(port, &lea, 1), ST_OK);
    memory_exchange_user(exchange, "Low, Lea",
                         (struct exchange_address){lea.entry.display, lea.entry.ccmail_address});
}

static const struct {
    const char *name;
    const char *display;
    const char *address;
    const char *other;
    bool is_again;
    bool has_address;
    const char *leaver; /* who goes first; NULL: nobody */
    const char *want;   /* "display, other, doubled" or "out, doubled" */
} rows[] = {
    {"all is free", "Zed, Zoe", "CCMAIL:Zed, Zoe at PO1", NULL, false, false, NULL,
     "Zed, Zoe, -, -"},
    {"his address is her second one", "Zoe Zed", "CCMAIL:Zoe Zed at PO1", NULL, false, false, NULL,
     "out, Zoe Zed at PO1"},
    {"so is his second one", "Zed, Zoe", "CCMAIL:Zed, Zoe at PO1", "CCMAIL:Zoe Zed at PO1", false,
     false, NULL, "Zed, Zoe, -, Zoe Zed at PO1"},
    {"his second one is free", "Zed, Zoe", "CCMAIL:Zed, Zoe at PO1", "CCMAIL:Z Zed at PO1", false,
     false, NULL, "Zed, Zoe, CCMAIL:Z Zed at PO1, -"},
    {"his name is taken", "Low, Lea", "CCMAIL:Low, Lea at PO1", NULL, false, false, NULL,
     "Low, Lea at PO1, -, -"},
    {"made anew she keeps her name and her addresses", "Low, Lea", "CCMAIL:Zoe Zed at PO1",
     "CCMAIL:Boss at PO1", true, false, NULL, "Low, Lea, CCMAIL:Boss at PO1, -"},
    {"made anew he does not get what is hers", "Other", "CCMAIL:Zoe Zed at PO1", NULL, true, false,
     NULL, "out, Zoe Zed at PO1"},
    {"of one that he had nobody is asked", "Other", "CCMAIL:Low, Lea at PO9", NULL, true, true,
     NULL, "Other, -, -"},
    {"her name is free when she goes first", "Low, Lea", "CCMAIL:Low, Lea at PO1", NULL, false,
     false, "Low, Lea", "Low, Lea, -, -"},
    {"and so is what was hers beside", "Zed, Zoe", "CCMAIL:Zed, Zoe at PO1",
     "CCMAIL:Zoe Zed at PO1", false, false, "Low, Lea", "Zed, Zoe, CCMAIL:Zoe Zed at PO1, -"},
    {"it is not when somebody else goes", "Low, Lea", "CCMAIL:Low, Lea at PO1", NULL, false, false,
     "High, Hal", "Low, Lea at PO1, -, -"},
};

START_TEST(what_is_somebody_elses_is_left_out_and_named)
{
    const char *others[] = {rows[_i].other, NULL};
    struct dirsync_addition addition = {.full_name = "Low, Lea at PO1",
                                        .is_again = rows[_i].is_again,
                                        .has_address = rows[_i].has_address,
                                        .entry = {.display = rows[_i].display,
                                                  .ccmail_address = rows[_i].address,
                                                  .ccmail_others = others}};
    struct dirsync_settled settled;
    struct name_index leaving = name_index_begin(&arena, 1);
    if (rows[_i].leaver != NULL) {
        name_index_add(&leaving, rows[_i].leaver, 0);
    }
    fill();
    ck_assert_int_eq(dirsync_settle(port, &arena, &leaving, &addition, &settled), ST_OK);
    ck_assert_uint_le(settled.doubled_count, 1);
    const char *doubled = settled.doubled_count > 0 ? settled.doubled[0] : "-";
    const char *other = addition.entry.ccmail_others[0];
    const char *got = settled.is_taken_out
                          ? arena_format(&arena, "out, %s", doubled)
                          : arena_format(&arena, "%s, %s, %s", addition.entry.display,
                                         other != NULL ? other : "-", doubled);
    ck_assert_msg(strcmp(got, rows[_i].want) == 0, "%s: got %s, want %s", rows[_i].name, got,
                  rows[_i].want);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dirsync_unique");
    TCase *tcase = tcase_create("dirsync_unique");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, what_is_somebody_elses_is_left_out_and_named, 0,
                        (int)ARRAY_COUNT(rows));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
