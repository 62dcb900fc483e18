#include "scenario/words/accounts.h"

static const struct slot slots[] = {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    struct identity *who = NULL;
    const char *error = account_get(run, fact_name(&step->fact, 0, ""), &who);
    if (error != NULL) {
        return error;
    }
    who->is_locked = false;
    who->locked_until_us = UINT64_MAX;
    who->bad_logons = 0;
    struct machine *server = account_netware(run, who->authority);
    if (server != NULL) {
        network_clear_sessions(run->world->network, server, who);
    }
    return NULL;
}

const struct step_kind step_unlock = {
    .shape = {.word = "unlock",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "an administrator lifts the lockout of an account and clears its sessions",
              .example = "fix unlock NW1\\svc-ccmc"},
    .act = act,
};
