#include "world/odd_builds.h"

#include <string.h>

#include "base/text.h"
#include "world/modules.h"
#include "world/truth_odd.h"
#include "world/world.h"

/* What was handed to one service or program. */
struct handed {
    struct oddities rules;
    struct process *process;
    struct odd_build **builds; /* as many as rules */
};

static const char *not_a_level(struct world *world, const char *text)
{
    return arena_format(world->arena,
                        "'%s' is no build: 5.5.2503, 2503, 5.5 (of NT: 4.0, 4.0sp3), or A..B with "
                        "one end left out",
                        text);
}

const char *odd_level_read(struct world *world, const char *text, bool is_last,
                           struct odd_level *level_out)
{
    *level_out = (struct odd_level){.is_open = text[0] == '\0'};
    uint32_t count = 0;
    for (const char *at = text; !level_out->is_open;) {
        uint64_t number = 0;
        const size_t digits = strspn(at, "0123456789");
        if (count == ODD_PARTS || digits == 0 ||
            !text_to_u64(arena_text_n(world->arena, at, digits), &number) || number > UINT32_MAX) {
            return not_a_level(world, text);
        }
        level_out->parts[count++] = (uint32_t)number;
        at += digits;
        if (*at == '\0') {
            break;
        }
        const bool is_pack = count == 2 && text_starts(at, "sp");
        if (*at != '.' && !is_pack) {
            return not_a_level(world, text);
        }
        at += is_pack ? 2 : 1;
    }
    level_out->is_build_only = count == 1;
    for (uint32_t i = count; is_last && i < ODD_PARTS; i++) {
        level_out->parts[i] = UINT32_MAX;
    }
    return NULL;
}

void odd_build_add(struct world *world, const struct odd_build *build)
{
    struct odd_build *copy = arena_new(world->arena, struct odd_build);
    struct odd_build **end = &world->odd_builds;
    *copy = *build;
    copy->next = NULL;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = copy;
}

bool odd_build_switch(struct world *world, const char *label, bool is_on)
{
    bool is_there = false;
    for (struct odd_build *b = world->odd_builds; b != NULL; b = b->next) {
        if (b->label != NULL && text_equal(b->label, label)) {
            b->is_off = !is_on;
            is_there = true;
        }
    }
    return is_there;
}

/* <0, 0, >0. A bound that is a build only says nothing of releases. */
static int compare(const struct odd_level *is, const struct odd_level *bound)
{
    enum { BUILD = 2 };
    if (bound->is_build_only) {
        return is->parts[BUILD] < bound->parts[0] ? -1 : is->parts[BUILD] > bound->parts[0];
    }
    for (size_t i = 0; i < ODD_PARTS; i++) {
        if (is->parts[i] != bound->parts[i]) {
            return is->parts[i] < bound->parts[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool is_within(const struct odd_level ends[2], const struct odd_level *is, bool is_known)
{
    if (!is_known) {
        return ends[1].is_open;
    }
    return (ends[0].is_open || compare(is, &ends[0]) >= 0) &&
           (ends[1].is_open || compare(is, &ends[1]) <= 0);
}

static struct odd_level level_of(struct world *world, const char *release, uint32_t build)
{
    enum { BUILD = 2 };
    struct odd_level is;
    if (odd_level_read(world, release, false, &is) != NULL) {
        is = (struct odd_level){0}; /* an odd word is older than all */
    }
    is.parts[BUILD] = build;
    return is;
}

static bool is_of_version(const struct odd_build *build, const char *version)
{
    bool is_one = build->version_count == 0;
    for (uint32_t i = 0; !is_one && i < build->version_count; i++) {
        is_one = text_match(build->versions[i], version);
    }
    return is_one;
}

static bool exists(const struct process *process, const struct connector *c, const char *path)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    char whole[OS_PATH_SIZE];
    const bool is_whole = strchr(path, ':') != NULL || path[0] == '\\';
    const char *store =
        c != NULL ? host_setting(c->host, c->section, "Connector Store Path") : NULL;
    if (!is_whole && (store == NULL || !text_join_path(whole, sizeof(whole), store, path))) {
        return false;
    }
    return world_place(process->world, process->host, is_whole ? path : whole, &volume, &node,
                       false) == NULL;
}

/* Where a service or program runs, whose it is, and for which post office. */
static const char *around(const struct process *process, const struct odd_condition *condition)
{
    const struct connector *c =
        process->connector != NULL ? process->connector : process->world->connectors;
    const struct office *office = c != NULL ? c->office : NULL;
    const char *text = NULL;
    switch (condition->around) {
    case ODD_SETTING:
        text = c != NULL ? host_setting(c->host, c->section, condition->name) : NULL;
        break;
    case ODD_OFFICE:
        text = office != NULL ? office->name : NULL;
        break;
    case ODD_FORMAT:
        text = office != NULL ? office->format : NULL;
        break;
    case ODD_MEMORY:
        text = process->host->is_low_on_memory ? "low" : "enough";
        break;
    case ODD_LOCALE:
        text = process->host->locale_name;
        break;
    case ODD_EXISTS:
        text = exists(process, c, condition->name) ? "yes" : "no";
        break;
    }
    return text != NULL ? text : "";
}

static bool is_on_machine(const struct odd_build *build, const struct process *process)
{
    const struct host *host = process->host;
    const struct odd_level is = level_of(process->world, host->version, host->service_pack);
    return !build->has_machine || is_within(build->machine, &is, host->is_level_known);
}

static bool holds(void *context, const struct oddity *oddity)
{
    const struct handed *handed = context;
    const struct odd_build *build = handed->builds[oddity - handed->rules.items];
    for (uint32_t i = 0; i < build->condition_count; i++) {
        const struct odd_condition *condition = &build->conditions[i];
        if (!text_match(condition->pattern, around(handed->process, condition))) {
            return false;
        }
    }
    return is_on_machine(build, handed->process);
}

/* A rule acts: the trace has it, what comes of it has it as its cause, the ledger hears of it. */
static void told(void *context, const struct oddity *oddity, const struct oddity_letter *letter,
                 const struct ccm_message *now)
{
    const struct handed *handed = context;
    struct process *process = handed->process;
    struct world *world = process->world;
    struct odd_build *build = handed->builds[oddity - handed->rules.items];
    const struct trace_row row = {.time_us = world->sched.now_us,
                                  .cause = process->cause,
                                  .op = TRACE_QUIRK,
                                  .actor = process->slot};
    build->struck++;
    if (oddity->action == ODDITY_CRASH && build->subject == ODD_CONNECTOR) {
        (void)world_assumption(world, ASSUME_EXCEPTION_RESTART);
    }
    if (oddity->action == ODDITY_LEAK) {
        build->leaked++;
        build->leaks_at = process->host;
    }
    process->cause = trace_add(&world->trace, &row, build->text);
    if (letter != NULL) {
        truth_odd(world, &(struct truth_oddity){oddity, letter, now, build->fact});
    }
}

/* Does it concern this service or program? */
typedef bool odd_test(const struct odd_build *build, const void *subject);

static const struct oddities *hand_out(struct process *process, odd_test *concerns,
                                       const void *subject)
{
    struct world *world = process->world;
    uint32_t count = 0;
    for (const struct odd_build *b = world->odd_builds; b != NULL; b = b->next) {
        count += !b->is_off && concerns(b, subject) ? 1 : 0;
    }
    if (count == 0) {
        return NULL;
    }
    struct handed *handed = arena_new(&process->arena, struct handed);
    struct oddity *items = arena_array(&process->arena, struct oddity, count);
    handed->builds = arena_array(&process->arena, struct odd_build *, count);
    handed->process = process;
    handed->rules = (struct oddities){.items = items, .told = told, .context = handed};
    handed->rules.holds = holds;
    for (struct odd_build *b = world->odd_builds; b != NULL; b = b->next) {
        if (!b->is_off && concerns(b, subject)) {
            handed->builds[handed->rules.count] = b;
            items[handed->rules.count++] = b->rule;
        }
    }
    return &handed->rules;
}

static bool concerns_connector(const struct odd_build *build, const void *subject)
{
    const struct connector *c = subject;
    if (build->subject != ODD_CONNECTOR) {
        return false;
    }
    const struct odd_level is = level_of(c->process->world, c->version, c->build);
    return is_within(build->ends, &is, c->build != 0);
}

const struct oddities *odd_builds_of_connector(const struct connector *c)
{
    return c->process->world->odd_builds == NULL ? NULL
                                                 : hand_out(c->process, concerns_connector, c);
}

static bool concerns_program(const struct odd_build *build, const void *subject)
{
    const struct process *program = subject;
    return build->subject == ODD_PROGRAM && text_equal(build->program, program->name) &&
           is_of_version(build, program->start.traits.version);
}

const struct oddities *odd_builds_of_program(struct process *program)
{
    return program->world->odd_builds == NULL ? NULL : hand_out(program, concerns_program, program);
}

static bool concerns_host(struct world *world, const struct odd_build *build,
                          const struct host *host, bool is_16_bit)
{
    if (build->subject != ODD_HOST || build->is_off ||
        (build->bits != 0 && (build->bits == 16) != is_16_bit)) {
        return false;
    }
    const struct odd_level is = level_of(world, host->version, host->service_pack);
    return is_within(build->ends, &is, host->is_level_known);
}

/* Letters have cost the machine all that it had. */
static bool is_worn_out(const struct odd_build *build, const struct host *host)
{
    return build->leaks_at == host && build->leaked >= build->leak_after;
}

struct odd_start odd_builds_of_start(struct world *world, struct host *host, bool is_16_bit)
{
    struct odd_start start = {.action = ODDITY_NONE};
    for (struct odd_build *b = world->odd_builds; b != NULL; b = b->next) {
        if (is_worn_out(b, host)) {
            start = (struct odd_start){.action = ODDITY_REFUSE, .refusal = ST_OK};
        }
        if (!concerns_host(world, b, host, is_16_bit)) {
            continue;
        }
        uint64_t *starts = &b->starts; /* of all machines that have it */
        ++*starts;
        if (*starts > b->after && start.action == ODDITY_NONE) {
            const struct trace_row row = {
                .time_us = world->sched.now_us, .cause = world->cause, .op = TRACE_QUIRK};
            b->struck++;
            (void)trace_add(&world->trace, &row, b->text);
            start = (struct odd_start){.action = b->rule.action, .refusal = b->refusal};
        }
    }
    return start;
}

/* All that was counted begins anew at the next boot. */
static void odd_builds_down(struct world *world, struct machine *machine)
{
    const struct host *host = machine->kind == MACHINE_NT ? host_find(world, machine->name) : NULL;
    for (struct odd_build *b = world->odd_builds; host != NULL && b != NULL; b = b->next) {
        b->starts = 0;
        b->leaks_at = b->leaks_at == host ? NULL : b->leaks_at;
        b->leaked = b->leaks_at != NULL ? b->leaked : 0;
    }
}

const struct world_module world_module_odd_builds = {.name = "odd_builds", .down = odd_builds_down};
