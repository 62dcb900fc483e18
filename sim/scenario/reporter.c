#include "scenario/reporter.h"

#include "base/text.h"
#include "scenario/virtual_time.h"

static const struct reporter *const reporters[] = {
#define REPORTER(name) &reporter_##name,
#include "scenario/reporters.def"
#undef REPORTER
};

const struct reporter *reporter_at(uint32_t n)
{
    return n < ARRAY_COUNT(reporters) ? reporters[n] : NULL;
}

const struct reporter *reporter_find(const char *name)
{
    for (uint32_t i = 0; i < ARRAY_COUNT(reporters); i++) {
        if (text_equal(reporters[i]->name, name)) {
            return reporters[i];
        }
    }
    return NULL;
}

const char *report_verdict_word(enum run_exit exit)
{
    static const char *const words[] = {[RUN_OK] = "ok",
                                        [RUN_FAILED] = "FAIL",
                                        [RUN_ERROR] = "ERROR",
                                        [RUN_INVARIANT] = "INVARIANT",
                                        [RUN_NO_PROGRESS] = "NO PROGRESS"};
    return words[exit];
}

const char *report_case_name(const struct scenario_case *the_case)
{
    return the_case->name[0] == '\0' ? "base" : the_case->name;
}

void report_time(struct buffer *target, uint64_t time_us)
{
    char text[VIRTUAL_TIME_TEXT_SIZE];
    virtual_time_text(time_us, text);
    buffer_text(target, text);
}

void report_shell_word(struct buffer *target, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./:=,@%+-";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        buffer_text(target, word);
    } else if (strpbrk(word, "\"$`\\!") == NULL) {
        buffer_format(target, "\"%s\"", word);
    } else {
        buffer_text(target, "'");
        for (; *word != '\0'; word++) {
            buffer_text(target, *word == '\'' ? "'\\'" : "");
            buffer_add(target, word, 1);
        }
        buffer_text(target, "'");
    }
}

void report_replay(struct buffer *target, const char *path, const struct scenario_case *the_case)
{
    buffer_text(target, "replay   ccbench run ");
    report_shell_word(target, path);
    buffer_text(target, " --case ");
    report_shell_word(target, report_case_name(the_case));
}

void report_failure(struct buffer *target, const struct report_case *report,
                    const struct run_failure *failure, const char *indent)
{
    const char *path = report->scenario->path;
    buffer_format(target, "%s%s:%u: wanted  %s  at @", indent, path, failure->step->fact.line,
                  failure->wanted);
    report_time(target, failure->time_us);
    buffer_format(target, "\n%s    got      %s\n", indent, failure->got);
    if (failure->because[0] != '\0') {
        buffer_format(target, "%s    because  %s\n", indent, failure->because);
    }
    buffer_format(target, "%s    replay   ccbench run ", indent);
    report_shell_word(target, path);
    if (report->the_case->name[0] != '\0') {
        buffer_text(target, " --case ");
        report_shell_word(target, report->the_case->name);
    }
    if (report->sweep != NULL) {
        buffer_format(target, " --sweep %s --call %llu", report->sweep,
                      (unsigned long long)report->call);
    }
    if (report->strikes != NULL) {
        buffer_text(target, " --strikes ");
        report_shell_word(target, report->strikes);
    }
    if (report->schedule_seed != 0) {
        buffer_format(target, " --schedule %llu", (unsigned long long)report->schedule_seed);
    }
    buffer_text(target, " --until ");
    report_time(target, failure->time_us);
    buffer_text(target, " --trace\n");
}

void report_assumptions(struct buffer *target, const struct run_result *result)
{
    const char *between = "";
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        if (result->assumptions_used[i]) {
            buffer_format(target, "%s%s=%s", between, assumption_row((enum assumption)i)->id,
                          result->assumptions[i]);
            between = ", ";
        }
    }
    for (uint32_t i = 0; i < result->quirk_count; i++) {
        const struct run_quirk *quirk = &result->quirks[i];
        buffer_format(target, "%sline %u, %llu times: %s", between, (unsigned)quirk->line,
                      (unsigned long long)quirk->struck, quirk->text);
        between = ", ";
    }
}
