#include "po_wear.h"

#include <string.h>

#include "base/ccm.h"
#include "po_internal.h"

struct sent {
    uint64_t id;
    uint32_t usr;
};

/* A letter with a file of zeros. To make it longer or shorter, what stands behind the file moves,
 * and the counts change that the file is in: all else stays in its place. */
struct letter {
    uint8_t *bytes;
    size_t head;        /* before the file */
    size_t file;        /* as it is now */
    struct bytes tail;  /* behind it */
    size_t counts[4];   /* where the last digit of each count is, ... */
    uint64_t around[4]; /* ... and what it counts but the file */
    uint32_t count_count;
};

struct pile {
    struct sent *items;
    uint32_t count;
    struct letter letter;
    uint32_t left; /* changes until others may have the lock */
};

enum { CHANGES_AT_ONCE = 16 };

static struct bytes letter_write(struct arena *arena, struct bytes file)
{
    const struct ccm_address address = {CCM_TO, "Colleague"};
    const struct ccm_item items[] = {{CCM_TEXT, "", {(const uint8_t *)"Here it is.", 11}},
                                     {CCM_FILE, "WORK.WK4 1/6/97 8:00AM", file}};
    const struct ccm_message message = {.from = "Colleague",
                                        .date = "1/6/97 8:00AM",
                                        .subject = "Daily work",
                                        .addresses = &address,
                                        .address_count = 1,
                                        .items = items,
                                        .item_count = ARRAY_COUNT(items),
                                        .extra = ""};
    struct buffer target;
    buffer_init(&target, arena);
    ccm_write(&target, &message);
    return buffer_bytes(&target);
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* The number that ends at `last`. */
static uint64_t number_at(const uint8_t *bytes, size_t last)
{
    uint64_t number = 0;
    uint64_t unit = 1;
    for (size_t at = last; is_digit(bytes[at]); at--, unit *= 10) {
        number += unit * (uint64_t)(bytes[at] - '0');
    }
    return number;
}

/* Numbers that differ from those of a letter with an empty file count the file too. */
static void letter_find_counts(struct letter *letter, struct bytes empty)
{
    for (size_t at = 0; at < letter->head; at++) {
        if (letter->bytes[at] == empty.data[at]) {
            continue;
        }
        while (is_digit(letter->bytes[at + 1])) {
            at++;
        }
        REQUIRE(letter->count_count < ARRAY_COUNT(letter->counts));
        letter->counts[letter->count_count] = at;
        letter->around[letter->count_count++] = number_at(empty.data, at);
    }
}

static void letter_begin(struct letter *letter, size_t file_most, struct arena *arena)
{
    const struct bytes file = {arena_alloc(arena, file_most + 1), file_most};
    const struct bytes empty = letter_write(arena, (struct bytes){file.data, 0});
    const struct bytes full = letter_write(arena, file);
    const uint8_t *zeros = file_most != 0 ? memchr(full.data, 0, full.size) : NULL;
    const size_t head = zeros != NULL ? (size_t)(zeros - full.data) : full.size;
    *letter = (struct letter){
        .bytes = arena_copy(arena, full.data, full.size), .head = head, .file = file_most};
    REQUIRE(full.size == empty.size + file_most);
    letter->tail = (struct bytes){empty.data + head, empty.size - head};
    letter_find_counts(letter, empty);
}

/* The letter with a file of another size, at most the first one's. */
static struct bytes letter_of(struct letter *letter, size_t file)
{
    const size_t tail = letter->tail.size;
    memset(letter->bytes + letter->head + letter->file, 0, tail);
    for (uint32_t i = 0; i < letter->count_count; i++) {
        uint64_t number = letter->around[i] + file;
        uint8_t *at = letter->bytes + letter->counts[i];
        for (; is_digit(*at) || number != 0; at--, number /= 10) {
            *at = number != 0 ? (uint8_t)('0' + number % 10) : ' ';
        }
    }
    memcpy(letter->bytes + letter->head + file, letter->tail.data, tail);
    letter->file = file;
    return (struct bytes){letter->bytes, letter->head + file + tail};
}

static bool goes_on(const struct po_wear *wear, enum status st)
{
    return st == ST_LOCK_VIOLATION && wear->waited != NULL && wear->waited(wear->context);
}

/* The lock for the next change. */
static enum status take_lock(struct postoffice *po, const struct po_wear *wear, struct pile *pile,
                             bool sends)
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
    return st == ST_OK && sends ? po_numbers_take(po, CHANGES_AT_ONCE) : st;
}

static void give_lock(struct postoffice *po, struct pile *pile)
{
    po_unlock(po);
    pile->left = 0;
}

static enum status send_one(struct postoffice *po, const struct po_wear *wear, struct pile *pile,
                            struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    const uint64_t spread = (uint64_t)wear->size_last - wear->size_first + 1;
    const size_t size = wear->size_first + (size_t)wear->below(wear->context, spread);
    struct sent *sent = &pile->items[pile->count];
    sent->usr = wear->usrs[wear->below(wear->context, wear->usr_count)];
    const struct po_message_in in = {
        .content = letter_of(&pile->letter, size), .usrs = &sent->usr, .usr_count = 1};
    enum status st = take_lock(po, wear, pile, true);
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
    enum status st = take_lock(po, wear, pile, false);
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
    letter_begin(&pile.letter, wear->size_last, scratch);
    enum status st = ST_OK;
    for (uint32_t turn = 0; st == ST_OK && turn < wear->turnovers; turn++) {
        while (st == ST_OK && pile.count < wear->messages) {
            st = send_one(po, wear, &pile, scratch);
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
