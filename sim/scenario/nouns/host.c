#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"nt", {{"VERSION", VALUE_NAME, NULL, 0}}, 1, 0, "4.0", "boot", "release of Windows NT"},
    {"sp",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "3",
     "boot",
     "service pack; named, what that level had wrong counts"},
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
     "boot",
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
              .help = "an NT machine that runs Exchange and the programs",
              .example = "host EX1 nt 4.0 sp 3 locale de-DE codepages 850 free 5G"},
    .order = 10,
    .apply = apply,
};
