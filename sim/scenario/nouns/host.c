#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/date.h"
#include "host/host_memory.h"
#include "scenario/virtual_time.h"
#include "world/hotfixes.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"nt", {{"VERSION", VALUE_NAME, NULL, 0}}, 1, 0, "4.0", "at once", "release of Windows NT"},
    {"sp",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "3",
     "at once",
     "service pack; named, what that level had wrong counts"},
    {"fixes",
     {{"ARTICLE", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "none",
     "at once; of the connector: service start",
     "its hotfixes, all of them, by article: Q187769; they mend what the level of NT or the build "
     "of its connectors had wrong (HOTFIXES). LSA2-FIX brings a fault"},
    {"clock",
     {{"TIME", VALUE_NAME, "right", 0}},
     1,
     0,
     "right",
     "at once",
     "what it shows from then on: \"2000-01-01 08:00\" (UTC), or +2h, -90s from the true time. It "
     "dates letters, reports, events and files (MACHINE_CLOCK)"},
    {"memory",
     {{"STATE", VALUE_WORD, "low|enough", 0}},
     1,
     0,
     "enough",
     "next start of a program",
     "low: no program is loaded"},
    {"files",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "40",
     "next start of a program",
     "FILES= of its Config.nt, from 8 on: what a 16-bit program may have open (DOS_FILES)"},
    {"locale",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "en-US",
     "next program start",
     "regional setting: dates, code page"},
    {"codepages",
     {{"N", VALUE_INT, NULL, SLOT_MANY}},
     1,
     0,
     "437",
     "next program start",
     "DOS code pages that it has: 437 850 932 949; the first one is in use. 437 and 850 are "
     "everywhere"},
    {"path",
     {{"PATHS", VALUE_STRING, NULL, 0}},
     1,
     0,
     "C:\\WINNT\\system32;C:\\WINNT",
     "next program start",
     "search path"},
    {"tree",
     {{"NAME", VALUE_NAME, "none", 0}},
     1,
     0,
     "none",
     "next logon",
     "directory tree of NetWare 4.x that people and services log on to, instead of a bindery"},
    {"context",
     {{"CONTEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "next logon",
     "where in that tree their names are looked for"},
    {"preferred",
     {{"SERVER", VALUE_NAME, "none", 0}},
     1,
     0,
     "none",
     "next logon",
     "NetWare server that people who log on are connected to"},
    {"free", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, NULL, "at once", "free space of drive D"},
};

/* Where people and services who log on are looked for at NetWare servers. */
static const char *set_netware(struct run *run, struct host *host, const struct fact *fact)
{
    const char *tree = fact_text(fact, "tree", NULL);
    const char *context = fact_text(fact, "context", NULL);
    if ((tree != NULL && !text_copy(host->machine->tree, sizeof(host->machine->tree),
                                    text_equal(tree, "none") ? "" : tree)) ||
        (context != NULL &&
         !text_copy(host->machine->context, sizeof(host->machine->context), context))) {
        return "tree or context is too long";
    }
    const char *preferred = fact_text(fact, "preferred", NULL);
    if (preferred != NULL) {
        host->machine->preferred = network_find_machine(run->world->network, preferred);
        if (host->machine->preferred == NULL && !text_equal(preferred, "none")) {
            return arena_format(run->arena, "there is no server %s", preferred);
        }
    }
    return NULL;
}

/* 437 and 850 are on every machine; of those with characters of two bytes, the ones named. */
static const char *set_pages(struct run *run, struct host *host, const struct fact_attribute *pages)
{
    static const enum text_code_page wide[] = {CODE_PAGE_932, CODE_PAGE_949};
    for (uint32_t i = 0; i < pages->value_count; i++) {
        const uint64_t number = pages->values[i].number;
        if (text_page_of(number, CODE_PAGE_437) != number) {
            return arena_format(run->arena, "code page %llu is not known: 437 850 932 949",
                                (unsigned long long)number);
        }
    }
    for (size_t w = 0; w < ARRAY_COUNT(wide); w++) {
        host->missing_pages[w] = wide[w];
        for (uint32_t i = 0; i < pages->value_count; i++) {
            if (pages->values[i].number == wide[w]) {
                host->missing_pages[w] = 0;
            }
        }
    }
    host->locale.code_page = (int)pages->values[0].number;
    return NULL;
}

static const char *set_fixes(struct run *run, struct host *host, const struct fact_attribute *fixes)
{
    struct host_fixes all = {0};
    for (uint32_t i = 0; fixes != NULL && i < fixes->value_count; i++) {
        const struct value *value = &fixes->values[i];
        if (text_equal(value->text, "none") && fixes->value_count == 1) {
            break;
        }
        if (!hotfixes_add(&all, value->text)) {
            return arena_format(run->arena, "no hotfix '%s' is known: %s", value->text,
                                hotfixes_names(run->arena));
        }
    }
    if (fixes != NULL) {
        host->fixes = all;
        (void)world_assumption(run->world, ASSUME_HOTFIXES);
    }
    return NULL;
}

static const char *set_clock(struct run *run, const struct host *host, const char *clock)
{
    enum { YEARS_MOST = 100 };
    static const struct date_form form = {.order = DATE_YEAR_FIRST};
    int64_t ms = 0;
    uint64_t us = 0;
    if (clock == NULL) {
        return NULL;
    }
    const bool is_relative = clock[0] == '+' || clock[0] == '-';
    if (is_relative && !virtual_time_parse(clock + 1, &us)) {
        return arena_format(run->arena, "'%s' is no time: +2h, -90s", clock);
    }
    if (is_relative) {
        const int64_t size = (int64_t)(us / 1000);
        ms = clock[0] == '-' ? -size : size;
    } else if (date_read(&form, clock, &ms)) {
        ms -= (int64_t)(run->world->epoch_ms + run->world->sched.now_us / 1000);
    } else if (!text_equal(clock, "right")) {
        return arena_format(run->arena,
                            "'%s' is no time of a clock: \"2000-01-01 08:00\", +2h, right", clock);
    }
    const int64_t most = YEARS_MOST * INT64_C(366) * 86400000;
    if (ms > most || (int64_t)run->world->epoch_ms + ms < 0) {
        return arena_format(run->arena, "a clock shows 1970 to 2098, not '%s'", clock);
    }
    machine_set_clock(host->machine, ms);
    return NULL;
}

/* What a program finds: memory, and places for its files. */
static const char *set_resources(struct run *run, struct host *host, const struct fact *fact)
{
    uint32_t files = HOST_FILES_USUAL;
    const char *memory = fact_text(fact, "memory", NULL);
    if (memory != NULL) {
        host->is_low_on_memory = text_equal(memory, "low");
    }
    const char *error = place_count(run, fact, "files", &files);
    if (error == NULL && files < HOST_FILES_LEAST) {
        error = arena_format(run->arena, "files %u: DOS has %d at least", files, HOST_FILES_LEAST);
    }
    if (error == NULL && fact_has(fact, "files")) {
        host_set_setting(run->world, host, "Config.nt", "FILES",
                         arena_format(run->arena, "%u", files));
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_name(fact, 0, NULL));
    const char *locale = fact_text(fact, "locale", NULL);
    const char *path = fact_text(fact, "path", NULL);
    const char *version = fact_text(fact, "nt", NULL);
    if (version != NULL &&
        (!place_is_release(version) || !text_copy(host->version, sizeof(host->version), version))) {
        return arena_format(run->arena, "'%s' is no release of Windows NT: 3.51, 4.0", version);
    }
    host->is_level_known = host->is_level_known || fact_has(fact, "sp") ||
                           (version != NULL && strcmp(version, "4.0") < 0);
    const char *error = place_count(run, fact, "sp", &host->service_pack);
    if (error != NULL) {
        return error;
    }
    if (locale != NULL && !host_set_locale(host, locale)) {
        return arena_format(run->arena, "unknown locale '%s': %s", locale, host_locales());
    }
    if (path != NULL && !text_copy(host->search_path, sizeof(host->search_path), path)) {
        return "the search path is too long";
    }
    const struct fact_attribute *pages = fact_attribute(fact, "codepages");
    if (pages != NULL) {
        error = set_pages(run, host, pages);
        if (error != NULL) {
            return error;
        }
    }
    error = set_netware(run, host, fact);
    if (error == NULL) {
        error = set_fixes(run, host, fact_attribute(fact, "fixes"));
    }
    if (error == NULL) {
        error = set_clock(run, host, fact_text(fact, "clock", NULL));
    }
    if (error == NULL) {
        error = set_resources(run, host, fact);
    }
    if (error != NULL) {
        return error;
    }
    if (fact_has(fact, "free")) {
        struct machine_volume *volume = machine_find_volume(host->machine, "D");
        if (volume == NULL) {
            return arena_format(run->arena, "%s has no drive D", host->machine->name);
        }
        volume_set_free(volume->volume, fact_number(fact, "free", 0));
    }
    return NULL;
}

const struct noun noun_host = {
    .shape = {.word = "host",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays; 16-bit programs are counted anew from a boot",
              .help = "an NT machine that runs Exchange and the programs",
              .example = "host EX1 nt 4.0 sp 3 locale de-DE codepages 850 free 5G"},
    .order = 10,
    .apply = apply,
};
