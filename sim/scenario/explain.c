/* `because`: the case is played once more, and what happened around each failure is written down.
 */
#include "scenario/watch.h"

#include <string.h>

#include "base/text.h"
#include "scenario/virtual_time.h"

/* The last thing of each kind before a failure was decided. */
struct memory {
    char event[200];
    char denied[200];
    char result[400];
    char refused[200];
};

struct explainer {
    const struct run_result *result;
    struct memory *memories; /* one for each failure */
};

static void time_text(uint64_t time_us, char *target)
{
    virtual_time_text(time_us, target);
}

/* What it printed follows in one line, but for blank ones. */
static void remember_result(struct memory *memory, const struct observation *seen, const char *time)
{
    (void)text_format(memory->result, sizeof(memory->result), "%s result %d at @%s", seen->program,
                      seen->result_code, time);
    size_t at = strlen(memory->result);
    const char *between = ", it said: ";
    const char *line = seen->console != NULL ? seen->console : "";
    for (line += strspn(line, "\r\n"); *line != '\0'; line += strspn(line, "\r\n")) {
        const size_t length = strcspn(line, "\r\n");
        if (at + strlen(between) + length >= sizeof(memory->result)) {
            return; /* the rest is left out */
        }
        (void)text_format(memory->result + at, sizeof(memory->result) - at, "%s%.*s", between,
                          (int)length, line);
        at += strlen(memory->result + at);
        between = " | ";
        line += length;
    }
}

static void remember(struct memory *memory, const struct observation *seen)
{
    char time[VIRTUAL_TIME_TEXT_SIZE];
    time_text(seen->time_us, time);
    switch (seen->kind) {
    case OBSERVE_EVENT:
        (void)text_format(memory->event, sizeof(memory->event), "event %u \"%.120s\" at @%s",
                          seen->event_id, seen->text, time);
        break;
    case OBSERVE_DENIED:
        (void)text_format(memory->denied, sizeof(memory->denied),
                          "denied %s %s %s %s lacks %s at @%s", seen->program, seen->account,
                          seen->operation, seen->path, seen->lacks, time);
        break;
    case OBSERVE_RESULT:
        remember_result(memory, seen, time);
        break;
    case OBSERVE_REFUSED:
        (void)text_format(memory->refused, sizeof(memory->refused), "%.160s at @%s", seen->text,
                          time);
        break;
    case OBSERVE_CALL:
    case OBSERVE_MAIL:
        break;
    }
}

static void observe(void *observer, const struct observation *seen)
{
    const struct explainer *explainer = observer;
    for (uint32_t i = 0; i < explainer->result->failure_count; i++) {
        const struct run_failure *failure = &explainer->result->failures[i];
        const bool is_occurrence = failure->step->when == WHEN_WITHIN;
        if (seen->time_us <= failure->time_us &&
            (!is_occurrence || seen->time_us >= failure->step->from_us)) {
            remember(&explainer->memories[i], seen);
        }
    }
}

static void add(struct buffer *text, const char *part)
{
    if (part[0] != '\0') {
        buffer_text(text, text->size > 0 ? "; " : "");
        buffer_text(text, part);
    }
}

void explain_failures(const struct scenario_case *the_case, const struct run_options *options,
                      struct arena *run_arena, struct run_result *result)
{
    struct arena arena = {0};
    struct memory *memories = arena_array(run_arena, struct memory, result->failure_count);
    struct run_failure *failures =
        arena_array(run_arena, struct run_failure, result->failure_count);
    struct explainer explainer = {.result = result, .memories = memories};
    struct run_options again = *options;
    again.is_explaining = false;
    again.sink = NULL;
    again.observe = observe;
    again.observer = &explainer;
    again.at_start = NULL;
    again.at_end = NULL;
    again.tells_mail = false;
    struct run_result second;
    (void)run_case(the_case, &again, &arena, &second);
    arena_release(&arena);
    memcpy(failures, result->failures, result->failure_count * sizeof(*failures));
    for (uint32_t i = 0; i < result->failure_count; i++) {
        struct buffer text;
        buffer_init(&text, run_arena);
        add(&text, failures[i].because);
        add(&text, memories[i].refused);
        add(&text, memories[i].denied);
        add(&text, memories[i].result);
        add(&text, memories[i].event);
        failures[i].because = arena_text(run_arena, buffer_string(&text));
    }
    result->failures = failures;
}
