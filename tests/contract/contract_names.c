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
    const bool is_sensitive = world->port->traits.case_sensitive;
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
    if (os_open(world->port, at(world, "A long name.text"), mode, &file) != ST_OK) {
        return; /* a volume that knows short names only */
    }
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, "A long name.text"), &info), ST_OK);
    ck_assert_int_eq(info.short_name[0] != '\0', world->port->traits.short_names);
    if (world->port->traits.short_names) {
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
    if (os_make_dir(world->port, at(world, name)) != ST_OK) {
        return; /* a volume that knows short names only */
    }
    EXPECT(world, os_stat(world->port, at(world, name), &info), ST_OK);
    const char *shortened = world->port->traits.short_names ? info.short_name : name;
    const char *below = arena_format(world->arena, "%s\\A.TXT", shortened);
    const char *given = at(world, "LONGDIRECTORY\\A.TXT");
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

static void free_space_is_told(const struct contract_harness *harness, struct contract_world *world)
{
    (void)harness;
    uint64_t bytes = 0;
    EXPECT(world, os_free_space(world->port, world->root, &bytes), ST_OK);
    CHECK(world, bytes > 0);
    CHECK(world, os_free_space(world->port, at(world, "NONE"), &bytes) != ST_OK);
}

static void a_resource_is_connected_and_let_go(const struct contract_harness *harness,
                                               struct contract_world *world)
{
    (void)harness;
    if (world->resource == NULL) {
        return;
    }
    EXPECT(world, os_connect(world->port, world->resource, NULL, NULL), ST_OK);
    EXPECT(world, os_disconnect(world->port, world->resource), ST_OK);
    CHECK(world, os_connect(world->port, "\\\\NOSUCH\\SHARE", NULL, NULL) != ST_OK);
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
    {"free space is told", free_space_is_told},
    {"a resource is connected and let go", a_resource_is_connected_and_let_go},
};

struct contract_cases contract_names(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
