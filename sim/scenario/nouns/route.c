/* Post offices behind others, and the Router that carries mail between them. */
#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

#include "base/text.h"
#include "postoffice.h"
#include "world/route.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0},
                                    {"->", VALUE_WORD, "->", 0},
                                    {"POSTOFFICE", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"router",
     {{"on|off", VALUE_WORD, "on|off", SLOT_OPTIONAL}},
     1,
     0,
     "on",
     "next run",
     "a Router carries mail both ways; off: what waits stays where it is"},
    {"every",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "5m",
     "next run",
     "from one start of the Router to the next"},
    {"first",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "0s",
     "declaration",
     "from now on, when it starts first"},
    {"as-known",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "its own name",
     "declaration",
     "what the second post office is called in the directory of the first"},
    {"ade",
     {{"on|off", VALUE_WORD, "on|off", 0}},
     1,
     0,
     "off",
     "next run",
     "marks of automatic directory exchange are passed on, both ways"},
    {"account",
     {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the post offices' administrator, who may do everything",
     "next run",
     "who the Router is"},
    {"on",
     {{"HOST", VALUE_NAME, NULL, 0}},
     1,
     0,
     "a machine of its own, MAILROOM",
     "next run",
     "machine that it works at"},
};

enum { FIRST_SLOT = 0, SECOND_SLOT = 2 };

static const char *offices_of(struct run *run, const struct fact *fact, struct mail_route *route)
{
    const char *error = place_office(run, fact_name(fact, FIRST_SLOT, ""), &route->from);
    if (error == NULL) {
        error = place_office(run, fact_name(fact, SECOND_SLOT, ""), &route->to);
    }
    if (error == NULL && route->from == route->to) {
        error = arena_format(run->arena, "a route leads to another post office than %s",
                             route->from->name);
    }
    return error;
}

static const char *has_exchange(struct run *run, struct office *office)
{
    struct postoffice *po = NULL;
    const char *error = office_reader(run->world, office, &po);
    if (error == NULL && !po_has_ade(po)) {
        error = arena_format(run->arena, "post office %s has no automatic directory exchange",
                             office->name);
    }
    return error;
}

/* The first Router that passes marks on takes them from all others. */
static const char *judge_marks(struct run *run, const struct mail_route *route)
{
    struct office *const ends[] = {route->from, route->to};
    const char *error = has_exchange(run, route->from);
    for (const struct mail_route *other = run->world->routes; other != NULL && error == NULL;
         other = other->next) {
        const bool is_itself = other->from == route->from && other->to == route->to;
        for (size_t i = 0; i < ARRAY_COUNT(ends) && !is_itself; i++) {
            if (other->habit.passes_marks && (other->from == ends[i] || other->to == ends[i])) {
                error = arena_format(run->arena,
                                     "another Router passes on the marks of %s: `ade "
                                     "on` for one of them",
                                     ends[i]->name);
            }
        }
    }
    return error;
}

static const char *habit_of(struct run *run, const struct fact *fact, struct mail_route *route)
{
    struct route_habit *habit = &route->habit;
    const char *account = fact_text(fact, "account", NULL);
    const char *host = fact_text(fact, "on", NULL);
    struct machine *machine = NULL;
    const char *error = NULL;
    habit->every_us = fact_number(fact, "every", habit->every_us);
    if (fact_has(fact, "router")) {
        habit->is_off = text_equal(fact_text(fact, "router", "on"), "off");
    }
    if (fact_has(fact, "ade")) {
        habit->passes_marks = text_equal(fact_text(fact, "ade", "off"), "on");
    }
    if (habit->every_us == 0) {
        return "a time that is longer than nothing";
    }
    if (account != NULL) {
        error = account_get(run, account, &habit->account);
    }
    if (error == NULL && host != NULL) {
        error = place_machine(run, host, &machine);
    }
    if (error == NULL && machine != NULL && machine->kind != MACHINE_NT) {
        error =
            arena_format(run->arena, "%s is a NetWare server: nobody works at it", machine->name);
    }
    if (error == NULL && (host != NULL || habit->host == NULL)) {
        habit->host = host_need(run->world, host != NULL ? host : "MAILROOM");
    }
    return error == NULL && habit->passes_marks ? judge_marks(run, route) : error;
}

/* Each has a queue for the other one, and the second reaches the site through the first. */
static const char *make_entries(struct run *run, const struct mail_route *route)
{
    struct world *world = run->world;
    const struct office_entry there = {.name = route->known, .kind = "postoffice"};
    const struct office_entry back = {.name = route->from->name, .kind = "postoffice"};
    const struct office_entry site = {.name = connector_office_site(world, route->from)->address,
                                      .kind = "indirect",
                                      .at = route->from->name};
    const char *error = office_add_entry(world, route->from, &there);
    error = error != NULL ? error : office_add_entry(world, route->to, &back);
    if (error == NULL && route->to->dirsync == NULL) {
        route->to->dirsync = "never"; /* it is behind: no connector is at it */
        error = office_add_entry(world, route->to, &site);
    }
    return error;
}

/* Nothing has happened yet: what a variant writes takes the place of what stands in the world. */
static const char *declare_anew(struct run *run, const struct fact *fact, struct mail_route *there)
{
    there->known = fact_text(fact, "as-known", there->known);
    if (fact_has(fact, "first")) {
        sched_wake(&run->world->sched, &there->task, fact_number(fact, "first", 0));
    }
    return fact_has(fact, "as-known") ? make_entries(run, there) : NULL;
}

static const char *declare(struct run *run, const struct fact *fact, struct mail_route *route)
{
    static const uint64_t minute_us = 60000000;
    if (run->world->is_declared) {
        return "a route is there from the beginning: declare it in `world`, with `router off` "
               "until then";
    }
    route->habit.every_us = 5 * minute_us;
    route->known = fact_text(fact, "as-known", route->to->name);
    const char *error = habit_of(run, fact, route);
    error = error != NULL ? error : make_entries(run, route);
    if (error == NULL) {
        (void)route_begin(run->world, route, fact_number(fact, "first", 0));
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct mail_route route = {0};
    const char *error = offices_of(run, fact, &route);
    if (error != NULL) {
        return error;
    }
    struct mail_route *there = route_find(run->world, route.from, route.to);
    if (route_find(run->world, route.to, route.from) != NULL) {
        return arena_format(run->arena, "the route %s -> %s carries mail both ways", route.to->name,
                            route.from->name);
    }
    if (there == NULL) {
        return declare(run, fact, &route);
    }
    if (run->world->is_declared && (fact_has(fact, "first") || fact_has(fact, "as-known"))) {
        return "what it is called and when it comes first is said when it is declared";
    }
    route.habit = there->habit;
    error = habit_of(run, fact, &route);
    if (error == NULL) {
        there->habit = route.habit;
        error = !run->world->is_declared ? declare_anew(run, fact, there) : NULL;
    }
    return error;
}

static const char *remove_route(struct run *run, const struct fact *fact)
{
    struct mail_route route = {0};
    const char *error = offices_of(run, fact, &route);
    if (error != NULL) {
        return error;
    }
    struct mail_route *there = route_find(run->world, route.from, route.to);
    if (there == NULL) {
        return arena_format(run->arena, "there is no route %s -> %s", route.from->name,
                            route.to->name);
    }
    there->habit.is_off = true;
    return NULL;
}

const struct noun noun_route = {
    .shape = {.word = "route",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a post office behind another one, and the Router that carries mail between "
                      "them; who removes it leaves mail where it is",
              .example = "route PO1 -> PO2 router every 5m as-known \"HUBPO1\" ade on"},
    .order = 88,
    .apply = apply,
    .remove = remove_route,
};
