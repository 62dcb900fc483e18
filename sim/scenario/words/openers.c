#include "scenario/words/openers.h"

#include "base/text.h"
#include "scenario/watch.h"
#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

const char *opener_read(struct run *run, const struct fact *fact, const char *name,
                        struct opener *opener_out)
{
    const char *account = fact_text(fact, "account", NULL);
    const char *host = fact_text(fact, "on", NULL);
    struct machine *machine = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &opener_out->office);
    if (error == NULL && account != NULL) {
        error = account_get(run, account, &opener_out->account);
    }
    if (error == NULL && host != NULL) {
        error = place_machine(run, host, &machine);
    }
    machine = machine != NULL ? machine : network_find_machine(run->world->network, name);
    if (error == NULL && machine != NULL && machine->kind != MACHINE_NT) {
        error =
            arena_format(run->arena, "%s is a NetWare server: nobody works at it", machine->name);
    }
    if (error == NULL && !text_copy((char[MACHINE_NAME_SIZE]){0}, MACHINE_NAME_SIZE, name)) {
        error = "the name is too long";
    }
    if (error == NULL && (host != NULL || opener_out->host == NULL)) {
        opener_out->host = host_need(run->world, host != NULL ? host : name);
    }
    opener_out->name = name;
    opener_out->habit.is_alone = opener_out->habit.is_alone || fact_has(fact, "alone");
    return error;
}

const char *opener_file(struct run *run, const struct office *office, const char *file)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *path = arena_format(run->arena, "%s\\%s", office->path, file);
    if (place_node(run, path, false, &volume, &node) != NULL ||
        volume_is_directory(volume->volume, node)) {
        return arena_format(run->arena, "post office %s has no file %s", office->name, file);
    }
    return NULL;
}

void openers_decide(struct run *run, struct run_result *result)
{
    for (const struct opener *opener = run->world->openers; opener != NULL; opener = opener->next) {
        if (opener->owner != NULL && opener->times == 0) {
            watch_fail_step(run, result, opener->owner, "never got hold of it");
        }
    }
}
