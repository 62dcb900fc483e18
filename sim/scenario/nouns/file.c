#include <string.h>

#include "base/text.h"
#include "scenario/words/attribute_words.h"
#include "scenario/words/damages.h"
#include "scenario/words/file_steps.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"PATH", VALUE_STRING, NULL, 0},
                                    {"STATE", VALUE_WORD, "present|absent|damaged", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"size", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, "0", "at once", "bytes, when it is made"},
    {"from",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     "at once",
     "what it holds is a copy of that file"},
    {"attributes",
     {{"WORD", VALUE_WORD, ATTRIBUTE_WORDS, SLOT_MANY}},
     1,
     0,
     "none",
     "at once",
     "Ro read only (with Di and Ri), Di no deletion, Ri no renaming, T neither, X execute only, "
     "H and Sy unseen by DOS searches; -Di -Ri take one out. They beat every right. Files of NT "
     "know Ro (which forbids no renaming there), H, Sy and A"},
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

/* Behind everybody's back: no rights, no sharing, no times. */
static const char *copy_from(struct run *run, const struct place_directory *directory,
                             const char *source)
{
    struct machine_volume *volume = NULL;
    volume_node from = 0;
    const char *error = place_node(run, source, false, &volume, &from);
    if (error != NULL || volume_is_directory(volume->volume, from)) {
        return error != NULL ? error : arena_format(run->arena, "'%s' is a directory", source);
    }
    uint64_t size = 0;
    const uint8_t *data = volume_contents(volume->volume, from, &size);
    const uint8_t *copy = size > 0 ? arena_copy(run->arena, data, (size_t)size) : NULL;
    enum status st = ST_OK;
    for (volume_node node = place_next(directory, 0); node != 0 && st == ST_OK;
         node = place_next(directory, node)) {
        st = volume_set_size(directory->volume, node, size);
        if (st == ST_OK && size > 0) {
            st = volume_write(directory->volume, node, 0, copy, (size_t)size);
        }
    }
    run->world->person_changes++; /* what stands there at the end is nobody's fault of ours */
    return st == ST_OK ? NULL
                       : arena_format(run->arena, "%s: %s", directory->pattern, status_text(st));
}

static bool is_pattern(const char *name)
{
    return strpbrk(name, "*?") != NULL;
}

/* The bits that `Ro` alone sets are one attribute on NT. */
static bool is_of_nt(uint32_t bits)
{
    const uint32_t read_only = FS_READ_ONLY | FS_RENAME_INHIBIT | FS_DELETE_INHIBIT;
    const uint32_t others = FS_HIDDEN | FS_SYSTEM | FS_ARCHIVE;
    return (bits & ~(read_only | others)) == 0 &&
           ((bits & read_only) == 0 || (bits & read_only) == read_only);
}

static const char *set_attributes(struct run *run, const struct place_directory *directory,
                                  const struct fact_attribute *attribute)
{
    const uint32_t bits = attribute_words(attribute);
    const struct machine *machine =
        network_machine_of_volume(run->world->network, directory->volume_number);
    if (machine != NULL && machine->kind == MACHINE_NT && !is_of_nt(bits)) {
        return arena_format(run->arena,
                            "`attributes`: %s is a machine of Windows NT, whose files know Ro, H, "
                            "Sy and A",
                            machine->name);
    }
    volume_node node = place_next(directory, 0);
    if (node == 0) {
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

/* A directory by its own name (Q202178): it breaks, is mended, or goes when nothing is in it. */
static const char *change_directory(struct run *run, const struct place_directory *directory,
                                    volume_node node, const char *state)
{
    struct volume *volume = directory->volume;
    run->world->person_changes++;
    if (!text_equal(state, "absent")) {
        volume_break(volume, node, text_equal(state, "damaged"));
        return NULL;
    }
    const enum status st = volume_remove(volume, node);
    return st == ST_OK ? NULL
                       : arena_format(run->arena, "%s cannot be removed: %s", directory->pattern,
                                      status_text(st));
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *state = fact_name(fact, 1, "present");
    struct place_directory directory;
    const bool is_damaged = text_equal(state, "damaged");
    const bool is_there =
        place_directory(run, NULL, fact_name(fact, 0, ""), false, &directory) == NULL &&
        directory.node != 0 && !is_pattern(directory.pattern);
    const volume_node named =
        is_there ? volume_find(directory.volume, directory.node, directory.pattern) : 0;
    if (named != 0 && volume_is_directory(directory.volume, named) && fact->attribute_count == 0) {
        return change_directory(run, &directory, named, state);
    }
    if (text_equal(state, "absent")) {
        return delete_files(run, fact);
    }
    const char *error = place_directory(run, NULL, fact_name(fact, 0, ""), !is_damaged, &directory);
    if (error != NULL || is_damaged) {
        return error != NULL ? error : damage_files(run, &directory, (struct bytes){0});
    }
    if (!is_pattern(directory.pattern) &&
        volume_find(directory.volume, directory.node, directory.pattern) == 0) {
        error = make(run, &directory, fact_number(fact, "size", 0));
    }
    const char *source = fact_text(fact, "from", NULL);
    error = error == NULL && source != NULL ? copy_from(run, &directory, source) : error;
    const struct fact_attribute *attribute = fact_attribute(fact, "attributes");
    return error != NULL || attribute == NULL ? error : set_attributes(run, &directory, attribute);
}

const struct noun noun_file = {
    .shape = {.word = "file",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "files on any volume (* and ? stand for several), or one directory: there or "
                      "not, damaged, "
                      "with attributes",
              .example = "file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes Ro"},
    .order = 90,
    .is_of_finished_world = true, /* files of users whom nobody named are there then */
    .apply = apply,
    .remove = delete_files,
};
