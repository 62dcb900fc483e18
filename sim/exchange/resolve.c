/* Which recipient is behind an address. */
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "exchange/site.h"
#include "world/world.h"

static struct site_recipient *of_proxy(struct keyed *by_proxy)
{
    return (void *)((char *)by_proxy - offsetof(struct site_recipient, by_proxy));
}

/* Of two, either may be NULL, the one that came first. */
static struct site_recipient *earlier(struct site_recipient *a, struct site_recipient *b)
{
    return a == NULL || (b != NULL && b->number < a->number) ? b : a;
}

/* "Brady, Sally at SITE1", and the site has that address; a name may hold an ` at ` itself. */
static struct site_recipient *find_at(struct world *world, const struct site *site,
                                      const char *value)
{
    struct site_recipient *found = NULL;
    const size_t length = strlen(value);
    const size_t behind = strlen(site->address) + strlen(" at ");
    if (length > behind && text_starts(value + length - behind, " at ") &&
        text_equal(value + length - strlen(site->address), site->address)) {
        found =
            site_recipient_find(world, site, arena_text_n(&world->scratch, value, length - behind));
    }
    return found;
}

static struct site_recipient *resolve_in(struct world *world, const struct site *site,
                                         const char *value)
{
    const char *name = exchange_unescaped(&world->scratch, value);
    struct site_recipient *found =
        earlier(site_recipient_find(world, site, name), find_at(world, site, name));
    struct keyed *at = keyed_find(&site->by_proxy, text_hash(value));
    for (; at != NULL; at = keyed_next(at)) {
        struct site_recipient *r = of_proxy(at);
        found = text_equal(site_address_value(r->proxy), value) ? earlier(found, r) : found;
    }
    return found;
}

static struct site_recipient *find_other(const struct site *site, const char *value)
{
    struct site_recipient *found = NULL;
    const struct keyed *at = keyed_find(&site->by_other, text_hash(value));
    for (; at != NULL; at = keyed_next(at)) {
        const struct site_proxy *other = (const void *)at;
        found = text_equal(site_address_value(other->text), value)
                    ? earlier(found, other->recipient)
                    : found;
    }
    return found;
}

struct site_recipient *site_resolve(struct world *world, const char *address)
{
    struct site_recipient *found = NULL;
    for (struct site *site = world->sites; site != NULL && found == NULL; site = site->next) {
        found = resolve_in(world, site, site_address_value(address));
    }
    for (struct site *site = world->sites; site != NULL && found == NULL; site = site->next) {
        found = find_other(site, site_address_value(address));
    }
    return found;
}
