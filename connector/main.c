/*
 * ccmc -- the connector on a real directory
 *
 *     ccmc check --config FILE    settings, paths, programs, rights: as the connector needs them?
 *
 * Exit codes: 0 all is well; 1 something is wrong (each on a line of its own, with the reason); 2
 * the command line or the configuration file cannot be used.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ccmc/settings.h"
#include "port/host_config.h"
#include "port/posix_port.h"

enum exit_code { EXIT_WELL = 0, EXIT_WRONG = 1, EXIT_USAGE = 2 };

struct check {
    struct arena *arena;
    struct os_port *port;
    const struct host_config *config;
    struct settings settings;
    unsigned problems;
};

static void say_good(const char *what, const char *detail)
{
    printf("ok       %s: %s\n", what, detail);
}

static void say_bad(struct check *check, const char *what, const char *detail)
{
    printf("PROBLEM  %s: %s\n", what, detail);
    check->problems++;
}

static void say(struct check *check, enum status st, const char *what, const char *path)
{
    if (st == ST_OK) {
        say_good(what, path);
    } else {
        say_bad(check, what, arena_format(check->arena, "%s: %s", path, status_text(st)));
    }
}

/* The name of the setting nearest to a misspelt one. */
static const char *nearest_setting(const char *name)
{
    const char *best = setting_at(0)->name;
    for (size_t i = 1; i < setting_count(); i++) {
        if (text_distance(name, setting_at(i)->name) < text_distance(name, best)) {
            best = setting_at(i)->name;
        }
    }
    return best;
}

static const struct setting *find_setting(const char *name)
{
    for (size_t i = 0; i < setting_count(); i++) {
        if (text_equal(setting_at(i)->name, name)) {
            return setting_at(i);
        }
    }
    return NULL;
}

static bool is_number(const char *text)
{
    uint64_t value = 0;
    if (text_starts(text, "0x")) {
        const size_t digits = strspn(text + 2, "0123456789abcdefABCDEF");
        return digits > 0 && digits <= 8 && text[2 + digits] == '\0';
    }
    return text_to_u64(text, &value) && value <= UINT32_MAX;
}

static bool is_level(const char *text)
{
    return text_equal(text, "None") || text_equal(text, "Minimum") || text_equal(text, "Medium") ||
           text_equal(text, "Maximum");
}

static bool fits_type(enum setting_type type, const char *value)
{
    switch (type) {
    case SETTING_TYPE_NUMBER:
        return is_number(value);
    case SETTING_TYPE_LEVEL:
        return is_level(value);
    case SETTING_TYPE_TEXT:
        return true;
    }
    return false;
}

/* The connector takes the default for what it cannot read, and knows nothing of other names: a
 * person should hear of it. */
static void check_settings(struct check *check)
{
    const unsigned problems = check->problems;
    for (size_t i = 0; i < check->config->setting_count; i++) {
        const struct posix_port_setting *given = &check->config->settings[i];
        if (!text_equal(given->section, settings_section())) {
            say_bad(check, "setting",
                    arena_format(check->arena,
                                 "section \"%s\" is not read; the connector's is \"%s\"",
                                 given->section, settings_section()));
            continue;
        }
        const struct setting *known = find_setting(given->name);
        if (known == NULL) {
            say_bad(check, "setting",
                    arena_format(check->arena, "\"%s\" does not exist; is \"%s\" meant?",
                                 given->name, nearest_setting(given->name)));
        } else if (!fits_type(known->type, given->value)) {
            say_bad(check, "setting",
                    arena_format(
                        check->arena, "\"%s\" is \"%s\"; it must be %s", given->name, given->value,
                        known->type == SETTING_TYPE_NUMBER ? "a number"
                                                           : "None, Minimum, Medium or Maximum"));
        }
    }
    if (problems == check->problems) {
        say_good("settings", arena_format(check->arena, "%zu given, the others have their defaults",
                                          check->config->setting_count));
    }
}

static enum status directory_status(struct os_port *port, const char *path)
{
    struct os_info info;
    const enum status st = os_stat(port, path, &info);
    return st == ST_OK && !info.is_directory ? ST_NOT_A_DIRECTORY : st;
}

/* Makes a file and takes it away again, as programs do. The name is one that nobody else uses. */
static enum status try_to_create(struct check *check, const char *directory)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_ALL, OS_CREATE_NEW};
    char path[OS_PATH_SIZE];
    char name[TEXT_SHORT_NAME_SIZE];
    struct os_file file = {0};
    const unsigned number = (unsigned)(os_random(check->port) & 0xFFFFFFu);
    REQUIRE(text_format(name, sizeof(name), "CK%06X.TMP", number));
    if (!text_join_path(path, sizeof(path), directory, name)) {
        return ST_TOO_LONG;
    }
    enum status st = os_open(check->port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_write(check->port, file, 0, name, strlen(name));
    const enum status closed = os_close(check->port, file);
    const enum status removed = os_remove(check->port, path);
    return st != ST_OK ? st : closed != ST_OK ? closed : removed;
}

/* Programs must be able to work with it: a command line is cut at blanks (assumption
 * SPACE_IN_PATH). */
static void check_short(struct check *check, const char *what, const char *path)
{
    char short_path[OS_PATH_SIZE];
    const enum status st = os_short_path(check->port, path, short_path, sizeof(short_path));
    if (st != ST_OK || strchr(short_path, ' ') != NULL) {
        const char *why = "the path holds a blank, where the programs end it";
        say_bad(check, what, arena_format(check->arena, "%s: %s", path, why));
    }
}

static void check_store(struct check *check)
{
    static const char *const places[] = {"Submit", "Import",     "Export",
                                         "Bad",    "Import.bak", "Export.bak"};
    const char *root = check->settings.store_path;
    const char *what = "connector store";
    const enum status st = directory_status(check->port, root);
    if (st != ST_OK) {
        say(check, st, what, root);
        return;
    }
    check_short(check, what, root);
    say(check, try_to_create(check, root), what, root);
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        char path[OS_PATH_SIZE];
        if (!text_join_path(path, sizeof(path), root, places[i])) {
            say(check, ST_TOO_LONG, what, places[i]);
            continue;
        }
        const enum status found = directory_status(check->port, path);
        if (found == ST_NOT_FOUND) {
            continue; /* the service makes it when it starts */
        }
        say(check, found != ST_OK ? found : try_to_create(check, path), what, path);
    }
}

static void check_program(struct check *check, const char *what, const char *program)
{
    char path[OS_PATH_SIZE];
    char found[OS_PATH_SIZE];
    const char *directory = check->settings.program_path;
    const bool fits = directory[0] == '\0' ? text_copy(path, sizeof(path), program)
                                           : text_join_path(path, sizeof(path), directory, program);
    const enum status st =
        fits ? os_find_program(check->port, path, found, sizeof(found)) : ST_TOO_LONG;
    if (st == ST_OK) {
        say_good(what, found);
    } else if (st == ST_NOT_FOUND && directory[0] == '\0') {
        say_bad(check, what,
                arena_format(check->arena, "%s: no such program in the search path \"%s\"", program,
                             check->config->search_path));
    } else {
        say(check, st, what, path);
    }
}

static enum status try_to_open(struct check *check, const char *path, enum os_access access)
{
    const struct os_open_mode mode = {access, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    const enum status st = os_open(check->port, path, mode, &file);
    return st == ST_OK ? os_close(check->port, file) : st;
}

/* The operations of the programs, in their order: EXPORT needs the first one, IMPORT all. */
static void check_post_office(struct check *check)
{
    static const char *const reading = "post office, for EXPORT";
    static const char *const writing = "post office, for IMPORT";
    const char *root = check->settings.post_office_path;
    char path[OS_PATH_SIZE];
    struct os_info info;
    if (check->settings.post_office_name[0] == '\0') {
        say_bad(check, "post office", "\"Post Office Name\" is not set");
    }
    if (root[0] == '\0') {
        say_bad(check, "post office", "\"Post Office Path\" is not set");
        return;
    }
    enum status st = directory_status(check->port, root);
    if (st != ST_OK || !text_join_path(path, sizeof(path), root, "CLANDATA")) {
        say(check, st != ST_OK ? st : ST_TOO_LONG, "post office", root);
        return;
    }
    st = try_to_open(check, path, OS_READ);
    say(check, st, reading, path);
    if (st == ST_OK) {
        say(check, try_to_open(check, path, OS_READ_WRITE), writing, path);
        say(check, try_to_create(check, root), "post office, temporary files", root);
    }
    if (text_join_path(path, sizeof(path), root, "CCPODOWN") &&
        os_stat(check->port, path, &info) == ST_OK) {
        say_bad(check, "post office", arena_format(check->arena, "%s: it is shut down", path));
    }
}

static int run_checks(struct check *check)
{
    check_settings(check);
    const enum status st = settings_read(check->port, check->arena, &check->settings);
    if (st != ST_OK) {
        say(check, st, "settings", check->config->path);
        return EXIT_WRONG;
    }
    check_store(check);
    check_program(check, "import program", check->settings.import_program);
    check_program(check, "export program", check->settings.export_program);
    check_post_office(check);
    printf("%u problem%s\n", check->problems, check->problems == 1 ? "" : "s");
    return check->problems == 0 ? EXIT_WELL : EXIT_WRONG;
}

static int check_config(const char *path, struct arena *arena)
{
    struct host_config config;
    struct diagnostic diagnostic = {0};
    const enum status st = host_config_read(arena, path, &config, &diagnostic);
    if (st != ST_OK) {
        if (diagnostic.line != 0) {
            (void)fprintf(stderr, "%s:%u:%u: %s\n", path, (unsigned)diagnostic.line,
                          (unsigned)diagnostic.column, diagnostic.text);
        } else {
            (void)fprintf(stderr, "%s: %s\n", path, diagnostic.text);
        }
        return EXIT_USAGE;
    }
    const struct posix_port_config port_config = host_config_port(&config, arena);
    struct check check = {
        .arena = arena,
        .port = posix_port_create(&port_config),
        .config = &config,
    };
    const int code = run_checks(&check);
    posix_port_close(check.port);
    return code;
}

static void print_help(FILE *stream)
{
    (void)fputs(
        "usage: ccmc check --config FILE\n"
        "       ccmc --help\n"
        "\n"
        "check  looks whether the settings in FILE, the connector store, the programs IMPORT and\n"
        "       EXPORT and the post office are as the connector needs them. It makes and removes\n"
        "       small files to see whether it may. Exit codes: 0 all is well, 1 something is\n"
        "       wrong, 2 the command line or FILE cannot be used.\n"
        "\n"
        "FILE is JSON:\n"
        "  {\"settings\": {\"MSExchangeCCMC\": {\"Connector Store Path\": \"/var/ccmc\",\n"
        "                                   \"Post Office Path\": \"/srv/ccdata\",\n"
        "                                   \"Post Office Name\": \"CCPO1\"}},\n"
        "   \"search path\": [\"/opt/ccmail\"],\n"
        "   \"names\": {\"\\\\\\\\SERVER\\\\SHARE\": \"/srv/share\"},\n"
        "   \"locale\": {\"date order\": \"M/D/Y\", \"code page\": 437, \"zone minutes\": -300}}\n",
        stream);
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return EXIT_WELL;
    }
    if (argc != 4 || strcmp(argv[1], "check") != 0 || strcmp(argv[2], "--config") != 0) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    struct arena arena = {0};
    const int code = check_config(argv[3], &arena);
    arena_release(&arena);
    return code;
}
