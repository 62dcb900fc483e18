/* Names: stat, list, make_dir, rename, remove, paths, free space. */
#include <string.h>

#include "base/text.h"
#include "contract/contract_cases.h"

static void stat_tells_files_and_directories(const struct contract_harness *harness,
                                             struct contract_world *world)
{
    (void)harness;
    struct os_info info;
    const uint64_t before_ms = os_utc_ms(world->port);
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, "A.TXT"), &info), ST_OK);
    ck_assert_uint_eq(info.size_bytes, 5);
    CHECK(world, !info.is_directory);
    CHECK(world, info.modified_ms + 2000 >= before_ms); /* clocks of file systems are coarse */
    CHECK(world, info.modified_ms <= os_utc_ms(world->port) + 2000);
    ck_assert_str_eq(info.short_name, "A.TXT");
    EXPECT(world, os_stat(world->port, at(world, "SUB"), &info), ST_OK);
    ck_assert_uint_eq(info.size_bytes, 0);
    CHECK(world, info.is_directory);
    EXPECT(world, os_stat(world->port, world->root, &info), ST_OK);
    CHECK(world, info.is_directory);
}

static void stat_tells_which_component_is_missing(const struct contract_harness *harness,
                                                  struct contract_world *world)
{
    (void)harness;
    struct os_info info;
    make_file(world, "A.TXT", "");
    EXPECT(world, os_stat(world->port, at(world, "NONE"), &info), ST_NOT_FOUND);
    EXPECT(world, os_stat(world->port, at(world, "NONE\\A.TXT"), &info), ST_PATH_NOT_FOUND);
    EXPECT(world, os_stat(world->port, at(world, "A.TXT\\B.TXT"), &info), ST_PATH_NOT_FOUND);
}

static void a_last_separator_does_not_matter(const struct contract_harness *harness,
                                             struct contract_world *world)
{
    (void)harness;
    struct os_info info;
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\A.TXT", "x");
    EXPECT(world, os_stat(world->port, at(world, "SUB\\A.TXT"), &info), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, "SUB\\"), &info), ST_OK);
    CHECK(world, info.is_directory);
}

/* A path below root of `length` characters. */
static char *long_path(const struct contract_world *world, size_t length)
{
    char *path = arena_alloc(world->arena, length + 1);
    const size_t root_length = strlen(world->root);
    memcpy(path, world->root, root_length);
    for (size_t i = root_length; i < length; i++) {
        path[i] = (i - root_length) % 9 == 0 ? '\\' : 'A';
    }
    if (path[length - 1] == '\\') {
        path[length - 1] = 'A';
    }
    return path;
}

static void a_path_of_260_characters_is_too_long(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    (void)harness;
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
    const char *path = long_path(world, OS_PATH_SIZE);
    struct os_info info;
    struct os_file file = {0};
    struct os_names names;
    EXPECT(world, os_stat(world->port, path, &info), ST_TOO_LONG);
    EXPECT(world, os_open(world->port, path, mode, &file), ST_TOO_LONG);
    EXPECT(world, os_make_dir(world->port, path), ST_TOO_LONG);
    EXPECT(world, os_remove(world->port, path), ST_TOO_LONG);
    EXPECT(world, os_list(world->port, path, "*", world->arena, &names), ST_TOO_LONG);
    make_file(world, "A.TXT", "");
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), path), ST_TOO_LONG);
    CHECK(world, exists(world, "A.TXT"));
    path = long_path(world, OS_PATH_SIZE - 1);
    EXPECT(world, os_stat(world->port, path, &info), ST_PATH_NOT_FOUND);
}

static void names_compare_as_the_file_system_does(const struct contract_harness *harness,
                                                  struct contract_world *world)
{
    (void)harness;
    const bool is_sensitive = has(world, TRAIT_CASE_SENSITIVE);
    const struct os_open_mode create_new = {OS_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
    struct os_info info;
    struct os_file file = {0};
    make_file(world, "A.TXT", "upper");
    EXPECT(world, os_stat(world->port, at(world, "a.txt"), &info),
           is_sensitive ? ST_NOT_FOUND : ST_OK);
    EXPECT(world, os_open(world->port, at(world, "a.txt"), create_new, &file),
           is_sensitive ? ST_OK : ST_EXISTS);
    if (is_sensitive) {
        EXPECT(world, os_close(world->port, file), ST_OK);
    }
    check_file(world, "A.TXT", "upper");
}

static void short_names_open_long_ones_where_there_are_any(const struct contract_harness *harness,
                                                           struct contract_world *world)
{
    (void)harness;
    struct os_info info;
    struct os_file file = {0};
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
    if (!has(world, TRAIT_LONG_NAMES)) {
        EXPECT(world, os_open(world->port, at(world, "A long name.text"), mode, &file),
               ST_BAD_NAME);
        CHECK(world, !exists(world, "A long name.text"));
        return;
    }
    EXPECT(world, os_open(world->port, at(world, "A long name.text"), mode, &file), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, "A long name.text"), &info), ST_OK);
    ck_assert_int_eq(info.short_name[0] != '\0', has(world, TRAIT_SHORT_NAMES));
    if (has(world, TRAIT_SHORT_NAMES)) {
        CHECK(world, text_is_short_name(info.short_name));
        CHECK(world, exists(world, info.short_name));
    }
}

static void short_path_shortens_what_exists(const struct contract_harness *harness,
                                            struct contract_world *world)
{
    (void)harness;
    char path[OS_PATH_SIZE];
    char tiny[4];
    struct os_info info = {0};
    const char *name = "LONGDIRECTORY";
    if (!has(world, TRAIT_LONG_NAMES)) {
        EXPECT(world, os_make_dir(world->port, at(world, name)), ST_BAD_NAME);
        name = "LONGDIR"; /* it fits, and stays as it is */
    }
    EXPECT(world, os_make_dir(world->port, at(world, name)), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, name), &info), ST_OK);
    const char *shortened = has(world, TRAIT_SHORT_NAMES) ? info.short_name : name;
    const char *below = arena_format(world->arena, "%s\\A.TXT", shortened);
    const char *given = at(world, arena_format(world->arena, "%s\\A.TXT", name));
    EXPECT(world, os_short_path(world->port, given, path, sizeof(path)), ST_OK);
    const size_t length = strlen(below);
    CHECK(world, strlen(path) >= length);
    ck_assert_str_eq(path + strlen(path) - length, below);
    EXPECT(world, os_short_path(world->port, given, tiny, sizeof(tiny)), ST_TOO_LONG);
    EXPECT(world, os_short_path(world->port, long_path(world, OS_PATH_SIZE), path, sizeof(path)),
           ST_TOO_LONG);
}

static const struct {
    const char *pattern;
    size_t count;
} patterns[] = {
    {"*", 6},    {"*.TXT", 2}, {"?.TXT", 1}, {"a*", 2}, {"A.TXT", 1}, {"NOEXT", 1}, {"*.XYZ", 0},
    {"????", 0}, {"?????", 3}, {"*B*", 3},   {"", 0},   {"S*", 1},    {"*T", 4},    {"B.DAT*", 1},
};

static void list_gives_the_names_that_match(const struct contract_harness *harness,
                                            struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "1");
    make_file(world, "AB.TXT", "22");
    make_file(world, "B.DAT", "333");
    make_file(world, "NOEXT", "");
    make_file(world, "LAST.PY", "4444");
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\INNER.TXT", "");
    for (size_t i = 0; i < ARRAY_COUNT(patterns); i++) {
        struct os_names names = {NULL, 99};
        EXPECT(world, os_list(world->port, world->root, patterns[i].pattern, world->arena, &names),
               ST_OK);
        ck_assert_msg(names.count == patterns[i].count, "%s: \"%s\" gave %zu names",
                      world->case_name, patterns[i].pattern, names.count);
    }
    struct os_names names = {NULL, 0};
    EXPECT(world, os_list(world->port, world->root, "*b*", world->arena, &names), ST_OK);
    uint64_t bytes = 0;
    size_t directories = 0;
    for (size_t i = 0; i < names.count; i++) {
        bytes += names.entries[i].size_bytes;
        directories += names.entries[i].is_directory ? 1 : 0;
        CHECK(world, exists(world, names.entries[i].name));
    }
    ck_assert_uint_eq(bytes, 5);
    ck_assert_uint_eq(directories, 1);
}

static void list_needs_a_directory(const struct contract_harness *harness,
                                   struct contract_world *world)
{
    (void)harness;
    struct os_names names = {NULL, 0};
    make_file(world, "A.TXT", "");
    EXPECT(world, os_list(world->port, at(world, "NONE"), "*", world->arena, &names),
           ST_PATH_NOT_FOUND);
    CHECK(world, os_list(world->port, at(world, "A.TXT"), "*", world->arena, &names) != ST_OK);
    EXPECT(world, os_list(world->port, world->root, "*", world->arena, &names), ST_OK);
    ck_assert_uint_eq(names.count, 1);
}

static void list_keeps_up_with_many_names(const struct contract_harness *harness,
                                          struct contract_world *world)
{
    (void)harness;
    struct os_names names = {NULL, 0};
    for (unsigned i = 0; i < 100; i++) {
        make_file(world, arena_format(world->arena, "MSG%u.CCM", i), "");
    }
    EXPECT(world, os_list(world->port, world->root, "MSG*.CCM", world->arena, &names), ST_OK);
    ck_assert_uint_eq(names.count, 100);
}

static void make_dir_makes_one_new_directory(const struct contract_harness *harness,
                                             struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "");
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_EXISTS);
    EXPECT(world, os_make_dir(world->port, at(world, "A.TXT")), ST_EXISTS);
    EXPECT(world, os_make_dir(world->port, at(world, "NONE\\SUB")), ST_PATH_NOT_FOUND);
    EXPECT(world, os_make_dir(world->port, at(world, "SUB\\DEEPER")), ST_OK);
    CHECK(world, exists(world, "SUB\\DEEPER"));
}

static void rename_moves_within_and_across_directories(const struct contract_harness *harness,
                                                       struct contract_world *world)
{
    (void)harness;
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "A.TMP", "letter");
    EXPECT(world, os_rename(world->port, at(world, "A.TMP"), at(world, "A.CCM")), ST_OK);
    CHECK(world, !exists(world, "A.TMP"));
    check_file(world, "A.CCM", "letter");
    EXPECT(world, os_rename(world->port, at(world, "A.CCM"), at(world, "SUB\\B.CCM")), ST_OK);
    CHECK(world, !exists(world, "A.CCM"));
    check_file(world, "SUB\\B.CCM", "letter");
    EXPECT(world, os_rename(world->port, at(world, "SUB"), at(world, "NEWSUB")), ST_OK);
    check_file(world, "NEWSUB\\B.CCM", "letter");
}

static void rename_never_replaces(const struct contract_harness *harness,
                                  struct contract_world *world)
{
    (void)harness;
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    EXPECT(world, os_make_dir(world->port, at(world, "SUB2")), ST_OK);
    make_file(world, "A.TXT", "a");
    make_file(world, "B.TXT", "b");
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), at(world, "B.TXT")), ST_EXISTS);
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), at(world, "SUB")), ST_EXISTS);
    EXPECT(world, os_rename(world->port, at(world, "SUB"), at(world, "SUB2")), ST_EXISTS);
    EXPECT(world, os_rename(world->port, at(world, "SUB"), at(world, "B.TXT")), ST_EXISTS);
    check_file(world, "A.TXT", "a");
    check_file(world, "B.TXT", "b");
    CHECK(world, exists(world, "SUB"));
}

static void rename_tells_what_is_missing(const struct contract_harness *harness,
                                         struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "a");
    EXPECT(world, os_rename(world->port, at(world, "NONE"), at(world, "B.TXT")), ST_NOT_FOUND);
    EXPECT(world, os_rename(world->port, at(world, "NONE\\A.TXT"), at(world, "B.TXT")),
           ST_PATH_NOT_FOUND);
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), at(world, "NONE\\A.TXT")),
           ST_PATH_NOT_FOUND);
    check_file(world, "A.TXT", "a");
}

static void remove_takes_files_and_empty_directories(const struct contract_harness *harness,
                                                     struct contract_world *world)
{
    (void)harness;
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    make_file(world, "SUB\\A.TXT", "a");
    EXPECT(world, os_remove(world->port, at(world, "NONE")), ST_NOT_FOUND);
    EXPECT(world, os_remove(world->port, at(world, "NONE\\A.TXT")), ST_PATH_NOT_FOUND);
    EXPECT(world, os_remove(world->port, at(world, "SUB")), ST_NOT_EMPTY);
    check_file(world, "SUB\\A.TXT", "a");
    EXPECT(world, os_remove(world->port, at(world, "SUB\\A.TXT")), ST_OK);
    EXPECT(world, os_remove(world->port, at(world, "SUB\\A.TXT")), ST_NOT_FOUND);
    EXPECT(world, os_remove(world->port, at(world, "SUB")), ST_OK);
    CHECK(world, !exists(world, "SUB"));
}

static void a_listing_is_the_callers(const struct contract_harness *harness,
                                     struct contract_world *world)
{
    (void)harness;
    struct os_names names = {NULL, 0};
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_list(world->port, world->root, "*", world->arena, &names), ST_OK);
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), at(world, "B.TXT")), ST_OK);
    EXPECT(world, os_remove(world->port, at(world, "B.TXT")), ST_OK);
    make_file(world, "C.TXT", "");
    ck_assert_uint_eq(names.count, 1);
    ck_assert_str_eq(names.entries[0].name, "A.TXT");
    ck_assert_uint_eq(names.entries[0].size_bytes, 5);
}

static void rename_stays_on_its_volume(const struct contract_harness *harness,
                                       struct contract_world *world)
{
    (void)harness;
    struct os_info info;
    char target[OS_PATH_SIZE];
    make_file(world, "A.TXT", "letter");
    if (world->elsewhere == NULL) {
        return; /* this machine has one volume */
    }
    ck_assert(text_join_path(target, sizeof(target), world->elsewhere, "A.TXT"));
    EXPECT(world, os_rename(world->port, at(world, "A.TXT"), target), ST_NOT_SUPPORTED);
    check_file(world, "A.TXT", "letter");
    EXPECT(world, os_stat(world->port, target, &info), ST_NOT_FOUND);
}

static void every_form_of_a_path_leads_there(const struct contract_harness *harness,
                                             struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "12345");
    CHECK(world, world->forms[0] != NULL);
    for (size_t i = 0; world->forms[i] != NULL; i++) {
        const char *path = arena_format(world->arena, "%s\\A.TXT", world->forms[i]);
        struct os_info info = {0};
        const enum status st = os_stat(world->port, path, &info);
        ck_assert_msg(st == ST_OK && info.size_bytes == 5, "%s: %s", path, status_name(st));
    }
}

static void a_name_without_a_place_is_no_path(const struct contract_harness *harness,
                                              struct contract_world *world)
{
    (void)harness;
    static const char *const paths[] = {"A.TXT", "SUB\\A.TXT", ".", "..\\A.TXT", ""};
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
        struct os_info info;
        struct os_file file = {0};
        struct os_names names;
        CHECK(world, os_stat(world->port, paths[i], &info) != ST_OK);
        CHECK(world, os_open(world->port, paths[i], mode, &file) != ST_OK);
        CHECK(world, os_make_dir(world->port, paths[i]) != ST_OK);
        CHECK(world, os_list(world->port, paths[i], "*", world->arena, &names) != ST_OK);
    }
}

static void free_space_is_told(const struct contract_harness *harness, struct contract_world *world)
{
    (void)harness;
    uint64_t before = 0;
    uint64_t bytes = 0;
    EXPECT(world, os_free_space(world->port, world->root, &before), ST_OK);
    CHECK(world, before > 0);
    CHECK(world, os_free_space(world->port, at(world, "NONE"), &bytes) != ST_OK);
    const struct os_file file = open_file(world, "A.TXT", OS_WRITE, OS_CREATE_NEW);
    EXPECT(world, os_set_size(world->port, file, 100000), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_free_space(world->port, world->root, &bytes), ST_OK);
    CHECK(world, !has(world, TRAIT_OWN_DISK) || before - bytes >= 100000);
    EXPECT(world, os_remove(world->port, at(world, "A.TXT")), ST_OK);
    EXPECT(world, os_free_space(world->port, world->root, &bytes), ST_OK);
    CHECK(world, !has(world, TRAIT_OWN_DISK) || bytes == before);
}

static void a_resource_is_connected_and_let_go(const struct contract_harness *harness,
                                               struct contract_world *world)
{
    (void)harness;
    EXPECT(world, os_connect(world->port, world->resource, NULL, NULL), ST_OK);
    EXPECT(world, os_disconnect(world->port, world->resource), ST_OK);
    CHECK(world, os_connect(world->port, "\\\\NOSUCH\\SHARE", NULL, NULL) != ST_OK);
    make_file(world, "A.TXT", "x"); /* a path connects by itself */
    const enum status st = os_connect(world->port, world->resource, "nobody", "wrong");
    CHECK(world, (st != ST_OK) == has(world, TRAIT_CREDENTIALS));
    check_file(world, "A.TXT", "x"); /* as before, as the process itself */
}

static void the_port_declares_what_its_ways_have(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    (void)harness;
    const struct os_port_traits *declared = &world->port->traits;
    const bool is_only_way = world->way == CONTRACT_POSIX; /* else some other way may have it */
    const bool said[] = {declared->case_sensitive, declared->mandatory_locks, declared->short_names,
                         declared->knows_trustees};
    static const enum contract_trait traits[] = {TRAIT_CASE_SENSITIVE, TRAIT_MANDATORY_LOCKS,
                                                 TRAIT_SHORT_NAMES, TRAIT_HIDES_BY_RIGHT};
    for (size_t i = 0; i < ARRAY_COUNT(traits); i++) {
        const bool is_true = said[i] == has(world, traits[i]) || (said[i] && !is_only_way);
        ck_assert_msg(is_true, "%s: %s", contract_way_name(world->way),
                      contract_trait_text(traits[i], true));
    }
}

static const struct contract_case cases[] = {
    {"stat tells files and directories", stat_tells_files_and_directories},
    {"stat tells which component is missing", stat_tells_which_component_is_missing},
    {"a last separator does not matter", a_last_separator_does_not_matter},
    {"a path of 260 characters is too long", a_path_of_260_characters_is_too_long},
    {"names compare as the file system does", names_compare_as_the_file_system_does},
    {"short names open long ones", short_names_open_long_ones_where_there_are_any},
    {"short_path shortens what exists", short_path_shortens_what_exists},
    {"list gives the names that match", list_gives_the_names_that_match},
    {"list needs a directory", list_needs_a_directory},
    {"list keeps up with many names", list_keeps_up_with_many_names},
    {"make_dir makes one new directory", make_dir_makes_one_new_directory},
    {"rename moves within and across directories", rename_moves_within_and_across_directories},
    {"rename never replaces", rename_never_replaces},
    {"rename tells what is missing", rename_tells_what_is_missing},
    {"remove takes files and empty directories", remove_takes_files_and_empty_directories},
    {"a listing is the caller's", a_listing_is_the_callers},
    {"rename stays on its volume", rename_stays_on_its_volume},
    {"every form of a path leads there", every_form_of_a_path_leads_there},
    {"a name without a place is no path", a_name_without_a_place_is_no_path},
    {"the port declares what its ways have", the_port_declares_what_its_ways_have},
    {"free space is told", free_space_is_told},
    {"a resource is connected and let go", a_resource_is_connected_and_let_go},
};

struct contract_cases contract_names(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
