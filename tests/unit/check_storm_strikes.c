/* What a strike of a storm does to the world (sim/world/storm_strike.c): mail survives each, at any
 * call, and a minute later all is there again. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fs/volume_power.h"
#include "world/office.h"
#include "world/storm.h"
#include "world/world.h"
#include "worlds/play.h"

static const char world_text[] = "scenario \"in a test\"\nsource \"a test\"\nseed 1\nuntil 10m\n"
                                 "world\n"
                                 "  connector C1 on EX1 account EXCH\\svc-ccmc\n"
                                 "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc change\n"
                                 "  postoffice PO1 on NT1 CCPO format DB6 health clean\n"
                                 "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n"
                                 "  dirsync PO1 completed\n"
                                 "  mail in 3 from PO1\n"
                                 "  mail out 3 to PO1\n";
static const char steps[] = "phase \"mail\"\n"
                            "  @0s do start connector\n"
                            "  by @9m expect drained\n";

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

/* What the world looked like when it ended. */
struct seen {
    bool is_up[2];
    bool is_line_up;
    bool has_line;
    uint64_t cuts;
    uint64_t trace;
};

static void look(void *context, struct world *world)
{
    struct seen *seen = context;
    struct machine *client = network_find_machine(world->network, "EX1");
    struct machine *server = network_find_machine(world->network, "NT1");
    const struct link *line = network_link(world->network, client, server);
    *seen = (struct seen){.is_up = {client->is_up, server->is_up},
                          .has_line = line != NULL,
                          .is_line_up = line == NULL || !line->is_down,
                          .cuts = world->cuts};
}

/* Played with these strikes; false: the last of them was never reached. */
static bool play_with(const char *strikes, struct seen *seen)
{
    struct play play = {0};
    struct storm storm = {0};
    ck_assert(storm_parse(&arena, strikes, &storm, NULL));
    play_load(&play, play_join(&play, world_text, steps));
    play.options.storm = &storm;
    play.options.at_end = look;
    play.options.observer = seen;
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s: %s", strikes, play_story(&play));
    ck_assert_msg(seen->is_up[0] && seen->is_up[1] && seen->is_line_up, "%s: not repaired",
                  strikes);
    seen->trace = play.result.trace_hash;
    play_release(&play);
    return storm.next == storm.count;
}

static const struct {
    const char *word;
    bool cuts;
    bool drops;
} kinds[] = {{"LINK", false, true},
             {"TORN", false, true},
             {"POWER", true, false},
             {"SERVER", true, false},
             {"AFTER", false, false}};

START_TEST(mail_survives_a_strike_of_each_kind_at_any_call_and_all_is_repaired)
{
    uint64_t cuts = 0;
    uint64_t drops = 0;
    bool is_struck = true;
    for (unsigned call = 1; is_struck && call < 400; call += 3) {
        struct seen seen = {0};
        const struct arena_mark mark = arena_mark(&arena);
        is_struck = play_with(arena_format(&arena, "%u:%s", call, kinds[_i].word), &seen);
        cuts += seen.cuts;
        drops += seen.has_line ? 1 : 0;
        arena_rewind(&arena, mark);
    }
    ck_assert(cuts != 0 || !kinds[_i].cuts);
    ck_assert((drops != 0) == kinds[_i].drops);
}
END_TEST

START_TEST(strikes_follow_each_other_also_while_what_was_struck_is_away)
{
    struct seen seen = {0};
    (void)play_with("90:POWER 91:SERVER 92:LINK 93:TORN 94:AFTER 95:POWER", &seen);
    ck_assert_uint_ge(seen.cuts, 1);
}
END_TEST

START_TEST(a_torn_write_is_there_in_part_and_else_torn_is_a_line_that_drops)
{
    uint64_t torn_count = 0;
    uint64_t same_count = 0;
    for (unsigned call = 80; call < 300; call++) {
        struct seen torn = {0};
        struct seen clean = {0};
        const struct arena_mark mark = arena_mark(&arena);
        (void)play_with(arena_format(&arena, "%u:TORN", call), &torn);
        (void)play_with(arena_format(&arena, "%u:LINK", call), &clean);
        torn_count += torn.trace != clean.trace ? 1 : 0;
        same_count += torn.trace == clean.trace ? 1 : 0;
        arena_rewind(&arena, mark);
    }
    ck_assert_uint_ge(torn_count, 2);          /* writes of more than a sector */
    ck_assert_uint_gt(same_count, torn_count); /* most calls write nothing on the server */
}
END_TEST

static void count_unflushed(void *context, struct world *world)
{
    enum { LETTER_BYTES = 4096 };
    uint32_t *count = context;
    ck_assert(volume_power_is_armed(world->offices->volume->volume));
    ck_assert_uint_lt(volume_free_bytes(world->offices->volume->volume), LETTER_BYTES);
    *count = volume_unflushed(world->offices->volume->volume);
}

START_TEST(what_people_wrote_before_the_volume_was_full_is_on_the_disk)
{
    static const char full[] = "scenario \"in a test\"\nsource \"a test\"\nseed 1\nuntil 1m\n"
                               "world\n"
                               "  netware NW1 version 3.12 volume SYS\n"
                               "  postoffice PO1 on NW1 SYS:CCDATA format DB8 health clean\n"
                               "  entry PO1 \"Doe, Ann\"\n";
    static const char churn[] = "phase \"people write until the volume is full\"\n"
                                "  @1s fault space NW1 SYS free 40K\n"
                                "  @2s do churn PO1 turnovers 1 messages 40 keep 20\n";
    struct play play = {0};
    struct storm storm = {0};
    uint32_t unflushed = 1;
    ck_assert(storm_parse(&arena, "1000:SERVER", &storm, NULL));
    play_load(&play, play_join(&play, full, churn));
    play.options.storm = &storm;
    play.options.at_end = count_unflushed;
    play.options.observer = &unflushed;
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    ck_assert_uint_eq(unflushed, 0);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("storm_strikes");
    TCase *tcase = tcase_create("storm_strikes");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, mail_survives_a_strike_of_each_kind_at_any_call_and_all_is_repaired,
                        0, ARRAY_COUNT(kinds));
    tcase_add_test(tcase, strikes_follow_each_other_also_while_what_was_struck_is_away);
    tcase_add_test(tcase, a_torn_write_is_there_in_part_and_else_torn_is_a_line_that_drops);
    tcase_add_test(tcase, what_people_wrote_before_the_volume_was_full_is_on_the_disk);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
