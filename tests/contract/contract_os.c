#include "contract/contract_os.h"

#include <string.h>

#include "base/text.h"
#include "contract/contract_cases.h"

const char *at(const struct contract_world *world, const char *name)
{
    char path[OS_PATH_SIZE];
    ck_assert(text_join_path(path, sizeof(path), world->root, name));
    return arena_text(world->arena, path);
}

void make_file(const struct contract_world *world, const char *name, const char *text)
{
    EXPECT(world, os_write_file(world->port, at(world, name), text, strlen(text)), ST_OK);
}

void check_file(const struct contract_world *world, const char *name, const char *text)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    EXPECT(world, os_read_file(world->port, at(world, name), world->arena, &data, &size), ST_OK);
    ck_assert_msg(size == strlen(text) && memcmp(data, text, size) == 0, "%s: %s holds \"%.*s\"",
                  world->case_name, name, (int)size, (const char *)data);
}

bool exists(const struct contract_world *world, const char *name)
{
    struct os_info info;
    return os_stat(world->port, at(world, name), &info) == ST_OK;
}

struct os_file open_file(const struct contract_world *world, const char *name,
                         enum os_access access, enum os_disposition disposition)
{
    struct os_file file = {0};
    const struct os_open_mode mode = {access, OS_DENY_NONE, disposition};
    EXPECT(world, os_open(world->port, at(world, name), mode, &file), ST_OK);
    return file;
}

static const struct {
    bool ways[CONTRACT_WAYS];
    const char *texts[2];
} traits[] = {
#define TRAIT(id, posix, local, nt, netware, gateway, with, without)                               \
    {{posix, local, nt, netware, gateway}, {without, with}},
#include "contract/contract_traits.def"
#undef TRAIT
};
_Static_assert(ARRAY_COUNT(traits) == TRAIT_COUNT, "one row for each trait");

bool contract_way_has(enum contract_way way, enum contract_trait trait)
{
    return traits[trait].ways[way];
}

const char *contract_way_name(enum contract_way way)
{
    static const char *const names[] = {"POSIX", "local disk", "NT share", "NetWare volume",
                                        "gateway share"};
    return names[way];
}

const char *contract_trait_text(enum contract_trait trait, bool is_there)
{
    return traits[trait].texts[is_there];
}

bool has(const struct contract_world *world, enum contract_trait trait)
{
    return contract_way_has(world->way, trait);
}

static struct contract_cases group(size_t index)
{
    switch (index) {
    case 0:
        return contract_names();
    case 1:
        return contract_files();
    case 2:
        return contract_sharing();
    case 3:
        return contract_machine();
    case 4:
        return contract_rights();
    case 5:
        return contract_ends();
    default:
        return (struct contract_cases){NULL, 0};
    }
}

static const struct contract_case *find_case(size_t index)
{
    for (size_t i = 0; group(i).cases != NULL; i++) {
        const struct contract_cases cases = group(i);
        if (index < cases.count) {
            return &cases.cases[index];
        }
        index -= cases.count;
    }
    return NULL;
}

size_t contract_os_case_count(void)
{
    size_t count = 0;
    for (size_t i = 0; group(i).cases != NULL; i++) {
        count += group(i).count;
    }
    return count;
}

const char *contract_os_case_name(size_t index)
{
    const struct contract_case *found = find_case(index);
    return found != NULL ? found->name : "";
}

void contract_os_case(const struct contract_harness *harness, size_t index)
{
    const struct contract_case *found = find_case(index);
    ck_assert_ptr_nonnull(found);
    struct arena arena = {0};
    struct contract_world world = {.arena = &arena};
    harness->begin(&world);
    world.case_name = found->name;
    found->run(harness, &world);
    harness->end(&world);
    arena_release(&arena);
}
