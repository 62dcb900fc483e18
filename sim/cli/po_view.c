#include "cli/po_view.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "base/text.h"
#include "po_folder.h"
#include "po_list.h"
#include "po_map.h"
#include "po_text.h"

enum { BUCKETS = 8 }; /* 1, 2, 3..4, 5..8, 9..16, 17..32, 33..64, more */

struct spread {
    uint32_t messages;
    uint32_t extents; /* of all */
    uint32_t most;
    uint32_t fragmented;
    uint32_t states[PO_BLOCK_STATE_COUNT];
    uint32_t buckets[BUCKETS];
};

static void take_message(struct spread *spread, uint32_t extents)
{
    uint32_t bucket = 0;
    while (bucket + 1 < BUCKETS && extents > UINT32_C(1) << bucket) {
        bucket++;
    }
    spread->messages++;
    spread->extents += extents;
    spread->most = extents > spread->most ? extents : spread->most;
    spread->fragmented += extents > PO_EXTENT_TABLE ? 1 : 0;
    spread->buckets[bucket]++;
}

/* A chain, from its first block on, as far as it is its message's own. */
static uint32_t chain_extents(const struct po_map *map, uint32_t first)
{
    uint32_t extents = 1;
    uint32_t block = first;
    for (uint32_t steps = 0; steps < map->count; steps++) {
        const uint32_t next = map->blocks[block].next;
        if (next == 0 || next >= map->count ||
            map->blocks[next].held_by != map->blocks[first].held_by) {
            break;
        }
        extents += next != block + 1 ? 1 : 0;
        block = next;
    }
    return extents;
}

static enum status spread_of(struct postoffice *po, struct arena *arena, struct spread *spread_out)
{
    struct po_map map = {NULL, 0};
    const enum status st = po_map(po, arena, &map);
    *spread_out = (struct spread){0};
    for (uint32_t block = 1; st == ST_OK && block < map.count; block++) {
        const struct po_block *at = &map.blocks[block];
        spread_out->states[at->state]++;
        if (at->held_by != 0 && at->ordinal == 0 && at->message_id == at->held_by) {
            take_message(spread_out, chain_extents(&map, block));
        }
    }
    return st;
}

static double mean(const struct spread *spread)
{
    return spread->messages != 0 ? (double)spread->extents / spread->messages : 0;
}

void po_view_curve_head(struct buffer *target)
{
    buffer_text(target,
                "turnover  messages    blocks      free  extents/message  most  fragmented\n");
}

enum status po_view_curve(struct postoffice *po, uint32_t turnover, struct arena *arena,
                          struct buffer *target)
{
    struct arena scratch = {0};
    struct spread spread;
    (void)arena; /* a curve of many rows runs in flat memory */
    const enum status st = spread_of(po, &scratch, &spread);
    if (st == ST_OK) {
        uint32_t blocks = 0;
        for (size_t i = 0; i < PO_BLOCK_STATE_COUNT; i++) {
            blocks += spread.states[i];
        }
        buffer_format(target, "%8u  %8u  %8u  %8u  %15.2f  %4u  %10u\n", (unsigned)turnover,
                      (unsigned)spread.messages, (unsigned)blocks,
                      (unsigned)spread.states[PO_BLOCK_FREE], mean(&spread), (unsigned)spread.most,
                      (unsigned)spread.fragmented);
    }
    arena_release(&scratch);
    return st;
}

static void print_spread(const struct spread *spread, struct buffer *target)
{
    buffer_format(target, "\nextents of a message   messages\n");
    for (uint32_t i = 0; i < BUCKETS; i++) {
        char range[24];
        const unsigned last = 1U << i;
        if (i + 1 == BUCKETS) {
            (void)text_format(range, sizeof(range), "more than %u", last / 2);
        } else if (i < 2) {
            (void)text_format(range, sizeof(range), "%u", last);
        } else {
            (void)text_format(range, sizeof(range), "%u..%u", last / 2 + 1, last);
        }
        buffer_format(target, "    %-16s %10u\n", range, (unsigned)spread->buckets[i]);
    }
    buffer_format(
        target, "mean %.2f, most %u; %u messages have more than the %d that EXPORT maps\n",
        mean(spread), (unsigned)spread->most, (unsigned)spread->fragmented, PO_EXTENT_TABLE);
}

enum status po_view_stat(struct postoffice *po, const char *word, struct arena *arena,
                         struct buffer *target)
{
    struct po_report report;
    struct spread spread = {0};
    (void)word;
    enum status st = po_check_opened(po, arena, &report);
    if (st == ST_OK && report.bad_headers == 0) {
        st = spread_of(po, arena, &spread);
    }
    if (st != ST_OK) {
        return st;
    }
    buffer_format(target, "post office  %s, code page %d\n", po_text_shown(po, po_name(po), arena),
                  po_code_page(po));
    buffer_format(target, "entries      %u, %u of them with a mailbox or queue\n",
                  (unsigned)report.entries, (unsigned)report.mailboxes);
    buffer_format(target, "messages     %u, and %u pointers to them\n", (unsigned)report.messages,
                  (unsigned)report.pointers);
    buffer_format(target,
                  "blocks       %u of 2048 bytes: %u used, %u free, %u lost, %u torn, %u "
                  "crossed\n",
                  (unsigned)report.blocks, (unsigned)spread.states[PO_BLOCK_USED],
                  (unsigned)spread.states[PO_BLOCK_FREE], (unsigned)spread.states[PO_BLOCK_LOST],
                  (unsigned)spread.states[PO_BLOCK_TORN],
                  (unsigned)spread.states[PO_BLOCK_CROSSED]);
    buffer_format(target, "condition    %u signs of wear, %u errors\n", (unsigned)report.wear,
                  (unsigned)report.errors);
    print_spread(&spread, target);
    return ST_OK;
}

/* ---- dump ---- */

/* Priority, receipts, history, and where it lies; nothing for a plain letter. */
static void dump_marks(const struct postoffice *po, const struct po_message *message,
                       const struct ccm_message *letter, struct arena *arena, struct buffer *target)
{
    struct ccm_marks marks;
    ccm_marks_read(letter->extra, arena, &marks);
    if (marks.priority != CCM_NORMAL) {
        buffer_format(target, "  priority %s", ccm_priority_word(marks.priority));
    }
    if (marks.receipt_to[0] != '\0') {
        buffer_format(target, "  receipt to %s", po_text_shown(po, marks.receipt_to, arena));
    }
    if (marks.read_at[0] != '\0') {
        buffer_format(target, "  receipt: read %s", marks.read_at);
    }
    for (uint32_t i = 0; i < marks.forward_count; i++) {
        buffer_format(target, "  forwarded from %s", po_text_shown(po, marks.forwards[i], arena));
    }
    if (message->folder != 0) {
        buffer_format(target, "  folder %u", (unsigned)message->folder);
    }
    buffer_text(target, (message->marks & PO_MARK_READ) != 0 ? "  read\n" : "\n");
}

/* Folders of a mailbox that were made, members of a list. */
static void dump_note(struct postoffice *po, const struct po_entry *entry, struct arena *arena,
                      struct buffer *target)
{
    struct po_folders folders = {0};
    struct po_members members = {0};
    if (entry->kind == PO_LIST) {
        DISCARD(po_members_read(po, entry->usr, arena, &members), "then it shows none");
    } else {
        DISCARD(po_folder_list(po, entry->usr, arena, &folders), "then it shows none");
    }
    for (size_t i = 0; i < folders.count; i++) {
        if (folders.items[i].number >= PO_FOLDER_OWN) {
            buffer_format(target, "  folder %u  %s\n", (unsigned)folders.items[i].number,
                          po_text_shown(po, folders.items[i].name, arena));
        }
    }
    for (size_t i = 0; i < members.count; i++) {
        buffer_format(target, "  member  %s\n", po_text_shown(po, members.names[i], arena));
    }
}

static void dump_message(struct postoffice *po, const struct po_message *message,
                         struct arena *arena, struct buffer *target)
{
    struct bytes content = {NULL, 0};
    struct ccm_message letter = {0};
    struct diagnostic diagnostic = {0};
    uint32_t extents = 0;
    size_t offset = 0;
    const enum status st = po_message_read(po, message, arena, &content, &extents);
    buffer_format(target, "  %8llu  slot %-6u %8llu bytes  ", (unsigned long long)message->id,
                  (unsigned)message->slot, (unsigned long long)message->size);
    if (st != ST_OK) {
        buffer_format(target, "cannot be read: %s\n", status_text(st));
    } else if (ccm_read(content, &offset, arena, &letter, &diagnostic) != ST_OK) {
        buffer_format(target, "%u extents  no letter: line %u, byte %llu: %s\n", (unsigned)extents,
                      (unsigned)diagnostic.line, (unsigned long long)diagnostic.offset,
                      diagnostic.text);
    } else {
        buffer_format(target, "%u extents  %s  %s  \"%s\"", (unsigned)extents, letter.date,
                      po_text_shown(po, letter.from, arena),
                      po_text_shown(po, letter.subject, arena));
        dump_marks(po, message, &letter, arena, target);
    }
}

static enum status dump_entry(struct postoffice *po, const struct po_entry *entry,
                              struct arena *arena, struct buffer *target)
{
    buffer_format(target, "%c  %s", (char)entry->kind, po_text_shown(po, entry->name, arena));
    if (entry->usr != 0) {
        buffer_format(target, "  USR%05u", (unsigned)entry->usr);
    }
    if (entry->address[0] != '\0') {
        buffer_format(target, "  at %s", po_text_shown(po, entry->address, arena));
    }
    if (entry->fan[0] != '\0') {
        buffer_format(target, "  fan %s", po_text_shown(po, entry->fan, arena));
    }
    if (entry->marker != PO_MARKER_NONE) {
        buffer_text(target, "  to be propagated");
    }
    buffer_format(target, "%s%s\n", entry->comment[0] != '\0' ? "  " : "",
                  po_text_shown(po, entry->comment, arena));
    struct po_message message = {0};
    enum status st = entry->usr != 0 ? ST_OK : ST_NO_MORE;
    if (entry->usr != 0) {
        dump_note(po, entry, arena, target);
    }
    while (st == ST_OK) {
        const uint64_t after = message.id;
        message.id = 0;
        st = po_queue_next(po, entry->usr, after, &message);
        if (st == ST_OK || (st == ST_FILE_CORRUPT && message.id > after)) {
            st = ST_OK;
            dump_message(po, &message, arena, target);
        }
    }
    if (st == ST_FILE_CORRUPT) {
        buffer_text(target, "  the mailbox file cannot be read\n");
    }
    return st == ST_NO_MORE || st == ST_FILE_CORRUPT ? ST_OK : st;
}

/* Runs of blocks that go straight on. */
static void dump_blocks(const struct po_map *map, struct buffer *target)
{
    for (uint32_t first = 1; first < map->count;) {
        const struct po_block *at = &map->blocks[first];
        uint32_t last = first;
        while (last + 1 < map->count && map->blocks[last + 1].state == at->state &&
               map->blocks[last + 1].held_by == at->held_by &&
               (at->held_by == 0 || map->blocks[last].next == last + 1)) {
            last++;
        }
        buffer_format(target, "  %u..%u  %s", (unsigned)first, (unsigned)last,
                      po_block_state_name(at->state));
        if (at->held_by != 0) {
            buffer_format(target, " by %llu, part %u", (unsigned long long)at->held_by,
                          (unsigned)at->ordinal);
        }
        buffer_text(target, "\n");
        first = last + 1;
    }
}

enum status po_view_dump(struct postoffice *po, const char *word, struct arena *arena,
                         struct buffer *target)
{
    struct po_entries list = {0};
    struct po_entries removed = {0};
    struct po_map map = {NULL, 0};
    (void)word;
    enum status st = po_entry_list(po, arena, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        st = dump_entry(po, &list.entries[i], arena, target);
    }
    if (st == ST_OK && po_entry_list_removed(po, arena, &removed) == ST_OK) {
        for (size_t i = 0; i < removed.count; i++) {
            buffer_format(target, "-  %s  to be propagated\n",
                          po_text_shown(po, removed.entries[i].name, arena));
        }
    }
    if (st == ST_OK) {
        st = po_map(po, arena, &map);
    }
    if (st == ST_OK) {
        buffer_text(target, "blocks\n");
        dump_blocks(&map, target);
    }
    return st;
}
