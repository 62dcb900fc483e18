/* From a path to a way: server, session, share or volume. */
#include <string.h>

#include "base/text.h"
#include "identity/context.h"
#include "net/directory.h"
#include "net/network_inside.h"

static const char gateway_group[] = "NTGATEWAY";

static bool is_boundary(char c)
{
    return c == '\0' || c == '\\' || c == '/';
}

static bool is_remembered(const struct logon *logon, const char *path)
{
    const struct network_last *last = &logon->last;
    const size_t length = last->prefix_length;
    return length != 0 && strncmp(path, last->prefix, length) == 0 &&
           (last->prefix[length - 1] == ':' || is_boundary(path[length])) && last->server->is_up &&
           last->session->is_open &&
           (last->share != NULL ? !last->share->is_removed : !logon->host->lacks_netware);
}

/* NTGATEWAY where that gateway has to look for it; NULL: it finds none. */
static const struct identity *group_of(struct network *network, const struct gateway *gateway,
                                       struct machine *server)
{
    const enum directory_name name = gateway->by_bindery ? DIRECTORY_BINDERY : DIRECTORY_FULL;
    const struct identity *group = identity_find(network->identities, server->name, gateway_group);
    if (group != NULL && network->gateway_group_near_volume &&
        !context_is_same(group->context, server->context)) {
        group = NULL; /* KB Q142639 */
    }
    if (group != NULL && !directory_finds(server, gateway->machine, group, name)) {
        group = NULL; /* KB Q161276 */
    }
    return group;
}

/* The share's side of a gateway: where the target is, and the session of the gateway's account
 * there. Not in NTGATEWAY, or a refused logon: the share is dead, for which KB Q118469
 * leaves 5, 55 and 64; we answer 55. */
static enum status gateway_session(struct network *network, struct gateway *gateway,
                                   struct machine *server, uint64_t now_us,
                                   struct network_reach *reach_out)
{
    if (!gateway->is_enabled || gateway->account == NULL ||
        (gateway->machine != NULL && gateway->machine->lacks_netware)) {
        return ST_DEVICE_GONE;
    }
    if (gateway->session != NULL && gateway->session->is_open &&
        gateway->session->named == server) {
        return ST_OK;
    }
    network_gateway_reset(network, gateway);
    struct session *session = NULL;
    const enum directory_name name = gateway->by_bindery ? DIRECTORY_BINDERY : DIRECTORY_FULL;
    if (!directory_finds(server, gateway->machine, gateway->account, name)) {
        return ST_DEVICE_GONE; /* NT said that the user does not exist (KB Q161276) */
    }
    const struct session_request request = {.server = server,
                                            .who = gateway->account,
                                            .account = gateway->account,
                                            .password = gateway->password,
                                            .client = gateway->machine,
                                            .is_gateway = true,
                                            .now_us = now_us};
    if (session_establish(network, &request, &session) != ST_OK) {
        return ST_DEVICE_GONE;
    }
    const struct identity *group = group_of(network, gateway, server);
    for (uint32_t i = 0; group != NULL && i < session->token.count; i++) {
        if (session->token.ids[i] == group->id) {
            gateway->session = session;
            if (reach_out->new_session == NULL) {
                reach_out->new_session = session;
            }
            return ST_OK;
        }
    }
    session_release(network, session);
    return ST_DEVICE_GONE;
}

void network_gateway_reset(struct network *network, struct gateway *gateway)
{
    if (gateway->session != NULL) {
        session_release(network, gateway->session);
        gateway->session = NULL;
    }
}

/* Another server than the one named may have answered: then it is that one's volume. */
static struct machine_volume *volume_at(const struct session *session,
                                        struct machine_volume *volume,
                                        const struct network_name *name)
{
    if (session->server == session->named && volume != NULL) {
        return volume;
    }
    return volume != NULL ? machine_find_volume(session->server, volume->name)
                          : network_volume_n(session->server, name->share, name->share_length);
}

/* The server and the volume that a gateway share stands for; NULL: nobody knows them. */
static struct machine *target_of(struct network *network, const struct share *share,
                                 const struct network_name *name,
                                 struct machine_volume **volume_out)
{
    struct machine *server = network_machine_n(network, name->server, name->server_length);
    if (server == NULL) {
        return directory_volume(network, share->gateway->machine, name, volume_out);
    }
    *volume_out = network_volume_n(server, name->share, name->share_length);
    return server;
}

bool network_gateway_is_admitted(struct network *network, const struct share *share)
{
    struct network_name name;
    struct machine_volume *volume = NULL;
    const struct gateway *gateway = share->gateway;
    REQUIRE(gateway != NULL);
    if (gateway->account == NULL) {
        return false;
    }
    struct machine *server =
        network_name_parse(share->target, &name) == ST_OK && name.form == NAME_REMOTE
            ? target_of(network, share, &name, &volume)
            : NULL;
    if (server == NULL) {
        return true;
    }
    const struct identity *group = group_of(network, gateway, server);
    return group != NULL &&
           identity_is_member(network->identities, group->id, gateway->account->id);
}

static enum status through_gateway(struct network *network, const struct share *share,
                                   uint64_t now_us, struct network_reach *reach_out)
{
    struct network_name name;
    if (network_name_parse(share->target, &name) != ST_OK || name.form != NAME_REMOTE) {
        return ST_BAD_SHARE_NAME;
    }
    struct machine_volume *volume = NULL;
    struct machine *server = target_of(network, share, &name, &volume);
    const struct link *link = server != NULL && network->links != NULL
                                  ? network_link(network, share->gateway->machine, server)
                                  : NULL;
    if (server == NULL || !server->is_up || (link != NULL && !network_link_is_up(link, now_us))) {
        return ST_UNEXPECTED_NETWORK; /* the share is there, what is behind it is not */
    }
    enum status st = gateway_session(network, share->gateway, server, now_us, reach_out);
    if (st != ST_OK) {
        return st;
    }
    volume = volume_at(share->gateway->session, volume, &name);
    if (volume == NULL) {
        return ST_BAD_SHARE_NAME;
    }
    struct fs_way *way = &reach_out->way;
    way->model = &fs_model_gsnw_gateway;
    way->volume = volume->volume;
    way->volume_number = volume->number;
    way->token = &share->gateway->session->token;
    way->link = way->link != NULL ? way->link : share->gateway->session->link;
    way->gateway_session = share->gateway->session->id;
    volume_node parent;
    const char *last;
    st = volume_walk(volume->volume, VOLUME_ROOT, name.rest, &way->root, &parent, &last);
    return st == ST_OK ? ST_OK : ST_PATH_NOT_FOUND;
}

void share_set_acl(struct share *share, const struct acl *acl)
{
    share->acl = *acl;
    share->kept.token = 0;
}

/* What the share ACL leaves to a token. It counts anew when it was edited; NT asks it when a
 * program connects, which ours do at each run. */
static nt_mask granted_by_share(struct share *share, const struct identity_token *token)
{
    struct share_answer *kept = &share->kept;
    if (!share->acl.is_present) {
        return NT_FULL;
    }
    if (kept->token != 0 && kept->token == token->number) {
        return kept->granted;
    }
    const struct nt_token nt = {.ids = token->ids, .id_count = token->count};
    struct acl acl = share->acl;
    acl.owner = IDENTITY_NONE; /* a share has no owner with rights of his own */
    kept->token = token->number;
    (void)acl_check(&acl, &nt, NT_MAXIMUM_ALLOWED, &kept->granted, NULL); /* 0: refused */
    return kept->granted;
}

static enum status through_share(struct network *network, struct share *share, uint64_t now_us,
                                 struct network_reach *reach_out)
{
    struct fs_way *way = &reach_out->way;
    way->share_mask = granted_by_share(share, way->token);
    if (way->share_mask == 0) {
        return ST_ACCESS_DENIED;
    }
    if (share->gateway != NULL) {
        return through_gateway(network, share, now_us, reach_out);
    }
    if (share->volume == NULL) {
        return ST_BAD_SHARE_NAME;
    }
    way->model = &fs_model_nt_share;
    way->volume = share->volume->volume;
    way->volume_number = share->volume->number;
    way->root = share->root;
    return ST_OK;
}

static bool is_linked(const struct network *network, const struct machine *host,
                      const struct machine *server, uint64_t now_us)
{
    const struct link *link = network->links != NULL ? network_link(network, host, server) : NULL;
    return link == NULL || network_link_is_up(link, now_us);
}

/* No way leads there for want of a service, here or there. */
static bool lacks_service(const struct machine *host, const struct machine *server)
{
    if (server->is_fpnw) {
        return host->lacks_netware || server->lacks_server;
    }
    return server->kind == MACHINE_NETWARE ? host->lacks_netware
                                           : host->lacks_workstation || server->lacks_server;
}

/* The redirector asks one server for the names of others: the preferred one, once it is connected.
 * Behind a router that passes names one way only, that server knows none of this side (KB
 * Q137066). */
static bool is_name_known(const struct network *network, const struct machine *host,
                          const struct machine *server)
{
    const struct machine *preferred = host->preferred;
    if (preferred == NULL || server->kind != MACHINE_NETWARE || server == preferred) {
        return true;
    }
    const struct link *link = network_link(network, host, preferred);
    return link == NULL || !link->has_one_way_router ||
           !network_is_connected(network, host, preferred);
}

/* The logon's session there, in last.session. */
static enum status server_reach(struct network *network, struct logon *logon,
                                struct machine *server, uint64_t now_us,
                                struct network_reach *reach_out)
{
    if (!server->is_up || !is_linked(network, logon->host, server, now_us)) {
        return session_forget(network, logon, server) ? ST_CONNECTION_LOST : ST_BAD_NETWORK_PATH;
    }
    if (lacks_service(logon->host, server) || !is_name_known(network, logon->host, server)) {
        (void)session_forget(network, logon, server);
        return ST_BAD_NETWORK_PATH;
    }
    return session_at(network, logon, server, now_us, reach_out, &logon->last.session);
}

enum status network_reach_server(struct network *network, struct logon *logon,
                                 struct machine *server, uint64_t now_us,
                                 struct network_reach *reach_out)
{
    *reach_out = (struct network_reach){0};
    logon->last.prefix_length = 0; /* its session is another one now */
    return server_reach(network, logon, server, now_us, reach_out);
}

bool network_path_at(const struct network *network, const struct logon *logon, const char *path,
                     const struct machine *server, char target[OS_PATH_SIZE])
{
    char mapped[2 * OS_PATH_SIZE];
    struct network_name name;
    struct machine_volume *volume = NULL;
    const unsigned drive = (unsigned)(text_upper_char(path[0]) - 'A');
    if (path[0] != '\0' && path[1] == ':' && drive < ARRAY_COUNT(logon->drives)) {
        if (!text_format(mapped, sizeof(mapped), "%s\\%s", logon->drives[drive],
                         network_skip_separators(path + 2))) {
            return false;
        }
        path = mapped;
    }
    if (network_name_parse(path, &name) != ST_OK || name.form != NAME_REMOTE) {
        return false;
    }
    if (network_machine_n(network, name.server, name.server_length) == NULL) {
        (void)directory_volume(network, logon->host, &name, &volume);
    }
    const char *share = volume != NULL ? volume->name : name.share;
    const size_t length = volume != NULL ? strlen(volume->name) : name.share_length;
    return text_format(target, OS_PATH_SIZE, "\\\\%s\\%.*s\\%s", server->name, (int)length, share,
                       name.rest);
}

/* Fills `last` from the path. A prefix too long to be remembered is found anew each time. */
static enum status find_target(struct network *network, struct logon *logon, const char *path,
                               uint64_t now_us, struct network_reach *reach_out)
{
    struct network_last *last = &logon->last;
    struct network_name name;
    last->prefix_length = 0;
    if (network_name_parse(path, &name) != ST_OK || name.form != NAME_REMOTE) {
        return ST_BAD_NAME;
    }
    reach_out->rest = name.rest;
    last->share = NULL;
    last->volume = NULL;
    last->server = network_machine_n(network, name.server, name.server_length);
    if (last->server == NULL) {
        last->server = directory_volume(network, logon->host, &name, &last->volume);
    }
    if (last->server == NULL) {
        return ST_BAD_NETWORK_PATH;
    }
    const enum status st = server_reach(network, logon, last->server, now_us, reach_out);
    if (st != ST_OK) {
        return st;
    }
    last->server = last->session->server;
    if (last->server->kind == MACHINE_NT) {
        last->share = network_share_n(last->server, name.share, name.share_length);
        last->volume = NULL;
    } else {
        last->volume = volume_at(last->session, last->volume, &name);
    }
    if (last->share == NULL && last->volume == NULL) {
        return ST_BAD_SHARE_NAME;
    }
    if (name.prefix_length < sizeof(last->prefix)) {
        memcpy(last->prefix, path, name.prefix_length);
        last->prefix_length = name.prefix_length;
    }
    return ST_OK;
}

static enum status reach_remote(struct network *network, struct logon *logon, const char *path,
                                uint64_t now_us, struct network_reach *reach_out)
{
    const struct network_last *last = &logon->last;
    if (is_remembered(logon, path)) {
        reach_out->rest = network_skip_separators(path + last->prefix_length);
    } else {
        const enum status st = find_target(network, logon, path, now_us, reach_out);
        if (st != ST_OK) {
            return st;
        }
    }
    struct fs_way *way = &reach_out->way;
    way->session = last->session->id;
    way->link = last->session->link;
    way->token = &last->session->token;
    if (last->share != NULL) {
        return through_share(network, last->share, now_us, reach_out);
    }
    way->model = &fs_model_netware_volume;
    way->volume = last->volume->volume;
    way->volume_number = last->volume->number;
    way->root = VOLUME_ROOT;
    way->share_mask = NT_FULL;
    return ST_OK;
}

/* A mapped drive may begin below the share. */
static enum status reach_mapped(struct network *network, struct logon *logon, const char *drive,
                                uint64_t now_us, struct network_reach *reach_out)
{
    const char *rest = reach_out->rest;
    enum status st = reach_remote(network, logon, drive, now_us, reach_out);
    if (st == ST_OK && reach_out->rest[0] != '\0') {
        struct fs_way *way = &reach_out->way;
        volume_node parent;
        const char *last;
        st = volume_walk(way->volume, way->root, reach_out->rest, &way->root, &parent, &last);
        st = st == ST_OK ? ST_OK : ST_PATH_NOT_FOUND;
    }
    reach_out->rest = rest;
    return st;
}

static enum status reach_drive(struct network *network, struct logon *logon, const char *path,
                               uint64_t now_us, struct network_reach *reach_out)
{
    const unsigned drive = (unsigned)(text_upper_char(path[0]) - 'A');
    reach_out->rest = network_skip_separators(path + 2);
    if (drive < ARRAY_COUNT(logon->drives) && logon->drives[drive][0] != '\0') {
        return reach_mapped(network, logon, logon->drives[drive], now_us, reach_out);
    }
    const struct machine_volume *volume = network_volume_n(logon->host, path, 1);
    if (volume == NULL) {
        return ST_PATH_NOT_FOUND;
    }
    reach_out->way = (struct fs_way){
        .model = &fs_model_nt_local,
        .volume = volume->volume,
        .volume_number = volume->number,
        .root = VOLUME_ROOT,
        .token = &logon->token,
        .share_mask = NT_FULL,
    };
    return ST_OK;
}

void network_greet(struct network *network, struct logon *logon, uint64_t now_us)
{
    const struct machine *preferred = logon->host->preferred;
    char path[OS_PATH_SIZE];
    struct network_reach reach;
    if (preferred->volumes != NULL &&
        text_format(path, sizeof(path), "\\\\%s\\%s", preferred->name, preferred->volumes->name)) {
        DISCARD(network_reach(network, logon, path, now_us, &reach), "whoever is refused works on");
    }
}

enum status network_reach(struct network *network, struct logon *logon, const char *path,
                          uint64_t now_us, struct network_reach *reach_out)
{
    REQUIRE(logon->is_open);
    *reach_out = (struct network_reach){0};
    if (path[0] != '\0' && path[1] == ':') {
        return reach_drive(network, logon, path, now_us, reach_out);
    }
    return reach_remote(network, logon, path, now_us, reach_out);
}
