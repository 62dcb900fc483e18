#include "scenario/run.h"

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    (void)fact;
    const struct truth_totals totals = truth_totals(run->world);
    verdict_out->holds = totals.in_custody == 0;
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "%llu on the way", (unsigned long long)totals.in_custody);
    }
}

const struct expect_kind expect_drained = {
    .shape = {.word = "drained",
              .help = "no mail is on its way: each has arrived, was returned or removed",
              .example = "expect drained"},
    .sort = EXPECT_STATE,
    .check = check,
};
