/* For comparing replays: one line a case, tabs between verdict, hash, rows, file name and case. */
#include "base/text.h"
#include "scenario/reporter.h"

static void begin(struct buffer *target, uint32_t case_count)
{
    (void)target;
    (void)case_count;
}

static void one(struct buffer *target, const struct report_case *report)
{
    buffer_format(target, "%d\t%016llx\t%llu\t%s\t%s\n", (int)report->result->exit,
                  (unsigned long long)report->result->trace_hash,
                  (unsigned long long)report->result->trace_rows,
                  text_base_name(report->scenario->path), report_case_name(report->the_case));
}

static void end(struct buffer *target, const struct report_totals *totals)
{
    (void)target;
    (void)totals;
}

const struct reporter reporter_hashes = {.name = "hashes", .begin = begin, .one = one, .end = end};
