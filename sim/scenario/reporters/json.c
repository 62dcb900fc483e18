/* One JSON document: {"cases": [...], "passed": N, "failed": N}. Each case is built by jansson. */
#include <jansson.h>
#include <stdlib.h>

#include "base/text.h"
#include "scenario/reporter.h"

static void begin(struct buffer *target, uint32_t case_count)
{
    buffer_format(target, "{\"format\": \"ccbench-1\", \"case_count\": %u, \"cases\": [",
                  case_count);
}

static json_t *hexadecimal(uint64_t value)
{
    return json_sprintf("%016llx", (unsigned long long)value);
}

/* What programs printed may be in a code page: then it is read as 437. */
static json_t *words(const char *text)
{
    json_t *string = json_string(text);
    if (string == NULL) {
        struct arena arena = {0};
        string = json_string(text_to_utf8(&arena, CODE_PAGE_437, text));
        arena_release(&arena);
    }
    return string;
}

static json_t *failures(const struct report_case *report)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < report->result->failure_count; i++) {
        const struct run_failure *f = &report->result->failures[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:i, s:I, s:o, s:o, s:o}", "path", words(report->scenario->path),
                      "line", (int)f->step->fact.line, "time_us", (json_int_t)f->time_us, "wanted",
                      words(f->wanted), "got", words(f->got), "because", words(f->because)));
    }
    return list;
}

static json_t *mail_totals(const struct truth_totals *totals, enum mail_direction direction)
{
    return json_pack("{s:I, s:I, s:I, s:I}", "duties", (json_int_t)totals->duties[direction],
                     "delivered", (json_int_t)totals->delivered[direction], "returned",
                     (json_int_t)totals->returned[direction], "removed",
                     (json_int_t)totals->removed[direction]);
}

static json_t *assumptions(const struct run_result *result)
{
    json_t *used = json_object();
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        if (result->assumptions_used[i]) {
            (void)json_object_set_new(used, assumption_row((enum assumption)i)->id,
                                      json_string(result->assumptions[i]));
        }
    }
    return used;
}

static json_t *quirks(const struct run_result *result)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < result->quirk_count; i++) {
        const struct run_quirk *quirk = &result->quirks[i];
        (void)json_array_append_new(list, json_pack("{s:i, s:I, s:o}", "line", (int)quirk->line,
                                                    "times", (json_int_t)quirk->struck, "quirk",
                                                    words(quirk->text)));
    }
    return list;
}

static json_t *asks(const struct scenario *scenario)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < scenario->ask_count; i++) {
        (void)json_array_append_new(list, json_pack("{s:o, s:i, s:n}", "ask",
                                                    words(scenario->asks[i].text), "line",
                                                    (int)scenario->asks[i].line, "answer"));
    }
    return list;
}

static void one(struct buffer *target, const struct report_case *report)
{
    const struct run_result *result = report->result;
    json_t *object = json_pack(
        "{s:o, s:o, s:o, s:s, s:i, s:i, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:i}", "path",
        words(report->scenario->path), "scenario", words(report->scenario->title), "case",
        words(report_case_name(report->the_case)), "verdict", report_verdict_word(result->exit),
        "exit", (int)result->exit, "expectations", (int)result->expectation_count, "trace_hash",
        hexadecimal(result->trace_hash), "trace_rows", (json_int_t)result->trace_rows, "time_us",
        (json_int_t)result->time_us, "out", mail_totals(&result->totals, MAIL_OUT), "in",
        mail_totals(&result->totals, MAIL_IN), "assumptions", assumptions(result), "failures",
        failures(report), "error", words(result->error), "error_line", (int)result->error_line);
    REQUIRE(object != NULL);
    if (result->quirk_count > 0) {
        (void)json_object_set_new(object, "quirks", quirks(result));
    }
    if (report->is_first_of_file) {
        (void)json_object_set_new(object, "asks", asks(report->scenario));
    }
    char *text = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    REQUIRE(text != NULL);
    buffer_format(target, "%s\n", report->number > 1 ? "," : "");
    buffer_text(target, text);
    free(text);
    json_decref(object);
}

static void end(struct buffer *target, const struct report_totals *totals)
{
    buffer_format(target, "\n], \"scenarios\": %u, \"passed\": %u, \"failed\": %u}\n",
                  totals->files, totals->passed, totals->failed);
}

const struct reporter reporter_json = {.name = "json", .begin = begin, .one = one, .end = end};
