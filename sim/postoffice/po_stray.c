/*
 * po_stray -- bytes that stand where none should, and header copies that do not check
 *
 * Nobody reads them, so no mail is in danger; but a post office in which something was written that
 * its programs did not write is not to be trusted, and this is where it shows.
 */
#include <string.h>

#include "po_internal.h"

enum { CHUNK = 4096 };

static bool is_zero(const uint8_t *bytes, size_t size)
{
    return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

enum status po_copies_count(struct postoffice *po, uint32_t *torn)
{
    uint8_t bytes[PO_HEADER_SIZE];
    struct po_header header;
    struct po_store_header store;
    enum status st = po_read_exactly(po, po->clandata, 0, bytes, sizeof(bytes), PO_PART_HEADER);
    if (st == ST_OK) {
        *torn += po_header_decode(bytes, &header) ? 0 : 1;
        *torn += po_header_decode(bytes + PO_COPY_SIZE, &header) ? 0 : 1;
        st = po_read_exactly(po, po->mlandata, 0, bytes, PO_STORE_HEADER_SIZE, PO_PART_STORE);
    }
    if (st == ST_OK) {
        *torn += po_store_header_decode(bytes, &store) ? 0 : 1;
        *torn += po_store_header_decode(bytes + PO_STORE_COPY_SIZE, &store) ? 0 : 1;
    }
    return st;
}

enum status po_left_files_count(struct postoffice *po, uint32_t *count)
{
    struct os_info info;
    const enum status st = os_stat(po->port, po_path(po, po_compact_name), &info);
    *count += st == ST_OK ? 1 : 0;
    return st == ST_PROCESS_GONE ? st : ST_OK; /* a refused look is no finding */
}

/* Where the copies of a header are, and what of them means something. */
struct copies {
    struct os_file file;
    size_t apart;
    size_t used;
    size_t end; /* up to here it is the header's place */
};

/* Behind what means something in both copies of a header. */
static enum status count_headers(struct postoffice *po, const struct copies *copies,
                                 uint32_t *count)
{
    uint8_t bytes[PO_BLOCK_SIZE];
    const size_t second = copies->apart + copies->used;
    const enum status st = po_read_exactly(po, copies->file, 0, bytes, copies->end, PO_PART_HEADER);
    if (st == ST_OK) {
        *count += is_zero(bytes + copies->used, copies->apart - copies->used) ? 0 : 1;
        *count += is_zero(bytes + second, copies->end - second) ? 0 : 1;
    }
    return st;
}

/* Behind the last used byte of a message whose last block is compact. */
static enum status count_behind(struct postoffice *po, const struct po_record *record,
                                uint32_t *count)
{
    uint8_t bytes[PO_PAYLOAD_SIZE];
    const uint64_t before = (uint64_t)(record->block_count - 1) * PO_PAYLOAD_SIZE;
    const size_t used = record->size > before ? (size_t)(record->size - before) : 0;
    size_t got = 0;
    if (record->last_block >= po->store.compact_blocks || used >= PO_PAYLOAD_SIZE) {
        return ST_OK;
    }
    const enum status st =
        po_read(po, po->mlandata,
                (uint64_t)record->last_block * PO_BLOCK_SIZE + PO_BLOCK_HEADER_SIZE + used, bytes,
                PO_PAYLOAD_SIZE - used, &got);
    *count += is_zero(bytes, got) ? 0 : 1;
    return st;
}

static enum status count_entry(struct postoffice *po, const uint8_t *bytes, uint32_t slot,
                               uint32_t *count)
{
    (void)po;
    (void)slot;
    *count += bytes[0] == PO_ENTRY_EMPTY && !is_zero(bytes, PO_ENTRY_SIZE) ? 1 : 0;
    return ST_OK;
}

static enum status count_record(struct postoffice *po, const uint8_t *bytes, uint32_t slot,
                                uint32_t *count)
{
    struct po_record record;
    const uint8_t state = bytes[PO_RECORD_STATE_AT];
    if (state == PO_RECORD_EMPTY) {
        *count += is_zero(bytes, PO_RECORD_SIZE) ? 0 : 1;
        return ST_OK;
    }
    if (state == PO_RECORD_FREE) {
        *count += po_record_is_tidy(bytes, slot) ? 0 : 1;
        return ST_OK;
    }
    const bool is_good = po_record_decode(bytes, slot, &record);
    return is_good && state == PO_RECORD_LIVE && record.block_count != 0
               ? count_behind(po, &record, count)
               : ST_OK;
}

/* Every place of a table in CLANDATA. */
static enum status
count_table(struct postoffice *po, const struct po_region *region, uint32_t place_size,
            enum status (*count_place)(struct postoffice *po, const uint8_t *bytes, uint32_t slot,
                                       uint32_t *count),
            uint32_t *count)
{
    uint8_t bytes[CHUNK];
    const uint32_t at_once = CHUNK / place_size;
    enum status st = ST_OK;
    for (uint32_t slot = 0; st == ST_OK && slot < region->capacity; slot += at_once) {
        const uint32_t left = region->capacity - slot;
        const uint32_t some = left < at_once ? left : at_once;
        st = po_read_exactly(po, po->clandata, region->offset + (uint64_t)slot * place_size, bytes,
                             (size_t)some * place_size, PO_PART_INDEX);
        for (uint32_t i = 0; st == ST_OK && i < some; i++) {
            st = count_place(po, bytes + (size_t)i * place_size, slot + i, count);
        }
    }
    return st;
}

enum status po_stray_count(struct postoffice *po, uint32_t *count_out)
{
    *count_out = 0;
    const struct copies clandata = {po->clandata, PO_COPY_SIZE, PO_HEADER_USED, PO_HEADER_SIZE};
    const struct copies mlandata = {po->mlandata, PO_STORE_COPY_SIZE, PO_STORE_USED, PO_BLOCK_SIZE};
    enum status st = count_headers(po, &clandata, count_out);
    if (st == ST_OK) {
        st = count_headers(po, &mlandata, count_out);
    }
    if (st == ST_OK) {
        st = count_table(po, &po->header.directory, PO_ENTRY_SIZE, count_entry, count_out);
    }
    if (st == ST_OK) {
        st = count_table(po, &po->header.index, PO_RECORD_SIZE, count_record, count_out);
    }
    return st;
}
