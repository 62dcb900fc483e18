#include "scenario/words/file_steps.h"

#include <string.h>

#include "base/text.h"
#include "scenario/words/places.h"

static enum status copy(struct process *person, const char *source, const char *target)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    enum status status = os_read_file(&person->port, source, &person->scratch, &data, &size);
    if (status == ST_OK) {
        status = os_write_file(&person->port, target, data, size);
    }
    return status;
}

/* A rename where it is possible, else copy and delete; neither replaces a file of that name. */
static enum status move(struct process *person, const char *source, const char *target)
{
    struct os_info info;
    enum status status = os_rename(&person->port, source, target);
    if (status == ST_NOT_SUPPORTED && os_stat(&person->port, target, &info) == ST_OK) {
        return ST_EXISTS;
    }
    if (status == ST_NOT_SUPPORTED) {
        status = copy(person, source, target);
        status = status == ST_OK ? os_remove(&person->port, source) : status;
    }
    return status;
}

static void one(struct process *person, const struct file_step_request *request,
                const char *directory, const char *name)
{
    char source[OS_PATH_SIZE];
    char target[OS_PATH_SIZE] = "";
    const bool fits =
        text_join_path(source, sizeof(source), directory, name) &&
        (request->target == NULL || text_join_path(target, sizeof(target), request->target, name));
    if (!fits) {
        return;
    }
    switch (request->kind) {
    case FILE_STEP_MOVE:
        DISCARD(move(person, source, target), "what is refused is recorded and is no error");
        break;
    case FILE_STEP_COPY:
        DISCARD(copy(person, source, target), "what is refused is recorded and is no error");
        break;
    case FILE_STEP_DELETE:
        DISCARD(os_remove(&person->port, source), "what is refused is recorded and is no error");
        break;
    }
}

static const char *make_target(struct run *run, const char *target)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    return place_node(run, target, true, &volume, &node);
}

const char *file_step(struct run *run, const struct file_step_request *request)
{
    char directory[OS_PATH_SIZE];
    char target[OS_PATH_SIZE];
    struct file_step_request full = *request;
    const char *error = place_path(run, request->pattern, directory);
    if (error == NULL && request->target != NULL) {
        error = place_path(run, request->target, target);
        error = error != NULL ? error : make_target(run, target);
        full.target = target;
    }
    const char *pattern = error == NULL ? place_cut_last(directory) : NULL;
    if (error == NULL && pattern == NULL) {
        error = arena_format(run->arena, "'%s' names no file in a directory", request->pattern);
    }
    if (error != NULL) {
        return error;
    }
    REQUIRE(pattern != NULL);
    struct process *person = place_person(run);
    person->is_shown = true;
    person->cause = run->world->cause;
    struct os_names names = {0};
    if (os_list(&person->port, directory, pattern, run->arena, &names) == ST_OK) {
        uint64_t left = request->first_max != 0 ? request->first_max : names.count;
        for (size_t i = 0; i < names.count && left > 0; i++) {
            if (!names.entries[i].is_directory) {
                one(person, &full, directory, names.entries[i].name);
                left--;
            } else if (strpbrk(pattern, "*?") == NULL) {
                error =
                    arena_format(run->arena,
                                 "'%s' is a directory: its files are %s\\*, and it goes by `fix "
                                 "file \"%s\" absent`",
                                 request->pattern, request->pattern, request->pattern);
            }
        }
    }
    process_release(person);
    return error;
}
