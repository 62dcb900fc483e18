#include "world/sim_logon.h"

#include "base/text.h"
#include "world/session_times.h"
#include "world/sim_port.h"
#include "world/world.h"

/* A logon as a fault asks for it. */
struct place {
    const char *machine;
};

static bool is_at(const void *call, const char *place)
{
    const struct place *at = call;
    return text_match(place, at->machine);
}

struct asked {
    uint32_t op;
    struct process *process; /* NULL: none has begun */
    const struct sim_logon *logon;
    const struct machine *server;
    enum fs_model_id via;
};

static const struct fault_strike *strike_of(struct world *world, const struct asked *asked)
{
    if (world->faults == NULL) {
        return NULL;
    }
    char account[2 * IDENTITY_NAME_SIZE] = "";
    char judged[2 * IDENTITY_NAME_SIZE] = "";
    const struct place place = {asked->server->name};
    const struct identity *who = asked->logon->account;
    (void)identity_full_name(who, account, sizeof(account));
    (void)text_format(judged, sizeof(judged), "%s\\%s", asked->server->name, who->name);
    const struct fault_question question = {
        .op = asked->op,
        .program = asked->logon->program,
        .account = account,
        .judged = judged,
        .bits = asked->process != NULL && asked->process->is_16_bit ? 16 : 32,
        .session = asked->logon->is_service ? FAULT_SESSION_SERVICE : FAULT_SESSION_INTERACTIVE,
        .via = asked->via,
        .call = &place,
        .is_within = is_at,
    };
    const struct fault *fault = faults_ask(world->faults, &question);
    if (fault == NULL) {
        return NULL;
    }
    world->refusals++; /* what is worn at the end may come from it */
    world->cause = asked->process == NULL ? fault->cause : world->cause;
    if (asked->process != NULL) {
        asked->process->cause = fault->cause;
        process_delay(asked->process, world->faults->strike.late_us);
    }
    return &world->faults->strike;
}

/* The server's refusal, as the caller hears it. */
static enum status refused(struct world *world, const struct asked *asked, enum status answer)
{
    const enum trace_op op = asked->op == FAULT_OP_CONNECT ? TRACE_CONNECT : TRACE_LOGON;
    if (asked->process != NULL) {
        struct sim_call call = {.process = asked->process, .op = op, .name = asked->server->name};
        return sim_call_end(&call, answer);
    }
    const struct trace_row row = {.time_us = world->sched.now_us,
                                  .cause = world->cause,
                                  .op = (uint16_t)op,
                                  .status = (uint16_t)answer};
    (void)trace_add(&world->trace, &row, asked->server->name);
    return answer;
}

static enum fs_model_id way_to(const struct machine *server, bool is_gateway)
{
    return is_gateway                        ? FS_MODEL_gsnw_gateway
           : server->kind == MACHINE_NETWARE ? FS_MODEL_netware_volume
                                             : FS_MODEL_nt_share;
}

static enum status visit(void *context, struct network_visit *seen)
{
    static const uint32_t ops[] = {FAULT_OP_CONNECT, FAULT_OP_LOGON};
    struct world *world = context;
    struct process *process = world->caller;
    const struct sim_logon logon = {
        .program = process != NULL ? process->name : "",
        .account = seen->who,
        .is_service = process != NULL && process->connector != NULL,
    };
    for (size_t i = 0; i < ARRAY_COUNT(ops); i++) {
        const struct asked asked = {.op = ops[i],
                                    .process = process,
                                    .logon = &logon,
                                    .server = seen->server,
                                    .via = way_to(seen->server, seen->is_gateway)};
        const struct fault_strike *strike = strike_of(world, &asked);
        if (strike != NULL && !strike->acts) {
            return refused(world, &asked, strike->answer);
        }
        if (strike != NULL && strike->elsewhere != NULL) {
            seen->server = network_find_machine(world->network, strike->elsewhere);
            REQUIRE(seen->server != NULL); /* looked at when the fault was armed */
        }
    }
    return ST_OK;
}

void sim_logon_listen(struct world *world)
{
    network_ask_visit(world->network, world, world->faults != NULL ? visit : NULL);
}

enum status sim_logon_ask(struct world *world, const struct sim_logon *who, uint64_t *late_us_out)
{
    const struct asked asked = {.op = FAULT_OP_LOGON, .logon = who, .server = who->host->machine};
    const struct fault_strike *strike = strike_of(world, &asked);
    *late_us_out = strike != NULL ? strike->late_us : 0;
    return strike != NULL && !strike->acts ? refused(world, &asked, strike->answer) : ST_OK;
}

void sim_logoff(struct world *world, struct logon *logon, const struct sim_logon *who)
{
    struct session *next = NULL;
    for (struct session *session = logon->sessions; session != NULL && world->faults != NULL;
         session = next) {
        next = session->next;
        const struct asked asked = {.op = FAULT_OP_LOGOFF,
                                    .logon = who,
                                    .server = session->server,
                                    .via = way_to(session->server, false)};
        const struct fault_strike *strike = session->is_open ? strike_of(world, &asked) : NULL;
        if (strike == NULL) {
            continue;
        }
        const uint64_t until_us =
            strike->keeps ? UINT64_MAX : world->sched.now_us + strike->late_us;
        network_leave_session(world->network, logon, session, until_us);
        session_times_watch(world);
    }
}
