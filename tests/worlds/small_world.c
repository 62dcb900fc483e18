#include "worlds/small_world.h"

#include <check.h>
#include <string.h>

#include "base/text.h"
#include "world/storm.h"

void small_must(const char *why)
{
    ck_assert_msg(why == NULL, "%s", why);
}

static void keep(char *target, size_t capacity, const char *text)
{
    (void)text_format(target, capacity, "%s", text != NULL ? text : "");
}

static void observe(void *observer, const struct observation *told)
{
    struct small_world *small = observer;
    if (small->seen_count++ >= SMALL_SEEN_MAX) {
        return;
    }
    struct small_seen *seen = &small->seen[small->seen_count - 1];
    *seen = (struct small_seen){.kind = told->kind,
                                .time_us = told->time_us,
                                .event_id = told->event_id,
                                .result_code = told->result_code};
    keep(seen->program, sizeof(seen->program), told->program);
    keep(seen->account, sizeof(seen->account), told->account);
    keep(seen->operation, sizeof(seen->operation), told->operation);
    keep(seen->machine, sizeof(seen->machine), told->machine);
    keep(seen->path, sizeof(seen->path), told->path);
    keep(seen->lacks, sizeof(seen->lacks), told->lacks);
    keep(seen->text, sizeof(seen->text), told->kind == OBSERVE_EVENT ? told->text : told->console);
}

static void declare_netware(struct small_world *small, const struct small_world_spec *spec)
{
    struct world *w = small->world;
    struct machine *server = network_add_machine(w->network, MACHINE_NETWARE, "NW1");
    const struct volume_spec sys = {
        .label = "SYS:", .capacity_bytes = 1U << 30, .short_names_only = true};
    (void)machine_add_volume(w->network, server, "SYS", &sys);
    small->twin = identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_USER, "NW1", "svc-ccmc");
    ck_assert(text_copy(small->twin->password, sizeof(small->twin->password), "secret"));
    const struct office_spec office = {
        .name = "PO1", .machine = "NW1", .place = "SYS:CCDATA", .format = "DB6"};
    small_must(office_create(w, &office));
    small->office = office_find(w, "PO1");
    fs_set_trustee(small->office->volume->volume, small->office->directory, small->twin->id,
                   spec->rights != 0 ? spec->rights : NW_ALL & ~NW_SUPERVISOR);
}

static void declare_nt(struct small_world *small)
{
    struct world *w = small->world;
    struct host *server = host_need(w, "NT1");
    struct share *share = machine_add_share(w->network, server->machine, "CCPO");
    small_must(world_place(w, server, "D:\\ccdata", &share->volume, &share->root, true));
    const struct office_spec office = {
        .name = "PO1", .machine = "NT1", .place = "CCPO", .format = "DB8"};
    small_must(office_create(w, &office));
    small->office = office_find(w, "PO1");
}

static void declare_mail(struct small_world *small, const char *name, enum mail_direction direction,
                         uint32_t count)
{
    const struct mail mail = {.name = name,
                              .direction = direction,
                              .count = count,
                              .date_ms = INT64_MIN,
                              .is_at_start = true};
    if (count > 0) {
        (void)mail_declare(small->world, &mail);
    }
}

void small_world_declare(struct small_world *small, const struct small_world_spec *spec)
{
    memset(small, 0, sizeof(*small));
    const struct world_spec world = {.seed = 59,
                                     .schedule_seed = spec->schedule_seed,
                                     .inject_call = spec->inject_call,
                                     .inject_status = spec->inject_status,
                                     .storm = spec->storm,
                                     .sink = spec->sink,
                                     .observe = observe,
                                     .observer = small};
    small->world = world_create(&small->arena, &world);
    if (spec->storm != NULL) {
        small->world->spec.inject_call = storm_begin(spec->storm, small->world);
    }
    (void)host_need(small->world, "EX1");
    small->account =
        identity_add(small->world->identities, IDENTITY_NT, IDENTITY_USER, "EXCH", "svc-ccmc");
    ck_assert(text_copy(small->account->password, sizeof(small->account->password), "secret"));
    const struct connector_spec connector = {
        .name = "C1", .store = "D:\\exchsrvr\\ccmcdata", .account = "EXCH\\svc-ccmc"};
    small_must(connector_declare(small->world, &connector));
    small->connector = connector_find(small->world, "C1");
    if (spec->is_on_nt) {
        declare_nt(small);
    } else {
        declare_netware(small, spec);
    }
    declare_mail(small, "outgoing", MAIL_OUT, spec->out);
    declare_mail(small, "incoming", MAIL_IN, spec->in);
}

void small_world_finish(struct small_world *small)
{
    small_must(world_finish_declarations(small->world));
    connector_start(small->world, small->connector);
    ck_assert_msg(world_settle(small->world), "%s", small->world->failure);
}

void small_world_begin(struct small_world *small, const struct small_world_spec *spec)
{
    small_world_declare(small, spec);
    small_world_finish(small);
}

void small_world_end(struct small_world *small)
{
    world_destroy(small->world);
    arena_release(&small->arena);
}

void small_world_run(struct small_world *small, uint64_t until_s)
{
    ck_assert_msg(world_run_until(small->world, until_s * 1000000), "%s", small->world->failure);
}

const struct small_seen *small_world_seen(const struct small_world *small,
                                          enum observation_kind kind, int number, uint32_t n)
{
    const uint32_t kept = small->seen_count < SMALL_SEEN_MAX ? small->seen_count : SMALL_SEEN_MAX;
    for (uint32_t i = 0; i < kept; i++) {
        const struct small_seen *seen = &small->seen[i];
        const bool is_wanted =
            seen->kind == kind &&
            (kind == OBSERVE_DENIED ||
             (kind == OBSERVE_EVENT ? (int)seen->event_id == number : seen->result_code == number));
        if (is_wanted && n-- == 0) {
            return seen;
        }
    }
    return NULL;
}

volume_node small_world_folder(const struct small_world *small, const char *name)
{
    const volume_node store = connector_store_node(small->world, small->connector);
    ck_assert_uint_ne(store, 0);
    return volume_find(small->connector->store_volume->volume, store, name);
}

uint32_t small_world_files(const struct small_world *small, const char *folder, const char *pattern)
{
    const struct volume *volume = small->connector->store_volume->volume;
    const volume_node node = small_world_folder(small, folder);
    uint32_t count = 0;
    for (volume_node f = node != 0 ? volume_first(volume, node) : 0; f != 0;
         f = volume_next(volume, f)) {
        count += text_match(pattern, volume_info(volume, f).name) ? 1 : 0;
    }
    return count;
}
