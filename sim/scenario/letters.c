#include "scenario/letters.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/text.h"
#include "mime/mime.h"
#include "scenario/words/mail_fact.h"

enum { LETTER_SIZE_MAX = 64 * 1024 * 1024, PATH_SIZE = 4096 };

bool letters_is_name(const char *name)
{
    const size_t length = strlen(name);
    return length > 4 && text_equal(name + length - 4, ".eml");
}

const struct exchange_message *letters_find(const struct letters *letters, const char *name)
{
    for (uint32_t i = 0; i < letters->count; i++) {
        if (strcmp(letters->letters[i].name, name) == 0) {
            return letters->letters[i].message;
        }
    }
    return NULL;
}

/* What is no file is no letter: who opens a pipe waits for its writer. */
static FILE *open_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rb") : NULL;
}

/* In the nearest parent folder of the scenario file that holds it. */
static FILE *open_letter(const char *scenario_path, const char *name)
{
    char folder[PATH_SIZE];
    if (!text_copy(folder, sizeof(folder), scenario_path)) {
        return NULL;
    }
    for (size_t end = strlen(folder); end > 0; end--) {
        if (folder[end - 1] != '/') {
            continue;
        }
        char path[PATH_SIZE];
        folder[end] = '\0';
        FILE *file = text_format(path, sizeof(path), "%s%s", folder, name) ? open_file(path) : NULL;
        if (file != NULL) {
            return file;
        }
    }
    /* A relative path of the scenario: on upwards from the working directory. */
    char path[PATH_SIZE];
    FILE *file = open_file(name);
    for (size_t up = 1; file == NULL && scenario_path[0] != '/' && up < 8; up++) {
        path[0] = '\0';
        for (size_t i = 0; i < up; i++) {
            (void)text_append(path, sizeof(path), "../");
        }
        file = text_append(path, sizeof(path), name) ? open_file(path) : NULL;
    }
    return file;
}

static bool read_all(FILE *file, struct arena *arena, struct bytes *bytes_out)
{
    struct buffer buffer;
    buffer_init(&buffer, arena);
    uint8_t chunk[4096];
    size_t got = 0;
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        buffer_add(&buffer, chunk, got);
        if (buffer.size > LETTER_SIZE_MAX) {
            return false;
        }
    }
    *bytes_out = buffer_bytes(&buffer);
    return ferror(file) == 0;
}

static bool fail(struct arena *arena, const struct fact *fact, const char *text,
                 struct scenario_error *error_out)
{
    *error_out = (struct scenario_error){
        .line = fact->line,
        .column = fact->column,
        .text = text,
        .source_line = fact->source_line,
        .hint = "letters are found from the nearest parent folder that holds them"};
    (void)arena;
    return false;
}

static bool load(struct arena *arena, const struct fact *fact, const char *name,
                 struct letter *letter_out, struct scenario_error *error_out)
{
    FILE *file = open_letter(fact->path, name);
    if (file == NULL) {
        return fail(arena, fact, arena_format(arena, "there is no letter %s", name), error_out);
    }
    struct bytes bytes = {0};
    const bool is_read = read_all(file, arena, &bytes);
    (void)fclose(file);
    if (!is_read) {
        return fail(arena, fact, arena_format(arena, "the letter %s cannot be read", name),
                    error_out);
    }
    struct exchange_message *message = arena_new(arena, struct exchange_message);
    struct diagnostic diagnostic = {0};
    if (mime_read(bytes, arena, message, &diagnostic) != ST_OK) {
        return fail(arena, fact,
                    arena_format(arena, "the letter %s is no mail: %s", name, diagnostic.text),
                    error_out);
    }
    *letter_out = (struct letter){.name = name, .message = message};
    return true;
}

struct loader {
    struct arena *arena;
    struct letter *letters;
    uint32_t count;
    uint32_t capacity;
};

static bool load_of_fact(struct loader *loader, const struct fact *fact,
                         struct scenario_error *error_out)
{
    if (fact->shape->attributes != mail_fact_attributes) {
        return true;
    }
    const struct fact_attribute *from = NULL;
    for (uint32_t n = 0; (from = fact_attribute_n(fact, "from", n)) != NULL; n++) {
        const char *name = from->values[0].text;
        const struct letters so_far = {.letters = loader->letters, .count = loader->count};
        if (!letters_is_name(name) || letters_find(&so_far, name) != NULL) {
            continue;
        }
        if (loader->count == loader->capacity) {
            loader->capacity = loader->capacity == 0 ? 8 : loader->capacity * 2;
            struct letter *more = arena_array(loader->arena, struct letter, loader->capacity);
            if (loader->count > 0) {
                memcpy(more, loader->letters, loader->count * sizeof(*more));
            }
            loader->letters = more;
        }
        if (!load(loader->arena, fact, name, &loader->letters[loader->count], error_out)) {
            return false;
        }
        loader->count++;
    }
    return true;
}

bool letters_load(const struct scenario *scenario, struct arena *arena, struct letters *letters_out,
                  struct scenario_error *error_out)
{
    struct loader loader = {.arena = arena};
    for (uint32_t c = 0; c < scenario->case_count; c++) {
        const struct scenario_case *the_case = &scenario->cases[c];
        for (uint32_t i = 0; i < the_case->world_count; i++) {
            if (!load_of_fact(&loader, &the_case->world[i].fact, error_out)) {
                return false;
            }
        }
        for (uint32_t i = 0; i < the_case->step_count; i++) {
            if (!load_of_fact(&loader, &the_case->steps[i].fact, error_out)) {
                return false;
            }
        }
    }
    *letters_out = (struct letters){.letters = loader.letters, .count = loader.count};
    return true;
}
