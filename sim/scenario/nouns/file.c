#include <string.h>

#include "base/text.h"
#include "scenario/words/attribute_words.h"
#include "scenario/words/file_steps.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"PATH", VALUE_STRING, NULL, 0},
                                    {"STATE", VALUE_WORD, "present|absent", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"size", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, "0", "at once", "bytes, when it is made"},
    {"attributes",
     {{"WORD", VALUE_WORD, ATTRIBUTE_WORDS, SLOT_MANY}},
     1,
     0,
     "none",
     "at once",
     "Ro read only (with Di and Ri), Di no deletion, Ri no renaming, T neither, X execute only, "
     "H and Sy unseen by DOS searches; -Di -Ri take one out. They beat every right"},
};

static const char *make(struct run *run, const struct place_directory *directory, uint64_t size)
{
    volume_node node = 0;
    enum status status =
        volume_make(directory->volume, directory->node, directory->pattern, false, &node);
    if (status == ST_OK && size > 0) {
        status = volume_set_size(directory->volume, node, size);
    }
    return status == ST_OK
               ? NULL
               : arena_format(run->arena, "%s: %s", directory->pattern, status_text(status));
}

static bool is_pattern(const char *name)
{
    return strpbrk(name, "*?") != NULL;
}

static const char *set_attributes(struct run *run, const struct place_directory *directory,
                                  const struct fact_attribute *attribute)
{
    const uint32_t bits = attribute_words(attribute);
    volume_node node = place_next(directory, 0);
    if (node == 0 && !is_pattern(directory->pattern)) {
        return arena_format(run->arena, "there is no file %s", directory->pattern);
    }
    for (; node != 0; node = place_next(directory, node)) {
        fs_set_attributes(directory->volume, node, bits);
    }
    return NULL;
}

static const char *delete_files(struct run *run, const struct fact *fact)
{
    const struct file_step_request request = {.kind = FILE_STEP_DELETE,
                                              .pattern = fact_name(fact, 0, "")};
    return file_step(run, &request);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *state = fact_name(fact, 1, "present");
    if (text_equal(state, "absent")) {
        return delete_files(run, fact);
    }
    struct place_directory directory;
    const char *error = place_directory(run, NULL, fact_name(fact, 0, ""), true, &directory);
    if (error != NULL) {
        return error;
    }
    if (!is_pattern(directory.pattern) &&
        volume_find(directory.volume, directory.node, directory.pattern) == 0) {
        error = make(run, &directory, fact_number(fact, "size", 0));
    }
    const struct fact_attribute *attribute = fact_attribute(fact, "attributes");
    return error != NULL || attribute == NULL ? error : set_attributes(run, &directory, attribute);
}

const struct noun noun_file = {
    .shape = {.word = "file",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "files on any volume (* and ? stand for several): there or not, with attributes",
              .example = "file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes Ro"},
    .order = 90,
    .apply = apply,
    .remove = delete_files,
};
