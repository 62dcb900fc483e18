#include "po_board.h"

#include <string.h>

#include "base/text.h"
#include "po_note.h"

static const char keyword[] = "Copy";

/* "17 #Social at SITE1"; false: no such line. */
static bool read_copy(const char *value, struct arena *arena, struct po_copy *copy_out)
{
    const size_t length = strcspn(value, " ");
    if (value[length] == '\0' || value[length + 1] == '\0') {
        return false;
    }
    copy_out->address = value + length + 1;
    return text_to_u64(arena_text_n(arena, value, length), &copy_out->last_id);
}

enum status po_copies_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                           struct po_copies *copies_out)
{
    struct bytes note = {0};
    struct po_note_line line;
    *copies_out = (struct po_copies){.items = arena_array(arena, struct po_copy, PO_COPIES_MAX)};
    const enum status st = po_note_read(po, usr, arena, &note);
    for (size_t offset = 0; st == ST_OK && copies_out->count < PO_COPIES_MAX &&
                            po_note_next(note, &offset, arena, &line);) {
        if (text_equal(line.keyword, keyword) &&
            read_copy(line.value, arena, &copies_out->items[copies_out->count])) {
            copies_out->count++;
        }
    }
    return st;
}

enum status po_copies_write(struct postoffice *po, uint32_t usr, const struct po_copies *copies,
                            struct arena *scratch)
{
    struct buffer written;
    struct bytes note = {0};
    struct po_note_line line;
    if (copies->count > PO_COPIES_MAX) {
        return ST_DISK_FULL;
    }
    buffer_init(&written, scratch);
    for (size_t i = 0; i < copies->count; i++) {
        const char *address = copies->items[i].address;
        if (address[0] == '\0' || strpbrk(address, "\r\n") != NULL) {
            return ST_BAD_NAME;
        }
        buffer_format(&written, "%s: %llu %s\r\n", keyword,
                      (unsigned long long)copies->items[i].last_id, address);
    }
    const enum status st = po_note_read(po, usr, scratch, &note);
    for (size_t offset = 0; st == ST_OK && po_note_next(note, &offset, scratch, &line);) {
        if (!text_equal(line.keyword, keyword)) {
            buffer_format(&written, "%s: %s\r\n", line.keyword, line.value);
        }
    }
    return st == ST_OK ? po_note_write(po, usr, buffer_bytes(&written), scratch) : st;
}
