/* For people: one line a case, failures below it. */
#include "scenario/reporter.h"

static void begin(struct buffer *target, uint32_t case_count)
{
    (void)target;
    (void)case_count;
}

static void one(struct buffer *target, const struct report_case *report)
{
    const struct run_result *result = report->result;
    if (report->is_first_of_file) {
        buffer_format(target, "%s: %s\n", report->scenario->path, report->scenario->title);
    }
    buffer_format(target, "  %-5s %s (%u checked, ", report_verdict_word(result->exit),
                  report_case_name(report->the_case), result->expectation_count);
    report_time(target, result->time_us);
    buffer_format(target, ", %llu of %llu out and %llu of %llu in delivered, trace %016llx)\n",
                  (unsigned long long)result->totals.delivered[MAIL_OUT],
                  (unsigned long long)result->totals.duties[MAIL_OUT],
                  (unsigned long long)result->totals.delivered[MAIL_IN],
                  (unsigned long long)result->totals.duties[MAIL_IN],
                  (unsigned long long)result->trace_hash);
    struct buffer assumptions;
    buffer_init(&assumptions, target->arena);
    report_assumptions(&assumptions, result);
    if (assumptions.size > 0) {
        buffer_format(target, "        rests on %s\n", buffer_string(&assumptions));
    }
    for (uint32_t i = 0; i < result->failure_count; i++) {
        report_failure(target, report, &result->failures[i], "    ");
    }
    if (result->error[0] != '\0') {
        buffer_format(target, "    %s:%u:", report->scenario->path, result->error_line);
        if (result->error_column != 0) {
            buffer_format(target, "%u:", result->error_column);
        }
        buffer_format(target, " %s\n", result->error);
    }
    for (uint32_t i = 0; report->is_first_of_file && i < report->scenario->ask_count; i++) {
        buffer_format(target, "  ask   %s: not answered yet\n", report->scenario->asks[i].text);
    }
}

static void end(struct buffer *target, const struct report_totals *totals)
{
    buffer_format(target, "%u scenarios, %u cases: %u passed, %u failed", totals->files,
                  totals->cases, totals->passed, totals->failed);
    if (totals->asks > 0) {
        buffer_format(target, " (%u questions not answered yet)", totals->asks);
    }
    buffer_text(target, "\n");
}

const struct reporter reporter_text = {.name = "text", .begin = begin, .one = one, .end = end};
