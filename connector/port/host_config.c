#define _POSIX_C_SOURCE 200809L /* rename, fsync */
#include "port/host_config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"

struct reading {
    struct arena *arena;
    struct host_config *config;
    struct diagnostic *diagnostic;
};

static enum status refuse(struct diagnostic *diagnostic, const char *place, const char *wanted)
{
    diagnostic_set(diagnostic, 0, "\"%s\" %s", place, wanted);
    return ST_INVALID;
}

/* The word of `known` nearest to a misspelt one. */
static enum status refuse_word(struct diagnostic *diagnostic, const char *word,
                               const char *const *known, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        if (text_distance(word, known[i]) < text_distance(word, known[best])) {
            best = i;
        }
    }
    diagnostic_set(diagnostic, 0, "\"%s\" is not known here; is \"%s\" meant?", word, known[best]);
    return ST_INVALID;
}

/* Text of a setting; NULL when it can be none. */
static const char *value_text(struct arena *arena, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return strlen(json_string_value(value)) == json_string_length(value)
                   ? arena_text(arena, json_string_value(value))
                   : NULL;
    case JSON_INTEGER:
        return arena_format(arena, "%lld", (long long)json_integer_value(value));
    case JSON_TRUE:
        return arena_text(arena, "1");
    case JSON_FALSE:
        return arena_text(arena, "0");
    case JSON_OBJECT:
    case JSON_ARRAY:
    case JSON_REAL:
    case JSON_NULL:
        return NULL;
    }
    return NULL;
}

static enum status read_settings(struct reading *reading, json_t *sections)
{
    struct host_config *config = reading->config;
    const char *section = NULL;
    const char *name = NULL;
    json_t *values = NULL;
    json_t *value = NULL;
    size_t count = 0;
    json_object_foreach(sections, section, values)
    {
        if (!json_is_object(values)) {
            return refuse(reading->diagnostic, section, "is a section: {\"name\": value, ...}");
        }
        count += json_object_size(values);
    }
    config->settings = arena_array(reading->arena, struct posix_port_setting, count);
    json_object_foreach(sections, section, values)
    {
        const char *kept_section = arena_text(reading->arena, section);
        json_object_foreach(values, name, value)
        {
            const char *text = value_text(reading->arena, value);
            if (text == NULL) {
                return refuse(reading->diagnostic, name,
                              "must be text, a whole number, true or false");
            }
            config->settings[config->setting_count++] =
                (struct posix_port_setting){kept_section, arena_text(reading->arena, name), text};
        }
    }
    return ST_OK;
}

static enum status read_search_path(struct reading *reading, json_t *directories)
{
    struct buffer path = {0};
    size_t index = 0;
    json_t *directory = NULL;
    buffer_init(&path, reading->arena);
    json_array_foreach(directories, index, directory)
    {
        if (!json_is_string(directory)) {
            return refuse(reading->diagnostic, "search path", "must be a list of directories");
        }
        buffer_text(&path, index == 0 ? "" : ";");
        buffer_text(&path, json_string_value(directory));
    }
    reading->config->search_path = buffer_string(&path);
    return ST_OK;
}

static enum status read_names(struct reading *reading, json_t *names)
{
    struct host_config *config = reading->config;
    const char *name = NULL;
    json_t *directory = NULL;
    config->names = arena_array(reading->arena, struct posix_port_name, json_object_size(names));
    json_object_foreach(names, name, directory)
    {
        if (!json_is_string(directory) || json_string_value(directory)[0] != '/') {
            return refuse(reading->diagnostic, name, "must stand for an absolute directory");
        }
        config->names[config->name_count++] =
            (struct posix_port_name){arena_text(reading->arena, name),
                                     arena_text(reading->arena, json_string_value(directory))};
    }
    return ST_OK;
}

static bool read_character(const json_t *value, char *character_out)
{
    if (!json_is_string(value) || json_string_length(value) != 1) {
        return false;
    }
    *character_out = json_string_value(value)[0];
    return true;
}

static bool read_integer(const json_t *value, int least, int most, int *number_out)
{
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        return false;
    }
    *number_out = (int)json_integer_value(value);
    return true;
}

static bool read_date_order(const json_t *value, struct os_locale *locale)
{
    static const char *const orders[] = {"M/D/Y", "D/M/Y", "Y/M/D"};
    for (int i = 0; i < (int)ARRAY_COUNT(orders); i++) {
        if (json_is_string(value) && text_equal(json_string_value(value), orders[i])) {
            locale->date_order = i;
            return true;
        }
    }
    return false;
}

static bool read_date_separator(const json_t *value, struct os_locale *locale)
{
    return read_character(value, &locale->date_separator);
}

static bool read_time_separator(const json_t *value, struct os_locale *locale)
{
    return read_character(value, &locale->time_separator);
}

static bool read_code_page(const json_t *value, struct os_locale *locale)
{
    return read_integer(value, 437, 850, &locale->code_page) &&
           (locale->code_page == 437 || locale->code_page == 850);
}

static bool read_zone(const json_t *value, struct os_locale *locale)
{
    return read_integer(value, -14 * 60, 14 * 60, &locale->zone_minutes);
}

static enum status read_locale(struct reading *reading, json_t *values)
{
    static const struct {
        const char *wanted;
        bool (*read)(const json_t *value, struct os_locale *locale);
    } rows[] = {
        {"must be M/D/Y, D/M/Y or Y/M/D", read_date_order},
        {"must be one character", read_date_separator},
        {"must be one character", read_time_separator},
        {"must be 437 or 850", read_code_page},
        {"must be minutes east of utc, -840 to 840", read_zone},
    };
    static const char *const keys[] = {"date order", "date separator", "time separator",
                                       "code page", "zone minutes"};
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(values, key, value)
    {
        size_t which = 0;
        while (which < ARRAY_COUNT(keys) && strcmp(key, keys[which]) != 0) {
            which++;
        }
        if (which == ARRAY_COUNT(keys)) {
            return refuse_word(reading->diagnostic, key, keys, ARRAY_COUNT(keys));
        }
        if (!rows[which].read(value, &reading->config->locale)) {
            return refuse(reading->diagnostic, key, rows[which].wanted);
        }
    }
    return ST_OK;
}

static enum status read_root(struct reading *reading, json_t *root)
{
    static const struct {
        const char *key;
        bool is_list;
        enum status (*read)(struct reading *reading, json_t *value);
    } rows[] = {
        {"settings", false, read_settings},
        {"search path", true, read_search_path},
        {"names", false, read_names},
        {"locale", false, read_locale},
    };
    static const char *const keys[] = {"settings", "search path", "names", "locale"};
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(root, key, value)
    {
        size_t which = 0;
        while (which < ARRAY_COUNT(rows) && strcmp(key, rows[which].key) != 0) {
            which++;
        }
        if (which == ARRAY_COUNT(rows)) {
            return refuse_word(reading->diagnostic, key, keys, ARRAY_COUNT(keys));
        }
        if (rows[which].is_list ? !json_is_array(value) : !json_is_object(value)) {
            return refuse(reading->diagnostic, key,
                          rows[which].is_list ? "must be a list: [...]"
                                              : "must be an object: {...}");
        }
        const enum status st = rows[which].read(reading, value);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

static enum status file_status(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return ST_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return ST_ACCESS_DENIED;
    case ENOSPC:
        return ST_DISK_FULL;
    default:
        return ST_IO_ERROR;
    }
}

/* *root_out is the caller's to json_decref. */
static enum status load(const char *path, json_t **root_out, struct diagnostic *diagnostic)
{
    json_error_t error;
    FILE *file = fopen(path, "rbe");
    diagnostic->path = path;
    if (file == NULL) {
        const enum status st = file_status(errno);
        diagnostic_set(diagnostic, 0, "%s", status_text(st));
        return st;
    }
    const int first = fgetc(file); /* of a directory nothing can be read */
    if (first == EOF && ferror(file) != 0) {
        const bool is_directory = errno == EISDIR;
        const enum status st = file_status(errno);
        (void)fclose(file);
        diagnostic_set(diagnostic, 0, "%s", is_directory ? "a directory" : status_text(st));
        return st;
    }
    (void)ungetc(first, file);
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    (void)fclose(file); /* it was only read */
    if (root == NULL) {
        diagnostic->line = error.line > 0 ? (uint32_t)error.line : 0;
        diagnostic->column = error.column > 0 ? (uint32_t)error.column : 0;
        diagnostic_set(diagnostic, error.position > 0 ? (uint64_t)error.position : 0, "%s",
                       error.text);
        return ST_INVALID;
    }
    if (!json_is_object(root)) {
        json_decref(root);
        return refuse(diagnostic, path, "must hold one object: {...}");
    }
    *root_out = root;
    return ST_OK;
}

enum status host_config_read(struct arena *arena, const char *path, struct host_config *config_out,
                             struct diagnostic *diagnostic)
{
    json_t *root = NULL;
    *config_out = (struct host_config){
        .path = arena_text(arena, path),
        .search_path = "",
        .locale = {.date_order = 0, .date_separator = '/', .time_separator = ':', .code_page = 437},
    };
    enum status st = load(path, &root, diagnostic);
    if (st == ST_OK) {
        struct reading reading = {arena, config_out, diagnostic};
        st = read_root(&reading, root);
        json_decref(root);
    }
    return st;
}

/* The member of that name, case folded, as names of settings are; else `key`. */
static const char *same_key(json_t *object, const char *key)
{
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(object, name, value)
    {
        if (text_equal(name, key)) {
            return name;
        }
    }
    return key;
}

/* Written as what was there: a number stays a number when the new value is one. */
static json_t *new_value(const json_t *old, const char *value)
{
    uint64_t number = 0;
    const bool is_number = json_is_integer(old) || json_is_boolean(old);
    if (is_number && text_to_u64(value, &number) && number <= INT64_MAX) {
        return json_integer((json_int_t)number);
    }
    return json_string(value);
}

/* The object behind a key of `parent`, made when there is none; NULL when something else is there.
 */
static json_t *object_at(json_t *parent, const char *key)
{
    json_t *object = json_object_get(parent, same_key(parent, key));
    if (object == NULL) {
        object = json_object();
        REQUIRE(json_object_set_new(parent, key, object) == 0); /* parent is an object */
    }
    return json_is_object(object) ? object : NULL;
}

static enum status change(json_t *root, const char *section, const char *name, const char *value)
{
    char key[256]; /* a copy: setting a value frees the key that same_key answers */
    json_t *sections = object_at(root, "settings");
    json_t *values = sections != NULL ? object_at(sections, section) : NULL;
    if (values == NULL) {
        return ST_INVALID;
    }
    if (!text_copy(key, sizeof(key), same_key(values, name))) {
        return ST_TOO_LONG;
    }
    json_t *changed = new_value(json_object_get(values, key), value);
    if (changed == NULL || json_object_set_new(values, key, changed) != 0) {
        return ST_INVALID; /* not UTF-8 */
    }
    return ST_OK;
}

static enum status store(const json_t *root, const char *path)
{
    char beside[OS_PATH_SIZE];
    if (!text_format(beside, sizeof(beside), "%s.tmp", path)) {
        return ST_TOO_LONG;
    }
    const int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return file_status(errno);
    }
    errno = 0;
    bool is_written =
        json_dumpfd(root, fd, JSON_INDENT(2)) == 0 && write(fd, "\n", 1) == 1 && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && is_written) {
        is_written = false;
        error = errno;
    }
    if (is_written && rename(beside, path) == 0) {
        return ST_OK;
    }
    error = is_written ? errno : error;
    (void)unlink(beside); /* the first failure is the one to report */
    return file_status(error);
}

enum status host_config_write(const char *path, const char *section, const char *name,
                              const char *value, struct diagnostic *diagnostic)
{
    json_t *root = NULL;
    enum status st = load(path, &root, diagnostic);
    if (st != ST_OK) {
        return st;
    }
    st = change(root, section, name, value);
    if (st == ST_OK) {
        st = store(root, path);
    }
    json_decref(root);
    if (st != ST_OK) {
        diagnostic_set(diagnostic, 0, "\"%s\" cannot be changed: %s", name, status_text(st));
    }
    return st;
}

static enum status setting_changed(void *context, const char *section, const char *name,
                                   const char *value)
{
    const struct host_config *config = context;
    struct diagnostic diagnostic = {0};
    return host_config_write(config->path, section, name, value, &diagnostic);
}

struct posix_port_config host_config_port(struct host_config *config, struct arena *arena)
{
    return (struct posix_port_config){
        .arena = arena,
        .search_path = config->search_path,
        .locale = config->locale,
        .names = config->names,
        .name_count = config->name_count,
        .settings = config->settings,
        .setting_count = config->setting_count,
        .context = config,
        .setting_changed = setting_changed,
    };
}
