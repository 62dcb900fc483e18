#include "po_list.h"

#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "po_note.h"

enum { DEPTH_MAX = 8 };

enum status po_members_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                            struct po_members *members_out)
{
    struct bytes note;
    struct po_note_line line;
    const char **names = arena_array(arena, const char *, PO_MEMBERS_MAX);
    size_t count = 0;
    const enum status st = po_note_read(po, usr, arena, &note);
    for (size_t offset = 0;
         st == ST_OK && count < PO_MEMBERS_MAX && po_note_next(note, &offset, arena, &line);) {
        if (text_equal(line.keyword, "Member") && line.value[0] != '\0') {
            names[count++] = line.value;
        }
    }
    *members_out = (struct po_members){names, count};
    return st;
}

enum status po_members_write(struct postoffice *po, uint32_t usr, const struct po_members *members,
                             struct arena *scratch)
{
    struct buffer note;
    if (members->count > PO_MEMBERS_MAX) {
        return ST_DISK_FULL;
    }
    buffer_init(&note, scratch);
    for (size_t i = 0; i < members->count; i++) {
        const char *name = members->names[i];
        if (name[0] == '\0' || strpbrk(name, "\r\n") != NULL) {
            return ST_BAD_NAME;
        }
        buffer_format(&note, "Member: %s\r\n", name);
    }
    return po_note_write(po, usr, buffer_bytes(&note), scratch);
}

enum status po_public_has_room(struct postoffice *po, enum po_kind kind)
{
    struct arena scratch = {0};
    struct po_entries list = {0};
    uint32_t count = 0;
    if (po->header.format == PO_DB6 && po->header.directory.count >= PO_ENTRIES_MAX_DB6) {
        return ST_DISK_FULL;
    }
    if (kind != PO_LIST && kind != PO_BOARD) {
        return ST_OK;
    }
    const enum status st = po_entry_list(po, &scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        count += list.entries[i].kind == kind ? 1 : 0;
    }
    arena_release(&scratch);
    return st == ST_OK && count >= PO_PUBLIC_MAX ? ST_DISK_FULL : st;
}

/* "All at PO1" at PO1 is "All". False: it is at another post office, or too long for a name. */
static bool own_name(const struct postoffice *po, const char *address, char name_out[PO_NAME_SIZE])
{
    const char *at = NULL;
    for (const char *c = address; *c != '\0'; c++) {
        at = c != address && text_starts(c, " at ") ? c : at;
    }
    if (at == NULL) {
        return text_copy(name_out, PO_NAME_SIZE, address);
    }
    const size_t length = (size_t)(at - address);
    if (length >= PO_NAME_SIZE || !text_equal(at + 4, po_name(po))) {
        return false;
    }
    memcpy(name_out, address, length);
    name_out[length] = '\0';
    return true;
}

struct work {
    struct postoffice *po;
    struct arena *arena;
    struct buffer usrs;
    struct buffer names;
    struct buffer unknown;
    const char *way[DEPTH_MAX]; /* the lists that led here: a ring ends there */
};

static bool is_on_the_way(const struct work *work, const char *name, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        if (text_equal(work->way[i], name)) {
            return true;
        }
    }
    return false;
}

static enum status expand(struct work *work, const char *address, size_t depth);

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static enum status expand_member(struct work *work, const char *address, size_t depth)
{
    struct po_entry entry;
    enum status st = po_resolve(work->po, address, &entry, NULL);
    if (st == ST_OK) {
        buffer_add(&work->usrs, &entry.usr, sizeof(entry.usr));
        buffer_add(&work->names, &address, sizeof(address));
    }
    if (st == ST_NOT_FOUND) {
        st = expand(work, address, depth);
    }
    if (st == ST_NOT_FOUND) {
        buffer_add(&work->unknown, &address, sizeof(address));
        st = ST_OK;
    }
    return st;
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static enum status expand(struct work *work, const char *address, size_t depth)
{
    const bool is_board = address[0] == '#';
    char name[PO_NAME_SIZE];
    struct po_entry entry;
    struct po_members members;
    if (!own_name(work->po, address + (is_board ? 1 : 0), name)) {
        return ST_NOT_FOUND;
    }
    enum status st = po_entry_find(work->po, name, &entry);
    if (st != ST_OK) {
        return st;
    }
    if (entry.kind != (is_board ? PO_BOARD : PO_LIST) || entry.usr == 0) {
        return ST_NOT_FOUND;
    }
    if (is_board) {
        buffer_add(&work->usrs, &entry.usr, sizeof(entry.usr));
        buffer_add(&work->names, &address, sizeof(address));
        return ST_OK;
    }
    if (is_on_the_way(work, name, depth)) {
        return ST_OK; /* a ring: all who are in it are counted already */
    }
    if (depth == DEPTH_MAX) {
        return ST_NOT_FOUND;
    }
    work->way[depth] = arena_text(work->arena, name);
    st = po_members_read(work->po, entry.usr, work->arena, &members);
    for (size_t i = 0; st == ST_OK && i < members.count; i++) {
        st = expand_member(work, members.names[i], depth + 1);
    }
    return st;
}

enum status po_expand(struct postoffice *po, const char *address, struct arena *arena,
                      struct po_expansion *expansion_out)
{
    struct work work = {.po = po, .arena = arena};
    buffer_init(&work.usrs, arena);
    buffer_init(&work.names, arena);
    buffer_init(&work.unknown, arena);
    enum status st = expand(&work, address, 0);
    if (st == ST_OK && work.usrs.size == 0 && work.unknown.size == 0) {
        st = ST_NOT_FOUND;
    }
    *expansion_out =
        (struct po_expansion){.usrs = (const uint32_t *)(const void *)work.usrs.data,
                              .names = (const char *const *)(const void *)work.names.data,
                              .usr_count = work.usrs.size / sizeof(uint32_t),
                              .unknown = (const char *const *)(const void *)work.unknown.data,
                              .unknown_count = work.unknown.size / sizeof(const char *)};
    return st;
}

enum status po_any_leads_on(struct postoffice *po, const uint32_t *usrs, size_t count,
                            struct arena *scratch, bool *any_out)
{
    struct po_entries list = {0};
    const enum status st = po_entry_list(po, scratch, &list);
    *any_out = false;
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        const bool is_queue = entry->kind == PO_POSTOFFICE || entry->kind == PO_POSTOFFICE_VIA;
        for (size_t k = 0; is_queue && k < count; k++) {
            *any_out = *any_out || usrs[k] == entry->usr;
        }
    }
    return st;
}
