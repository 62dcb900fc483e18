/*
 * po_freed -- the blocks of messages that have gone, until the disk knows that they have
 *
 * What is written without a flush reaches the disk in any order. A message that a power cut brings
 * back must still have its blocks, so CLANDATA is on the disk before MLANDATA says that they are
 * free: once for all that was freed under a lock.
 */
#include "po_internal.h"

enum { FREED_MAX = 16 };

enum status po_free_later(struct postoffice *po, const struct po_record *record)
{
    const uint32_t count = po->store.block_count;
    REQUIRE(po->is_locked);
    REQUIRE(record->block_count != 0);
    if (record->first_block == 0 || record->first_block >= count || record->last_block == 0 ||
        record->last_block >= count || record->block_count >= count) {
        return po_corrupt(po, PO_PART_STORE);
    }
    enum status st = ST_OK;
    if (po->freed == NULL) {
        po->freed = arena_room(po->arena, FREED_MAX * sizeof(struct po_record));
    }
    if (po->freed_count == FREED_MAX) {
        st = po_free_settle(po);
    }
    po->freed[po->freed_count++] = *record;
    return st;
}

enum status po_free_settle(struct postoffice *po)
{
    const uint32_t count = po->freed_count;
    po->freed_count = 0;
    enum status st = count != 0 ? po_index_flush(po) : ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < count; i++) {
        st = po_store_free(po, &po->freed[i]);
    }
    return st;
}
