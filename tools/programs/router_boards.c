#include "programs/router_boards.h"

#include "base/hash.h"
#include "base/text.h"
#include "po_board.h"

static uint64_t place_of(const struct router_way *way, uint32_t board, const char *address)
{
    const uint64_t place[] = {po_identity(way->from), board, text_hash(address)};
    return hash64(place, sizeof(place));
}

/* The post as a letter to the copy. */
static enum status letter_of(const struct router_way *way, const struct po_message *message,
                             struct arena *arena, struct router_post *post)
{
    struct bytes content = {0};
    struct ccm_message ccm = {0};
    size_t offset = 0;
    enum status st = po_message_read(way->from, message, arena, &content, NULL);
    if (st == ST_OK) {
        st = ccm_read(content, &offset, arena, &ccm, NULL) == ST_OK ? ST_OK : ST_FILE_CORRUPT;
    }
    if (st != ST_OK) {
        return st;
    }
    struct buffer written;
    const struct ccm_address to = {CCM_TO, post->address};
    ccm.addresses = &to;
    ccm.address_count = 1;
    buffer_init(&written, arena);
    ccm_write(&written, &ccm);
    post->content = buffer_bytes(&written);
    post->id = message->id;
    post->identity =
        (struct po_file_identity){.directory_hash = place_of(way, post->board, post->address),
                                  .size = post->content.size,
                                  .hash = hash128(post->content.data, post->content.size)};
    (void)text_format(post->identity.name, sizeof(post->identity.name), "%012llX",
                      (unsigned long long)(message->id & UINT64_C(0xFFFFFFFFFFFF)));
    return ST_OK;
}

/* What one board has for this queue. */
static enum status next_of_board(const struct router_way *way, const struct po_entry *board,
                                 struct arena *arena, struct router_post *post_out)
{
    struct po_copies copies = {0};
    enum status st = po_copies_read(way->from, board->usr, arena, &copies);
    for (size_t i = 0; st == ST_OK && i < copies.count; i++) {
        struct po_entry queue = {0};
        struct po_message message = {0};
        st = po_resolve(way->from, copies.items[i].address, &queue, NULL);
        if (st == ST_OK && queue.usr == way->queue) {
            st = po_queue_next(way->from, board->usr, copies.items[i].last_id, &message);
            if (st == ST_OK) {
                *post_out =
                    (struct router_post){.board = board->usr, .address = copies.items[i].address};
                return letter_of(way, &message, arena, post_out);
            }
        }
        st = st == ST_NO_MORE || st == ST_NOT_FOUND ? ST_OK : st; /* nobody is there yet */
    }
    return st == ST_OK ? ST_NO_MORE : st;
}

enum status router_boards_next(const struct router_way *way, struct arena *arena,
                               struct router_post *post_out)
{
    struct po_entries list = {0};
    enum status st = po_entry_list(way->from, arena, &list);
    if (st != ST_OK) {
        return st;
    }
    st = ST_NO_MORE;
    for (size_t i = 0; st == ST_NO_MORE && i < list.count; i++) {
        if (list.entries[i].kind == PO_BOARD) {
            st = next_of_board(way, &list.entries[i], arena, post_out);
        }
    }
    return st;
}

enum status router_boards_count(const struct router_way *way, const struct router_post *post,
                                struct arena *scratch)
{
    struct po_copies copies = {0};
    const enum status st = po_copies_read(way->from, post->board, scratch, &copies);
    for (size_t i = 0; i < copies.count; i++) {
        struct po_copy *copy = &copies.items[i];
        if (text_equal(copy->address, post->address) && copy->last_id < post->id) {
            copy->last_id = post->id;
        }
    }
    return st == ST_OK ? po_copies_write(way->from, post->board, &copies, scratch) : st;
}

bool router_boards_has_counted(const struct router_way *way,
                               const struct po_file_identity *identity)
{
    struct arena scratch = {0};
    struct po_entries list = {0};
    bool has = false;
    enum status st = po_entry_list(way->from, &scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        struct po_copies copies = {0};
        if (list.entries[i].kind != PO_BOARD) {
            continue;
        }
        st = po_copies_read(way->from, list.entries[i].usr, &scratch, &copies);
        for (size_t c = 0; st == ST_OK && c < copies.count; c++) {
            const struct po_copy *copy = &copies.items[c];
            has = has ||
                  (identity->directory_hash == place_of(way, list.entries[i].usr, copy->address) &&
                   copy->last_id >= router_letter_number(identity));
        }
    }
    arena_release(&scratch);
    return has;
}
