/* Test Anything Protocol, version 13. */
#include "scenario/reporter.h"

static void begin(struct buffer *target, uint32_t case_count)
{
    buffer_format(target, "TAP version 13\n1..%u\n", case_count);
}

/* A # would begin a directive: "not ok 1 - x # SKIP" counts as passed. */
static void add_description(struct buffer *target, const char *text)
{
    for (; *text != '\0'; text++) {
        const bool is_special = *text == '#' || *text == '\\';
        buffer_format(target, "%s%c", is_special ? "\\" : "", *text == '\n' ? ' ' : *text);
    }
}

static void one(struct buffer *target, const struct report_case *report)
{
    const struct run_result *result = report->result;
    buffer_format(target, "%s %u - ", result->exit == RUN_OK ? "ok" : "not ok", report->number);
    add_description(target, report->scenario->path);
    buffer_text(target, ": ");
    add_description(target, report_case_name(report->the_case));
    buffer_text(target, "\n");
    for (uint32_t i = 0; i < result->failure_count; i++) {
        report_failure(target, report, &result->failures[i], "# ");
    }
    if (result->error[0] != '\0') {
        buffer_format(target, "# %s:%u: %s\n", report->scenario->path, result->error_line,
                      result->error);
    }
}

static void end(struct buffer *target, const struct report_totals *totals)
{
    buffer_format(target, "# %u passed, %u failed\n", totals->passed, totals->failed);
}

const struct reporter reporter_tap = {.name = "tap", .begin = begin, .one = one, .end = end};
