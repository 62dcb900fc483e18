#include <string.h>

#include "base/text.h"
#include "po_text.h"
#include "scenario/words/places.h"
#include "world/process.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                    {"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"errors", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, NULL, NULL, "how many it says there are"},
    {"fragmented",
     {{"YES", VALUE_WORD, "yes|no", 0}},
     1,
     0,
     NULL,
     NULL,
     "does it name messages that are too fragmented for EXPORT?"},
    {"run", {{"TOOL", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "the tool that it says to run"},
    {"lists",
     {{"PATTERN", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "of EXPORT: a line of the file that it wrote, as it stands there when the run has ended"},
    {"lines",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many lines of that file are so; without `lists`, how many there are"},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "such reports in the window"},
};

/* What stands behind "what: " at the start of a line; NULL: no such line. */
static const char *behind(const char *report, const char *what)
{
    const size_t length = strlen(what);
    for (const char *line = report; line != NULL && *line != '\0';) {
        if (strncmp(line, what, length) == 0) {
            return line + length;
        }
        const char *end = strchr(line, '\n');
        line = end != NULL ? end + 1 : NULL;
    }
    return NULL;
}

static bool is_line(const char *text, const char *wanted)
{
    const size_t length = strlen(wanted);
    return text_equal_n(text, wanted, length) && (text[length] == '\r' || text[length] == '\0');
}

static bool names_tool(const char *report, const char *tool)
{
    for (const char *at = behind(report, "Run: "); at != NULL; at = behind(at, "Run: ")) {
        if (is_line(at, tool)) {
            return true;
        }
        at = strchr(at, '\n');
        if (at == NULL) {
            return false;
        }
        at++;
    }
    return false;
}

static bool errors_match(const struct fact *fact, const char *report)
{
    const struct fact_attribute *errors = fact_attribute(fact, "errors");
    if (errors == NULL) {
        return true;
    }
    const char *number = behind(report, "Errors: ");
    uint64_t count = 0;
    if (number == NULL) {
        return false;
    }
    for (; *number >= '0' && *number <= '9'; number++) {
        count = 10 * count + (uint64_t)(*number - '0');
    }
    return value_matches_count(&errors->values[0], count);
}

/* By its name, or where that cannot be read any more, by its directory. */
static bool is_office(struct run *run, const char *report, const char *office)
{
    const char *name = behind(report, "Post office: ");
    const struct office *known = office_find(run->world, office);
    if (name != NULL) {
        return is_line(name, known != NULL ? known->name_in_page : office);
    }
    const char *directory = behind(report, "Post office directory: ");
    return directory != NULL && known != NULL && is_line(directory, known->path);
}

/* The run whose console this is. */
static const struct process *process_of(struct run *run, const struct observation *seen)
{
    for (struct process *p = process_first(run->world); p != NULL; p = p->next) {
        if (p->kind == PROCESS_PROGRAM && process_console(p) == seen->console) {
            return p;
        }
    }
    return NULL;
}

/* "Exporting messages in mailbox "SITE1" to file C:\LIST.TXT": which file that is; NULL. */
static const char *written_file(struct run *run, const struct observation *seen,
                                const struct process *process)
{
    static const char to[] = " to file ";
    const char *line = behind(seen->console, "Exporting ");
    const char *name = NULL;
    for (; line != NULL && *line != '\r' && *line != '\n' && *line != '\0'; line++) {
        name = text_starts(line, to) ? line + sizeof(to) - 1 : name;
    }
    if (name == NULL || process == NULL) {
        return NULL;
    }
    name = arena_text_n(run->scratch, name, (size_t)(line - name));
    const bool is_whole = name[0] == '\\' || (name[0] != '\0' && name[1] == ':');
    char path[OS_PATH_SIZE];
    if (is_whole || !text_join_path(path, sizeof(path), process->start.directory, name)) {
        return name;
    }
    return arena_text(run->scratch, path);
}

static enum text_code_page page_of(struct run *run, const char *office)
{
    struct postoffice *po = NULL;
    struct office *known = office_find(run->world, office);
    return known != NULL && office_reader(run->world, known, &po) == NULL ? po_text_page(po)
                                                                          : CODE_PAGE_437;
}

/* Lines of what it wrote that are like that. false: it wrote nothing, or that is not there. */
static bool lines_like(struct run *run, const struct observation *seen, const struct fact *fact,
                       uint64_t *count_out)
{
    const char *pattern = fact_text(fact, "lists", "*");
    const enum text_code_page page = page_of(run, fact_name(fact, 1, NULL));
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const struct process *process = process_of(run, seen);
    const char *path = written_file(run, seen, process);
    uint64_t size = 0;
    *count_out = 0;
    if (path == NULL ||
        world_place(run->world, process->host, path, &volume, &node, false) != NULL ||
        volume_is_directory(volume->volume, node)) {
        return false;
    }
    const char *text = (const char *)volume_contents(volume->volume, node, &size);
    for (uint64_t at = 0; at < size;) {
        uint64_t end = at;
        while (end < size && text[end] != '\n') {
            end++;
        }
        const uint64_t length = end - at - (end > at && text[end - 1] == '\r' ? 1 : 0);
        const char *line = arena_text_n(run->scratch, text + at, (size_t)length);
        *count_out += text_match(pattern, text_to_utf8(run->scratch, page, line)) ? 1 : 0;
        at = end + 1;
    }
    return true;
}

static bool listing_matches(struct run *run, const struct fact *fact,
                            const struct observation *seen)
{
    const struct fact_attribute *lines = fact_attribute(fact, "lines");
    if (lines == NULL && !fact_has(fact, "lists")) {
        return true;
    }
    uint64_t count = 0;
    return lines_like(run, seen, fact, &count) &&
           (lines != NULL ? value_matches_count(&lines->values[0], count) : count > 0);
}

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    if (seen->kind != OBSERVE_RESULT || seen->console == NULL ||
        !text_equal(fact_name(fact, 0, ""), seen->program)) {
        return false;
    }
    const char *office = fact_name(fact, 1, NULL);
    if (office != NULL && !is_office(run, seen->console, office)) {
        return false;
    }
    const bool is_fragmented = behind(seen->console, "Fragmented messages: ") != NULL;
    const char *fragmented = fact_text(fact, "fragmented", NULL);
    const char *tool = fact_text(fact, "run", NULL);
    return (fragmented == NULL || text_equal(fragmented, "yes") == is_fragmented) &&
           (tool == NULL || names_tool(seen->console, tool)) && errors_match(fact, seen->console) &&
           listing_matches(run, fact, seen);
}

static const char *cannot(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 1, NULL);
    struct office *office = NULL;
    const char *error = place_no_program(run, fact);
    return error == NULL && name != NULL ? place_office(run, name, &office) : error;
}

const struct expect_kind expect_report = {
    .shape = {.word = "report",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "what a utility reported of a post office until it ended; also listings that "
                      "EXPORT wrote",
              .example = "expect report analyze PO1 errors 0 fragmented no"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = cannot,
    .count_attribute = "count",
};
