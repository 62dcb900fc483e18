#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "programs/program_version.h"
#include "world/install.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"version",
     {{"VERSION", VALUE_NAME, NULL, 0}},
     1,
     0,
     "5.15",
     "next program start",
     "version it prints and behaves as"},
    {"at",
     {{"DIRECTORY", VALUE_STRING, NULL, 0}},
     1,
     0,
     "C:\\WINNT\\system32",
     "next program start",
     "where it lies; the first one on the search path runs"},
    {"bits",
     {{"N", VALUE_WORD, "16|32", 0}},
     1,
     0,
     "16",
     "next program start",
     "16: a DOS program, which knows names of 8.3 form only; IMPORT32, EXPORT32 have 32"},
    {"system",
     {{"SYSTEM", VALUE_WORD, "dos|os2", 0}},
     1,
     0,
     "dos",
     "next program start",
     "os2: a program of OS/2, which this machine cannot run as it should"},
    {"on",
     {{"HOST", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first, EX1",
     "next program start",
     "machine"},
};

static const char default_directory[] = "C:\\WINNT\\system32";

static const char *apply(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_text(fact, "on", NULL));
    const char *name = fact_name(fact, 0, "");
    const size_t length = strlen(name);
    const bool is_32 = length > 2 && strcmp(name + length - 2, "32") == 0; /* IMPORT32 */
    const struct install_spec spec = {
        .program = name,
        .version = fact_text(fact, "version", "5.15"),
        .suffix = text_equal(fact_text(fact, "system", "dos"), "os2")              ? "OS/2"
                  : text_equal(fact_text(fact, "bits", is_32 ? "32" : "16"), "32") ? "32"
                                                                                   : "",
        .directory = fact_text(fact, "at", default_directory),
    };
    if (program_version_number(spec.version) == 0) {
        return arena_format(run->arena, "'%s' is no version: 5.15, 6.0, 8.50.00.14", spec.version);
    }
    return install_program(run->world, host, &spec);
}

/* Deletes the file that a start would find. */
static const char *remove_program(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_text(fact, "on", NULL));
    const char *program = fact_name(fact, 0, "");
    struct host_program found;
    if (host_find_program(run->world, host, program, &found) != ST_OK) {
        return arena_format(run->arena, "%s is not on the search path of %s", program,
                            host->machine->name);
    }
    struct process *person = place_person(run);
    const enum status status = os_remove(&person->port, found.path);
    process_release(person);
    return status == ST_OK ? NULL
                           : arena_format(run->arena, "%s: %s", found.path, status_text(status));
}

const struct noun noun_program = {
    .shape = {.word = "program",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a program file on the machine; found on its search path when it is started",
              .example = "program EXPORT version 6.0 at \"C:\\WINNT\\system32\""},
    .order = 80,
    .apply = apply,
    .remove = remove_program,
};
