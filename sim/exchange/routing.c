#include "exchange/routing.h"

#include <string.h>

#include "base/text.h"
#include "exchange/outside.h"
#include "exchange/site.h"
#include "world/world.h"

enum { MTA_UNABLE_TO_ROUTE = 142 };

static struct routing *routing_of(struct world *world)
{
    if (world->routing == NULL) {
        world->routing = arena_new(world->arena, struct routing);
    }
    return world->routing;
}

static struct address_space *find(const struct routing *routing, const struct connector *connector,
                                  const char *pattern)
{
    struct address_space *space = routing->spaces;
    while (space != NULL && !(space->connector == connector && space->pattern != NULL &&
                              text_equal(space->pattern, pattern))) {
        space = space->next;
    }
    return space;
}

static struct address_space *append(struct world *world, const struct connector *connector)
{
    struct address_space **end = &routing_of(world)->spaces;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = arena_new(world->arena, struct address_space);
    (*end)->connector = connector;
    return *end;
}

void routing_add(struct world *world, const struct connector *connector, const char *pattern,
                 uint32_t cost)
{
    struct address_space *space = find(routing_of(world), connector, pattern);
    if (space == NULL) {
        space = append(world, connector);
        space->pattern = arena_text(world->arena, pattern);
    }
    space->is_there = true;
    space->cost = cost;
}

bool routing_remove(struct world *world, const struct connector *connector, const char *pattern)
{
    struct address_space *space = find(routing_of(world), connector, pattern);
    if (space == NULL || !space->is_there) {
        return false;
    }
    space->is_there = false;
    return true;
}

void routing_clear(struct world *world, const struct connector *connector)
{
    struct address_space *space = routing_of(world)->spaces;
    for (; space != NULL; space = space->next) {
        space->is_there = space->is_there && space->connector != connector;
    }
    (void)append(world, connector);
}

void routing_recalculate(struct world *world)
{
    struct address_space *space = world->routing != NULL ? world->routing->spaces : NULL;
    for (; space != NULL; space = space->next) {
        space->is_routed = space->is_there;
        space->routed_cost = space->cost;
    }
}

/* Where an address goes. */
struct route {
    struct connector *connector; /* NULL: nowhere */
    size_t says;                 /* letters of the space, but for stars */
    uint32_t cost;
};

static void consider(struct route *route, struct connector *connector, const char *pattern,
                     uint32_t cost)
{
    size_t says = 0;
    for (const char *c = pattern; *c != '\0'; c++) {
        says += *c != '*' ? 1 : 0;
    }
    const bool is_better = route->connector == NULL || says > route->says ||
                           (says == route->says && cost < route->cost);
    if (is_better) {
        *route = (struct route){connector, says, cost};
    }
}

static struct connector *route_of(struct world *world, const char *address)
{
    static const char usual[] = "CCMAIL:*";
    struct route route = {0};
    uint32_t choices = 0;
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        bool is_usual = true;
        const struct address_space *s = world->routing != NULL ? world->routing->spaces : NULL;
        for (; s != NULL; s = s->next) {
            if (s->connector != c) {
                continue;
            }
            is_usual = false;
            if (s->is_routed && text_match(s->pattern, address)) {
                consider(&route, c, s->pattern, s->routed_cost);
                choices++;
            }
        }
        if (is_usual && text_match(usual, address)) {
            consider(&route, c, usual, 1);
            choices++;
        }
    }
    if (choices > 1) {
        (void)world_assumption(world, ASSUME_ADDRESS_SPACES);
    }
    return route.connector;
}

/* Where the MTA runs. */
static const struct machine *server_of(const struct world *world)
{
    const struct host *host = world->connectors != NULL ? world->connectors->host : world->hosts;
    return host->machine;
}

static void log_unable(struct world *world, const char *recipient, uint32_t number)
{
    const struct machine *server = server_of(world);
    const char *id = arena_format(&world->scratch, "l=%s-%llu", server->name,
                                  (unsigned long long)++routing_of(world)->unable);
    const char *text = arena_format(
        &world->scratch,
        "The MTA was unable to route to recipient %s. The message (MTS-ID): %s, recipient: %s, "
        "recipient number %u. Check the routing table for a possible incorrect routing "
        "configuration. [MTA DISP:ROUTER 10 119] (12)",
        recipient, id, recipient, (unsigned)number); /* Q186235 */
    struct trace_row row = {.time_us = world->sched.now_us,
                            .cause = world->cause,
                            .op = TRACE_EVENT,
                            .detail = MTA_UNABLE_TO_ROUTE};
    (void)trace_add(&world->trace, &row, text);
    world->event_us = world->sched.now_us;
    if (world->spec.observe != NULL) {
        const struct observation seen = {.kind = OBSERVE_EVENT,
                                         .time_us = world->sched.now_us,
                                         .event_id = MTA_UNABLE_TO_ROUTE,
                                         .source = "MSExchangeMTA",
                                         .text = text,
                                         .program = "",
                                         .account = "",
                                         .machine = server->name,
                                         .clock_ms = server->clock_ms};
        world->spec.observe(world->spec.observer, &seen);
    }
}

/* A report in the sender's mailbox. */
static void give_back(struct world *world, const struct exchange_message *message,
                      const char *names)
{
    struct arena *arena = world->arena;
    const char *site = world->sites != NULL ? world->sites->name : "";
    const char *text = arena_format(arena,
                                    "Your message did not reach the following recipients:\r\n%s"
                                    "The recipient name is not recognized\r\n"
                                    "MSEXCH:MSExchangeMTA:%s:%s\r\n", /* Q201058 */
                                    names, site, server_of(world)->name);
    struct exchange_item *item = arena_new(arena, struct exchange_item);
    struct exchange_recipient *to = arena_new(arena, struct exchange_recipient);
    struct exchange_message *report = arena_new(arena, struct exchange_message);
    *item =
        (struct exchange_item){.kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text(text)};
    *to = (struct exchange_recipient){
        .kind = EXCHANGE_TO, .is_responsible = true, .address = message->sender};
    *report = (struct exchange_message){
        .sender = {.display = "System Administrator", .address = "EX:System Administrator"},
        .recipients = to,
        .recipient_count = 1,
        .subject = arena_format(arena, "Undeliverable: %s", message->subject),
        .date_ms = world_clock_ms(world, server_of(world)),
        .date_written = "",
        .kind = EXCHANGE_REPORT,
        .items = item,
        .item_count = 1,
    };
    truth_report(world, report);
    struct site_recipient *sender = site_resolve(world, message->sender.address);
    if (sender == NULL) {
        sender = site_recipient_need(world, site_need(world, NULL), message->sender.display);
    }
    site_put(world, sender, report);
}

/* Who is in the address list is called as there, with his address behind. */
static void add_name(struct buffer *names, const struct exchange_address *address)
{
    const char *colon = strchr(address->address, ':');
    const bool is_said = colon != NULL && strcmp(colon + 1, address->display) == 0;
    if (is_said) {
        buffer_format(names, "%s\r\n", address->display);
    } else {
        buffer_format(names, "%s (%s)\r\n", address->display, address->address);
    }
}

void routing_submit(struct world *world, const struct exchange_message *message)
{
    const uint32_t count = message->recipient_count;
    struct connector **ways = arena_array(&world->scratch, struct connector *, count + 1);
    struct exchange_recipient *to =
        arena_array(&world->scratch, struct exchange_recipient, count + 1);
    struct buffer lost;
    buffer_init(&lost, &world->scratch);
    for (uint32_t i = 0; i < count; i++) {
        const char *address = message->recipients[i].address.address;
        if (!message->recipients[i].is_responsible) {
            continue; /* shown only: he gets another copy, or is a list */
        }
        ways[i] = route_of(world, address);
        if (ways[i] == NULL && outside_takes(world, address)) {
            if (!site_is_named_before(message, i)) {
                truth_outside(world, message, address);
            }
        } else if (ways[i] == NULL) {
            log_unable(world, address, i + 1);
            add_name(&lost, &message->recipients[i].address);
        }
    }
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        bool any = false;
        for (uint32_t i = 0; i < count; i++) {
            to[i] = message->recipients[i];
            to[i].is_responsible = ways[i] == c;
            any = any || ways[i] == c;
        }
        if (any) {
            struct exchange_message copy = *message;
            copy.recipients = to;
            site_submit(world, c, &copy);
        }
    }
    if (lost.size != 0) {
        give_back(world, message, buffer_string(&lost));
    }
}
