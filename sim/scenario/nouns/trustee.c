#include "scenario/words/accounts.h"
#include "scenario/words/attribute_words.h"
#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "scenario/rows.h"

static const struct slot slots[] = {{"SERVER\\NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"on",
     {{"VOLUME:PATH", VALUE_NAME, NULL, 0}},
     1,
     0,
     "as the world line of that trustee says",
     "at once",
     "directory or file"},
    {"rights",
     {{"RIGHTS", VALUE_RIGHTS, NULL, 0}},
     1,
     0,
     NULL,
     "at once",
     "assignment: S R W C E M F A; replaces what was inherited"},
    {"mask",
     {{"RIGHTS", VALUE_RIGHTS, "all", 0}},
     1,
     0,
     "all",
     "at once",
     "inherited rights mask of the directory or file"},
    {"attributes",
     {{"WORD", VALUE_WORD, ATTRIBUTE_WORDS, SLOT_MANY}},
     1,
     0,
     "none",
     "at once",
     "of the directory or file, as `file` has them: beat every right"},
};

/* `fix trustee NW1\svc rights S`: where the world line put it. */
static const char *place_of(const struct run *run, const struct fact *fact)
{
    const char *who = fact_name(fact, 0, "");
    for (uint32_t i = 0; i < run->the_case->world_count; i++) {
        const struct fact *line = &run->the_case->world[i].fact;
        if (line->shape == fact->shape && text_equal(fact_name(line, 0, ""), who) &&
            fact_has(line, "on")) {
            return fact_text(line, "on", NULL);
        }
    }
    return NULL;
}

/* A `file` line of the world lies in that directory, which is there with it. */
static bool has_file(const struct run *run, const char *path)
{
    const size_t length = strlen(path);
    for (uint32_t i = 0; run->is_declaring && i < run->the_case->world_count; i++) {
        const struct fact *line = &run->the_case->world[i].fact;
        const char *file = fact_name(line, 0, "");
        if (line->shape == &noun_file.shape && text_equal_n(file, path, length) &&
            file[length] == '\\' && !text_equal(fact_name(line, 1, ""), "absent")) {
            return true;
        }
    }
    return false;
}

struct where {
    struct volume *volume;
    volume_node node;
    struct identity *who; /* NULL: the line names nobody */
};

static const char *find(struct run *run, const struct fact *fact, struct where *where_out)
{
    const char *name = fact_name(fact, 0, NULL);
    const char *on = fact_text(fact, "on", NULL);
    *where_out = (struct where){0};
    on = on != NULL ? on : place_of(run, fact);
    if (on == NULL) {
        return "a trustee needs `on VOLUME:PATH`";
    }
    const char *error = name != NULL ? account_get(run, name, &where_out->who) : NULL;
    if (error != NULL) {
        return error;
    }
    if (where_out->who != NULL && where_out->who->system != IDENTITY_NETWARE) {
        return arena_format(run->arena,
                            "%s is no NetWare account: trustees are of the server's own", name);
    }
    char path[OS_PATH_SIZE];
    if (on != NULL && strchr(on, ':') == NULL && on[0] != '\\') {
        return arena_format(run->arena, "'%s' is on no NetWare volume: VOLUME:PATH, SYS:CCDATA",
                            on);
    }
    if (!place_on_server(where_out->who != NULL ? where_out->who->authority : NULL, on, path)) {
        return "the path is too long";
    }
    struct machine_volume *volume = NULL;
    error = place_node(run, path, has_file(run, path), &volume, &where_out->node);
    if (error == NULL) {
        where_out->volume = volume->volume;
    }
    return error;
}

static const char *rights_of(struct run *run, const struct fact *fact, const char *name,
                             nw_rights *rights_out)
{
    const char *text = fact_text(fact, name, "");
    size_t bad = 0;
    *rights_out = 0;
    if (text_equal(text, "all")) {
        *rights_out = NW_ALL;
    } else if (!text_equal(text, "none") && !nw_rights_parse(text, rights_out, &bad)) {
        return arena_format(run->arena, "unknown right '%c' in '%s'", text[bad], text);
    }
    return NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct where where;
    nw_rights rights = 0;
    const char *error = find(run, fact, &where);
    if (error == NULL && fact_has(fact, "rights")) {
        error = where.who == NULL ? "rights are given to somebody: trustee SERVER\\NAME"
                                  : rights_of(run, fact, "rights", &rights);
        if (error == NULL) {
            fs_set_trustee(where.volume, where.node, where.who->id, rights);
        }
    }
    if (error == NULL && fact_has(fact, "mask")) {
        error = rights_of(run, fact, "mask", &rights);
        fs_set_mask(where.volume, where.node, rights != NW_ALL, rights);
    }
    if (error == NULL && fact_has(fact, "attributes")) {
        fs_set_attributes(where.volume, where.node,
                          attribute_words(fact_attribute(fact, "attributes")));
    }
    return error;
}

static const char *remove_trustee(struct run *run, const struct fact *fact)
{
    struct where where;
    const char *error = find(run, fact, &where);
    if (error == NULL && where.who == NULL) {
        error = "whose assignment? trustee SERVER\\NAME";
    }
    if (error == NULL) {
        fs_remove_trustee(where.volume, where.node, where.who->id);
    }
    return error;
}

const struct noun noun_trustee = {
    .shape = {.word = "trustee",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "NetWare rights of an account or group on a directory or file; also its "
                      "inherited rights mask",
              .example = "trustee NW1\\svc-ccmc on SYS:CCDATA rights RFCM"},
    .order = 45,
    .apply = apply,
    .remove = remove_trustee,
};
