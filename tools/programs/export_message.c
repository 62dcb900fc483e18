#include "programs/export_message.h"

#include <string.h>

#include "base/ccm.h"
#include "base/hash.h"
#include "base/text.h"
#include "programs/export_items.h"
#include "programs/export_marks.h"

static bool has_at(const char *address)
{
    const char *at = strchr(address, ' ');
    while (at != NULL && !text_starts(at, " at ")) {
        at = strchr(at + 1, ' ');
    }
    return at != NULL;
}

/* An address as this queue is to see it: is_shown_out is false for the blind copy of somebody else.
 */
static enum status show_address(struct postoffice *po, uint32_t usr, struct ccm_address *address,
                                bool *is_shown_out, struct arena *scratch)
{
    char canonical[PO_ADDRESS_SIZE];
    struct po_entry entry = {.usr = 0};
    const bool is_blind = address->kind == CCM_BCC;
    const bool is_bare = !has_at(address->name);
    *is_shown_out = true;
    if (!is_blind && !is_bare) {
        return ST_OK;
    }
    const enum status st = po_resolve(po, address->name, &entry, canonical);
    if (st == ST_OK && is_bare) {
        address->name = arena_text(scratch, canonical);
    }
    *is_shown_out = !is_blind || (st == ST_OK && entry.usr == usr);
    return st == ST_NOT_FOUND ? ST_OK : st;
}

/* As the foreign system knows him (Q156063 2.6.3). */
static enum status show_foreign(struct session *session, uint32_t usr, struct ccm_address *address,
                                struct arena *scratch)
{
    if (!session->arguments.has_fan) {
        return ST_OK;
    }
    if (strcmp(session->shown, address->name) != 0) {
        const enum status st = po_foreign(session->po, address->name, usr, session->foreign);
        if (st != ST_OK || !text_copy(session->shown, sizeof(session->shown), address->name)) {
            session->shown[0] = '\0';
            return st;
        }
    }
    if (strcmp(session->foreign, address->name) != 0) {
        address->name = arena_text(scratch, session->foreign);
    }
    return ST_OK;
}

/* `raw`: its bytes as they are stored, when they are it and nothing else; NULL. */
static enum status write_message(struct session *session, uint32_t usr, struct ccm_message *message,
                                 const struct bytes *raw, struct export_sink *sink)
{
    struct arena *scratch = sink->scratch;
    struct ccm_address *addresses =
        arena_array(scratch, struct ccm_address, message->address_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < message->address_count; i++) {
        bool is_shown = false;
        addresses[count] = message->addresses[i];
        enum status st = show_address(session->po, usr, &addresses[count], &is_shown, scratch);
        if (st == ST_OK) {
            st = show_foreign(session, usr, &addresses[count], scratch);
        }
        if (st != ST_OK) {
            return st;
        }
        if (!is_shown || addresses[count].name != message->addresses[i].name) {
            raw = NULL;
        }
        count += is_shown ? 1 : 0;
    }
    if (message->from != NULL && message->from[0] != '\0' && !has_at(message->from)) {
        message->from = arena_format(scratch, "%s at %s", message->from, po_name(session->po));
        raw = NULL;
    }
    if (export_marks_apply(session, sink->folder, message, scratch)) {
        raw = NULL;
    }
    if (raw != NULL && !export_items_change(session, message)) {
        buffer_add(sink->output, raw->data, raw->size);
        return ST_OK;
    }
    message->addresses = addresses;
    message->address_count = count;
    sink->is_unfinished = !export_items_write(session, message, sink->output, scratch);
    return ST_OK;
}

/* Its header and size tell it from others. */
uint64_t export_mark_of(struct bytes stored)
{
    enum { HEADER = 256 };
    return hash64_seeded(stored.data, stored.size < HEADER ? stored.size : HEADER, stored.size);
}

enum status export_message_mark(struct postoffice *po, uint32_t usr, uint64_t id,
                                struct arena *scratch, uint64_t *mark_out)
{
    struct po_message message = {0};
    struct bytes stored = {0};
    enum status st = po_queue_next(po, usr, id - 1, &message);
    if (st == ST_NO_MORE || (st == ST_OK && message.id != id)) {
        return ST_NOT_FOUND;
    }
    if (st == ST_OK) {
        st = po_message_read(po, &message, scratch, &stored, NULL);
    }
    *mark_out = st == ST_OK ? export_mark_of(stored) : 0;
    return st;
}

/* As this version was declared to do with such a letter. */
static enum status add_otherwise(struct session *session, uint32_t usr, struct ccm_message *message,
                                 const struct oddity *odd, struct export_sink *sink)
{
    struct buffer *output = sink->output;
    const size_t start = output->size;
    sink->is_kept = odd->action == ODDITY_KEEP;
    if (odd->action == ODDITY_REFUSE) {
        session_line(session, odd->text != NULL ? odd->text : "Message cannot be exported.");
        return ST_FILE_CORRUPT;
    }
    if (sink->is_kept || session->struck != ODDITY_NONE || odd->action == ODDITY_DROP) {
        return ST_OK;
    }
    const enum status st = write_message(session, usr, message, NULL, sink);
    if (st == ST_OK && odd->action == ODDITY_TWICE) {
        const size_t size = output->size - start;
        buffer_reserve(output, size);
        buffer_add(output, output->data + start, size);
    }
    oddity_damage_file(odd, output, start);
    return st;
}

enum status export_message_add(struct session *session, uint32_t usr,
                               const struct po_message *message, struct export_sink *sink)
{
    struct arena *scratch = sink->scratch;
    struct bytes stored = {0};
    uint32_t extents = 0;
    enum status st = po_message_read(session->po, message, scratch, &stored, &extents);
    if (st != ST_OK) {
        sink->is_unreadable = st == ST_FILE_CORRUPT && po_fault_of(session->po) == PO_PART_LETTER;
        return st;
    }
    if (extents > session->start->traits.extent_table) {
        session_line(session, "Message is too fragmented.");
        return ST_FILE_CORRUPT;
    }
    sink->mark = export_mark_of(stored);
    struct ccm_message ccm = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    st = export_folder(session, usr, message, scratch, &sink->folder);
    if (st != ST_OK) {
        return st;
    }
    if (ccm_read(stored, &offset, scratch, &ccm, &diagnostic) != ST_OK) {
        buffer_format(&session->console, "Message %llu: line %u, byte %llu: %s\r\n",
                      (unsigned long long)message->id, (unsigned)diagnostic.line,
                      (unsigned long long)diagnostic.offset, diagnostic.text);
        sink->is_unreadable = true;
        return ST_FILE_CORRUPT;
    }
    const struct oddity *odd = session_oddity(session, false, &ccm, scratch);
    if (odd != NULL) {
        return add_otherwise(session, usr, &ccm, odd, sink);
    }
    return write_message(session, usr, &ccm, offset == stored.size ? &stored : NULL, sink);
}

void export_message_begin(struct export_sink *sink)
{
    buffer_text(sink->output, "Message:\r\n          \r\n"); /* a field for its size, left blank */
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void list_one(struct session *session, const struct po_message *message, bool is_good,
                     struct buffer *output, struct arena *scratch)
{
    struct bytes stored = {0};
    struct ccm_message ccm = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    buffer_format(output, "Message number: %llu\r\n", (unsigned long long)message->id);
    if (is_good && po_message_read(session->po, message, scratch, &stored, NULL) == ST_OK &&
        ccm_read(stored, &offset, scratch, &ccm, &diagnostic) == ST_OK) {
        buffer_format(output, "From: %s\r\nDate: %s\r\nSubject: %s\r\n\r\n", or_empty(ccm.from),
                      or_empty(ccm.date), or_empty(ccm.subject));
    } else {
        buffer_text(output, "Message Cannot Be Read\r\n\r\n");
    }
}

enum status export_message_list(struct session *session, uint32_t usr, struct buffer *output,
                                struct arena *scratch)
{
    struct po_message message = {0};
    enum status st = ST_OK;
    for (uint64_t after = 0;; after = message.id) {
        message.id = 0;
        st = po_queue_next(session->po, usr, after, &message);
        if ((st != ST_OK && st != ST_FILE_CORRUPT) || message.id == 0) {
            return st == ST_NO_MORE ? ST_OK : st;
        }
        list_one(session, &message, st == ST_OK, output, scratch);
    }
}
