/*
 * cctools -- the programs of tools/programs.def on a real host, one binary with many names
 *
 *     cctools import ARGUMENTS...      or through a link: IMPORT.EXE ARGUMENTS...
 *     cctools import --version 8.0 ARGUMENTS...   another than 5.15, with what is wrong in it
 *
 *     cctools po ...                   post offices by hand (cctools_po.h)
 *
 * The arguments are joined to one command tail. The working directory is where it was started. Ends
 * with the program's result code. Names are written in UTF-8 (cctools_page.h). A path of the host
 * named with a leading / is handed on with a leading \, because / begins an option.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "cctools_page.h"
#include "cctools_po.h"
#include "port/posix_port.h"
#include "programs/program.h"

enum { EXIT_UNHEARD = 1, EXIT_USAGE = 2 };

static void print_help(FILE *stream)
{
    static const char *const names[] = {
#define PROGRAM(name) #name,
#include "programs.def"
#undef PROGRAM
    };
    (void)fputs(
        "usage: cctools PROGRAM [--version V] ARGUMENTS...   or a link named PROGRAM.EXE\n"
        "  --version 5.0 .. 9.99   one of those years, with what it does wrong (default 5.15,\n"
        "                          and nothing wrong); from 6.0 on for database format 8\n"
        "programs:\n",
        stream);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        (void)fprintf(stream, "  cctools %s\n", names[i]);
    }
    (void)fputs(cctools_po_help(), stream);
}

/* "/var/ccmc\Import.ini" is a path of the host, for there is a directory /var/ccmc, and so is
 * "/data" when there is one; "/FORMAT/FAN" is an option. */
static bool is_host_path(struct os_port *port, const char *argument)
{
    char parent[OS_PATH_SIZE];
    struct os_info info;
    const char *name = text_base_name(argument);
    if (argument[0] != '/' || !text_copy(parent, sizeof(parent), argument)) {
        return false;
    }
    if (name == argument + 1) {
        return *name != '\0' && os_stat(port, argument, &info) == ST_OK;
    }
    parent[name - argument] = '\0';
    return os_stat(port, parent, &info) == ST_OK && info.is_directory;
}

/* What was one word for the shell is one for the program: in quotes, unless it holds some. */
static const char *join_arguments(struct os_port *port, struct arena *arena, int argc, char **argv)
{
    struct buffer tail;
    buffer_init(&tail, arena);
    for (int i = 0; i < argc; i++) {
        const bool is_path = is_host_path(port, argv[i]);
        const bool has_blank = argv[i][0] == '\0' || strpbrk(argv[i], " \t") != NULL;
        const char *quote = has_blank && strchr(argv[i], '"') == NULL ? "\"" : "";
        buffer_format(&tail, "%s%s%s%s%s", i == 0 ? "" : " ", quote, is_path ? "\\" : "",
                      argv[i] + (is_path ? 1 : 0), quote);
    }
    return buffer_string(&tail);
}

/* The console text only grows; what came since the last time is printed. */
static int run(const struct program_kind *kind, const struct program_start *start,
               enum text_code_page page)
{
    void *state = arena_alloc(start->arena, kind->state_size);
    struct arena scratch = {0};
    struct program_step step = {.state = PROGRAM_AGAIN};
    size_t printed = 0;
    kind->begin(state, start);
    while (step.state == PROGRAM_AGAIN) {
        step = kind->step(state, &scratch, os_monotonic_us(start->port));
        arena_reset(&scratch);
        const char *console = kind->console(state);
        cctools_page_print(console + printed, page, &scratch);
        printed = strlen(console);
        if (step.state == PROGRAM_AGAIN) {
            posix_port_wait(start->port, step.wake_us);
        }
    }
    arena_release(&scratch);
    return step.result_code;
}

/* A version that is asked for is one for 32 bits: 16-bit ones damage what release 8.5 wrote
 * (Q248195). False: there is none of that name. */
static bool set_version(struct program_traits *traits, const char *program, const char *version)
{
    enum { OLDEST = 500 }; /* 4.0x had another command line (ADM511) */
    if (program_version_number(version) < OLDEST) {
        (void)fprintf(stderr, "cctools: %s: no such version; 5.0 .. 9.99: 5.15, 8.50.00.14\n",
                      version);
        return false;
    }
    traits->version = version;
    traits->quirks = program_quirks(program, version, 32);
    return true;
}

static int run_program(struct program_start *start, int argc, char **argv)
{
    const struct program_kind *kind = program_find(argv[0]);
    int used = 1;
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        if (!set_version(&start->traits, kind->name, argc > 2 ? argv[2] : "")) {
            return EXIT_USAGE;
        }
        used = 3;
    }
    const struct cctools_line line = {start->port, start->arena, start->directory, argc - used,
                                      argv + used};
    const enum text_code_page page = cctools_page_of(&line);
    if (!cctools_page_take(&line, page)) {
        return EXIT_USAGE;
    }
    start->arguments = join_arguments(start->port, start->arena, argc - used, argv + used);
    return run(kind, start, page);
}

/* argv[0] names the program. */
static int dispatch(struct arena *arena, const char *directory, int argc, char **argv)
{
    struct posix_port_config config = {.arena = arena};
    posix_port_names_of_parent(&config);
    struct os_port *port = posix_port_create(&config);
    int code = EXIT_USAGE;
    if (strcmp(argv[0], "po") == 0) {
        const struct cctools_po call = {port, arena, directory, argc - 1, argv + 1};
        code = cctools_po(&call);
    } else if (program_find(argv[0]) != NULL) {
        struct program_start start = {.port = port,
                                      .arena = arena,
                                      .directory = directory,
                                      .traits = program_default_traits()};
        code = run_program(&start, argc, argv);
    } else {
        (void)fprintf(stderr, "cctools: %s: no such program; see cctools --help\n", argv[0]);
    }
    posix_port_close(port);
    return code;
}

/* Of ANALYZE, and of help (NULL), the output is all there is. What others did is done, and their
 * code says so, whoever listens; `po` says it of its own verbs. */
static int told(const char *program, int code)
{
    const bool only_looks = program == NULL || text_equal(program, "ANALYZE");
    if (!only_looks || code != 0 || (fflush(stdout) == 0 && ferror(stdout) == 0)) {
        return code;
    }
    (void)fputs("cctools: the answer cannot be written\n", stderr);
    return EXIT_UNHEARD;
}

int main(int argc, char **argv)
{
    char directory[OS_PATH_SIZE];
    const char *own_name = argc > 0 ? text_base_name(argv[0]) : "";
    const bool is_link = program_find(own_name) != NULL;
    const int skipped = is_link ? 0 : 1;
    if (argc <= skipped || (!is_link && strcmp(argv[1], "--help") == 0)) {
        print_help(argc <= skipped ? stderr : stdout);
        return argc <= skipped ? EXIT_USAGE : told(NULL, 0);
    }
    if (getcwd(directory, sizeof(directory)) == NULL) {
        (void)fputs("cctools: the working directory cannot be named\n", stderr);
        return EXIT_USAGE;
    }
    struct arena arena = {0};
    char **words = arena_array(&arena, char *, (size_t)argc + 1);
    for (int i = skipped; i < argc; i++) {
        words[i - skipped] = i == 0 ? arena_text(&arena, own_name) : argv[i];
    }
    const int code = told(words[0], dispatch(&arena, directory, argc - skipped, words));
    arena_release(&arena);
    return code;
}
