#include "exchange/lists.h"

#include <string.h>

#include "base/text.h"
#include "exchange/site.h"
#include "world/world.h"

enum { DEPTH_MAX = 8 };

static struct site_list **place_of(struct world *world, const struct site *site, const char *name)
{
    struct site_list **link = &world->lists;
    while (*link != NULL && !((*link)->site == site && text_equal((*link)->name, name))) {
        link = &(*link)->next;
    }
    return link;
}

void list_set(struct world *world, const struct site *site, const char *name,
              const char *const *members, uint32_t count)
{
    struct site_list **link = place_of(world, site, name);
    const char **names = arena_array(world->arena, const char *, (size_t)count + 1);
    for (uint32_t i = 0; i < count; i++) {
        names[i] = arena_text(world->arena, members[i]);
    }
    if (*link == NULL) {
        *link = arena_new(world->arena, struct site_list);
        (*link)->name = arena_text(world->arena, name);
        (*link)->site = site;
    }
    (*link)->members = names;
    (*link)->member_count = count;
}

bool list_remove(struct world *world, const struct site *site, const char *name)
{
    struct site_list **link = place_of(world, site, name);
    if (*link == NULL) {
        return false;
    }
    *link = (*link)->next;
    return true;
}

const struct site_list *list_find(const struct world *world, const char *address)
{
    const char *colon = strchr(address, ':');
    const char *value = colon != NULL ? colon + 1 : address;
    for (const struct site_list *list = world->lists; list != NULL; list = list->next) {
        const size_t length = strlen(list->name);
        if (text_equal_n(value, list->name, length) &&
            (value[length] == '\0' || (text_equal_n(value + length, " at ", 4) &&
                                       text_equal(value + length + 4, list->site->address)))) {
            return list;
        }
    }
    return NULL;
}

struct work {
    struct world *world;
    struct buffer here;
    struct buffer elsewhere;
    const struct site_list *way[DEPTH_MAX]; /* the lists that led here */
};

static void add_here(struct work *work, const char *name)
{
    const char **names = (const char **)(void *)work->here.data;
    for (size_t i = 0; i < work->here.size / sizeof(*names); i++) {
        if (text_equal(names[i], name)) {
            return;
        }
    }
    buffer_add(&work->here, &name, sizeof(name));
}

/* A custom recipient has no mailbox: "Smith, J at PO1", "SMTP:user@far.example". */
static const char *address_behind(struct world *world, const struct site_recipient *custom)
{
    return text_starts(custom->proxy, "CCMAIL:")
               ? exchange_unescaped(world->arena, site_address_value(custom->proxy))
               : custom->proxy;
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static void expand(struct work *work, const struct site_list *list, uint32_t depth)
{
    for (uint32_t i = 0; i < depth; i++) {
        if (work->way[i] == list) {
            return;
        }
    }
    if (depth == DEPTH_MAX) {
        return;
    }
    work->way[depth] = list;
    for (uint32_t i = 0; i < list->member_count; i++) {
        const char *member = list->members[i];
        const struct site_list *inner = list_find(work->world, member);
        const struct site_recipient *recipient = site_resolve(work->world, member);
        if (inner != NULL) {
            expand(work, inner, depth + 1);
        } else if (recipient != NULL && recipient->is_custom) {
            const char *address = address_behind(work->world, recipient);
            buffer_add(&work->elsewhere, &address, sizeof(address));
        } else if (recipient != NULL) {
            add_here(work, recipient->display);
        } else if (strstr(member, " at ") != NULL) {
            buffer_add(&work->elsewhere, &member, sizeof(member));
        }
    }
}

struct list_members list_expand(struct world *world, const struct site_list *list)
{
    struct work work = {.world = world};
    buffer_init(&work.here, world->arena);
    buffer_init(&work.elsewhere, world->arena);
    expand(&work, list, 0);
    return (struct list_members){.here = (const char **)(void *)work.here.data,
                                 .here_count = (uint32_t)(work.here.size / sizeof(const char *)),
                                 .elsewhere = (const char **)(void *)work.elsewhere.data,
                                 .elsewhere_count =
                                     (uint32_t)(work.elsewhere.size / sizeof(const char *))};
}

void list_deliver(struct world *world, struct connector *connector, const struct site_list *list,
                  const struct exchange_message *message)
{
    const struct list_members members = list_expand(world, list);
    for (uint32_t i = 0; i < members.here_count; i++) {
        site_put(world, site_resolve(world, members.here[i]), message);
    }
    for (uint32_t i = 0; i < members.elsewhere_count && !exchange_is_report(message); i++) {
        site_send_on(world, connector, message,
                     &(struct site_sending){.to = members.elsewhere[i], .kind = EXCHANGE_BCC});
    }
}
