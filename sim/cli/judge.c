#define _POSIX_C_SOURCE 200809L
#include "cli/judge.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "base/text.h"
#include "cli/judge_models.h"

static const struct judge_model *const models[] = {
    &judge_nt_access, &judge_nt_sharemode, &judge_nt_inherit,
    &judge_nt_fileop, &judge_nt_status,    &judge_netware,
};

struct judge {
    const struct judge_model *model;
    struct judge_bench *bench;
    struct arena scratch; /* of one line */
};

const struct judge_model *judge_model_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(models); i++) {
        if (strcmp(models[i]->name, name) == 0) {
            return models[i];
        }
    }
    return NULL;
}

const char *judge_model_names(void)
{
    return "nt-access, nt-sharemode, nt-inherit, nt-fileop, nt-status, netware";
}

struct judge *judge_create(struct arena *arena, const struct judge_model *model)
{
    struct judge *judge = arena_new(arena, struct judge);
    judge->model = model;
    judge->bench = judge_bench_create(arena);
    return judge;
}

void judge_release(struct judge *judge)
{
    arena_release(&judge->scratch);
}

/* The row that the line holds; NULL: line_out->json says what is wrong. */
static void *row_of(struct judge *judge, struct bytes bytes, struct judge_line *line_out)
{
    const struct judge_model *model = judge->model;
    arena_reset(&judge->scratch);
    judge_line_init(line_out, bytes, &judge->scratch);
    void *row = arena_alloc(&judge->scratch, model->row_size);
    const bool is_row = judge_read(line_out, model->fields, model->field_count, row) &&
                        json_line_finish(&line_out->json) &&
                        (model->accepts == NULL || model->accepts(line_out, row));
    return is_row ? row : NULL;
}

bool judge_reads(struct judge *judge, struct bytes bytes)
{
    struct judge_line line;
    return row_of(judge, bytes, &line) != NULL;
}

static void put_error(struct buffer *target, uint64_t number, const char *text)
{
    buffer_format(target, "{\"line\":%llu,\"error\":", (unsigned long long)number);
    judge_put_text(target, bytes_of_text(text));
    buffer_text(target, "}\n");
}

bool judge_answer(struct judge *judge, struct bytes bytes, uint64_t number, struct buffer *target)
{
    struct judge_line line;
    const void *row = row_of(judge, bytes, &line);
    if (row == NULL) {
        put_error(target, number,
                  arena_format(&judge->scratch, "column %zu: %s", line.json.error_column,
                               line.json.error));
        return false;
    }
    judge->model->answer(judge->bench, &line, row, target);
    buffer_add(target, "\n", 1);
    return true;
}

/* --- streams --- */

/* What was read and is not judged yet: data[from, to). */
struct intake {
    int file;
    struct arena arenas[2]; /* the bytes lie on one; a longer line moves them to the other */
    unsigned arena;
    uint8_t *data;
    size_t from;
    size_t to;
    size_t capacity;
    bool is_at_end;
    bool has_failed;
};

enum { INTAKE_FIRST = 1 << 18 };

/* Room for more: what is left moves to the front, of twice the room when it fills it. */
static void make_room(struct intake *intake)
{
    const size_t left = intake->to - intake->from;
    if (left == intake->capacity || intake->data == NULL) {
        const size_t capacity = intake->data == NULL ? INTAKE_FIRST : intake->capacity * 2;
        struct arena *arena = &intake->arenas[intake->arena ^ 1];
        uint8_t *data = arena_room(arena, capacity);
        if (left != 0) {
            memcpy(data, intake->data + intake->from, left);
        }
        arena_release(&intake->arenas[intake->arena]);
        intake->arena ^= 1;
        intake->data = data;
        intake->capacity = capacity;
    } else if (left != 0) {
        memmove(intake->data, intake->data + intake->from, left);
    }
    intake->from = 0;
    intake->to = left;
}

static void take_in(struct intake *intake)
{
    make_room(intake);
    ssize_t got = 0;
    do {
        got = read(intake->file, intake->data + intake->to, intake->capacity - intake->to);
    } while (got < 0 && errno == EINTR);
    intake->to += got > 0 ? (size_t)got : 0;
    intake->is_at_end = got <= 0;
    intake->has_failed = got < 0;
}

enum found { FOUND_LINE, FOUND_LONG_LINE, FOUND_PART, FOUND_END };

/* Over the next line. A line that is too long is left out up to its end. */
static enum found next_line(struct intake *intake, bool *is_long, struct bytes *line_out)
{
    const size_t size = intake->to - intake->from;
    const uint8_t *data = intake->data + intake->from;
    const uint8_t *end = size != 0 ? memchr(data, '\n', size) : NULL;
    if (end == NULL && !intake->is_at_end) {
        if (size >= JUDGE_LINE_MAX || *is_long) {
            *is_long = true;
            intake->from = intake->to;
        }
        return FOUND_PART;
    }
    const size_t length = end != NULL ? (size_t)(end - data) : size;
    const bool was_long = *is_long || length > JUDGE_LINE_MAX;
    if (end == NULL && size == 0 && !*is_long) {
        return FOUND_END;
    }
    *is_long = false;
    intake->from += length + (end != NULL ? 1 : 0);
    *line_out = (struct bytes){data, length};
    return was_long ? FOUND_LONG_LINE : FOUND_LINE;
}

static bool give_out(struct buffer *answers, FILE *out)
{
    const bool is_given =
        answers->size == 0 || fwrite(answers->data, 1, answers->size, out) == answers->size;
    buffer_clear(answers);
    return is_given && fflush(out) == 0;
}

int judge_stream(struct judge *judge, FILE *in, FILE *out)
{
    struct intake intake = {.file = fileno(in)};
    struct arena arena = {0};
    struct buffer answers;
    struct bytes line;
    enum found found = FOUND_PART;
    bool is_long = false;
    bool is_good = true;
    bool is_given = true;
    buffer_init(&answers, &arena);
    make_room(&intake);
    for (uint64_t number = 1; found != FOUND_END && is_given;) {
        found = next_line(&intake, &is_long, &line);
        if (found == FOUND_LINE) {
            is_good = judge_answer(judge, line, number++, &answers) && is_good;
        } else if (found == FOUND_LONG_LINE) {
            put_error(&answers, number++, "the line is longer than 67108864 bytes");
            is_good = false;
        } else {
            is_given = give_out(&answers, out);
            if (found == FOUND_PART && is_given) {
                take_in(&intake);
            }
        }
    }
    arena_release(&intake.arenas[0]);
    arena_release(&intake.arenas[1]);
    arena_release(&arena);
    return is_good && is_given && !intake.has_failed ? 0 : 2;
}
