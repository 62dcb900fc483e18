#include "scenario/words/backups.h"

static const struct slot slots[] = {{"POSTOFFICE|DIRECTORY|AUTHORITY", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    struct backup_source source;
    const char *error = backup_source_read(run, &step->fact, &source);
    return error != NULL ? error
                         : backup_restore(run->world, &source, fact_name(&step->fact, 1, ""));
}

const struct step_kind step_restore = {
    .shape = {.word = "restore",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help =
                  "makes it what it was when it was copied; files: refused while anybody has one "
                  "open, rights stay as they are. Accounts: counts at the next logon",
              .example = "fix restore PO1 monday"},
    .act = act,
};
