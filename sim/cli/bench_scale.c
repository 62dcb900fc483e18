/* What one of many costs against one of few: replays that grow with their world in proportion. */
#include "cli/bench_inside.h"

enum { TURNS = 3, TIMES = 4 };

static void letters(struct buffer *text, uint32_t count)
{
    buffer_format(text,
                  "  dirsync  PO1  completed\n  mail  out %u  to PO1\n  mail  in %u  from PO1\n",
                  count, count);
}

static void recipients(struct buffer *text, uint32_t count)
{
    buffer_text(text, "  dirsync  PO1  never\n");
    for (uint32_t i = 0; i < count; i++) {
        buffer_format(text, "  recipient  SITE1  \"Person %u\"\n", i);
    }
}

static void entries(struct buffer *text, uint32_t count)
{
    buffer_text(text, "  dirsync  PO1  never\n");
    for (uint32_t i = 0; i < count; i++) {
        buffer_format(text, "  entry  PO1  \"Clerk %u\"\n", i);
    }
}

static const struct {
    enum figure figure;
    void (*add)(struct buffer *text, uint32_t count);
    const char *expected;
} worlds[] = {
    {FIGURE_LETTERS_SCALE, letters, "  @1h  expect  drained\n"},
    {FIGURE_RECIPIENTS_SCALE, recipients,
     "  @1s  do  dirsync PO1\n  @1h  expect  dirsync PO1 completed\n"},
    {FIGURE_ENTRIES_SCALE, entries,
     "  @1s  do  dirsync PO1\n  @1h  expect  dirsync PO1 completed\n"},
};

/* Seconds for one of `count`; false: it cannot be played, or fails. */
static bool seconds_for_one(size_t world, uint32_t count, double *seconds_out)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    struct run_result result = {0};
    const struct run_options options = {0};
    struct buffer text;
    buffer_init(&text, &arena);
    buffer_text(&text, "scenario \"many\"\nsource \"bench\"\nuntil 1h\nworld\n"
                       "  connector  C1  account EXCH\\svc-ccmc\n"
                       "  ntserver  NT1  share CCPO  acl EXCH\\svc-ccmc full\n"
                       "  postoffice  PO1  on NT1 CCPO\n"
                       "  tab  C1  postoffice PO1  path \"\\\\NT1\\CCPO\"\n");
    worlds[world].add(&text, count);
    buffer_text(&text, "phase \"many\"\n  @0s  do  start connector\n");
    buffer_text(&text, worlds[world].expected);
    const bool is_good = scenario_parse(&arena, "scale", buffer_bytes(&text), &scenario, &errors);
    if (is_good) {
        *seconds_out = bench_replay_s(&scenario.cases[0], &options, 0, &result) / count;
    }
    arena_release(&arena);
    return is_good && result.exit == RUN_OK;
}

bool bench_scale(struct bench *bench)
{
    for (size_t world = 0; world < ARRAY_COUNT(worlds); world++) {
        double times[TURNS];
        for (size_t turn = 0; turn < TURNS; turn++) {
            double few = 0;
            double many = 0;
            if (!seconds_for_one(world, bench->few, &few) ||
                !seconds_for_one(world, TIMES * bench->few, &many)) {
                return false;
            }
            times[turn] = many / few;
        }
        bench_set(bench, worlds[world].figure, bench_median(times, TURNS));
    }
    return true;
}
