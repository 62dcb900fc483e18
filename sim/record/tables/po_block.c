/* Blocks of MLANDATA, as they lie there. */
#include "base/text.h"
#include "po_format.h"
#include "record/tables/offices.h"

struct store {
    const struct office_visit *visit;
    struct os_file file;
    struct po_store_header header;
    uint8_t *is_free; /* by block */
};

static enum status read_block(const struct store *store, uint32_t block, uint8_t *bytes,
                              size_t *got_out)
{
    return os_read(store->visit->port, store->file, (uint64_t)block * PO_BLOCK_SIZE, bytes,
                   PO_BLOCK_SIZE, got_out);
}

/* The chain of free blocks, as far as it can be followed; a ring ends where it closes. */
static enum status mark_free(struct store *store)
{
    uint8_t bytes[PO_BLOCK_SIZE];
    struct po_block_header header;
    uint32_t block = store->header.free_head;
    while (block != 0 && block < store->header.block_count && store->is_free[block] == 0) {
        size_t got = 0;
        const enum status st = read_block(store, block, bytes, &got);
        if (st != ST_OK) {
            return st;
        }
        store->is_free[block] = 1;
        if (got < PO_BLOCK_HEADER_SIZE || !po_block_header_decode(bytes, block, &header)) {
            return ST_OK;
        }
        block = header.next;
    }
    return ST_OK;
}

static void one(const struct store *store, uint32_t block, const uint8_t *bytes, size_t got)
{
    struct table_rows *rows = store->visit->rows;
    struct po_block_header header = {.used = 0};
    const bool is_whole = got >= PO_BLOCK_HEADER_SIZE &&
                          po_block_header_decode(bytes, block, &header) &&
                          header.used <= got - PO_BLOCK_HEADER_SIZE; /* the last may be short */
    const bool is_free = store->is_free[block] != 0;
    const bool is_torn =
        !is_whole || (!is_free && po_payload_checksum(bytes + PO_BLOCK_HEADER_SIZE, header.used) !=
                                      header.payload_checksum);
    table_text(rows, store->visit->name);
    table_integer(rows, block);
    table_text(rows, is_free ? "free" : is_torn ? "torn" : "used");
    if (is_whole) {
        table_integer(rows, (int64_t)header.message_id);
        table_integer(rows, header.ordinal);
        table_integer(rows, header.next);
        table_integer(rows, header.used);
    } else {
        table_null(rows);
        table_null(rows);
        table_null(rows);
        table_null(rows);
    }
    table_row(rows);
}

static enum status read_header(struct store *store)
{
    uint8_t bytes[PO_HEADER_SIZE];
    size_t got = 0;
    const enum status st = os_read(store->visit->port, store->file, 0, bytes, sizeof(bytes), &got);
    if (st != ST_OK) {
        return st;
    }
    const bool is_good =
        (got >= PO_COPY_SIZE && po_store_header_decode(bytes, &store->header)) ||
        (got == PO_HEADER_SIZE && po_store_header_decode(bytes + PO_COPY_SIZE, &store->header));
    return is_good ? ST_OK : ST_FILE_CORRUPT;
}

/* A damaged header may name any number of blocks; the file holds what it holds. */
static enum status blocks(struct store *store)
{
    uint64_t size = 0;
    enum status st = os_size(store->visit->port, store->file, &size);
    if (st == ST_OK) {
        st = read_header(store);
    }
    if (st != ST_OK) {
        return st;
    }
    const uint64_t there = (size + PO_BLOCK_SIZE - 1) / PO_BLOCK_SIZE;
    if (store->header.block_count > there) {
        store->header.block_count = (uint32_t)there;
    }
    store->is_free = arena_alloc(table_scratch(store->visit->rows), store->header.block_count + 1U);
    st = mark_free(store);
    for (uint32_t block = 1; st == ST_OK && block < store->header.block_count; block++) {
        uint8_t bytes[PO_BLOCK_SIZE];
        size_t got = 0;
        st = read_block(store, block, bytes, &got);
        if (st == ST_OK) {
            one(store, block, bytes, got);
        }
    }
    return st;
}

static enum status look(const struct office_visit *visit)
{
    const struct os_open_mode reading = {
        .access = OS_READ, .deny = OS_DENY_NONE, .disposition = OS_OPEN_EXISTING};
    struct store store = {.visit = visit};
    char path[OS_PATH_SIZE];
    if (!text_format(path, sizeof(path), "%s\\MLANDATA", visit->directory)) {
        return ST_TOO_LONG;
    }
    enum status st = os_open(visit->port, path, reading, &store.file);
    if (st != ST_OK) {
        return st;
    }
    st = blocks(&store);
    DISCARD(os_close(visit->port, store.file), "it was read only");
    return st;
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    return offices_visit(context, rows, look);
}

const struct table table_po_block = {
    .name = "po_block",
    .help = "blocks of MLANDATA: used, free (on the free list) or torn (no whole block); what each "
            "says of itself",
    .columns = "postoffice TEXT, block INTEGER, state TEXT, message_id INTEGER, "
               "ordinal INTEGER, next INTEGER, used_bytes INTEGER",
    .is_office = true,
    .fill = fill,
};
