#include "ccmc/refusal_note.h"

#include <string.h>

#include "base/text.h"

static const char extension[] = ".ndr";
static const char title[] = "Refused:";

void refusal_note_name(const char *message_name, char name_out[STORE_FILE_NAME_SIZE])
{
    const size_t stem = strcspn(message_name, ".");
    REQUIRE(stem + sizeof extension <= STORE_FILE_NAME_SIZE);
    memcpy(name_out, message_name, stem);
    memcpy(name_out + stem, extension, sizeof extension);
}

bool refusal_note_queue_id(const char *note_name, uint64_t *queue_id_out)
{
    char message_name[STORE_FILE_NAME_SIZE];
    const size_t stem = strcspn(note_name, ".");
    if (!text_equal(note_name + stem, extension) || stem + sizeof ".ccm" > sizeof message_name) {
        return false;
    }
    memcpy(message_name, note_name, stem);
    memcpy(message_name + stem, ".ccm", sizeof ".ccm");
    return store_queue_id(message_name, queue_id_out);
}

enum status refusal_note_write(struct store *store, struct arena *scratch, const char *note_name,
                               const struct refusal_note *note)
{
    struct buffer content;
    buffer_init(&content, scratch);
    buffer_format(&content, "%s %zu %zu %zu\r\n", title, note->report.size, note->note.size,
                  note->message.size);
    buffer_add(&content, note->report.data, note->report.size);
    buffer_add(&content, note->note.data, note->note.size);
    buffer_add(&content, note->message.data, note->message.size);
    return store_write(store, STORE_SUBMIT, note_name, buffer_bytes(&content));
}

/* " 97" at *at; false: no number is there, or one that no file can have. */
static bool read_size(struct bytes file, size_t *at, size_t *size_out)
{
    size_t digits = 0;
    *size_out = 0;
    if (*at == file.size || file.data[*at] != ' ') {
        return false;
    }
    for (++*at; *at < file.size && file.data[*at] >= '0' && file.data[*at] <= '9'; ++*at) {
        *size_out = *size_out * 10 + (size_t)(file.data[*at] - '0');
        if (*size_out > file.size) {
            return false;
        }
        digits++;
    }
    return digits > 0;
}

static bool parse(struct bytes file, struct refusal_note *note_out)
{
    size_t at = strlen(title);
    if (file.size < at || memcmp(file.data, title, at) != 0 ||
        !read_size(file, &at, &note_out->report.size) ||
        !read_size(file, &at, &note_out->note.size) ||
        !read_size(file, &at, &note_out->message.size) || file.size - at < 2 ||
        memcmp(file.data + at, "\r\n", 2) != 0) {
        return false;
    }
    at += 2;
    const size_t told = note_out->report.size + note_out->note.size; /* each fits into the file */
    if (told == 0 || file.size - at != told + note_out->message.size) {
        return false;
    }
    note_out->report.data = file.data + at;
    note_out->note.data = note_out->report.data + note_out->report.size;
    note_out->message.data = note_out->note.data + note_out->note.size;
    return true;
}

enum status refusal_note_read(struct store *store, struct arena *arena, const char *note_name,
                              struct refusal_note *note_out)
{
    struct bytes file = {NULL, 0};
    *note_out = (struct refusal_note){0};
    const enum status st = store_read(store, STORE_SUBMIT, note_name, arena, &file);
    if (st != ST_OK) {
        return st;
    }
    return parse(file, note_out) ? ST_OK : ST_FILE_CORRUPT;
}

enum status refusal_notes_forget(struct store *store, struct store_files *notes, uint64_t queue_id)
{
    for (size_t i = notes->count; i-- > 0;) {
        uint64_t noted = 0;
        if (!refusal_note_queue_id(notes->names[i], &noted) || noted >= queue_id) {
            continue;
        }
        if (store_remove(store, STORE_SUBMIT, notes->names[i]) == ST_PROCESS_GONE) {
            return ST_PROCESS_GONE;
        }
        store_files_remove(notes, i);
    }
    return ST_OK;
}
