/* What the ledger knows of a letter beside its way: what it says, and in which order letters of one
 * sender reach one recipient. */
#include "base/ccm.h"
#include "base/hash.h"
#include "base/require.h"
#include "base/text.h"
#include "world/truth_inside.h"
#include "world/truth_pages.h"
#include "world/world.h"

/* Of text the letters and digits of ASCII, without case: what every conversion of code pages, line
 * ends and line lengths leaves as it is. */
static uint64_t add_text(uint64_t hash, struct bytes content)
{
    static const uint64_t prime = UINT64_C(0x100000001b3);
    for (size_t i = 0; i < content.size; i++) {
        const uint8_t c = (uint8_t)text_upper_char((char)content.data[i]);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            hash = (hash ^ c) * prime;
        }
    }
    return hash;
}

/* Text of more than 20 KB counts as a file, for it becomes one on its way (Q156063 2.6.15). */
void truth_contents_add(struct truth_contents *contents, bool is_text, struct bytes content)
{
    if (is_text && content.size <= CCM_TEXT_ITEM_MAX) {
        contents->text = add_text(contents->text, content);
    } else {
        contents->files += hash64_seeded(content.data, content.size, content.size);
        contents->file_count++;
    }
}

struct truth_contents truth_contents_of(struct arena *scratch, enum text_code_page page,
                                        const struct ccm_message *ccm)
{
    struct truth_contents contents = {0};
    for (uint32_t i = 0; i < ccm->item_count; i++) {
        const struct ccm_item *item = &ccm->items[i];
        const bool is_text = item->kind == CCM_TEXT;
        truth_contents_add(&contents, is_text,
                           is_text ? truth_pages_text(scratch, page, item->content)
                                   : item->content);
    }
    return contents;
}

void truth_contents_sent(struct truth *truth, struct truth_letter *letter,
                         const struct truth_contents *contents)
{
    struct truth_sent *sent = &letter->sent;
    if (letter->copies > 1) { /* another letter with the same subject */
        sent = arena_new(truth->world->arena, struct truth_sent);
        sent->next = letter->sent.next;
        letter->sent.next = sent;
    }
    sent->contents = *contents;
}

static bool is_equal(const struct truth_contents *one, const struct truth_contents *other)
{
    return one->text == other->text && one->files == other->files &&
           one->file_count == other->file_count;
}

void truth_contents_unsent(struct truth_letter *letter, const struct truth_contents *contents)
{
    struct truth_sent *sent = &letter->sent;
    struct truth_sent *next = sent->next;
    if (!is_equal(&sent->contents, contents)) {
        while (next != NULL && !is_equal(&next->contents, contents)) {
            sent = next;
            next = next->next;
        }
        sent->next = next != NULL ? next->next : NULL;
    } else if (next != NULL) {
        *sent = *next;
    } else {
        *sent = (struct truth_sent){0};
    }
}

static void fail(struct truth *truth, const struct truth_letter *letter, const char *recipient,
                 const char *what)
{
    struct world *world = truth->world;
    if (world->failure[0] == '\0') {
        (void)text_format(world->failure, sizeof(world->failure), "%s: letter \"%s\" to \"%s\"",
                          what, letter->subject, recipient);
    }
}

void truth_contents_check(struct truth *truth, const struct truth_letter *letter,
                          const char *recipient, const struct truth_contents *contents)
{
    REQUIRE(letter != NULL);
    if (letter->says_less) { /* long text counts as a file, and may not be so long any more */
        return;
    }
    bool is_text_good = false;
    for (const struct truth_sent *sent = &letter->sent; sent != NULL; sent = sent->next) {
        if (is_equal(&sent->contents, contents) ||
            (letter->is_spoilt && sent->contents.text == contents->text &&
             sent->contents.file_count == contents->file_count)) {
            return;
        }
        is_text_good = is_text_good || sent->contents.text == contents->text;
    }
    fail(truth, letter, recipient,
         is_text_good ? "altered, its files are not those that were sent"
                      : "altered, its text is not the one that was sent");
}

void truth_stranger(struct truth *truth, const struct truth_letter *letter, const char *name)
{
    fail(truth, letter, name, "in the mailbox of somebody whom it was not sent to");
}

static struct truth_pair *pair_of(struct truth *truth, uint64_t hash)
{
    struct truth_pair *pair = (void *)keyed_find(&truth->pairs, hash);
    if (pair == NULL) {
        pair = arena_new(truth->world->arena, struct truth_pair);
        keyed_add(&truth->pairs, &pair->by_names, hash);
    }
    return pair;
}

void truth_order_check(struct truth *truth, const struct truth_letter *letter,
                       const struct truth_duty *duty)
{
    if (letter->is_excused || letter->copies > 1 || duty->delivered > duty->owed) {
        return; /* the last one is doubled, which is told anyway */
    }
    const uint64_t key[] = {letter->sender_hash, text_hash(duty->recipient), letter->direction};
    struct truth_pair *pair = pair_of(truth, hash64(key, sizeof(key)));
    if (pair->last != NULL && letter->number < pair->last->number &&
        truth_went_apart(letter, pair->last)) {
        return;
    }
    if (pair->last != NULL && letter->number < pair->last->number) {
        fail(truth, letter, duty->recipient,
             arena_format(&truth->scratch, "out of order, behind \"%s\"", pair->last->subject));
        return;
    }
    pair->last = letter;
}
