#include "world/execute.h"

#include "world/process.h"
#include "world/world.h"

bool execute_is_granted(struct world *world, const struct process_request *request,
                        const char *path, struct execute_refusal *refusal_out)
{
    struct network_reach reach;
    volume_node node = 0;
    volume_node parent = 0;
    const char *last = NULL;
    if (request->logon == NULL || path[0] == '\\' ||
        world_reach(world, request->host, path, &reach) != ST_OK ||
        volume_walk(reach.way.volume, reach.way.root, reach.rest, &node, &parent, &last) != ST_OK) {
        return true; /* the world itself, or no file of the machine's */
    }
    reach.way.token = &request->logon->token;
    const struct fs_question question = {
        .way = &reach.way, .operation = FS_EXECUTE, .node = node, .parent = parent};
    *refusal_out = (struct execute_refusal){.refusal.operation = FS_EXECUTE};
    if (reach.way.model->judge(&question, &refusal_out->refusal)) {
        return true;
    }
    (void)world_assumption(world, ASSUME_PROGRAM_DENIED);
    refusal_out->way = reach.way;
    refusal_out->rest = arena_text(&world->scratch, reach.rest);
    return false;
}
