#include "world/execute.h"

#include "world/process.h"
#include "world/world.h"

bool execute_is_granted(struct world *world, const struct process_request *request,
                        const struct host_program *found, struct execute_refusal *refusal_out)
{
    if (request->logon == NULL || found->path[0] == '\\') {
        return true; /* the world itself, or no file of the machine's */
    }
    struct fs_way way = found->way;
    way.token = &request->logon->token;
    const struct fs_question question = {.way = &way,
                                         .operation = FS_EXECUTE,
                                         .node = found->place.node,
                                         .parent = found->place.parent};
    *refusal_out = (struct execute_refusal){.refusal.operation = FS_EXECUTE};
    if (way.model->judge(&question, &refusal_out->refusal)) {
        return true;
    }
    (void)world_assumption(world, ASSUME_PROGRAM_DENIED);
    refusal_out->way = way;
    refusal_out->rest = arena_text(&world->scratch, found->path + found->rest_at);
    return false;
}
