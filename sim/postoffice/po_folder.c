#include "po_folder.h"

#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "po_note.h"

static const struct po_folder built_in[] = {
    {PO_FOLDER_INBOX, "Inbox"}, {PO_FOLDER_LOG, "Message Log"}, {PO_FOLDER_TRASH, "Trash"}};

/* "17 Old projects" */
static bool folder_parse(const char *value, struct po_folder *folder_out)
{
    char digits[8];
    uint64_t number = 0;
    const size_t length = strcspn(value, " ");
    if (length >= sizeof(digits) || value[length] == '\0') {
        return false;
    }
    memcpy(digits, value, length);
    digits[length] = '\0';
    *folder_out = (struct po_folder){.name = value + length + 1};
    if (!text_to_u64(digits, &number) || number < PO_FOLDER_OWN || number >= PO_FOLDERS_MAX ||
        folder_out->name[0] == '\0') {
        return false;
    }
    folder_out->number = (uint32_t)number;
    return true;
}

static void folders_parse(struct bytes note, struct arena *arena, struct po_folders *folders_out)
{
    struct po_folder *items = arena_array(arena, struct po_folder, PO_FOLDERS_MAX);
    struct po_note_line line;
    size_t count = ARRAY_COUNT(built_in);
    memcpy(items, built_in, sizeof(built_in));
    for (size_t offset = 0; count < PO_FOLDERS_MAX && po_note_next(note, &offset, arena, &line);) {
        if (text_equal(line.keyword, "Folder") && folder_parse(line.value, &items[count])) {
            count++;
        }
    }
    *folders_out = (struct po_folders){items, count};
}

enum status po_folder_list(struct postoffice *po, uint32_t usr, struct arena *arena,
                           struct po_folders *folders_out)
{
    struct bytes note;
    const enum status st = po_note_read(po, usr, arena, &note);
    if (st == ST_OK) {
        folders_parse(note, arena, folders_out);
    }
    return st;
}

const char *po_folder_name(const struct po_folders *folders, uint32_t number)
{
    for (size_t i = 0; i < folders->count; i++) {
        if (folders->items[i].number == number) {
            return folders->items[i].name;
        }
    }
    return "";
}

static bool find(const struct po_folders *folders, const char *name, uint32_t *number_out)
{
    for (size_t i = 0; i < folders->count; i++) {
        if (text_equal(folders->items[i].name, name)) {
            *number_out = folders->items[i].number;
            return true;
        }
    }
    return false;
}

static uint32_t number_free(const struct po_folders *folders)
{
    uint32_t number = PO_FOLDER_OWN;
    while (po_folder_name(folders, number)[0] != '\0') {
        number++;
    }
    return number;
}

enum status po_folder_make(struct postoffice *po, uint32_t usr, const char *name,
                           struct arena *scratch, uint32_t *number_out)
{
    struct bytes note;
    struct po_folders folders;
    struct buffer changed;
    if (strlen(name) >= PO_NAME_SIZE) {
        return ST_TOO_LONG;
    }
    if (name[0] == '\0' || strpbrk(name, "\r\n") != NULL) {
        return ST_BAD_NAME;
    }
    const enum status st = po_note_read(po, usr, scratch, &note);
    if (st != ST_OK) {
        return st;
    }
    folders_parse(note, scratch, &folders);
    if (find(&folders, name, number_out)) {
        return ST_OK;
    }
    if (folders.count == PO_FOLDERS_MAX) {
        return ST_DISK_FULL;
    }
    *number_out = number_free(&folders);
    buffer_init(&changed, scratch);
    buffer_add(&changed, note.data, note.size);
    buffer_format(&changed, "Folder: %u %s\r\n", (unsigned)*number_out, name);
    return po_note_write(po, usr, buffer_bytes(&changed), scratch);
}

enum status po_folder_room(struct postoffice *po, uint32_t folder)
{
    const struct po_usr_header *header = &po->mailbox->header;
    uint32_t letters = 0;
    for (uint32_t position = header->head; position < header->tail; position++) {
        struct po_pointer pointer;
        const enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st != ST_OK && st != ST_FILE_CORRUPT) { /* the others can be read */
            return st;
        }
        letters += st == ST_OK && pointer.state == PO_POINTER_LIVE && pointer.folder == folder;
    }
    po->full_usr = letters < po->folder_max ? 0 : po->mailbox->usr;
    return letters < po->folder_max ? ST_OK : ST_DISK_FULL;
}

enum status po_place_write(struct postoffice *po, uint32_t position,
                           const struct po_pointer *pointer)
{
    uint8_t bytes[PO_POINTER_SIZE];
    po_pointer_encode(pointer, po->mailbox->usr, position, bytes);
    return po_mailbox_write(po, position, PO_POINTER_PLACE_AT,
                            (struct bytes){bytes + PO_POINTER_PLACE_AT, PO_POINTER_PLACE_SIZE});
}

static enum status letter_find(struct postoffice *po, uint32_t usr, uint64_t id,
                               uint32_t *position_out, struct po_pointer *pointer_out)
{
    enum status st = po_mailbox_load(po, usr);
    if (st == ST_OK) {
        st = po_mailbox_find(po, id, position_out, pointer_out);
    }
    return st == ST_OK && pointer_out->state == PO_POINTER_NOTE ? ST_NOT_FOUND : st;
}

enum status po_folder_move(struct postoffice *po, uint32_t usr, uint64_t id, uint32_t folder)
{
    uint32_t position = 0;
    struct po_pointer pointer;
    REQUIRE(folder < PO_FOLDERS_MAX);
    enum status st = letter_find(po, usr, id, &position, &pointer);
    if (st != ST_OK || (pointer.folder == folder && !pointer.place_is_bad)) {
        return st;
    }
    if (po->mailbox->header.count > po->folder_max) {
        st = po_folder_room(po, folder);
        if (st != ST_OK) {
            return st;
        }
    }
    pointer.folder = (uint8_t)folder;
    return po_place_write(po, position, &pointer);
}

enum status po_mark(struct postoffice *po, uint32_t usr, uint64_t id, uint32_t marks)
{
    uint32_t position = 0;
    struct po_pointer pointer;
    const enum status st = letter_find(po, usr, id, &position, &pointer);
    if (st != ST_OK || (pointer.marks == marks && !pointer.place_is_bad)) {
        return st;
    }
    pointer.marks = (uint8_t)marks;
    return po_place_write(po, position, &pointer);
}
