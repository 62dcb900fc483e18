#include "po_wear.h"

#include <string.h>

#include "base/ccm.h"
#include "po_internal.h"

struct sent {
    uint64_t id;
    uint32_t usr;
};

struct pile {
    struct sent *items;
    uint32_t count;
    struct buffer letter; /* the last one, ... */
    size_t letter_size;   /* ... with a file of this size; its memory is used again and again */
    uint32_t left;        /* changes until others may have the lock */
};

enum { CHANGES_AT_ONCE = 16 };

/* A letter with a file of this size. */
static void write_letter(struct pile *pile, const uint8_t *data, size_t size)
{
    const struct ccm_address address = {CCM_TO, "Colleague"};
    const struct ccm_item items[] = {{CCM_TEXT, "", {(const uint8_t *)"Here it is.", 11}},
                                     {CCM_FILE, "WORK.WK4 1/6/97 8:00AM", {data, size}}};
    const struct ccm_message message = {.from = "Colleague",
                                        .date = "1/6/97 8:00AM",
                                        .subject = "Daily work",
                                        .addresses = &address,
                                        .address_count = 1,
                                        .items = items,
                                        .item_count = ARRAY_COUNT(items),
                                        .extra = ""};
    if (pile->letter.size == 0 || size != pile->letter_size) {
        buffer_clear(&pile->letter);
        ccm_write(&pile->letter, &message);
        pile->letter_size = size;
    }
}

static bool goes_on(const struct po_wear *wear, enum status st)
{
    return st == ST_LOCK_VIOLATION && wear->waited != NULL && wear->waited(wear->context);
}

/* The lock for the next change. */
static enum status take_lock(struct postoffice *po, const struct po_wear *wear, struct pile *pile)
{
    if (pile->left != 0) {
        pile->left--;
        return ST_OK;
    }
    po_unlock(po);
    enum status st = ST_OK;
    do {
        st = po_lock(po);
    } while (goes_on(wear, st));
    pile->left = st == ST_OK ? CHANGES_AT_ONCE - 1 : 0;
    return st;
}

static void give_lock(struct postoffice *po, struct pile *pile)
{
    po_unlock(po);
    pile->left = 0;
}

static enum status send_one(struct postoffice *po, const struct po_wear *wear, struct pile *pile,
                            const uint8_t *data, struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    const uint64_t spread = (uint64_t)wear->size_last - wear->size_first + 1;
    const size_t size = wear->size_first + (size_t)wear->below(wear->context, spread);
    struct sent *sent = &pile->items[pile->count];
    write_letter(pile, data, size);
    sent->usr = wear->usrs[wear->below(wear->context, wear->usr_count)];
    const struct po_message_in in = {
        .content = buffer_bytes(&pile->letter), .usrs = &sent->usr, .usr_count = 1};
    enum status st = take_lock(po, wear, pile);
    if (st == ST_OK) {
        st = po_import_message(po, &in, scratch, &sent->id);
    }
    pile->count += st == ST_OK ? 1 : 0;
    arena_rewind(scratch, mark);
    return st;
}

static enum status delete_one(struct postoffice *po, const struct po_wear *wear, struct pile *pile)
{
    struct sent *chosen = &pile->items[wear->below(wear->context, pile->count)];
    enum status st = take_lock(po, wear, pile);
    if (st == ST_OK) {
        st = po_dequeue(po, chosen->usr, chosen->id);
    }
    *chosen = pile->items[--pile->count];
    return st == ST_NOT_FOUND ? ST_OK : st; /* its reader was quicker */
}

enum status po_wear(struct postoffice *po, const struct po_wear *wear, struct arena *scratch)
{
    REQUIRE(wear->usr_count != 0);
    REQUIRE(wear->size_first <= wear->size_last);
    const struct arena_mark mark = arena_mark(scratch);
    struct pile pile = {.items = arena_array(scratch, struct sent, (size_t)wear->messages + 1)};
    const uint8_t *data = arena_alloc(scratch, (size_t)wear->size_last + 1);
    buffer_init(&pile.letter, scratch);
    write_letter(&pile, data, wear->size_last); /* so that it need not grow later */
    enum status st = ST_OK;
    for (uint32_t turn = 0; st == ST_OK && turn < wear->turnovers; turn++) {
        while (st == ST_OK && pile.count < wear->messages) {
            st = send_one(po, wear, &pile, data, scratch);
        }
        while (st == ST_OK && pile.count > wear->keep) {
            st = delete_one(po, wear, &pile);
        }
        give_lock(po, &pile);
        if (st == ST_OK && wear->turned != NULL) {
            st = wear->turned(wear->context, po, turn + 1);
        }
    }
    po_mailbox_close(po); /* they have gone */
    arena_rewind(scratch, mark);
    return st;
}
