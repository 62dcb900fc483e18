#include "scenario/words/file_steps.h"

static const struct slot slots[] = {{"WHAT", VALUE_WORD, "files", 0},
                                    {"PATTERN", VALUE_STRING, NULL, 0}};

static const struct attribute attributes[] = {
    {"to", {{"DIRECTORY", VALUE_STRING, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "where to"},
    {"first", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "all", NULL, "only the oldest ones"},
};

static const char *act(struct run *run, const struct step *step)
{
    const struct file_step_request request = {
        .kind = FILE_STEP_COPY,
        .pattern = fact_name(&step->fact, 1, ""),
        .target = fact_text(&step->fact, "to", NULL),
        .first_max = fact_number(&step->fact, "first", 0),
    };
    return file_step(run, &request);
}

const struct step_kind step_copy = {
    .shape = {.word = "copy",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a person copies files to a directory",
              .example = "do copy files \"Import\\*.ccm\" to \"C:\\keep\" first 4"},
    .act = act,
};
