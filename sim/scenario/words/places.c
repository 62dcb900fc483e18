#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "scenario/language/errors.h"

const char *place_connector(struct run *run, const char *name, struct connector **connector_out)
{
    *connector_out = name != NULL ? connector_find(run->world, name) : run->world->connectors;
    return *connector_out != NULL
               ? NULL
               : arena_format(run->arena, "there is no connector %s", name != NULL ? name : "");
}

const char *place_synchronizer(struct run *run, const struct fact *fact,
                               const struct office *office, struct connector **connector_out)
{
    const char *name = fact_text(fact, "by", NULL);
    if (name != NULL) {
        return place_connector(run, name, connector_out);
    }
    *connector_out = connector_of_office(run->world, office);
    return *connector_out != NULL ? NULL : "there is no connector that could synchronize";
}

const char *place_office(struct run *run, const char *name, struct office **office_out)
{
    *office_out = name != NULL ? office_find(run->world, name) : run->world->offices;
    return *office_out != NULL
               ? NULL
               : arena_format(run->arena, "there is no post office %s", name != NULL ? name : "");
}

const char *place_machine(struct run *run, const char *name, struct machine **machine_out)
{
    const struct network *network = run->world->network;
    const char *near = NULL;
    *machine_out = network_find_machine(network, name);
    for (const struct machine *m = network_next_machine(network, NULL);
         *machine_out == NULL && m != NULL && near == NULL; m = network_next_machine(network, m)) {
        near = word_is_near(m->name, name) ? m->name : NULL;
    }
    return *machine_out != NULL ? NULL
           : near == NULL
               ? arena_format(run->arena, "there is no machine %s", name)
               : arena_format(run->arena, "there is no machine %s; did you mean %s?", name, near);
}

const char *place_host(struct run *run, const char *name, struct host **host_out)
{
    const struct machine *machine =
        name != NULL ? network_find_machine(run->world->network, name) : NULL;
    if (machine != NULL && machine->kind != MACHINE_NT) {
        return arena_format(run->arena, "%s is a NetWare server", name);
    }
    if (name != NULL && machine == NULL && !text_equal(name, "EX1")) {
        return arena_format(run->arena, "there is no machine %s", name);
    }
    *host_out = host_need(run->world, name);
    return NULL;
}

const char *place_count(struct run *run, const struct fact *fact, const char *name, uint32_t *count)
{
    enum { MOST = 1000000 };
    const uint64_t number = fact_number(fact, name, *count);
    if (number > MOST) {
        return arena_format(run->arena, "`%s %llu` is more than %d", name,
                            (unsigned long long)number, MOST);
    }
    *count = (uint32_t)number;
    return NULL;
}

bool place_is_release(const char *text)
{
    static const char digits[] = "0123456789";
    const size_t behind = text[0] != '\0' && text[1] == '.' ? strspn(text + 2, digits) : 0;
    return text[0] >= '0' && text[0] <= '9' && behind >= 1 && behind <= 2 &&
           text[2 + behind] == '\0';
}

bool place_on_server(const char *server, const char *path, char target[OS_PATH_SIZE])
{
    const char *colon = strchr(path, ':');
    const bool is_volume_path = colon != NULL && colon > path + 1 &&
                                memchr(path, '\\', (size_t)(colon - path)) == NULL &&
                                memchr(path, '/', (size_t)(colon - path)) == NULL;
    if (server == NULL || !is_volume_path) {
        return text_copy(target, OS_PATH_SIZE, path);
    }
    return text_format(target, OS_PATH_SIZE, "%s\\%s", server, path);
}

static bool is_relative(const char *path)
{
    return path[0] != '\\' && path[0] != '/' && strchr(path, ':') == NULL;
}

static bool full_path(const struct connector *connector, const char *path,
                      char target[OS_PATH_SIZE])
{
    return is_relative(path) ? text_join_path(target, OS_PATH_SIZE, connector->store, path)
                             : text_copy(target, OS_PATH_SIZE, path);
}

const char *place_cut_last(char *path)
{
    char *last = NULL;
    for (char *at = path; *at != '\0'; at++) {
        if (*at == '\\' || *at == '/') {
            last = at;
        }
    }
    if (last == NULL) {
        return NULL;
    }
    *last = '\0';
    return last + 1;
}

const char *place_directory(struct run *run, const struct connector *connector, const char *pattern,
                            bool make, struct place_directory *directory_out)
{
    struct connector *first = NULL;
    if (connector == NULL && is_relative(pattern)) {
        const char *error = place_connector(run, NULL, &first);
        if (error != NULL) {
            return error;
        }
        connector = first;
    }
    char path[OS_PATH_SIZE];
    if (!full_path(connector, pattern, path)) {
        return arena_format(run->arena, "the path '%s' is too long", pattern);
    }
    const char *last = place_cut_last(path);
    if (last == NULL || !text_copy(directory_out->pattern, sizeof(directory_out->pattern), last)) {
        return arena_format(run->arena, "'%s' names no file in a directory", pattern);
    }
    struct machine_volume *volume = NULL;
    directory_out->node = 0;
    directory_out->volume = NULL;
    struct host *host = connector != NULL ? connector->host : NULL;
    const char *error = world_place(run->world, host, path, &volume, &directory_out->node, make);
    if (error != NULL && make) {
        return error;
    }
    if (error != NULL) {
        directory_out->node = 0; /* not there: nothing in it */
        return NULL;
    }
    directory_out->volume = volume->volume;
    directory_out->volume_number = volume->number;
    return NULL;
}

volume_node place_next(const struct place_directory *directory, volume_node node)
{
    if (directory->node == 0) {
        return 0;
    }
    volume_node next = node == 0 ? volume_first(directory->volume, directory->node)
                                 : volume_next(directory->volume, node);
    for (; next != 0; next = volume_next(directory->volume, next)) {
        const struct volume_info info = volume_info(directory->volume, next);
        if (!info.is_directory && (text_match(directory->pattern, info.name) ||
                                   text_match(directory->pattern, info.short_name))) {
            return next;
        }
    }
    return 0;
}

const char *place_node(struct run *run, const char *path, bool make,
                       struct machine_volume **volume_out, volume_node *node_out)
{
    char full[OS_PATH_SIZE];
    const struct connector *connector = run->world->connectors;
    if (is_relative(path) && connector == NULL) {
        return arena_format(run->arena, "'%s' is relative, and there is no connector with a store",
                            path);
    }
    if (!full_path(connector, path, full)) {
        return arena_format(run->arena, "the path '%s' is too long", path);
    }
    return world_place(run->world, connector != NULL ? connector->host : NULL, full, volume_out,
                       node_out, make);
}

const char *place_path(struct run *run, const char *name, char target[OS_PATH_SIZE])
{
    const struct connector *connector = run->world->connectors;
    if (is_relative(name) && connector == NULL) {
        return arena_format(run->arena, "'%s' is relative, and there is no connector with a store",
                            name);
    }
    if (!full_path(connector, name, target)) {
        return arena_format(run->arena, "the path '%s' is too long", name);
    }
    return NULL;
}

const char *place_no_caller(struct run *run, const char *name)
{
    enum { LIKE = 2 };
    static const char *const known[] = {
        "CCMC",
#define PROGRAM(name) #name,
#include "programs.def"
#undef PROGRAM
    };
    const char *like = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(known) && program_find(name) == NULL; i++) {
        if (text_equal(name, known[i])) {
            return NULL;
        }
        like = text_distance(name, known[i]) <= LIKE ? known[i] : like;
    }
    if (like == NULL) {
        return NULL;
    }
    char *told = arena_text(run->arena, like);
    text_upper(told);
    return arena_format(run->arena, "there is no program %s; did you mean %s?", name, told);
}

const char *place_no_program(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    const struct program_kind *kind = program_find(name);
    if (kind == NULL) {
        return arena_format(run->arena, "there is no program %s", name);
    }
    return text_equal(kind->name, name)
               ? NULL
               : arena_format(run->arena, "runs of %s are told of %s", name, kind->name);
}

struct process *place_person(struct run *run)
{
    struct host *host =
        run->world->connectors != NULL ? run->world->connectors->host : host_need(run->world, NULL);
    return process_new(run->world, PROCESS_PERSON, "administrator", host, NULL);
}
