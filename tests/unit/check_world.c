/* sim/world/world.c, defaults.c, sim_environment.c: the world as a whole. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/trace.h"
#include "world/defaults.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;

static void begin(void)
{
    const struct small_world_spec spec = {.out = 2, .in = 2};
    small_world_declare(&small, &spec);
    w = small.world;
}

static void end(void)
{
    small_world_end(&small);
}

START_TEST(an_assumption_is_set_by_name_to_a_value_it_knows)
{
    enum assumption id = ASSUMPTION_COUNT;
    const struct assumption_row *row = assumption_find("export_read_only", &id);
    ck_assert_ptr_nonnull(row);
    ck_assert_ptr_eq(assumption_row(id), row);
    ck_assert_ptr_null(assumption_find("NONE_SUCH", &id));
    ck_assert_str_eq(world_assumption(w, ASSUME_EXPORT_READ_ONLY), row->fallback);
    ck_assert(w->assumptions_used[ASSUME_EXPORT_READ_ONLY]);
    small_must(world_set_assumption(w, "EXPORT_READ_ONLY", "repeat"));
    ck_assert_str_eq(world_assumption(w, ASSUME_EXPORT_READ_ONLY), "repeat");
    small_must(world_set_assumption(w, "EXTENT_TABLE", "7"));
    ck_assert_ptr_nonnull(world_set_assumption(w, "EXTENT_TABLE", "many"));
    ck_assert_ptr_nonnull(world_set_assumption(w, "EXPORT_READ_ONLY", "rep"));
    ck_assert_ptr_nonnull(world_set_assumption(w, "NONE_SUCH", "yes"));
}
END_TEST

START_TEST(a_world_without_declarations_gets_its_defaults)
{
    struct arena arena = {0};
    const struct world_spec spec = {.seed = 1};
    struct world *bare = world_create(&arena, &spec);
    small_must(world_finish_declarations(bare));
    ck_assert_str_eq(bare->hosts->machine->name, "EX1");
    ck_assert_str_eq(bare->sites->name, "SITE1");
    ck_assert_str_eq(bare->sites->recipients->display, default_exchange_user);
    ck_assert(world_run_until(bare, 1000000));
    ck_assert_uint_eq(bare->sched.now_us, 1000000);
    world_destroy(bare);
    arena_release(&arena);
}
END_TEST

START_TEST(what_the_scenario_says_is_not_overruled_by_defaults)
{
    small_must(office_add_user(w, small.office, "Jones, K"));
    (void)site_recipient_need(w, site_need(w, NULL), "Only, One");
    small.office->dirsync = "never";
    struct mail *mail = w->mails->next; /* incoming has no address to go to */
    mail->is_at_start = false;
    small_must(world_finish_declarations(w));
    ck_assert_str_eq(small.office->users->name, "Jones, K");
    ck_assert_ptr_null(small.office->users->next);
    ck_assert_ptr_null(w->sites->recipients->next);
    ck_assert(!small.office->has_site_entry);
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_OUT], 2);
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_IN], 0);
}
END_TEST

static void never_ends(struct sched_task *task, uint64_t now_us)
{
    sched_wake(&w->sched, task, now_us);
}

START_TEST(a_livelock_within_an_instant_is_found)
{
    struct sched_task task = {.step = never_ends, .wake_us = SCHED_NEVER};
    sched_wake(&w->sched, &task, 0);
    ck_assert(!world_run_until(w, 1000000));
    ck_assert(w->is_stuck);
    ck_assert_msg(strstr(w->failure, "one instant") != NULL, "%s", w->failure);
}
END_TEST

struct counting_sink {
    struct trace_sink sink;
    uint64_t rows;
    uint64_t last_cause;
    char last[64];
};

static void count_row(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct counting_sink *self = (struct counting_sink *)(void *)sink;
    ck_assert_uint_lt(row->cause, row->seq);
    self->rows++;
    self->last_cause = row->cause;
    (void)text_format(self->last, sizeof(self->last), "%s", name != NULL ? name : "");
}

START_TEST(an_edit_leaves_a_row_and_is_the_cause_of_what_follows)
{
    struct counting_sink sink = {.sink.row = count_row};
    w->trace.sink = &sink.sink;
    world_edit(w, "trustee changed");
    ck_assert_uint_eq(sink.rows, 1);
    ck_assert_str_eq(sink.last, "trustee changed");
    const uint64_t edit = w->cause;
    small_must(world_finish_declarations(w));
    connector_start(w, small.connector);
    ck_assert_uint_eq(sink.last_cause, edit);
}
END_TEST

static uint64_t hash_of(uint64_t schedule_seed, bool with_sink)
{
    struct counting_sink sink = {.sink.row = count_row};
    struct small_world *other = calloc(1, sizeof(*other));
    ck_assert_ptr_nonnull(other);
    const struct small_world_spec spec = {
        .out = 7, .in = 7, .schedule_seed = schedule_seed, .sink = with_sink ? &sink.sink : NULL};
    small_world_begin(other, &spec);
    if (!with_sink) {
        other->world->spec.observe = NULL;
    }
    small_world_run(other, 120);
    ck_assert_uint_eq(truth_totals(other->world).in_custody, 0);
    ck_assert(world_end(other->world));
    const uint64_t hash = trace_hash(&other->world->trace);
    small_world_end(other);
    free(other);
    return hash;
}

START_TEST(who_watches_changes_nothing)
{
    ck_assert_uint_eq(hash_of(0, false), hash_of(0, true));
    ck_assert_uint_eq(hash_of(7, false), hash_of(7, true));
}
END_TEST

START_TEST(mail_arrives_under_every_schedule)
{
    (void)hash_of((uint64_t)_i, false);
}
END_TEST

static const struct {
    const char *machine;
    const char *seen;
    const char *wanted;
    bool is_within;
} paths[] = {
    {"NW1", "SYS:CCDATA\\CLANDATA", "SYS:CCDATA", true},
    {"NW1", "SYS:CCDATA\\CLANDATA", "NW1\\SYS:CCDATA", true},
    {"NW1", "SYS:CCDATA\\CLANDATA", "\\\\NW1\\SYS\\CCDATA", true},
    {"NW1", "SYS:CCDATA", "\\\\NW1\\SYS\\CCDATA", true},
    {"NW1", "SYS:ccdata", "SYS:CCDATA", true},
    {"NW1", "SYS:CCDATA\\CLANDATA", "SYS:CCDATA\\CLANDATA", true},
    {"NW1", "SYS:CCDATA\\CLANDATA", "SYS:", true},
    {"NW1", "SYS:CCDATAX", "SYS:CCDATA", false},
    {"NW1", "SYS:CCDATA", "SYS:CCDATA\\CLANDATA", false},
    {"NW1", "SYS:CCDATA", "\\\\EX1\\D$", false},
    {"EX1", "D:\\exchsrvr\\ccmcdata\\x", "D:\\exchsrvr", true},
    {"EX1", "D:\\exchsrvr\\ccmcdata\\x", "C:\\", false},
    {"EX1", "D:\\exchsrvr", "\\\\NW1\\SYS", false},
    {"", "\\\\XX\\YY\\Z", "\\\\XX\\YY", true},
    {"", "\\\\XX\\YY\\Z", "\\\\XX\\ZZ", false},
};

START_TEST(a_path_is_within_another_in_whatever_form)
{
    ck_assert_msg(world_path_within(w, paths[_i].machine, paths[_i].seen, paths[_i].wanted) ==
                      paths[_i].is_within,
                  "%s in %s", paths[_i].seen, paths[_i].wanted);
}
END_TEST

START_TEST(a_place_is_made_only_when_asked)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    ck_assert_ptr_nonnull(world_place(w, NULL, "D:\\a\\b", &volume, &node, false));
    small_must(world_place(w, NULL, "D:\\a\\\\b/c\\", &volume, &node, true));
    char path[OS_PATH_SIZE];
    ck_assert(volume_path(volume->volume, node, path, sizeof(path)));
    ck_assert_str_eq(path, "a\\b\\c");
    ck_assert_str_eq(world_machine_of(w, volume->number), "EX1");
    ck_assert_str_eq(world_machine_of(w, 999), "");
    ck_assert_ptr_nonnull(world_place(w, NULL, "\\\\NONE\\X", &volume, &node, true));
    struct network_reach reach;
    ck_assert_int_eq(world_reach(w, NULL, "D:\\a\\b", &reach), ST_OK);
    ck_assert_int_ne(world_reach(w, NULL, "\\\\NONE\\X", &reach), ST_OK);
}
END_TEST

START_TEST(wear_that_nobody_made_ends_the_run)
{
    small_world_finish(&small);
    small_world_run(&small, 60);
    ck_assert(world_end(w));
    struct machine_volume *volume = small.office->volume;
    const volume_node file = volume_find(volume->volume, small.office->directory, "MLANDATA");
    ck_assert_uint_ne(file, 0);
    uint8_t block[2048];
    memset(block, 0xAA, sizeof(block));
    ck_assert_int_eq(volume_write(volume->volume, file, 2048, block, sizeof(block)), ST_OK);
    ck_assert(!world_end(w));
    ck_assert_msg(strstr(w->failure, "post office PO1") != NULL, "%s", w->failure);
}
END_TEST

START_TEST(mail_that_stays_while_nobody_says_anything_is_silence)
{
    uint64_t since = 0;
    ck_assert(!world_is_silent(w, &since));
    small_world_finish(&small);
    small_world_run(&small, 120);
    ck_assert(!world_is_silent(w, &since));
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 1, .date_ms = INT64_MIN};
    small_must(connector_set(w, small.connector, "Second to wait before IMPORT", "100000"));
    connector_restart(w, small.connector);
    small_world_run(&small, 130);
    small_must(mail_submit(w, mail_declare(w, &late)));
    small_world_run(&small, 10000);
    ck_assert(world_is_silent(w, &since));
    ck_assert_uint_ge(since, 130000000);
}
END_TEST

START_TEST(a_service_asks_for_clock_locale_random_numbers_and_free_space)
{
    small_world_finish(&small);
    struct os_port *port = &small.connector->process->port;
    uint64_t bytes = 0;
    ck_assert_uint_eq(os_monotonic_us(port), w->sched.now_us);
    ck_assert_uint_eq(os_utc_ms(port), world_epoch_ms() + w->sched.now_us / 1000);
    ck_assert_int_eq(os_machine_locale(port).code_page, 437);
    ck_assert_uint_ne(os_random(port), os_random(port));
    ck_assert_int_eq(os_free_space(port, "D:\\", &bytes), ST_OK);
    ck_assert_uint_gt(bytes, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("world");
    TCase *tcase = tcase_create("world");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, an_assumption_is_set_by_name_to_a_value_it_knows);
    tcase_add_test(tcase, a_world_without_declarations_gets_its_defaults);
    tcase_add_test(tcase, what_the_scenario_says_is_not_overruled_by_defaults);
    tcase_add_test(tcase, a_livelock_within_an_instant_is_found);
    tcase_add_test(tcase, an_edit_leaves_a_row_and_is_the_cause_of_what_follows);
    tcase_add_test(tcase, who_watches_changes_nothing);
    tcase_add_loop_test(tcase, mail_arrives_under_every_schedule, 0, (int)20);
    tcase_add_loop_test(tcase, a_path_is_within_another_in_whatever_form, 0,
                        (int)ARRAY_COUNT(paths));
    tcase_add_test(tcase, a_place_is_made_only_when_asked);
    tcase_add_test(tcase, wear_that_nobody_made_ends_the_run);
    tcase_add_test(tcase, mail_that_stays_while_nobody_says_anything_is_silence);
    tcase_add_test(tcase, a_service_asks_for_clock_locale_random_numbers_and_free_space);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
