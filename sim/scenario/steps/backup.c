#include "scenario/words/backups.h"

static const struct slot slots[] = {
    {"POSTOFFICE|DIRECTORY|AUTHORITY", VALUE_NAME, NULL, SLOT_SOLE}};

static const struct attribute attributes[] = {
    {"name", {{"NAME", VALUE_NAME, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "of the backup"},
};

static const char *act(struct run *run, const struct step *step)
{
    struct backup_source source;
    const char *error = backup_source_read(run, &step->fact, &source);
    return error != NULL ? error
                         : backup_take(run->world, &source, fact_text(&step->fact, "name", ""));
}

const struct step_kind step_backup = {
    .shape = {.word = "backup",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "copies a post office, a directory with all below it, or a data base of accounts "
                  "(a NetWare server's, a domain's) to tape, as it is now",
              .example = "do backup PO1 name monday"},
    .act = act,
};
