#include "cli/rights_explain.h"

#include <string.h>

#include "base/text.h"
#include "cli/catalog.h"
#include "cli/rights_inside.h"
#include "scenario/run.h"
#include "scenario/virtual_time.h"

enum { EXIT_WRONG = 2 };

const char *rights_name(const struct explaining *x, identity_id id)
{
    const struct identity *who = identity_of(x->world->identities, id);
    char name[RIGHTS_NAME_SIZE];
    if (who == NULL || !identity_full_name(who, name, sizeof(name))) {
        return "nobody";
    }
    return who->is_removed ? arena_format(x->arena, "%s, removed", name)
                           : arena_text(x->arena, name);
}

const char *rights_place(const struct explaining *x, volume_node node)
{
    char path[OS_PATH_SIZE];
    const struct volume *volume = x->reach.way.volume;
    const char *label = volume_label(volume);
    if (!volume_path(volume, node, path, sizeof(path))) {
        path[0] = '\0';
    }
    const enum fs_model_id model = x->reach.way.model->id;
    const bool is_nt = model == FS_MODEL_nt_local || model == FS_MODEL_nt_share;
    return arena_format(x->arena, "%.*s:%s%s", (int)strcspn(label, ":"), label, is_nt ? "\\" : "",
                        path);
}

/* --- who --- */

static bool find_account(struct explaining *x)
{
    struct buffer known;
    x->account = identity_find_full(x->world->identities, x->account_name);
    if (x->account != NULL && x->account->kind == IDENTITY_USER) {
        return true;
    }
    if (x->account != NULL) {
        diagnostic_set(x->diagnostic, 0, "%s is a group: rights are asked for an account",
                       x->account_name);
        return false;
    }
    buffer_init(&known, x->arena);
    for (identity_id id = IDENTITY_FIRST_FREE; id < identity_count(x->world->identities); id++) {
        const struct identity *who = identity_of(x->world->identities, id);
        if (who->kind == IDENTITY_USER && !who->is_removed) {
            buffer_format(&known, "%s%s", known.size > 0 ? ", " : "", rights_name(x, id));
        }
    }
    diagnostic_set(x->diagnostic, 0, "there is no account '%s'; there are %s", x->account_name,
                   buffer_string(&known));
    return false;
}

/* As the service of a connector where it is one's account, else as a person at a machine. */
static enum status log_on(struct explaining *x)
{
    const struct connector *connector = x->world->connectors;
    while (connector != NULL && connector->account != x->account) {
        connector = connector->next;
    }
    struct host *host = connector != NULL ? connector->host : host_need(x->world, NULL);
    const char *password = connector != NULL ? connector->password : x->account->password;
    const enum status status = network_logon(
        x->world->network, x->logon, host->machine, x->account,
        &(struct identity_attempt){.password = password,
                                   .kind = connector != NULL ? LOGON_SERVICE : LOGON_INTERACTIVE,
                                   .now_us = x->world->sched.now_us});
    buffer_format(x->target, "account    %s, %s %s", rights_name(x, x->account->id),
                  connector != NULL ? "as the service of" : "a person at",
                  connector != NULL ? connector->name : host->machine->name);
    if (connector != NULL) {
        buffer_format(x->target, " at %s", host->machine->name);
    }
    buffer_text(x->target, "\n");
    return status;
}

static void put_token(struct explaining *x, const char *title, const struct identity_token *token)
{
    static const struct {
        uint32_t privilege;
        const char *name;
    } privileges[] = {{PRIVILEGE_BACKUP, "backup"},
                      {PRIVILEGE_RESTORE, "restore"},
                      {PRIVILEGE_TAKE_OWNERSHIP, "take ownership"},
                      {PRIVILEGE_SECURITY, "security"}};
    buffer_format(x->target, "%-10s ", title);
    for (uint32_t i = 0; i < token->count; i++) {
        buffer_format(x->target, "%s%s", i > 0 ? "; " : "", rights_name(x, token->ids[i]));
    }
    const char *between = "; privileges ";
    for (size_t i = 0; i < ARRAY_COUNT(privileges); i++) {
        if ((token->privileges & privileges[i].privilege) != 0) {
            buffer_format(x->target, "%s%s", between, privileges[i].name);
            between = ", ";
        }
    }
    buffer_text(x->target, "\n");
}

/* --- why a way is closed --- */

static const char *twin_hint(const struct explaining *x, const struct machine *server)
{
    const struct identity *twin =
        identity_find(x->world->identities, server->name, x->account->name);
    if (twin == NULL) {
        return arena_format(x->arena,
                            "%s has no account %s: it wants one of that name and password",
                            server->name, x->account->name);
    }
    return arena_format(x->arena, "the password of %s is another", rights_name(x, twin->id));
}

static const char *gateway_hint(const struct explaining *x, const struct gateway *gateway)
{
    if (!gateway->is_enabled) {
        return "the gateway is off";
    }
    if (gateway->account == NULL) {
        return "the gateway has no account";
    }
    if (gateway->machine != NULL && gateway->machine->lacks_netware) {
        return "Gateway Service for NetWare is stopped there";
    }
    const char *name = rights_name(x, gateway->account->id);
    const struct identity *group =
        identity_find(x->world->identities, gateway->account->authority, "NTGATEWAY");
    if (group == NULL ||
        !identity_is_member(x->world->identities, group->id, gateway->account->id)) {
        return arena_format(x->arena, "the gateway's account %s is not in NTGATEWAY", name);
    }
    return arena_format(x->arena, "NetWare refuses the gateway's account %s", name);
}

static void put_hint(struct explaining *x, enum status status)
{
    const struct network_last *last = &x->logon->last;
    const char *hint = NULL;
    if (last->share != NULL && last->share->gateway != NULL && status == ST_DEVICE_GONE) {
        hint = gateway_hint(x, last->share->gateway);
    } else if (!x->logon->is_open && status == ST_LOGON_FAILURE) {
        hint = "its password is another than the one that is stored with the service";
    } else if (last->server != NULL && status == ST_LOGON_FAILURE) {
        hint = twin_hint(x, last->server);
    } else if (last->server != NULL && !last->server->is_up) {
        hint = arena_format(x->arena, "%s is down", last->server->name);
    }
    if (hint != NULL) {
        buffer_format(x->target, "           %s\n", hint);
    }
}

/* --- the way --- */

static void put_way(struct explaining *x)
{
    const struct network_last *last = &x->logon->last;
    const struct fs_way *way = &x->reach.way;
    buffer_format(x->target, "reached    %s %s%s%s", way->model->name,
                  world_machine_of(x->world, way->volume_number),
                  way->model->id == FS_MODEL_nt_local || way->model->id == FS_MODEL_nt_share ? " "
                                                                                             : "\\",
                  rights_place(x, x->node));
    if (last->share != NULL) {
        buffer_format(x->target, ", by share %s of %s", last->share->name, last->server->name);
    } else if (last->session != NULL) {
        buffer_format(x->target, ", as %s", rights_name(x, last->session->account->id));
    }
    buffer_text(x->target, "\n");
}

/* Lists and assignments, in the order in which they are asked. */
static void put_chain(struct explaining *x)
{
    const struct network_last *last = &x->logon->last;
    const struct fs_way *way = &x->reach.way;
    const struct gateway *gateway = last->share != NULL ? last->share->gateway : NULL;
    if (gateway != NULL) {
        put_token(x, "token", &last->session->token);
        rights_explain_share(x, last->share, &last->session->token);
        buffer_format(x->target, "gateway of %s: acts as %s for everybody\n", last->server->name,
                      rights_name(x, gateway->account->id));
        put_token(x, "token", way->token);
        rights_explain_trustees(x);
        return;
    }
    put_token(x, "token", way->token);
    if (way->model->id == FS_MODEL_netware_volume) {
        rights_explain_trustees(x);
        return;
    }
    if (way->model->id == FS_MODEL_nt_share) {
        rights_explain_share(x, last->share, way->token);
    }
    rights_explain_lists(x);
}

static bool find_node(struct explaining *x)
{
    const struct fs_way *way = &x->reach.way;
    const char *name = NULL;
    const enum status status =
        volume_walk(way->volume, way->root, x->reach.rest, &x->node, &x->parent, &name);
    if (x->account->system == IDENTITY_NETWARE && way->model->id != FS_MODEL_netware_volume) {
        diagnostic_set(x->diagnostic, 0, "%s is an account of NetWare: '%s' is no volume of it",
                       x->account_name, x->path);
        return false;
    }
    if (status != ST_OK) {
        diagnostic_set(x->diagnostic, 0, "there is no '%s' (%s)", x->path,
                       status == ST_NOT_FOUND
                           ? arena_format(x->arena, "its directory has no '%s'", name)
                           : status_text(status));
        return false;
    }
    x->parent = x->node == VOLUME_ROOT ? 0 : volume_parent(way->volume, x->node);
    return true;
}

/* SYS:CCDATA, as scenarios have it: of the account's server, else of the only one with that volume;
 * programs write \\NW1\SYS\CCDATA or NW1\SYS:CCDATA. */
static void name_server(struct explaining *x)
{
    const size_t first = strcspn(x->path, ":\\/");
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    if (first < 2 || x->path[first] != ':') {
        return;
    }
    const char *server = x->account->authority;
    if (x->account->system != IDENTITY_NETWARE) {
        const char *root = arena_text_n(x->arena, x->path, first + 1);
        server = world_place(x->world, NULL, root, &volume, &node, false) == NULL
                     ? world_machine_of(x->world, volume->number)
                     : NULL;
    }
    if (server != NULL) {
        x->path = arena_format(x->arena, "%s\\%s", server, x->path);
    }
}

static bool explain(struct explaining *x)
{
    char time[VIRTUAL_TIME_TEXT_SIZE];
    if (!find_account(x)) {
        return false;
    }
    name_server(x);
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *error = world_place(x->world, NULL, x->path, &volume, &node, false);
    x->logon = arena_new(x->arena, struct logon);
    virtual_time_text(x->world->sched.now_us, time);
    buffer_format(x->target, "at @%s\n", time);
    enum status status = log_on(x);
    const char *at = "at its logon";
    if (status == ST_OK) {
        at = "on the way";
        status =
            network_reach(x->world->network, x->logon, x->path, x->world->sched.now_us, &x->reach);
    }
    if (status == ST_OK) {
        if (!find_node(x)) {
            return false;
        }
        put_way(x);
        put_chain(x);
        rights_explain_operations(x);
        return true;
    }
    const bool is_name = status == ST_BAD_NAME || status == ST_PATH_NOT_FOUND ||
                         status == ST_BAD_SHARE_NAME ||
                         (status == ST_BAD_NETWORK_PATH && x->logon->last.server == NULL);
    if (is_name && error != NULL) {
        diagnostic_set(x->diagnostic, 0, "there is no '%s': %s", x->path, status_text(status));
        return false;
    }
    buffer_format(x->target, "refused    %s: error %u, %s\n", at, (unsigned)status_win32(status),
                  status_text(status));
    put_hint(x, status);
    if (status == ST_ACCESS_DENIED && x->logon->last.share != NULL) {
        const struct identity_token *token = &x->logon->last.session->token;
        put_token(x, "token", token);
        rights_explain_share(x, x->logon->last.share, token);
    }
    rights_explain_unreached(x, status);
    return true;
}

/* --- the case --- */

struct asking {
    struct explaining explaining;
    bool is_answered;
};

static void at_end(void *observer, struct world *world)
{
    struct asking *asking = observer;
    asking->explaining.world = world;
    asking->is_answered = explain(&asking->explaining);
    if (!asking->is_answered) {
        buffer_clear(asking->explaining.target); /* the diagnostic says it all */
    }
}

static int play(struct asking *asking, const struct catalog_entry *entry,
                const struct scenario_case *the_case, uint64_t until_us)
{
    struct arena arena = {0};
    struct run_result result = {0};
    const struct run_options run = {
        .until_us = until_us, .letters = &entry->letters, .observer = asking, .at_end = at_end};
    const enum run_exit exit = run_case(the_case, &run, &arena, &result);
    if (exit == RUN_ERROR || exit == RUN_INVARIANT || exit == RUN_NO_PROGRESS) {
        buffer_clear(asking->explaining.target);
        diagnostic_set(asking->explaining.diagnostic, 0, "%s:%u: %s", entry->scenario.path,
                       result.error_line, result.error);
        asking->is_answered = false;
    }
    arena_release(&arena);
    return asking->is_answered ? 0 : EXIT_WRONG;
}

int rights_explain(const struct options *options, struct buffer *target, struct buffer *errors,
                   struct diagnostic *diagnostic)
{
    struct arena arena = {0};
    struct catalog catalog;
    struct options wanted = *options;
    const uint64_t until_us = options->at != 0 ? options->at : 1; /* 0 is the end; see options.h */
    int exit = EXIT_WRONG;
    if (options->path_count != 1 || options->account == NULL || options->path == NULL) {
        diagnostic_set(diagnostic, 0,
                       "rights explain wants a scenario, --account and --path: rights explain "
                       "FILE.scn --account 'EXCH\\svc-ccmc' --path '\\\\NW1\\SYS\\CCDATA'");
        return EXIT_WRONG;
    }
    catalog_load(&wanted, &arena, errors, &catalog);
    if (catalog.error_count == 0 && catalog.case_count == 0) {
        diagnostic_set(diagnostic, 0, "%s has no case '%s'; see ccbench list", options->paths[0],
                       options->the_case != NULL ? options->the_case : "base");
    } else if (catalog.error_count == 0) {
        const struct catalog_entry *entry = &catalog.entries[0];
        uint32_t c = 0;
        while (!catalog_wants_case(&wanted, &entry->scenario.cases[c])) {
            c++;
        }
        struct asking asking = {.explaining = {.arena = &arena,
                                               .target = target,
                                               .diagnostic = diagnostic,
                                               .account_name = options->account,
                                               .path = options->path}};
        exit = play(&asking, entry, &entry->scenario.cases[c], until_us);
    }
    arena_release(&arena);
    return exit;
}
