#include "support/toy_dirsync.h"

#include <check.h>
#include <string.h>

/* The file that the line /@ of a parameter file names. */
static const char *data_file(struct toy_dirsync *toy, const char *ini_name)
{
    struct bytes ini = {NULL, 0};
    const char *path = arena_format(&toy->service.arena, "%s\\%s", SCRIPT_STORE, ini_name);
    ck_assert(script_read(toy->service.machine, path, &ini));
    const char *text = arena_text_n(&toy->service.arena, (const char *)ini.data, ini.size);
    const char *name = strstr(text, "/@");
    ck_assert_ptr_nonnull(name);
    return arena_format(&toy->service.arena, "%s\\%.*s", SCRIPT_STORE,
                        (int)strcspn(name + 2, "\r\n"), name + 2);
}

static bool is_directory_run(struct toy_dirsync *toy, const char *arguments)
{
    if (strstr(arguments, "/DIRECTORY") == NULL) {
        return false;
    }
    ck_assert_uint_lt(strlen(arguments), sizeof(toy->arguments));
    memcpy(toy->arguments, arguments, strlen(arguments) + 1);
    return true;
}

static struct script_end run_export(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    struct toy_dirsync *toy = context;
    if (!is_directory_run(toy, spec->arguments)) {
        toy->mail_exports++;
        return (struct script_end){.result_code = 0};
    }
    toy->exports++;
    const char *text = strstr(spec->arguments, "/LISTS") != NULL    ? toy->lists
                       : strstr(spec->arguments, "/BOARDS") != NULL ? toy->boards
                                                                    : toy->entries;
    if (toy->export_code == 0 && !toy->writes_nothing && !toy->never_ends) {
        ck_assert(script_write(script, data_file(toy, "Direxp.ini"), bytes_of_text(text)));
    }
    return (struct script_end){.result_code = toy->export_code, .never_ends = toy->never_ends};
}

static struct script_end run_import(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    struct toy_dirsync *toy = context;
    struct bytes content = {NULL, 0};
    if (!is_directory_run(toy, spec->arguments)) {
        return (struct script_end){.result_code = 0};
    }
    toy->imports++;
    const char *path = data_file(toy, "Dirimp.ini");
    ck_assert(script_read(script, path, &content));
    ck_assert_uint_lt(content.size, sizeof(toy->imported));
    memcpy(toy->imported, content.data, content.size);
    toy->imported[content.size] = '\0';
    if (toy->refused != NULL) {
        const char *und =
            arena_format(&toy->service.arena, "%.*s.UND", (int)(strlen(path) - 4), path);
        ck_assert(script_write(script, und, bytes_of_text(toy->refused)));
    }
    return (struct script_end){.result_code = toy->import_code};
}

void toy_add_recipient(struct toy_dirsync *toy, const char *display, const char *address,
                       const char *container)
{
    const struct exchange_change change = {.kind = EXCHANGE_ADD,
                                           .entry = {.display = display,
                                                     .alias = display,
                                                     .ccmail_address = address,
                                                     .container = container,
                                                     .comment = ""}};
    ck_assert_int_eq(
        exchange_directory_change(memory_exchange_port(toy->service.exchange), &change, 1), ST_OK);
}

void toy_begin(struct toy_dirsync *toy)
{
    *toy = (struct toy_dirsync){.entries = "Name: Smith, J\r\nLocn: L\r\nAddr: PO1\r\nCmts:\r\n",
                                .lists = "",
                                .boards = ""};
    script_service_begin(&toy->service);
    script_remove_program(toy->service.machine, "Import.exe");
    script_remove_program(toy->service.machine, "Export.exe");
    script_add_program(toy->service.machine, "Import.exe", run_import, toy);
    script_add_program(toy->service.machine, "Export.exe", run_export, toy);
    script_set(toy->service.machine, "Server Name", "EX1");
    script_set(toy->service.machine, "Export Containers", "Recipients");
    script_set(toy->service.machine, "Import Container", "Import");
    script_set(toy->service.machine, "Logging Dir-Synch", "Maximum");
    toy_add_recipient(toy, "Brady, Sally", "CCMAIL:Brady, Sally at SITE1", "Recipients");
}

void toy_end(struct toy_dirsync *toy)
{
    script_service_end(&toy->service);
}

void toy_synchronize(struct toy_dirsync *toy)
{
    ccmc_dirsync(toy->service.ccmc);
    do {
        toy->service.last = ccmc_step(toy->service.ccmc, toy->service.now_us);
    } while (script_child_ended(toy->service.machine));
}

const char *toy_state(struct toy_dirsync *toy)
{
    static const char *const names[] = {
        [CCMC_DIRSYNC_NEVER] = "never",
        [CCMC_DIRSYNC_RUNS] = "runs",
        [CCMC_DIRSYNC_COMPLETED] = "completed",
        [CCMC_DIRSYNC_FAILED] = "failed",
    };
    const char *step = NULL;
    const enum ccmc_dirsync_state now = ccmc_dirsync_state(toy->service.ccmc, &step);
    return arena_format(&toy->service.arena, "%s%s%s", names[now], step[0] != '\0' ? " at " : "",
                        step);
}

const char *toy_imported(struct toy_dirsync *toy)
{
    struct exchange_entries entries = {0};
    struct buffer text;
    buffer_init(&text, &toy->service.arena);
    ck_assert_int_eq(exchange_directory_list(memory_exchange_port(toy->service.exchange), "Import",
                                             &toy->service.arena, &entries),
                     ST_OK);
    for (size_t i = 0; i < entries.count; i++) {
        buffer_format(&text, "%s=%s;", entries.entries[i].display,
                      entries.entries[i].ccmail_address);
    }
    return buffer_string(&text);
}
