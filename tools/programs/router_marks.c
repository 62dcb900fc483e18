#include "programs/router_marks.h"

#include <string.h>

#include "base/text.h"

/* Does it stand for something that only the post office itself has? */
static bool is_own(enum po_kind kind)
{
    return kind == PO_USER || kind == PO_MOBILE || kind == PO_POSTOFFICE || kind == PO_LIST ||
           kind == PO_BOARD;
}

/* What the entry is at the other post office; false: nothing, lists and boards stay at home. */
static bool as_seen_there(const struct postoffice *from, const struct po_entry *entry,
                          struct po_entry *there_out)
{
    *there_out = (struct po_entry){.kind = entry->kind};
    memcpy(there_out->name, entry->name, sizeof(there_out->name));
    memcpy(there_out->address, entry->address, sizeof(there_out->address));
    memcpy(there_out->fan, entry->fan, sizeof(there_out->fan));
    memcpy(there_out->comment, entry->comment, sizeof(there_out->comment));
    switch (entry->kind) {
    case PO_USER:
        there_out->kind = PO_USER_ELSEWHERE;
        return text_copy(there_out->address, sizeof(there_out->address), po_name(from));
    case PO_MOBILE:
        there_out->kind = PO_MOBILE_ELSEWHERE;
        return text_copy(there_out->address, sizeof(there_out->address), po_name(from));
    case PO_POSTOFFICE:
        there_out->kind = PO_POSTOFFICE_VIA;
        return text_copy(there_out->address, sizeof(there_out->address), po_name(from));
    case PO_POSTOFFICE_VIA:
        return text_copy(there_out->address, sizeof(there_out->address), po_name(from));
    case PO_ALIAS:
        there_out->kind = PO_ALIAS_ELSEWHERE;
        return true;
    case PO_ALIAS_ELSEWHERE:
    case PO_USER_ELSEWHERE:
    case PO_MOBILE_ELSEWHERE:
        return true;
    case PO_LIST:
    case PO_BOARD:
        break;
    }
    return false;
}

static bool is_equal(const struct po_entry *a, const struct po_entry *b)
{
    return a->kind == b->kind && strcmp(a->address, b->address) == 0 &&
           strcmp(a->fan, b->fan) == 0 && strcmp(a->comment, b->comment) == 0;
}

/* Of another kind: it goes, and comes anew. */
static enum status put(struct postoffice *to, const struct po_entry *there, struct po_entry *wanted)
{
    const bool has_ade = po_has_ade(to);
    if (there != NULL && there->kind == wanted->kind) {
        wanted->marker = has_ade ? PO_MARKER_CHANGED : PO_MARKER_NONE;
        return po_entry_change(to, wanted);
    }
    const enum status st = there != NULL ? po_entry_remove(to, wanted->name) : ST_OK;
    wanted->marker = has_ade ? PO_MARKER_ADDED : PO_MARKER_NONE;
    return st == ST_OK ? po_entry_add(to, wanted) : st;
}

static enum status pass_entry(struct postoffice *from, struct postoffice *to,
                              const struct po_entry *entry, struct router_marks *marks)
{
    struct po_entry wanted;
    struct po_entry there;
    if (!as_seen_there(from, entry, &wanted)) {
        return ST_OK;
    }
    enum status st = po_entry_find(to, wanted.name, &there);
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    const bool is_there = st == ST_OK;
    if (text_equal(wanted.name, po_name(to)) || text_equal(wanted.address, po_name(to)) ||
        (is_there && is_own(there.kind))) {
        marks->refused++; /* it knows better itself */
        return ST_OK;
    }
    if (is_there && is_equal(&there, &wanted)) {
        return ST_OK; /* a run that was cut off has passed it on */
    }
    st = put(to, is_there ? &there : NULL, &wanted);
    marks->passed += st == ST_OK ? 1 : 0;
    return st;
}

static enum status pass_removal(struct postoffice *to, const struct po_entry *entry,
                                struct router_marks *marks)
{
    struct po_entry there;
    enum status st = po_entry_find(to, entry->name, &there);
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    if (is_own(there.kind)) {
        marks->refused++;
        return ST_OK;
    }
    st =
        po_has_ade(to) ? po_entry_remove_marked(to, entry->name) : po_entry_remove(to, entry->name);
    marks->passed += st == ST_OK ? 1 : 0;
    return st;
}

enum status router_marks_pass(struct postoffice *from, struct postoffice *to, struct arena *scratch,
                              struct router_marks *marks_out)
{
    struct po_entries list = {0};
    struct po_entries removed = {0};
    uint32_t marked = 0;
    *marks_out = (struct router_marks){0};
    enum status st = po_entry_list_whole(from, scratch, &list);
    if (st == ST_OK) {
        st = po_entry_list_removed(from, scratch, &removed);
    }
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].marker != PO_MARKER_NONE) {
            marked++;
            st = pass_entry(from, to, &list.entries[i], marks_out);
        }
    }
    for (size_t i = 0; st == ST_OK && i < removed.count; i++) {
        st = pass_removal(to, &removed.entries[i], marks_out);
    }
    if (st != ST_OK || (marked == 0 && removed.count == 0)) {
        return st;
    }
    st = po_flush(to);
    return st == ST_OK ? po_marks_take(from, &marks_out->taken) : st;
}
