/*
 * cctools_letter -- letters, folders and lists of a post office by hand
 */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/ccm_marks.h"
#include "cctools_request.h"
#include "po_folder.h"
#include "po_letter.h"
#include "po_list.h"

#define NO_NAME "the directory has no such name, or it has no mailbox here"
#define NO_LETTER "there is no letter of that number; list shows them"

/* words[0], with its mailbox or queue. */
static enum status mailbox_named(struct postoffice *po, const struct request *request,
                                 struct po_entry *entry_out)
{
    enum status st = po_entry_find(po, request->words[0], entry_out);
    if (st == ST_OK && entry_out->usr == 0) {
        st = ST_NOT_FOUND;
    }
    return request_blame(request, 0, NO_NAME, st);
}

/* "  [urgent, read, in Trash]"; "" for a plain letter. */
static const char *marks_shown(const struct postoffice *po, const struct po_message *message,
                               const char *folder, const struct ccm_marks *marks,
                               struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    if (marks->priority != CCM_NORMAL) {
        buffer_format(&text, ", %s", marks->priority == CCM_URGENT ? "urgent" : "low");
    }
    if (marks->receipt_to[0] != '\0') {
        buffer_text(&text, ", wants a receipt");
    }
    if (marks->read_at[0] != '\0') {
        buffer_format(&text, ", receipt of %s", marks->read_at);
    }
    if (marks->forward_count != 0) {
        buffer_format(&text, ", forwarded %u times", (unsigned)marks->forward_count);
    }
    if ((message->marks & PO_MARK_READ) != 0) {
        buffer_text(&text, ", read");
    }
    if (message->folder != 0) {
        buffer_format(&text, ", in %s", po_text_shown(po, folder, arena));
    }
    const char *shown = buffer_string(&text);
    return text.size != 0 ? arena_format(arena, "  [%s]", shown + 2) : "";
}

static void print_message(const struct postoffice *po, const struct po_message *message,
                          struct bytes content, const struct po_folders *folders,
                          struct arena *arena)
{
    struct ccm_message read;
    struct ccm_marks marks;
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    if (ccm_read(content, &offset, arena, &read, &diagnostic) != ST_OK) {
        printf("%llu  (%llu bytes) line %u, byte %llu: %s\n", (unsigned long long)message->id,
               (unsigned long long)message->size, (unsigned)diagnostic.line,
               (unsigned long long)diagnostic.offset, diagnostic.text);
        return;
    }
    ccm_marks_read(read.extra, arena, &marks);
    printf("%llu  %s  %s  %s%s\n", (unsigned long long)message->id, read.date,
           po_text_shown(po, read.from, arena), po_text_shown(po, read.subject, arena),
           marks_shown(po, message, po_folder_name(folders, message->folder), &marks, arena));
    for (uint32_t i = 0; i < marks.forward_count; i++) {
        printf("     forwarded from %s\n", po_text_shown(po, marks.forwards[i], arena));
    }
    for (uint32_t i = 0; i < read.item_count; i++) {
        printf("     %s item, %zu bytes  %s\n", read.items[i].kind == CCM_TEXT ? "text" : "file",
               read.items[i].content.size, po_text_shown(po, read.items[i].title, arena));
    }
}

enum status letter_list(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entry entry;
    struct po_folders folders = {0};
    struct po_message message = {0};
    enum status unread = ST_OK;
    enum status st = mailbox_named(po, request, &entry);
    if (st == ST_OK) {
        st = po_folder_list(po, entry.usr, arena, &folders);
    }
    while (st == ST_OK) {
        struct bytes content = {NULL, 0};
        st = po_queue_next(po, entry.usr, message.id, &message);
        if (st != ST_OK) {
            break;
        }
        const enum status read = po_message_read(po, &message, arena, &content, NULL);
        if (read == ST_OK) {
            print_message(po, &message, content, &folders, arena);
        } else { /* those behind it can be listed all the same */
            printf("%llu  cannot be read: %s\n", (unsigned long long)message.id, status_text(read));
            unread = read;
        }
    }
    return request_blame(request, 0, NULL, st == ST_NO_MORE ? unread : st);
}

/* Who gets it: one, or the members of a list, or a board. */
static enum status takers(struct postoffice *po, const char *to, struct arena *arena,
                          char shown_out[PO_ADDRESS_SIZE], struct po_expansion *takers_out)
{
    struct po_entry entry;
    enum status st = po_resolve(po, to, &entry, shown_out);
    if (st == ST_NOT_FOUND) {
        st = text_copy(shown_out, PO_ADDRESS_SIZE, to) ? po_expand(po, to, arena, takers_out)
                                                       : ST_TOO_LONG;
        return st == ST_OK && takers_out->usr_count == 0 ? ST_NOT_FOUND : st;
    }
    if (st == ST_OK) {
        uint32_t *usr = arena_new(arena, uint32_t);
        *usr = entry.usr;
        *takers_out = (struct po_expansion){.usrs = usr, .usr_count = 1};
    }
    return st;
}

static const char *extra_of(const struct request *request, const char *sender)
{
    struct arena *arena = request->call->arena;
    const char *extra = "";
    if (request->priority != CCM_NORMAL) {
        extra =
            ccm_marks_add(arena, extra, CCM_MARK_PRIORITY, ccm_priority_word(request->priority));
    }
    if (request->wants_receipt) {
        extra = ccm_marks_add(arena, extra, CCM_MARK_RECEIPT, sender);
    }
    return extra;
}

enum status letter_send(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    char sender[PO_ADDRESS_SIZE];
    char recipient[PO_ADDRESS_SIZE] = "";
    struct po_entry from;
    struct po_expansion to = {0};
    enum status st =
        request_blame(request, 0, NO_NAME, po_resolve(po, request->words[0], &from, sender));
    if (st == ST_OK) {
        st = request_blame(request, 1, NO_NAME,
                           takers(po, request->words[1], arena, recipient, &to));
    }
    if (st != ST_OK) {
        return st;
    }
    const struct ccm_address address = {CCM_TO, recipient};
    const struct ccm_item item = {CCM_TEXT, "", bytes_of_text(request->text)};
    const struct ccm_message letter = {
        .from = sender,
        .date = request_date(request->call->port, arena),
        .subject = request->words[2],
        .addresses = &address,
        .address_count = 1,
        .items = &item,
        .item_count = 1,
        .extra = extra_of(request, sender),
    };
    struct buffer content;
    buffer_init(&content, arena);
    ccm_write(&content, &letter);
    const struct po_message_in message = {
        .content = buffer_bytes(&content), .usrs = to.usrs, .usr_count = to.usr_count};
    uint64_t id = 0;
    st = po_send(po, &message, arena, &id);
    if (st == ST_OK) {
        printf("%llu  to %s\n", (unsigned long long)id, po_text_shown(po, recipient, arena));
    }
    for (size_t i = 0; i < to.unknown_count; i++) {
        printf("unknown: %s\n", po_text_shown(po, to.unknown[i], arena));
    }
    return st;
}

/* words: mailbox, number of the letter. */
static enum status letter_named(struct postoffice *po, const struct request *request,
                                struct po_entry *entry_out, uint64_t *id_out)
{
    const enum status st = mailbox_named(po, request, entry_out);
    if (st != ST_OK) {
        return st;
    }
    return text_to_u64(request->words[1], id_out)
               ? ST_OK
               : request_blame(request, 1, "the number of a letter is wanted, as list shows it",
                               ST_INVALID);
}

enum status letter_read(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entry entry;
    struct ccm_message letter;
    uint64_t id = 0;
    uint64_t receipt = 0;
    enum status st = letter_named(po, request, &entry, &id);
    const struct po_reader reader = {&entry, request_date(request->call->port, arena)};
    if (st == ST_OK) {
        st =
            request_blame(request, 1, NO_LETTER, po_letter_load(po, entry.usr, id, arena, &letter));
    }
    if (st == ST_OK) {
        st = po_letter_read(po, &reader, id, arena, &receipt);
    }
    if (st != ST_OK) {
        return st;
    }
    printf("From: %s\nDate: %s\nSubject: %s\n", po_text_shown(po, letter.from, arena), letter.date,
           po_text_shown(po, letter.subject, arena));
    for (uint32_t i = 0; i < letter.item_count; i++) {
        if (letter.items[i].kind == CCM_TEXT) {
            const struct bytes text =
                text_bytes_to_utf8(arena, po_text_page(po), letter.items[i].content);
            printf("\n%.*s\n", (int)text.size, (const char *)text.data);
        }
    }
    if (receipt != 0) {
        printf("\n%llu  receipt sent\n", (unsigned long long)receipt);
    }
    return ST_OK;
}

enum status letter_forward(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entry entry;
    uint64_t id = 0;
    struct ccm_message letter;
    enum status st = letter_named(po, request, &entry, &id);
    const struct po_reader reader = {&entry, request_date(request->call->port, arena)};
    if (st == ST_OK) {
        st =
            request_blame(request, 1, NO_LETTER, po_letter_load(po, entry.usr, id, arena, &letter));
    }
    return st == ST_OK ? request_blame(request, 2, NO_NAME,
                                       po_letter_forward(po, &reader, id, request->words[2], arena))
                       : st;
}

enum status letter_file(struct postoffice *po, const struct request *request)
{
    struct po_entry entry;
    uint64_t id = 0;
    uint32_t folder = 0;
    enum status st = letter_named(po, request, &entry, &id);
    if (st == ST_OK) {
        st = po_lock(po);
    }
    if (st != ST_OK) {
        return st;
    }
    st = po_folder_make(po, entry.usr, request->words[2], request->call->arena, &folder);
    if (st == ST_OK) {
        st = request_blame(request, 1, NO_LETTER, po_folder_move(po, entry.usr, id, folder));
    }
    po_unlock(po);
    return st;
}

enum status letter_folders(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entry entry;
    struct po_folders folders = {0};
    enum status st = mailbox_named(po, request, &entry);
    if (st == ST_OK) {
        st = po_folder_list(po, entry.usr, arena, &folders);
    }
    for (size_t i = 0; st == ST_OK && i < folders.count; i++) {
        printf("%3u  %s\n", (unsigned)folders.items[i].number,
               po_text_shown(po, folders.items[i].name, arena));
    }
    return st;
}

/* A list, and who is to be in it; without names: who is. */
enum status letter_members(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entry entry;
    struct po_members members = {request->words + 1, request->word_count - 1};
    enum status st = po_entry_find(po, request->words[0], &entry);
    if (st == ST_OK && (entry.kind != PO_LIST || entry.usr == 0)) {
        st = ST_NOT_FOUND;
    }
    st = request_blame(request, 0, "the directory has no list of that name", st);
    if (st == ST_OK && members.count != 0) {
        st = po_lock(po);
        if (st == ST_OK) {
            st = po_members_write(po, entry.usr, &members, arena);
            po_unlock(po);
        }
    } else if (st == ST_OK) {
        st = po_members_read(po, entry.usr, arena, &members);
        for (size_t i = 0; st == ST_OK && i < members.count; i++) {
            printf("%s\n", po_text_shown(po, members.names[i], arena));
        }
    }
    return st;
}
