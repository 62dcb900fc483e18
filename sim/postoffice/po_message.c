/*
 * po_message -- messages into mailboxes and queues, and out of them
 *
 * In: blocks taken (MLANDATA header) and written, pointers, and then the index record, whose state
 * stands behind what it says: that one write is the commit (ARCHITECTURE.md, "Handing over mail").
 * Out: the pointer, the counter, at zero the record and the chain.
 */
#include <string.h>

#include "po_internal.h"

enum { LARGE_BYTES = 1 << 20 };

static bool is_repeated(const struct po_message_in *message, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (message->usrs[i] == message->usrs[at]) {
            return true;
        }
    }
    return false;
}

/* After an error (the process goes on): pointers to what was not committed are taken back, best
 * effort. */
static void retract(struct postoffice *po, const struct po_message_in *message, size_t count,
                    uint64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_repeated(message, i) &&
            po_mailbox_retract(po, message->usrs[i], id) == ST_PROCESS_GONE) {
            return;
        }
    }
}

static enum status append_all(struct postoffice *po, const struct po_message_in *message,
                              uint64_t id, struct po_record *record, uint32_t slot)
{
    for (size_t i = 0; i < message->usr_count; i++) {
        if (is_repeated(message, i)) {
            continue;
        }
        const struct po_pointer pointer = {
            .message_id = id,
            .slot = slot,
            .state = message->is_note ? PO_POINTER_NOTE : PO_POINTER_LIVE,
            .folder = message->folders != NULL ? message->folders[i] : 0};
        const enum status st = po_mailbox_append(po, message->usrs[i], &pointer);
        if (st != ST_OK) {
            if (st != ST_PROCESS_GONE) {
                retract(po, message, i + 1, id);
            }
            return st;
        }
        record->references++;
    }
    return ST_OK;
}

static struct po_record record_of(const struct postoffice *po, const struct po_message_in *message,
                                  const struct po_place *place, uint64_t id)
{
    const struct po_extent last = place->extents[place->extent_count - 1];
    struct po_record record = {.state = PO_RECORD_LIVE,
                               .first_block = place->extents[0].first,
                               .last_block = last.first + last.count - 1,
                               .block_count = place->block_count,
                               .message_id = id,
                               .size = message->content.size};
    if (message->file != NULL) {
        record.file = *message->file;
        record.run = po->run;
    }
    return record;
}

/* After an error before the record was written (the process goes on): blocks and slot are given
 * back, best effort. */
static void give_back(struct postoffice *po, const struct po_store_header *before,
                      const struct po_place *place, const struct po_record *record, bool is_written)
{
    if (place->from_free == 0) {
        po->store = *before;
        po->store.next_id = record->message_id + 1;
    } else if (!is_written || po_store_free(po, record) != ST_OK) {
        return; /* lost until RECLAIM */
    }
    po->store.index_free = before->index_free;
    po->store.index_used = before->index_used;
    DISCARD(po_store_header_write(po), "otherwise the blocks are lost until RECLAIM");
}

/* A commit that is on disk has all on disk that it speaks of. */
static enum status flush_pointers(struct postoffice *po, const struct po_message_in *message,
                                  uint64_t id)
{
    const enum status st = message->file != NULL ? po_flush(po) : ST_OK;
    if (st != ST_OK && st != ST_PROCESS_GONE) {
        retract(po, message, message->usr_count, id);
    }
    return st;
}

enum status po_numbers_take(struct postoffice *po, uint32_t count)
{
    REQUIRE(po->is_locked);
    po->taken_id = po->store.next_id + count;
    const enum status st = po_store_header_write(po);
    return st == ST_OK ? po_store_flush(po) : st;
}

enum status po_import_message(struct postoffice *po, const struct po_message_in *message,
                              struct arena *scratch, uint64_t *id_out)
{
    REQUIRE(po->is_locked);
    REQUIRE(message->usr_count != 0);
    REQUIRE(message->file == NULL || po->run != 0);
    po->full_usr = 0;
    const struct po_store_header before = po->store;
    struct po_place place = {0};
    enum status st = po_index_take(po, scratch, &place.slot);
    if (st == ST_OK) {
        st = po_store_take(po, message->content.size, scratch, &place);
    }
    if (st != ST_OK) {
        return st;
    }
    const uint64_t id = po->store.next_id++;
    struct po_record record = record_of(po, message, &place, id);
    st = po_store_header_write(po);
    if (st != ST_OK) {
        return st;
    }
    st = po_store_write(po, &place, id, message->content, scratch);
    const bool is_written = st == ST_OK;
    if (is_written && id >= po->taken_id) { /* it is on the disk before a pointer has it */
        st = po_store_flush(po);
    }
    if (st == ST_OK) {
        st = append_all(po, message, id, &record, place.slot);
    }
    if (st != ST_OK) {
        if (st != ST_PROCESS_GONE) {
            give_back(po, &before, &place, &record, is_written);
        }
        return st;
    }
    st = flush_pointers(po, message, id);
    if (st != ST_OK) {
        return st;
    }
    st = po_index_write(po, place.slot, &record); /* after an error nobody knows: all stays */
    if (st == ST_OK && id_out != NULL) {
        *id_out = id;
    }
    return st;
}

enum status po_send(struct postoffice *po, const struct po_message_in *message,
                    struct arena *scratch, uint64_t *id_out)
{
    REQUIRE(message->file == NULL);
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = po_import_message(po, message, scratch, id_out);
        po_unlock(po);
    }
    return st;
}

/* Where to look for the first id above after_id, given that the mailbox is loaded. */
static enum status position_after(struct postoffice *po, uint64_t after_id, uint32_t *position_out)
{
    uint32_t low = po->mailbox->header.head;
    uint32_t high = po->mailbox->header.tail;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        struct po_pointer pointer;
        const enum status st = po_mailbox_pointer(po, middle, &pointer);
        if (st != ST_OK) {
            return st;
        }
        if (pointer.message_id <= after_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *position_out = low;
    return ST_OK;
}

/* Positions of the loaded mailbox. `trusts`: the letter that was found last need not be looked for
 * again; whoever reads it will see. */
struct stretch {
    uint32_t first;
    uint32_t end;
    bool trusts;
};

static enum status next_in(struct postoffice *po, struct stretch stretch, uint64_t after_id,
                           struct po_message *message_out)
{
    struct po_found *found = &po->found;
    for (uint32_t position = stretch.first; position < stretch.end; position++) {
        struct po_pointer pointer;
        enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st != ST_OK) {
            return st;
        }
        if (pointer.state != PO_POINTER_LIVE || pointer.message_id <= after_id) {
            continue;
        }
        *message_out = (struct po_message){.id = pointer.message_id,
                                           .slot = pointer.slot,
                                           .position = position,
                                           .folder = pointer.folder,
                                           .marks = pointer.marks};
        if (!stretch.trusts || found->id != pointer.message_id || found->slot != pointer.slot) {
            found->id = 0;
            st = po_index_find(po, pointer.message_id, pointer.slot, &found->record);
        }
        if (st == ST_NOT_FOUND) {
            continue;
        }
        if (st == ST_OK) {
            found->id = pointer.message_id;
            found->slot = pointer.slot;
            message_out->size = found->record.size;
        }
        return st;
    }
    return ST_NO_MORE;
}

static enum status look(struct postoffice *po, uint32_t usr, uint64_t after_id, bool trusts,
                        struct po_message *message_out)
{
    enum status st = po_mailbox_load(po, usr);
    if (st != ST_OK) {
        return st;
    }
    struct stretch stretch = {po->mailbox->header.head, po->mailbox->header.tail, trusts};
    if (after_id != 0) {
        st = position_after(po, after_id, &stretch.first);
    }
    return st == ST_OK ? next_in(po, stretch, after_id, message_out) : st;
}

enum status po_queue_next(struct postoffice *po, uint32_t usr, uint64_t after_id,
                          struct po_message *message_out)
{
    return look(po, usr, after_id, false, message_out);
}

/* Is all in front of these pointers, which were seen, up to `after_id`? */
static bool goes_on(struct postoffice *po, uint32_t first, uint64_t after_id)
{
    const uint8_t *bytes = NULL;
    return first == po->mailbox->header.head ||
           (po_pointer_view(po, first, first, &bytes) == ST_OK && po_pointer_id(bytes) <= after_id);
}

enum status po_queue_follow(struct postoffice *po, uint32_t usr, uint64_t after_id,
                            struct po_message *message_out)
{
    struct stretch seen = {.trusts = true};
    if (po->mailbox->usr == usr && po_mailbox_seen(po, &seen.first, &seen.end) &&
        goes_on(po, seen.first, after_id)) {
        const enum status st = next_in(po, seen, after_id, message_out);
        if (st != ST_NO_MORE) {
            return st;
        }
    }
    return look(po, usr, after_id, true, message_out);
}

enum status po_content_read(struct postoffice *po, const struct po_record *record,
                            struct arena *arena, struct bytes *content_out, uint32_t *extents_out)
{
    uint32_t extents = 0;
    enum status st = ST_OK;
    if (record->size > LARGE_BYTES) { /* before memory is asked for */
        uint64_t file_size = 0;
        st = os_size(po->port, po->mlandata, &file_size);
        if (st == ST_OK && record->size > file_size) {
            st = po_corrupt(po, PO_PART_STORE);
        }
    }
    if (st != ST_OK) {
        return st;
    }
    uint8_t *content = arena_room(arena, (size_t)record->size + 1);
    content[record->size] = 0;
    st = po_store_read(po, record, content, &extents);
    *content_out = (struct bytes){content, (size_t)record->size};
    if (extents_out != NULL) {
        *extents_out = extents;
    }
    return st;
}

/* The same from MLANDATA as it is now. */
static enum status content_load(struct postoffice *po, const struct po_record *record,
                                struct arena *arena, struct bytes *content_out,
                                uint32_t *extents_out)
{
    enum status st = po_store_open(po);
    if (st == ST_OK && record->block_count >= po->store.block_count) {
        st = po_store_header_read(po); /* it has grown since */
        if (st == ST_OK && record->block_count >= po->store.block_count) {
            st = po_corrupt(po, PO_PART_STORE);
        }
    }
    return st == ST_OK ? po_content_read(po, record, arena, content_out, extents_out) : st;
}

static enum status read_once(struct postoffice *po, const struct po_message *message,
                             struct arena *arena, struct bytes *content_out, uint32_t *extents_out)
{
    struct po_record record;
    const enum status st = po_index_find(po, message->id, message->slot, &record);
    return st == ST_OK ? content_load(po, &record, arena, content_out, extents_out) : st;
}

/* Between the record and its blocks somebody may have deleted the message. */
static bool is_gone(struct postoffice *po, const struct po_message *message)
{
    struct po_record record;
    return po_index_find(po, message->id, message->slot, &record) == ST_NOT_FOUND;
}

/* Who keeps a post office open while RECLAIM works may have the index of one MLANDATA and the
 * blocks of another. */
enum status po_message_read(struct postoffice *po, const struct po_message *message,
                            struct arena *arena, struct bytes *content_out, uint32_t *extents_out)
{
    enum status st = ST_FILE_CORRUPT;
    if (po->found.id == message->id && po->found.slot == message->slot) {
        po->found.id = 0; /* its blocks say whether it is still there, or the index then does */
        st = content_load(po, &po->found.record, arena, content_out, extents_out);
    }
    if (st == ST_FILE_CORRUPT) {
        st = read_once(po, message, arena, content_out, extents_out);
    }
    if (st != ST_FILE_CORRUPT || po->is_locked) {
        return st;
    }
    const uint32_t generation = po->header.generation;
    const enum po_part fault = po->fault;
    if (po_header_read(po) != ST_OK || po->header.generation == generation) {
        return is_gone(po, message) ? ST_NOT_FOUND : po_corrupt(po, fault);
    }
    po->has_store = false;
    return read_once(po, message, arena, content_out, extents_out);
}

enum status po_message_release(struct postoffice *po, uint32_t slot, const struct po_record *record)
{
    const bool is_held = po_record_is_remembered(po, record);
    const struct po_record freed = {.state = is_held ? PO_RECORD_HELD : PO_RECORD_FREE,
                                    .next_free = po->store.index_free,
                                    .message_id = record->message_id,
                                    .flags = record->flags};
    enum status st = po_index_write_end(po, slot, &freed);
    if (st == ST_OK) {
        st = po_free_later(po, record);
    }
    if (st != ST_OK) {
        return st;
    }
    if (is_held) {
        po->store.held++;
    } else {
        po->store.index_free = slot + 1;
    }
    return ST_OK;
}

enum status po_message_drop(struct postoffice *po, uint32_t slot, struct po_record *record)
{
    if (!record->counter_is_good) {
        return ST_OK; /* CHKSTAT's */
    }
    if (record->references > 1) { /* a pointer that a cut brings back would be counted again */
        const enum status st = po_mailbox_flush(po);
        record->references--;
        return st == ST_OK ? po_index_write_end(po, slot, record) : st;
    }
    const enum status st = po_message_release(po, slot, record);
    po->owes_store = po->owes_store || st == ST_OK;
    return st;
}

enum status po_dequeue(struct postoffice *po, uint32_t usr, uint64_t id)
{
    REQUIRE(po->is_locked);
    uint32_t position = 0;
    struct po_pointer pointer = {0};
    struct po_record record;
    po->found.id = 0;
    enum status st = po_mailbox_load(po, usr);
    if (st == ST_OK) {
        st = po_mailbox_find(po, id, &position, &pointer);
    }
    if (st == ST_OK) {
        st = po_mailbox_remove(po, position);
    }
    if (st != ST_OK) {
        return st;
    }
    st = po_index_find(po, id, pointer.slot, &record);
    if (st == ST_NOT_FOUND || st == ST_FILE_CORRUPT) {
        return ST_OK; /* out of the queue; what is left of it is CHKSTAT's */
    }
    return st == ST_OK ? po_message_drop(po, pointer.slot, &record) : st;
}

enum status po_delete(struct postoffice *po, uint32_t usr, uint64_t id)
{
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = po_dequeue(po, usr, id);
        po_unlock(po);
    }
    return st;
}
