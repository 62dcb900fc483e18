#include "scenario/words/file_steps.h"
#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"WHAT", VALUE_WORD, "files|queue", 0},
                                    {"PATTERN|QUEUE", VALUE_NAME, "mts-out|mts-in", 0},
                                    {"MAIL", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"first", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "all", NULL, "files: only the oldest ones"},
    {"of", {{"CONNECTOR", VALUE_NAME, NULL, 0}}, 1, 0, "the only one", NULL, "queue: whose"},
};

static const char *delete_from_queue(struct run *run, const struct fact *fact)
{
    struct connector *connector = NULL;
    const char *error = place_connector(run, fact_text(fact, "of", NULL), &connector);
    const char *queue = fact_name(fact, 1, "");
    const bool is_out = text_equal(queue, "mts-out");
    if (error == NULL && !is_out && !text_equal(queue, "mts-in")) {
        error = arena_format(run->arena, "there is no queue %s: mts-out mts-in", queue);
    }
    const char *name = fact_name(fact, 2, NULL);
    const struct mail *mail = name != NULL ? mail_find(run->world, name) : NULL;
    if (error == NULL && name != NULL && mail == NULL) {
        error = arena_format(run->arena, "there is no mail %s", name);
    }
    if (error == NULL) {
        (void)site_queue_delete(run->world, connector, is_out ? EXCHANGE_MTS_OUT : EXCHANGE_MTS_IN,
                                mail);
    }
    return error;
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    if (text_equal(fact_name(fact, 0, ""), "queue")) {
        return delete_from_queue(run, fact);
    }
    const struct file_step_request request = {
        .kind = FILE_STEP_DELETE,
        .pattern = fact_name(fact, 1, ""),
        .first_max = fact_number(fact, "first", 0),
    };
    return file_step(run, &request);
}

const struct step_kind step_delete = {
    .shape =
        {.word = "delete",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .help =
             "a person deletes files, or clears a queue of the connector (all of it, or one mail)",
         .example = "do delete queue mts-out m1"},
    .act = act,
};
