/* sim/exchange/lists.c: distribution lists of an Exchange site. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/lists.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct site *site;

static void begin(void)
{
    const struct small_world_spec plain = {0};
    small_world_declare(&small, &plain);
    w = small.world;
    site = site_need(w, NULL);
    (void)site_recipient_need(w, site, "Brady, Sally");
    (void)site_recipient_need(w, site, "Lee, Bo");
}

static void end(void)
{
    small_world_end(&small);
}

static void set(const char *name, const char *members)
{
    const char *names[8];
    uint32_t count = 0;
    for (const char *at = members; *at != '\0';) {
        const size_t length = strcspn(at, "|");
        names[count++] = arena_text_n(&small.arena, at, length);
        at += length + (at[length] == '|' ? 1 : 0);
    }
    list_set(w, site, name, names, count);
}

/* "here|here; elsewhere|" */
static const char *members_of(const char *name)
{
    struct buffer text;
    const struct site_list *list = list_find(w, name);
    ck_assert_ptr_nonnull(list);
    const struct list_members members = list_expand(w, list);
    buffer_init(&text, &small.arena);
    for (uint32_t i = 0; i < members.here_count; i++) {
        buffer_format(&text, "%s|", members.here[i]);
    }
    buffer_text(&text, ";");
    for (uint32_t i = 0; i < members.elsewhere_count; i++) {
        buffer_format(&text, "%s|", members.elsewhere[i]);
    }
    return buffer_string(&text);
}

static const struct {
    const char *name;
    const char *all, *sub;
    const char *seen;
} cases[] = {
    {"one of each", "Brady, Sally|A at PO1", "", "Brady, Sally|;A at PO1|"},
    {"here once, elsewhere each time", "Sub|A at PO1|Lee, Bo", "Lee, Bo|A at PO1",
     "Lee, Bo|;A at PO1|A at PO1|"},
    {"a ring", "Sub|A at PO1", "All|Lee, Bo", "Lee, Bo|;A at PO1|"},
    {"itself", "All|A at PO1", "", ";A at PO1|"},
    {"by address", "brady, sally at site1|CCMAIL:Sub at SITE1", "B at PO2",
     "Brady, Sally|;B at PO2|"},
    {"nobody", "Nobody", "", ";"},
};

START_TEST(a_list_is_taken_apart)
{
    set("Sub", cases[_i].sub);
    set("All", cases[_i].all);
    ck_assert_str_eq(members_of("all at SITE1"), cases[_i].seen);
}
END_TEST

START_TEST(lists_in_lists_end_eight_deep)
{
    for (int i = 0; i < 10; i++) {
        set(arena_format(&small.arena, "L%d", i),
            arena_format(&small.arena, "L%d|A%d at PO1", i + 1, i));
    }
    ck_assert_str_eq(members_of("L0"),
                     ";A7 at PO1|A6 at PO1|A5 at PO1|A4 at PO1|A3 at PO1|A2 at PO1|A1 at PO1|"
                     "A0 at PO1|");
}
END_TEST

START_TEST(a_list_is_there_until_it_is_removed)
{
    ck_assert_ptr_null(list_find(w, "All"));
    set("All", "Lee, Bo");
    set("all", "Brady, Sally");
    ck_assert_str_eq(members_of("CCMAIL:All at SITE1"), "Brady, Sally|;");
    ck_assert_ptr_null(list_find(w, "All at PO1"));
    ck_assert_ptr_null(list_find(w, "All of them"));
    ck_assert(list_remove(w, site, "All"));
    ck_assert(!list_remove(w, site, "All"));
    ck_assert_ptr_null(list_find(w, "All"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lists");
    TCase *tcase = tcase_create("lists");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_list_is_taken_apart, 0, ARRAY_COUNT(cases));
    tcase_add_test(tcase, lists_in_lists_end_eight_deep);
    tcase_add_test(tcase, a_list_is_there_until_it_is_removed);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
