#include "host/host.h"

#include <string.h>

#include "base/text.h"
#include "fs/volume_power.h"
#include "world/world.h"

static const char default_search_path[] = "C:\\WINNT\\system32;C:\\WINNT";

struct host *host_find(struct world *world, const char *name)
{
    for (struct host *host = world->hosts; host != NULL; host = host->next) {
        if (name == NULL || name[0] == '\0' || text_equal(host->machine->name, name)) {
            return host;
        }
    }
    return NULL;
}

/* Drives are alike: 2 GB, NTFS. */
static void need_drive(struct world *world, struct host *host, const char *drive)
{
    if (machine_find_volume(host->machine, drive) == NULL) {
        const struct volume_spec disk = {
            .capacity_bytes = 2ULL << 30,
            .makes_short_names = true,
            .label = arena_format(world->arena, "%s:", drive),
        };
        (void)machine_add_volume(world->network, host->machine, drive, &disk);
    }
}

void host_need_drive(struct world *world, struct host *host, const char *path)
{
    const char letter = text_upper_char(path[0]);
    if (letter >= 'C' && letter <= 'Z' && path[1] == ':') {
        need_drive(world, host, (const char[]){letter, '\0'});
    }
}

struct host *host_need(struct world *world, const char *name)
{
    struct host *host = host_find(world, name);
    if (host != NULL) {
        return host;
    }
    host = arena_new(world->arena, struct host);
    const char *wanted = name == NULL || name[0] == '\0' ? "EX1" : name;
    host->machine = network_find_machine(world->network, wanted);
    if (host->machine == NULL) {
        host->machine = network_add_machine(world->network, MACHINE_NT, wanted);
    }
    need_drive(world, host, "C");
    need_drive(world, host, "D");
    (void)text_copy(host->search_path, sizeof(host->search_path), default_search_path);
    (void)text_copy(host->version, sizeof(host->version), "4.0");
    host->service_pack = 3;
    (void)host_set_locale(host, "en-US");
    host->missing_pages[0] = CODE_PAGE_932;
    host->missing_pages[1] = CODE_PAGE_949;
    struct host **end = &world->hosts;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = host;
    return host;
}

static struct registry_value *value_of(const struct host *host, const char *section,
                                       const char *name)
{
    const uint64_t hash = text_hash(name);
    for (struct registry_value *v = host->registry; v != NULL; v = v->next) {
        if (v->hash == hash && text_equal(v->name, name) && text_equal(v->section, section)) {
            return v;
        }
    }
    return NULL;
}

void host_set_setting(struct world *world, struct host *host, const char *section, const char *name,
                      const char *value)
{
    struct registry_value *v = value_of(host, section, name);
    if (v == NULL) {
        v = arena_new(world->arena, struct registry_value);
        v->hash = text_hash(name);
        v->section = arena_text(world->arena, section);
        v->name = arena_text(world->arena, name);
        v->next = host->registry;
        host->registry = v;
    } else if (v->capacity > strlen(value)) {
        memmove(v->value, value, strlen(value) + 1); /* edits of a long run stay in flat memory */
        return;
    }
    v->value = arena_text(world->arena, value);
    v->capacity = strlen(value) + 1;
}

bool host_remove_setting(struct host *host, const char *section, const char *name)
{
    struct registry_value **link = &host->registry;
    while (*link != NULL &&
           (!text_equal((*link)->name, name) || !text_equal((*link)->section, section))) {
        link = &(*link)->next;
    }
    if (*link == NULL) {
        return false;
    }
    *link = (*link)->next;
    return true;
}

const char *host_setting(const struct host *host, const char *section, const char *name)
{
    const struct registry_value *v = value_of(host, section, name);
    return v != NULL ? v->value : NULL;
}

static const struct {
    const char *name;
    struct os_locale locale;
} locales[] = {
    {"en-US",
     {.date_order = 0,
      .date_separator = '/',
      .time_separator = ':',
      .code_page = 437,
      .zone_minutes = 0}},
    {"en-GB",
     {.date_order = 1,
      .date_separator = '/',
      .time_separator = ':',
      .code_page = 850,
      .zone_minutes = 0}},
    {"de-DE",
     {.date_order = 1,
      .date_separator = '.',
      .time_separator = ':',
      .code_page = 850,
      .zone_minutes = 60}},
    {"fr-FR",
     {.date_order = 1,
      .date_separator = '/',
      .time_separator = ':',
      .code_page = 850,
      .zone_minutes = 60}},
    {"sv-SE",
     {.date_order = 2,
      .date_separator = '-',
      .time_separator = ':',
      .code_page = 850,
      .zone_minutes = 60}},
    {"ja-JP",
     {.date_order = 2,
      .date_separator = '/',
      .time_separator = ':',
      .code_page = 437,
      .zone_minutes = 540}},
};

const char *host_locales(void)
{
    return "en-US en-GB de-DE fr-FR sv-SE ja-JP";
}

bool host_locale_find(const char *name, struct os_locale *locale_out)
{
    for (size_t i = 0; i < ARRAY_COUNT(locales); i++) {
        if (text_equal(locales[i].name, name)) {
            *locale_out = locales[i].locale;
            return true;
        }
    }
    return false;
}

bool host_set_locale(struct host *host, const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(locales); i++) {
        if (text_equal(locales[i].name, name)) {
            host->locale_name = locales[i].name;
        }
    }
    return host_locale_find(name, &host->locale);
}

/* "PROGRAM NAME VERSION": the first line of a program file, behind the two letters of every DOS
 * program. */
static const char program_mark[] = "MZ ";

const char *host_install_program(struct world *world, struct host *host, const char *program,
                                 const char *version, const char *directory)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *why = world_place(world, host, directory, &volume, &node, true);
    if (why != NULL) {
        return why;
    }
    char name[32];
    char contents[64];
    (void)text_format(name, sizeof(name), "%s.EXE", program);
    text_upper(name);
    if (!text_format(contents, sizeof(contents), "%s%s %s\r\n", program_mark, program, version)) {
        return "program name or version is too long";
    }
    volume_node file = volume_find(volume->volume, node, name);
    if (file == 0 && volume_make(volume->volume, node, name, false, &file) != ST_OK) {
        return "the program file cannot be made there";
    }
    if (volume_set_size(volume->volume, file, 0) != ST_OK ||
        volume_write(volume->volume, file, 0, contents, strlen(contents)) != ST_OK) {
        return "the program file cannot be written there";
    }
    volume_flush(volume->volume, file);
    return NULL;
}

/* Cuts the text in pieces. */
static bool parse_program(char *text, struct host_program *found_out)
{
    const size_t mark = sizeof(program_mark) - 1;
    if (strncmp(text, program_mark, mark) != 0) {
        return false;
    }
    char *name = text + mark;
    const size_t name_length = strcspn(name, " \r\n");
    char *version = name + name_length + (name[name_length] != '\0' ? 1 : 0);
    name[name_length] = '\0';
    char *behind = version + strcspn(version, " \r\n");
    found_out->bits = text_starts(behind, " 32") ? 32 : 16;
    found_out->is_os2 = text_starts(behind, " OS/2");
    *behind = '\0';
    return text_copy(found_out->name, sizeof(found_out->name), name) &&
           text_copy(found_out->version, sizeof(found_out->version), version);
}

/* A place for this path among the programs that the host has found. */
static struct host_seen_program *seen_at(struct world *world, struct host *host, const char *path)
{
    for (size_t i = 0; i < HOST_SEEN_PROGRAMS; i++) {
        if (host->seen[i] != NULL && strcmp(host->seen[i]->program.path, path) == 0) {
            return host->seen[i];
        }
    }
    struct host_seen_program **place = &host->seen[host->next_seen++ % HOST_SEEN_PROGRAMS];
    if (*place == NULL) {
        *place = arena_new(world->arena, struct host_seen_program);
    }
    **place = (struct host_seen_program){0};
    return text_copy((*place)->program.path, OS_PATH_SIZE, path) ? *place : NULL;
}

/* What the file says is worked out anew when its first bytes are not those of the last time. */
static enum status program_at(struct world *world, struct host *host, const char *path,
                              struct host_program *found_out)
{
    struct network_reach reach;
    struct volume_place place;
    enum status st = world_reach(world, host, path, &reach);
    if (st != ST_OK) {
        return ST_NOT_FOUND;
    }
    struct host_seen_program *seen = seen_at(world, host, path);
    if (seen == NULL) {
        return ST_TOO_LONG;
    }
    const struct volume *volume = reach.way.volume;
    const struct bytes rest = bytes_of_text(reach.rest);
    st = volume_walk_again(&seen->walk, volume, reach.way.root, rest, &place);
    if (st != ST_OK || volume_is_directory(volume, place.node)) {
        return ST_NOT_FOUND;
    }
    char text[HOST_PROGRAM_TEXT_SIZE] = "";
    const size_t size = volume_read(volume, place.node, 0, text, sizeof(text) - 1);
    if (size != seen->text_size || memcmp(text, seen->text, size) != 0) {
        memcpy(seen->text, text, sizeof(text));
        seen->text_size = size;
        seen->is_program = parse_program(text, &seen->program);
    }
    if (!seen->is_program) {
        return ST_FILE_CORRUPT;
    }
    *found_out = seen->program;
    found_out->way = reach.way;
    found_out->place = (struct volume_place){.node = place.node, .parent = place.parent};
    found_out->rest_at = (size_t)(reach.rest - path);
    return ST_OK;
}

/* Directory, name, and the ending of programs when the name has none; false: too long. */
static bool program_path(char path_out[OS_PATH_SIZE], const char *directory, size_t length,
                         const char *name)
{
    const char *ending = strchr(name, '.') == NULL ? ".EXE" : "";
    const size_t name_at = length + 1;
    if (name_at >= OS_PATH_SIZE) {
        return false;
    }
    memcpy(path_out, directory, length);
    path_out[length] = '\\';
    return text_copy(path_out + name_at, OS_PATH_SIZE - name_at, name) &&
           text_append(path_out + name_at, OS_PATH_SIZE - name_at, ending);
}

enum status host_find_program(struct world *world, struct host *host, const char *program,
                              struct host_program *found_out)
{
    const char *base = text_base_name(program);
    char path[OS_PATH_SIZE];
    if (base != program) {
        const char *ending = strchr(base, '.') == NULL ? ".EXE" : "";
        return text_format(path, sizeof(path), "%s%s", program, ending)
                   ? program_at(world, host, path, found_out)
                   : ST_TOO_LONG;
    }
    const char *rest = host->search_path;
    while (rest[0] != '\0') {
        const size_t length = strcspn(rest, ";");
        if (length > 0 && program_path(path, rest, length, base)) {
            const enum status st = program_at(world, host, path, found_out);
            if (st != ST_NOT_FOUND) {
                return st;
            }
        }
        rest += length + (rest[length] == ';' ? 1 : 0);
    }
    return ST_NOT_FOUND;
}
