#include "po_image.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "po_internal.h"

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};

static enum status read_whole(struct postoffice *po, struct os_file file, struct arena *arena,
                              struct bytes *content_out)
{
    uint64_t size = 0;
    size_t got = 0;
    enum status st = os_size(po->port, file, &size);
    if (st != ST_OK) {
        return st;
    }
    uint8_t *data = arena_room(arena, (size_t)size);
    st = po_read(po, file, 0, data, (size_t)size, &got);
    *content_out = (struct bytes){data, got};
    return st;
}

static enum status file_read(struct postoffice *po, const char *name, struct arena *arena,
                             struct po_image_file *file_out)
{
    struct os_file file = {0};
    enum status st = os_open(po->port, po_path(po, name), open_read, &file);
    if (st != ST_OK) {
        return st;
    }
    REQUIRE(text_copy(file_out->name, sizeof(file_out->name), name));
    st = read_whole(po, file, arena, &file_out->content);
    const enum status closed = os_close(po->port, file);
    return st != ST_OK ? st : closed;
}

enum status po_image_read(struct postoffice *po, struct arena *arena, struct po_image *image_out)
{
    struct po_entries list = {0};
    enum status st = po_store_open(po);
    if (st == ST_OK) {
        st = po_entry_list(po, arena, &list);
    }
    if (st != ST_OK) {
        return st;
    }
    struct po_image_file *files = arena_array(arena, struct po_image_file, list.count + 2);
    size_t count = 0;
    st = file_read(po, "CLANDATA", arena, &files[count++]);
    if (st == ST_OK) {
        st = file_read(po, po_store_name(po), arena, &files[count++]);
    }
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        char name[PO_FILE_NAME_SIZE];
        if (list.entries[i].usr != 0) {
            po_usr_file_name(list.entries[i].usr, name);
            st = file_read(po, name, arena, &files[count++]);
        }
    }
    *image_out = (struct po_image){files, count};
    return st;
}

static enum status file_write(struct postoffice *po, const struct po_image_file *wanted,
                              struct arena *scratch)
{
    struct os_file file = {0};
    struct bytes had = {0};
    enum status st = os_open(po->port, po_path(po, wanted->name), open_write, &file);
    if (st != ST_OK) {
        return st;
    }
    const struct bytes content = wanted->content;
    st = read_whole(po, file, scratch, &had);
    const bool is_same = had.size == content.size &&
                         (content.size == 0 || memcmp(had.data, content.data, had.size) == 0);
    if (st == ST_OK && !is_same) {
        st = os_write(po->port, file, 0, content.data, content.size);
    }
    if (st == ST_OK && had.size > content.size) {
        st = os_set_size(po->port, file, content.size);
    }
    const enum status closed = os_close(po->port, file);
    return st != ST_OK ? st : closed;
}

enum status po_image_write(struct postoffice *po, const struct po_image *image,
                           struct arena *scratch)
{
    REQUIRE(po->is_locked);
    po_mailbox_close(po);
    const struct arena_mark mark = arena_mark(scratch);
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < image->count; i++) {
        st = file_write(po, &image->files[i], scratch);
        arena_rewind(scratch, mark);
    }
    po->owes_flush = PO_OWES_BOTH;
    return st == ST_OK ? po_refresh(po) : st;
}

struct hash128 po_image_hash(const struct po_image *image, struct arena *scratch)
{
    struct buffer summary;
    buffer_init(&summary, scratch);
    for (size_t i = 0; i < image->count; i++) {
        const struct po_image_file *file = &image->files[i];
        const struct hash128 hash = hash128(file->content.data, file->content.size);
        buffer_add(&summary, file->name, sizeof(file->name));
        buffer_add(&summary, &file->content.size, sizeof(file->content.size));
        buffer_add(&summary, &hash, sizeof(hash));
    }
    return hash128(summary.data, summary.size);
}
