#include "net/directory.h"

#include <string.h>

#include "base/text.h"
#include "identity/context.h"

static bool is_in_bindery(const struct machine *server, const struct identity *who)
{
    const char *contexts = server->bindery[0] != '\0' ? server->bindery : server->context;
    return !server->lacks_bindery &&
           (contexts[0] == '\0' || context_is_among(who->context, contexts));
}

/* Is `plain` the object of this volume, seen from `context`? */
static bool is_volume(const struct machine *server, const struct machine_volume *volume,
                      const char *plain, const char *context)
{
    char object[2 * MACHINE_NAME_SIZE];
    const size_t length = strcspn(plain, ".");
    if (!text_format(object, sizeof(object), "%s_%s", server->name, volume->name) ||
        !text_equal_n(object, plain, length) || object[length] != '\0') {
        return false;
    }
    const char *place = plain[length] == '.' ? plain + length + 1 : context;
    return place != NULL && context_is_same(place, server->context);
}

struct machine *directory_volume(const struct network *network, const struct machine *client,
                                 const struct network_name *name,
                                 struct machine_volume **volume_out)
{
    char typed[2 * IDENTITY_NAME_SIZE];
    char plain[2 * IDENTITY_NAME_SIZE];
    if (name->share_length >= sizeof(typed)) {
        return NULL;
    }
    memcpy(typed, name->share, name->share_length);
    typed[name->share_length] = '\0';
    if (!context_plain(typed, plain, sizeof(plain))) {
        return NULL;
    }
    for (struct machine *server = network->machines; server != NULL; server = server->next) {
        const bool is_in_tree = server->kind == MACHINE_NETWARE && server->tree[0] != '\0' &&
                                text_equal_n(server->tree, name->server, name->server_length) &&
                                server->tree[name->server_length] == '\0';
        const char *context =
            client != NULL && text_equal(client->tree, server->tree) ? client->context : NULL;
        for (struct machine_volume *volume = is_in_tree ? server->volumes : NULL; volume != NULL;
             volume = volume->next) {
            if (is_volume(server, volume, plain, context)) {
                *volume_out = volume;
                return server;
            }
        }
    }
    return NULL;
}

bool directory_finds(const struct machine *server, const struct machine *client,
                     const struct identity *who, enum directory_name name)
{
    if (server->tree[0] == '\0' || name == DIRECTORY_FULL) {
        return true;
    }
    const bool is_of_tree = name == DIRECTORY_BARE && client != NULL && client->tree[0] != '\0' &&
                            text_equal(client->tree, server->tree);
    if (who->context[0] == '\0') {
        return is_of_tree || !server->lacks_bindery;
    }
    return is_of_tree ? context_is_same(client->context, who->context) : is_in_bindery(server, who);
}
