#include <string.h>

#include "base/text.h"
#include "scenario/words/people.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                    {"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL},
                                    {"OPTIONS", VALUE_STRING, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"account",
     {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the post office's administrator, who may do everything",
     NULL,
     "who runs it"},
    {"interactive", {{0}}, 0, 0, NULL, NULL, "logged on at the machine, not as a service"},
    {"in", {{"DIRECTORY", VALUE_STRING, NULL, 0}}, 1, 0, "C:\\", NULL, "working directory"},
};

/* Part of the options, case folded. */
static bool has_option(const char *options, const char *option)
{
    for (const char *at = strchr(options, '/'); at != NULL; at = strchr(at + 1, '/')) {
        if (text_starts(at, option)) {
            return true;
        }
    }
    return false;
}

/* "/DN:\\ccdata" or "/D\\\\NT1\\CCPO": the data directory as a person types it. */
static bool has_directory(const char *options)
{
    for (const char *at = strstr(options, "/D"); at != NULL; at = strstr(at + 2, "/D")) {
        if (at[2] == '\\' || (at[2] != '\0' && at[3] == ':')) {
            return true;
        }
    }
    return false;
}

/* EXPORT names the mailbox whose queue it empties, which is the site's; everything else names the
 * post office. */
static const char *name_for(struct run *run, const char *program, const char *options,
                            const struct office *office)
{
    const bool is_queue = text_starts(program, "export") && !has_option(options, "/DIRECTORY");
    return is_queue ? connector_office_site(run->world, office)->address : office->name_in_page;
}

/* Name, password and directory of the post office, where nothing else was written. */
static const char *arguments_of(struct run *run, const struct fact *fact,
                                const char **arguments_out)
{
    const char *options = fact_name(fact, 2, "");
    const char *name = fact_name(fact, 1, NULL);
    if (name != NULL && name[0] == '/' && options[0] == '\0') {
        options = name; /* `run export "/?"`: no post office is called so */
        name = NULL;
    }
    *arguments_out = options;
    if (name == NULL) {
        return NULL;
    }
    struct office *office = NULL;
    const char *error = place_office(run, name, &office);
    if (error != NULL) {
        return error;
    }
    const char *own = has_option(options, "/N")
                          ? ""
                          : arena_format(run->arena, "/N\"%s\" ",
                                         name_for(run, fact_name(fact, 0, ""), options, office));
    const char *directory =
        has_directory(options) ? "" : arena_format(run->arena, " /D%s", office->path);
    /* Programs take the first of two: what a person typed. */
    *arguments_out = arena_format(run->arena, "%s%s%s/P%s%s", own, options,
                                  options[0] != '\0' ? " " : "", office->password, directory);
    return NULL;
}

/* The administrator of a post office has its utilities on a disk of his own. */
static const char *bring_utility(struct run *run, struct host *host, const char *program,
                                 const char **path_out)
{
    static const char disk[] = "C:\\CCADMIN";
    static const char *const utilities[] = {"ANALYZE", "CHKSTAT", "RECLAIM", "ROUTER"};
    struct host_program found;
    *path_out = program;
    for (size_t i = 0; i < ARRAY_COUNT(utilities); i++) {
        if (text_equal(utilities[i], program) &&
            host_find_program(run->world, host, program, &found) == ST_NOT_FOUND) {
            *path_out = arena_format(run->arena, "%s\\%s.EXE", disk, utilities[i]);
            return host_install_program(run->world, host, utilities[i], "5.15", disk);
        }
    }
    return NULL;
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    struct host *host =
        run->world->connectors != NULL ? run->world->connectors->host : host_need(run->world, NULL);
    const char *arguments = NULL;
    struct logon *logon = NULL;
    const char *error = arguments_of(run, fact, &arguments);
    const char *account = fact_text(fact, "account", NULL);
    if (error == NULL && account != NULL) {
        error = people_log_on(run, host, account, &logon);
    }
    if (error == NULL && account != NULL && logon == NULL) {
        return NULL; /* his logon was refused */
    }
    const char *program = fact_name(fact, 0, "");
    if (error == NULL && account == NULL) {
        error = bring_utility(run, host, program, &program);
    }
    if (error != NULL) {
        return error;
    }
    const struct process_request request = {
        .host = host,
        .logon = logon,
        .program = program,
        .arguments = arguments,
        .directory = fact_text(fact, "in", "C:\\"),
        .takes_us = step->takes_us,
    };
    struct process *child = NULL;
    const enum status status = process_run(run->world, &request, &child);
    const uint64_t ready_us = people_ready_us(run, logon);
    if (status == ST_OK && ready_us > run->world->sched.now_us) {
        sched_wake(&run->world->sched, &child->task, ready_us);
    }
    return status == ST_OK || status == ST_NOT_FOUND || status == ST_ACCESS_DENIED
               ? NULL
               : arena_format(run->arena, "%s does not start: %s", request.program,
                              status_text(status));
}

const struct step_kind step_run = {
    .shape = {.word = "run",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a person runs a program on a post office",
              .example = "do run export PO1 \"/MSG# /@list.txt\" account EXCH\\admin interactive"},
    .act = act,
};
