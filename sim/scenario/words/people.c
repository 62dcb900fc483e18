#include "scenario/words/people.h"

#include "scenario/words/accounts.h"
#include "world/sim_logon.h"

const char *people_log_on(struct run *run, const struct host *host, const char *account,
                          struct logon **logon_out)
{
    struct identity *who = NULL; /* made when it is new: who works at a machine has an account */
    const char *error = account_need(run, account, IDENTITY_USER, &who);
    if (error != NULL) {
        return error;
    }
    struct run_logon *found = run->logons;
    while (found != NULL && (found->logon.account != who || found->logon.host != host->machine ||
                             !found->logon.is_open)) {
        found = found->next;
    }
    const struct sim_logon asked = {.program = "", .host = host, .account = who};
    uint64_t late_us = 0;
    *logon_out = NULL;
    if (found == NULL && sim_logon_ask(run->world, &asked, &late_us) != ST_OK) {
        return NULL; /* refused, and so recorded */
    }
    if (found == NULL) {
        found = arena_new(run->arena, struct run_logon);
        const enum status status =
            network_logon(run->world->network, &found->logon, host->machine, who,
                          &(struct identity_attempt){.password = who->password,
                                                     .kind = LOGON_INTERACTIVE,
                                                     .now_us = run->world->sched.now_us});
        if (status != ST_OK) {
            const char *why = arena_format(run->arena, "%s cannot log on at %s: %s", account,
                                           host->machine->name, status_text(status));
            if (run->is_declaring) {
                return why;
            }
            world_edit(run->world, why); /* refused, and so recorded */
            return NULL;
        }
        found->ready_us = run->world->sched.now_us + late_us;
        found->next = run->logons;
        run->logons = found;
    }
    *logon_out = &found->logon;
    return NULL;
}

uint64_t people_ready_us(const struct run *run, const struct logon *logon)
{
    const struct run_logon *found = run->logons;
    while (found != NULL && &found->logon != logon) {
        found = found->next;
    }
    return found != NULL ? found->ready_us : 0;
}

const char *people_log_off(struct run *run, const char *account)
{
    struct identity *who = NULL;
    const char *error = account_get(run, account, &who);
    bool was_there = false;
    for (struct run_logon *at = run->logons; error == NULL && at != NULL; at = at->next) {
        if (at->logon.account == who && at->logon.is_open) {
            const struct sim_logon asked = {.program = "", .host = NULL, .account = who};
            sim_logoff(run->world, &at->logon, &asked);
            network_logoff(run->world->network, &at->logon);
            was_there = true;
        }
    }
    return error != NULL || was_there ? error
                                      : arena_format(run->arena, "%s is not logged on", account);
}
