#include "ccmc/program_run.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/language.h"
#include "ccmc/quirks.h"

/* "Import 6.0/Export 6.0" on the page stands for a generation of post offices, whatever the
 * programs are (Q255627); how the programs learn of it is ours (SELECTION_OPTION). */
bool program_run_is_for_db8(const char *program_version)
{
    const size_t before = strcspn(program_version, "0123456789");
    return program_version[before] >= '6';
}

static const char *selection_option(const char *program_version)
{
    return program_run_is_for_db8(program_version) ? "FORMAT/DB8" : "FORMAT/DB6";
}

/* A page that is not everywhere is named: not every database has it (Q156063 2.6.14). */
static void add_page(const struct connector *connector, struct buffer *text)
{
    enum { US = 437, INTERNATIONAL = 850 };
    struct language language;
    (void)language_find(connector->settings.language, &language);
    if (language.code_page != 0 && language.code_page != US &&
        language.code_page != INTERNATIONAL) {
        buffer_format(text, "/PAGE/%u", (unsigned)language.code_page);
    }
}

/* As programs of DOS read it: in the code page of the post office. */
static const char *in_page(const struct connector *connector, const char *text)
{
    const char *c = text;
    while (*c != '\0' && (unsigned char)*c < 0x80) {
        c++;
    }
    return *c == '\0' ? text
                      : text_from_utf8(connector->scratch, connector_rules(connector).code_page,
                                       text, NULL);
}

/* The Post Office page as it stands now; its texts live for this step. data_file NULL: there is
 * none yet. */
static enum status write_ini(struct connector *connector, const char *ini_name,
                             const char *data_file)
{
    struct settings page = connector->settings;
    const enum status st = settings_read_run(connector->os, connector->scratch, &page);
    if (st != ST_OK) {
        return st;
    }
    struct buffer text;
    buffer_init(&text, connector->scratch);
    buffer_text(&text, "/N");
    buffer_text(&text, in_page(connector, page.post_office_name));
    buffer_text(&text, "\r\n/P");
    buffer_text(&text, in_page(connector, page.post_office_password));
    buffer_text(&text, "\r\n/D");
    buffer_text(&text, page.post_office_path);
    if (data_file != NULL) {
        buffer_text(&text, "\r\n/@");
        buffer_text(&text, data_file);
    }
    buffer_text(&text, "\r\n/");
    buffer_text(&text, selection_option(page.program_version));
    add_page(connector, &text);
    buffer_text(&text, "\r\n");
    return store_write_plain(&connector->store, STORE_ROOT, ini_name, buffer_bytes(&text));
}

enum status program_run_make_files(struct connector *connector)
{
    static const char *const names[] = {"Import.ini", "Export.ini"};
    enum status st = ST_OK;
    for (size_t i = 0; i < ARRAY_COUNT(names) && st != ST_PROCESS_GONE; i++) {
        uint64_t modified_ms = 0;
        st = store_modified(&connector->store, STORE_ROOT, names[i], &modified_ms);
        if (st == ST_NOT_FOUND) {
            st = write_ini(connector, names[i], NULL);
        }
    }
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static const char *program_path(const struct connector *connector, const char *program)
{
    const char *directory = connector->settings.program_path;
    char path[OS_PATH_SIZE];
    if (*directory == '\0' || !text_join_path(path, sizeof path, directory, program)) {
        return program;
    }
    return arena_text(connector->scratch, path);
}

/* Options, blank, parameter file. */
static enum status prepare_arguments(struct connector *connector, struct program_run *run,
                                     const struct program_run_spec *spec)
{
    const struct store *store = &connector->store;
    char ini_path[OS_PATH_SIZE];
    const char *root = quirks_have(connector->quirks, QUIRK_LONG_STORE_PATH)
                           ? store->places[STORE_ROOT]
                           : store->short_root;
    if (!text_join_path(ini_path, sizeof ini_path, root, spec->ini_name)) {
        return ST_TOO_LONG;
    }
    struct buffer arguments;
    buffer_init(&arguments, store->is_ready ? connector->session : connector->scratch);
    buffer_text(&arguments, spec->options);
    buffer_text(&arguments, " ");
    buffer_text(&arguments, ini_path);
    run->arguments = buffer_string(&arguments);
    return ST_OK;
}

enum status program_run_start(struct connector *connector, struct program_run *run,
                              const struct program_run_spec *spec, uint64_t now_us,
                              bool *is_refused_out)
{
    REQUIRE(!run->is_running);
    *is_refused_out = false;
    enum status st = write_ini(connector, spec->ini_name, spec->data_file);
    if (st != ST_OK) {
        return st;
    }
    if (run->arguments == NULL) {
        st = prepare_arguments(connector, run, spec);
    }
    if (st != ST_OK) {
        return st;
    }
    const struct os_process_spec process = {
        .program = program_path(connector, spec->program),
        .arguments = run->arguments,
        .directory = connector->store.short_root,
    };
    if (!connector->store.is_ready) {
        run->arguments = NULL; /* they name the store's long form, in this step's memory */
    }
    st = os_process_start(connector->os, &process, &run->process);
    if (st != ST_OK) {
        *is_refused_out = true;
        return st;
    }
    run->is_running = true;
    run->is_killed = false;
    run->deadline_us = now_us + connector->hung_us;
    run->wake_us = run->deadline_us;
    return ST_OK;
}

enum status program_run_poll(struct connector *connector, struct program_run *run, uint64_t now_us,
                             struct program_run_end *end_out)
{
    REQUIRE(run->is_running);
    *end_out = (struct program_run_end){0};
    struct os_process_state state = {0};
    enum status st = os_process_poll(connector->os, run->process, connector->scratch, &state);
    if (st == ST_PROCESS_GONE) {
        return st;
    }
    if (st == ST_OK && state.has_ended) {
        run->is_running = false;
        *end_out = (struct program_run_end){.has_ended = true,
                                            .result_code = state.result_code,
                                            .console = state.console != NULL ? state.console : ""};
        return ST_OK;
    }
    if (now_us < run->deadline_us) {
        /* Who could not be asked may have ended: ask again before long. */
        const uint64_t again_us = now_us + connector->import_wait_us;
        run->wake_us = st == ST_OK || again_us > run->deadline_us ? run->deadline_us : again_us;
        return ST_OK;
    }
    const uint64_t lost_us = run->deadline_us + connector->hung_us;
    if (now_us >= lost_us) {
        run->is_running = false; /* not even its end can be heard of */
        *end_out = (struct program_run_end){.has_ended = true, .is_lost = true, .console = ""};
        return ST_OK;
    }
    if (!run->is_killed) {
        st = os_process_kill(connector->os, run->process);
        run->is_killed = st == ST_OK;
    }
    const uint64_t again_us = now_us + connector->import_wait_us;
    run->wake_us = run->is_killed || again_us > lost_us ? lost_us : again_us;
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

/* The first line of what a program printed. */
static const char *first_line(struct arena *arena, const char *console)
{
    console += strspn(console, "\r\n ");
    return arena_text_n(arena, console, strcspn(console, "\r\n"));
}

/* Without line ends and blanks at its end. */
static const char *trimmed(struct arena *arena, const char *console)
{
    size_t length = strlen(console);
    while (length > 0 && strchr("\r\n ", console[length - 1]) != NULL) {
        length--;
    }
    return arena_text_n(arena, console, length);
}

enum { CODE_NOT_BEGUN = 1 }; /* `ccmc ccdir` shows it where a resource is missing (Q233164) */

/* A program that begins prints its name first. Before it speak the loader and the system: "R0002
 * Resource file not found: ..." (Q190275). */
static bool has_not_begun(enum event_program program, const char *line)
{
    const char *name = program == EVENT_PROGRAM_IMPORT ? "IMPORT " : "EXPORT ";
    return line[0] != '\0' && !text_starts(line, name);
}

void program_run_report(const struct connector *connector, enum event_program program,
                        const char *file, const struct program_run_end *end)
{
    const struct event *event = event_of_result(program, end->result_code);
    if (settings_level(&connector->settings, event->category) < event->level) {
        return;
    }
    const char *line = first_line(connector->scratch, end->console);
    if (end->result_code == CODE_NOT_BEGUN && has_not_begun(program, line)) {
        const char *const inserts[] = {file, line};
        connector_report(connector,
                         event_row(program == EVENT_PROGRAM_IMPORT ? EVENT_IMPORT_NOT_RUN
                                                                   : EVENT_EXPORT_NOT_RUN),
                         inserts, ARRAY_COUNT(inserts));
        return;
    }
    const char *const inserts[] = {file, trimmed(connector->scratch, end->console)};
    connector_report(connector, event, inserts, ARRAY_COUNT(inserts));
}
