#include "net/directory.h"

#include "base/text.h"
#include "identity/context.h"

static bool is_in_bindery(const struct machine *server, const struct identity *who)
{
    const char *contexts = server->bindery[0] != '\0' ? server->bindery : server->context;
    return !server->lacks_bindery &&
           (contexts[0] == '\0' || context_is_among(who->context, contexts));
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
