#include "host/services.h"
#include "scenario/words/places.h"
#include "scenario/words/services.h"

#include <string.h>

#include "base/text.h"

enum { SLOT_PAGE, SLOT_NAME, SLOT_FIELD, SLOT_STATE, SLOT_CODE };

static const struct slot slots[] = {
    [SLOT_PAGE] = {"PAGE", VALUE_WORD, "page", SLOT_OPTIONAL},
    [SLOT_NAME] = {"SERVICE|PROGRAM|SHARE|MACHINE", VALUE_NAME, "connector", 0},
    [SLOT_FIELD] = {"FIELD", VALUE_WORD, "path|name|password", SLOT_OPTIONAL},
    [SLOT_STATE] = {"STATE", VALUE_WORD,
                    "running|busy|waiting|starting|stopped|stopping|refused|accepted|absent|shut|"
                    "open",
                    0},
    [SLOT_CODE] = {"CODE", VALUE_INT, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"on", {{"HOST", VALUE_NAME, NULL, 0}}, 1, 0, "the connector's, or EX1", NULL, "of a service"},
};

static struct host *host_of(struct run *run, const struct fact *fact)
{
    return host_find(run->world, fact_text(fact, "on", NULL));
}

static bool has_value(const struct fact *fact, uint32_t slot)
{
    return slot < fact->value_count && fact->values[slot].type != VALUE_NONE;
}

/* Which of the service manager's numbers a refusal is: the logon's own codes are all one to it. */
static uint32_t service_code(enum status refused)
{
    const bool is_logon = refused == ST_LOGON_FAILURE || refused == ST_ACCOUNT_DISABLED ||
                          refused == ST_ACCOUNT_LOCKED_OUT || refused == ST_ACCOUNT_RESTRICTION ||
                          refused == ST_PASSWORD_EXPIRED || refused == ST_MUST_CHANGE_PASSWORD ||
                          refused == ST_LOGON_TYPE || refused == ST_LOGON_HOURS ||
                          refused == ST_LOGON_STATION;
    return is_logon ? SERVICE_LOGON_FAILED : status_win32(refused);
}

/* The code that was written, if one was. */
static bool is_code(const struct fact *fact, uint32_t code)
{
    return !has_value(fact, SLOT_CODE) || fact->values[SLOT_CODE].number == code;
}

/* What the Post Office page said to who last filled it in. */
static void check_page(struct run *run, const struct fact *fact, const struct connector *connector,
                       struct verdict *verdict_out)
{
    if (connector == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got =
            arena_format(run->arena, "there is no connector %s", fact_name(fact, SLOT_NAME, ""));
        return;
    }
    const char *state = connector->page_answer == ST_OK ? "accepted" : "refused";
    const char *field = connector->page_field != NULL ? connector->page_field : "";
    verdict_out->holds = text_equal(fact_name(fact, SLOT_STATE, ""), state) &&
                         text_equal(fact_name(fact, SLOT_FIELD, field), field);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "state page %s%s%s %s: %s", connector->name,
                                        field[0] != '\0' ? " " : "", field, state,
                                        status_text(connector->page_answer));
    }
}

static void check_connector(struct run *run, const struct fact *fact,
                            const struct connector *connector, struct verdict *verdict_out)
{
    static const char *const states[] = {[CONNECTOR_STOPPED] = "stopped",
                                         [CONNECTOR_RUNNING] = "running",
                                         [CONNECTOR_STOPPING] = "stopping"};
    const char *wanted = fact_name(fact, SLOT_STATE, "");
    const bool is_refused = connector->start_refused != ST_OK;
    const uint32_t code = is_refused ? service_code(connector->start_refused) : 0;
    if (text_equal(wanted, "refused")) {
        verdict_out->holds = is_refused && is_code(fact, code);
    } else {
        verdict_out->holds = text_equal(wanted, states[connector->state]);
    }
    if (!verdict_out->holds) {
        verdict_out->got =
            is_refused ? arena_format(run->arena, "state %s refused %u", connector->name, code)
                       : arena_format(run->arena, "state %s %s", connector->name,
                                      states[connector->state]);
    }
}

static void check_program(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, SLOT_NAME, "");
    const char *wanted = fact_name(fact, SLOT_STATE, "");
    struct host_program found;
    struct host *host =
        run->world->connectors != NULL ? run->world->connectors->host : host_need(run->world, NULL);
    const struct process *process = process_find(run->world, name);
    const char *state = process == NULL ? "stopped" : "running";
    const bool waits =
        process != NULL && (process->is_hung || process->task.wake_us == SCHED_NEVER);
    if (waits && text_equal(wanted, "waiting")) {
        state = "waiting"; /* for a person */
    }
    if (process == NULL && host_find_program(run->world, host, name, &found) != ST_OK) {
        state = "absent";
    }
    verdict_out->holds = text_equal(text_equal(wanted, "busy") ? "running" : wanted, state);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "state %s %s", name, state);
    }
}

static void check_office(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct office *office = NULL;
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *error = place_office(run, fact_name(fact, SLOT_NAME, NULL), &office);
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    const char *flag = arena_format(run->arena, "%s\\CCPODOWN", office->path);
    const bool is_shut = place_node(run, flag, false, &volume, &node) == NULL;
    verdict_out->holds = is_shut == text_equal(fact_name(fact, SLOT_STATE, ""), "shut");
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "state %s %s", office->name, is_shut ? "shut" : "open");
    }
}

static void check_service(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    static const char *const states[] = {[SERVICE_RUNNING] = "running",
                                         [SERVICE_STOPPED] = "stopped",
                                         [SERVICE_WAITING] = "starting",
                                         [SERVICE_STARTING] = "starting"};
    const char *name = host_service_name(fact_name(fact, SLOT_NAME, ""));
    const char *wanted = fact_name(fact, SLOT_STATE, "");
    const struct host_service *service = host_service_find(host_of(run, fact), name);
    const uint32_t refused = service != NULL ? service->refused : 0;
    const char *state = states[service != NULL ? service->state : SERVICE_RUNNING];
    if (text_equal(wanted, "refused")) {
        verdict_out->holds = refused != 0 && is_code(fact, refused);
    } else {
        verdict_out->holds = text_equal(wanted, state);
    }
    if (!verdict_out->holds) {
        verdict_out->got = refused != 0
                               ? arena_format(run->arena, "state %s refused %u", name, refused)
                               : arena_format(run->arena, "state %s %s", name, state);
    }
}

static bool facts_share(const struct fact *fact, const char *name)
{
    const struct fact_attribute *share = NULL;
    for (uint32_t n = 0; (share = fact_attribute_n(fact, "share", n)) != NULL; n++) {
        if (text_equal(share->values[0].text, name)) {
            return true;
        }
    }
    return false;
}

/* A name alone: does a line of the scenario speak of such a share? It may be gone by now. */
static bool is_share(const struct run *run, const char *name)
{
    const struct scenario_case *the_case = run->the_case;
    bool is_found = false;
    for (uint32_t i = 0; i < the_case->world_count && !is_found; i++) {
        is_found = facts_share(&the_case->world[i].fact, name);
    }
    for (uint32_t i = 0; i < the_case->step_count && !is_found; i++) {
        is_found = facts_share(&the_case->steps[i].fact, name);
    }
    return is_found;
}

/* Has the gateway a login, or would it get one? */
static bool is_alive(struct network *network, const struct machine *machine,
                     const struct share *share)
{
    const struct session *session = share->gateway->session;
    return share->gateway->is_enabled && !machine->lacks_netware &&
           ((session != NULL && session->is_open) || network_gateway_is_admitted(network, share));
}

/* Does the machine offer it now? A gateway's share is there while the gateway is on and runs, and
 * NetWare lets it in. */
static bool is_offered(struct network *network, const struct machine *machine, const char *name)
{
    const struct share *share = machine_find_share(machine, name);
    const bool is_served = machine->is_up && !machine->lacks_server && share != NULL;
    return is_served && (share->gateway == NULL || is_alive(network, machine, share));
}

static void check_share_name(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, SLOT_NAME, "");
    bool is_there = false;
    struct network *network = run->world->network;
    for (const struct machine *machine = network_next_machine(network, NULL); machine != NULL;
         machine = network_next_machine(network, machine)) {
        is_there = is_there || is_offered(network, machine, name);
    }
    const char *state = is_there ? "running" : "absent";
    verdict_out->holds = text_equal(fact_name(fact, SLOT_STATE, ""), state);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "state %s %s", name, state);
    }
}

/* "\\\\EX1\\CCPO": whether the machine offers it. */
static void check_share(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *path = fact_name(fact, SLOT_NAME, "");
    const char *name = strchr(path + 2, '\\');
    const struct machine *machine =
        name != NULL
            ? network_find_machine(run->world->network,
                                   arena_text_n(run->arena, path + 2, (size_t)(name - path - 2)))
            : NULL;
    if (machine == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "no machine %s", path);
        return;
    }
    const bool is_there = is_offered(run->world->network, machine, name + 1);
    verdict_out->holds =
        text_equal(fact_name(fact, SLOT_STATE, ""), is_there ? "running" : "absent");
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "state %s %s", path, is_there ? "running" : "absent");
    }
}

static void check_machine(struct run *run, const struct fact *fact, const struct machine *machine,
                          struct verdict *verdict_out)
{
    const char *state = machine->is_up ? "running" : "stopped";
    verdict_out->holds = text_equal(fact_name(fact, SLOT_STATE, ""), state);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "state %s %s", machine->name, state);
    }
}

static bool is_service(struct run *run, const struct fact *fact, const char *name)
{
    const struct host *host = host_of(run, fact);
    return host_service_is_row(name) || (host != NULL && host_service_find(host, name) != NULL);
}

static bool is_declared_program(const struct run *run, const char *name)
{
    const struct scenario_case *the_case = run->the_case;
    bool is_found = false;
    for (uint32_t i = 0; i < the_case->world_count && !is_found; i++) {
        const struct fact *fact = &the_case->world[i].fact;
        is_found =
            text_equal(fact->shape->word, "program") && text_equal(fact_name(fact, 0, ""), name);
    }
    return is_found;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, SLOT_NAME, "");
    const char *wanted = fact_name(fact, SLOT_STATE, "");
    const struct connector *connector =
        service_is_connector(name) ? run->world->connectors : connector_find(run->world, name);
    const struct machine *machine = network_find_machine(run->world->network, name);
    if (fact_has(fact, "on") && host_of(run, fact) == NULL) {
        verdict_out->got =
            arena_format(run->arena, "there is no machine %s", fact_text(fact, "on", ""));
    } else if (has_value(fact, SLOT_PAGE)) {
        check_page(run, fact, connector, verdict_out);
    } else if (name[0] == '\\' && name[1] == '\\') {
        check_share(run, fact, verdict_out);
    } else if (connector != NULL) {
        check_connector(run, fact, connector, verdict_out);
    } else if (is_service(run, fact, name)) {
        check_service(run, fact, verdict_out);
    } else if (text_equal(wanted, "shut") || text_equal(wanted, "open")) {
        check_office(run, fact, verdict_out);
    } else if (machine != NULL) {
        check_machine(run, fact, machine, verdict_out);
    } else if (is_share(run, name)) {
        check_share_name(run, fact, verdict_out);
    } else if (program_find(name) == NULL && !is_declared_program(run, name)) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(
            run->arena, "there is no service, program, share, machine or post office %s", name);
    } else {
        check_program(run, fact, verdict_out);
    }
}

/* What is said of a page only, and of anything else only. */
static const char *cannot(struct run *run, const struct fact *fact)
{
    const char *state = fact_name(fact, SLOT_STATE, "");
    const bool is_accepted = text_equal(state, "accepted");
    const bool has_field = has_value(fact, SLOT_FIELD);
    const struct value *name = &fact->values[SLOT_NAME];
    if (!name->quoted && text_equal(name->text, "page")) {
        return "a page is a connector's: state page CONNECTOR ...";
    }
    if (!has_value(fact, SLOT_PAGE)) {
        return is_accepted || has_field
                   ? arena_format(run->arena, "%s is said of a page: state page CONNECTOR ...",
                                  is_accepted ? state : fact_name(fact, SLOT_FIELD, ""))
                   : NULL;
    }
    if (!is_accepted && !text_equal(state, "refused")) {
        return arena_format(run->arena, "a page is never %s: accepted, refused", state);
    }
    if (is_accepted && has_field) {
        return arena_format(run->arena, "a page that accepted has no fault in its %s",
                            fact_name(fact, SLOT_FIELD, ""));
    }
    return has_value(fact, SLOT_CODE) || fact_has(fact, "on")
               ? "a page has no code and stands on no other machine"
               : NULL;
}

const struct expect_kind expect_state = {
    .shape =
        {.word = "state",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .help =
             "the state of a service, a program, a share, a machine or a post office; "
             "refused: the last start was; waiting: for a person. A share by its name alone, or "
             "\\\\EX1\\CCPO. page C1 path refused: what the Post Office page said to who last "
             "filled it in, and the field at fault",
         .example = "expect state C1 refused 1069"},
    .sort = EXPECT_STATE,
    .check = check,
    .cannot = cannot,
};
