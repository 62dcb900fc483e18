#include "programs/router_letter.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "base/hash.h"
#include "base/text.h"
#include "po_letter.h"
#include "po_list.h"

static const char unknown_recipient[] = "Recipient unknown";
static const char mailbox_full[] = "Mailbox is full";

static struct po_file_identity identity_of(const struct router_way *way,
                                           const struct po_message *message, struct bytes content)
{
    const uint64_t place[] = {po_identity(way->from), way->queue};
    struct po_file_identity identity = {.directory_hash = hash64(place, sizeof(place)),
                                        .size = content.size,
                                        .hash = hash128(content.data, content.size)};
    (void)text_format(identity.name, sizeof(identity.name), "%012llX",
                      (unsigned long long)(message->id & UINT64_C(0xFFFFFFFFFFFF)));
    return identity;
}

enum status router_letter_read(const struct router_way *way, uint64_t after_id, struct arena *arena,
                               struct router_letter *letter_out)
{
    size_t offset = 0;
    *letter_out = (struct router_letter){0};
    enum status st = po_queue_next(way->from, way->queue, after_id, &letter_out->message);
    if (st == ST_OK) {
        st = po_message_read(way->from, &letter_out->message, arena, &letter_out->content, NULL);
    }
    if (st == ST_OK) {
        st = ccm_read(letter_out->content, &offset, arena, &letter_out->ccm, NULL);
        st = st == ST_OK ? ST_OK : ST_FILE_CORRUPT;
    }
    if (st == ST_OK) {
        letter_out->identity = identity_of(way, &letter_out->message, letter_out->content);
    }
    return st;
}

static bool is_same_letter(const struct po_file_identity *a, const struct po_file_identity *b)
{
    return a->directory_hash == b->directory_hash && a->size == b->size &&
           hash128_equal(a->hash, b->hash) && strcmp(a->name, b->name) == 0;
}

bool router_letter_is_in(const struct po_memory *memory, const struct po_file_identity *identity)
{
    for (size_t i = 0; i < memory->count; i++) {
        const struct po_file_identity *file = &memory->items[i].file;
        if (is_same_letter(file, identity) && file->ordinal == identity->ordinal) {
            return true;
        }
    }
    return false;
}

bool router_letter_is_reported(const struct po_memory *memory,
                               const struct po_file_identity *identity)
{
    for (size_t i = 0; i < memory->count; i++) {
        if (memory->items[i].file.ordinal != 0 &&
            is_same_letter(&memory->items[i].file, identity)) {
            return true;
        }
    }
    return false;
}

uint64_t router_letter_number(const struct po_file_identity *identity)
{
    uint64_t id = 0;
    for (const char *c = identity->name; *c != '\0'; c++) {
        const char upper = text_upper_char(*c);
        const bool is_digit = upper >= '0' && upper <= '9';
        if (!is_digit && !(upper >= 'A' && upper <= 'F')) {
            return 0;
        }
        id = id * 16 + (uint64_t)(is_digit ? upper - '0' : upper - 'A' + 10);
    }
    return id;
}

bool router_letter_is_gone(const struct router_way *way, const struct po_file_identity *identity)
{
    const uint64_t place[] = {po_identity(way->from), way->queue};
    const uint64_t id = router_letter_number(identity);
    struct po_message message = {0};
    if (identity->directory_hash != hash64(place, sizeof(place)) || id == 0) {
        return false; /* of another queue, or IMPORT's */
    }
    const enum status st = po_queue_next(way->from, way->queue, id - 1, &message);
    return st == ST_NO_MORE || (st == ST_OK && message.id != id);
}

/* ---- who gets it ---- */

struct work {
    const struct router_way *way;
    const struct router_memory *memory;
    const struct router_letter *letter;
    struct arena *arena;
    struct buffer usrs;
    struct buffer refusals;
    const struct ccm_address *address; /* that is looked at */
    struct buffer addresses;           /* struct ccm_address: of those who are to get it */
    bool is_other;                     /* they are not as they were written */
};

/* Who goes by this name where it leads on is to get it. */
static void name_onward(struct work *work, const char *name)
{
    const struct ccm_address onward = {.kind = work->address->kind, .name = name};
    work->is_other = work->is_other || !text_equal(name, work->address->name);
    buffer_add(&work->addresses, &onward, sizeof(onward));
}

static uint32_t ordinal_of(const char *recipient)
{
    return (uint32_t)text_hash(recipient) | 1; /* 0 is the letter itself */
}

/* Does his sender know already that he does not get it? */
static bool is_reported(const struct work *work, const char *recipient)
{
    struct po_file_identity reported = work->letter->identity;
    reported.ordinal = ordinal_of(recipient);
    return router_letter_is_in(&work->memory->reports, &reported);
}

static void refuse(struct work *work, const char *recipient, const char *reason)
{
    if (is_reported(work, recipient)) {
        return;
    }
    const struct router_refusal refusal = {arena_text(work->arena, recipient), reason};
    const struct router_refusal *there =
        (const struct router_refusal *)(const void *)work->refusals.data;
    for (size_t i = 0; i < work->refusals.size / sizeof(refusal); i++) {
        if (text_equal(there[i].recipient, recipient)) {
            return; /* he is named twice */
        }
    }
    buffer_add(&work->refusals, &refusal, sizeof(refusal));
}

static void take(struct work *work, const char *recipient, uint32_t usr)
{
    for (size_t i = 0; i < work->memory->full_count; i++) {
        if (work->memory->full[i] == usr) {
            refuse(work, recipient, mailbox_full);
            return;
        }
    }
    buffer_add(&work->usrs, &usr, sizeof(usr));
}

/* "Doe, Ann at PO2" is "Doe, Ann" at PO2, whatever PO2 is called where it comes from. */
static const char *name_there(const struct work *work, const char *recipient)
{
    const char *at = NULL;
    for (const char *c = recipient; *c != '\0'; c++) {
        at = c != recipient && text_starts(c, " at ") ? c : at;
    }
    return at != NULL && text_equal(at + 4, work->way->known)
               ? arena_text_n(work->arena, recipient, (size_t)(at - recipient))
               : recipient;
}

/* Members of a list, or the readers of a board. */
static enum status take_many(struct work *work, const char *recipient, const char *name)
{
    struct po_expansion many = {0};
    const enum status st = po_expand(work->way->to, name, work->arena, &many);
    if (st == ST_NOT_FOUND) {
        refuse(work, recipient, unknown_recipient);
        return ST_OK;
    }
    for (size_t i = 0; st == ST_OK && i < many.usr_count; i++) {
        if (!is_reported(work, many.names[i])) {
            take(work, many.names[i], many.usrs[i]);
            name_onward(work, arena_text(work->arena, many.names[i]));
        }
    }
    for (size_t i = 0; st == ST_OK && i < many.unknown_count; i++) {
        refuse(work, many.unknown[i], unknown_recipient);
    }
    return st;
}

/* One who is meant, as `from` has him, and as the letter names him. */
static enum status take_recipient(struct work *work, const char *recipient, const char *written)
{
    struct po_entry entry = {0};
    if (is_reported(work, recipient)) {
        work->is_other = true;
        return ST_OK; /* also when he has come meanwhile */
    }
    const char *name = name_there(work, recipient);
    const enum status st = po_resolve(work->way->to, name, &entry, NULL);
    if (st == ST_OK && entry.usr == work->way->back) {
        refuse(work, recipient, unknown_recipient); /* each says that he is at the other */
    } else if (st == ST_OK) {
        take(work, recipient, entry.usr);
        name_onward(work, written);
    } else if (st == ST_NOT_FOUND) {
        return take_many(work, recipient, name);
    }
    return st;
}

/* Members of a list of `from` who are behind this queue. */
static enum status take_members(struct work *work, const char *address)
{
    struct po_expansion many = {0};
    const struct router_way *way = work->way;
    enum status st = po_expand(way->from, address, work->arena, &many);
    for (size_t i = 0; st == ST_OK && i < many.usr_count; i++) {
        char canonical[PO_ADDRESS_SIZE] = "";
        struct po_entry entry = {0};
        if (many.usrs[i] != way->queue) {
            continue;
        }
        st = po_resolve(way->from, many.names[i], &entry, canonical);
        if (st == ST_OK) {
            const char *member = arena_text(work->arena, canonical);
            st = take_recipient(work, member, member);
        }
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status take_address(struct work *work, const char *address)
{
    char canonical[PO_ADDRESS_SIZE] = "";
    struct po_entry entry = {0};
    const enum status st = po_resolve(work->way->from, address, &entry, canonical);
    if (st == ST_NOT_FOUND) {
        return take_members(work, address);
    }
    if (st == ST_OK && entry.usr == work->way->queue) {
        return take_recipient(work, arena_text(work->arena, canonical), address);
    }
    if (st == ST_OK) {
        name_onward(work, address); /* whom another queue leads to: he is shown */
    }
    return st;
}

/* Who reads it there next knows neither the lists of this post office nor whom its sender was told
 * that he does not get it: names of those who do. */
static enum status write_onward(struct work *work, struct router_letter *letter)
{
    bool leads = false;
    letter->onward = letter->content;
    const enum status st =
        work->is_other && letter->refusal_count == 0
            ? po_any_leads_on(work->way->to, letter->usrs, letter->usr_count, work->arena, &leads)
            : ST_OK;
    if (leads) {
        struct ccm_message ccm = letter->ccm;
        struct buffer content;
        buffer_init(&content, work->arena);
        ccm.addresses = (const struct ccm_address *)(const void *)work->addresses.data;
        ccm.address_count = (uint32_t)(work->addresses.size / sizeof(struct ccm_address));
        ccm_write(&content, &ccm);
        letter->onward = buffer_bytes(&content);
    }
    return st;
}

enum status router_letter_resolve(const struct router_way *way, const struct router_memory *memory,
                                  struct arena *arena, struct router_letter *letter)
{
    struct work work = {.way = way, .memory = memory, .letter = letter, .arena = arena};
    enum status st = ST_OK;
    buffer_init(&work.usrs, arena);
    buffer_init(&work.refusals, arena);
    buffer_init(&work.addresses, arena);
    for (uint32_t i = 0; st == ST_OK && i < letter->ccm.address_count; i++) {
        work.address = &letter->ccm.addresses[i];
        st = take_address(&work, letter->ccm.addresses[i].name);
    }
    letter->usrs = (const uint32_t *)(const void *)work.usrs.data;
    letter->usr_count = work.usrs.size / sizeof(uint32_t);
    letter->refusals = (const struct router_refusal *)(const void *)work.refusals.data;
    letter->refusal_count = work.refusals.size / sizeof(struct router_refusal);
    return st == ST_OK ? write_onward(&work, letter) : st;
}

/* ---- what its sender is told ---- */

/* Nobody is told of a report that somebody does not get. */
static bool is_report(const struct ccm_message *ccm)
{
    return ccm->from != NULL && text_starts(ccm->from, po_administrator) && ccm->subject != NULL &&
           text_equal(ccm->subject, po_report_subject);
}

enum status router_report_make(const struct router_way *way, const struct router_letter *letter,
                               const struct router_refusal *refusal, struct arena *arena,
                               struct router_report *report_out)
{
    const struct ccm_message *ccm = &letter->ccm;
    struct po_entry sender = {0};
    const char *from = arena_format(arena, "%s%s", po_administrator, po_name(way->to));
    const char *reason = arena_format(arena, "%s: %s", refusal->recipient, refusal->reason);
    const char *text =
        arena_format(arena,
                     "Your message could not be delivered.\r\nNot deliverable to "
                     "%s\r\n%s%s\r\nMessage %llu from %s to %s\r\n",
                     reason, po_report_about, ccm->subject, (unsigned long long)letter->message.id,
                     po_name(way->from), po_name(way->to));
    const struct ccm_item item = {CCM_TEXT, "", bytes_of_text(text)};
    const struct ccm_address to = {CCM_TO, ccm->from};
    const struct ccm_message report = {
        .from = from,
        .date = ccm->date,
        .subject = po_report_subject,
        .addresses = &to,
        .address_count = 1,
        .items = &item,
        .item_count = 1,
        .extra = ccm_marks_add(arena, "", CCM_MARK_FORWARD,
                               arena_format(arena, "%s %s; %s", ccm->date, from, reason)),
    };
    struct buffer content;
    const enum status st = ccm->from != NULL && !is_report(ccm)
                               ? po_resolve(way->from, ccm->from, &sender, NULL)
                               : ST_NOT_FOUND;
    if (st != ST_OK) {
        return st;
    }
    buffer_init(&content, arena);
    ccm_write(&content, &report);
    *report_out = (struct router_report){
        .content = buffer_bytes(&content), .usr = sender.usr, .identity = letter->identity};
    report_out->identity.ordinal = ordinal_of(refusal->recipient);
    return ST_OK;
}
