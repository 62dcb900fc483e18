#include "po_places.h"

#include "po_folder.h"
#include "po_internal.h"
#include "po_note.h"

struct places {
    uint32_t torn;
    uint32_t notes;
    uint32_t used[PO_FOLDERS_MAX]; /* letters in each folder */
    uint32_t beyond;               /* letters in a folder that cannot be */
};

bool po_pointer_has_place(const struct po_pointer *pointer)
{
    return pointer->folder != 0 || pointer->place_is_bad || pointer->state == PO_POINTER_NOTE;
}

enum status po_places_left(struct postoffice *po, struct po_report *report)
{
    enum status st = ST_OK;
    for (uint32_t position = 0; st == ST_OK && position < po->mailbox->header.head; position++) {
        struct po_pointer gone = {0};
        st = po_mailbox_pointer(po, position, &gone);
        report->stray_bytes += st == ST_FILE_CORRUPT || (st == ST_OK && gone.place_is_bad) ? 1 : 0;
        st = st == ST_FILE_CORRUPT ? ST_OK : st;
    }
    return st;
}

static enum status places_count(struct postoffice *po, struct places *places)
{
    const struct po_usr_header *header = &po->mailbox->header;
    for (uint32_t position = header->head; position < header->tail; position++) {
        struct po_pointer pointer;
        const enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st == ST_FILE_CORRUPT) {
            continue; /* a matter of the pointers */
        }
        if (st != ST_OK) {
            return st;
        }
        places->torn += pointer.place_is_bad ? 1 : 0;
        if (pointer.state == PO_POINTER_REMOVED) {
            continue;
        }
        places->notes += pointer.state == PO_POINTER_NOTE ? 1 : 0;
        if (pointer.folder < PO_FOLDERS_MAX) {
            places->used[pointer.folder]++;
        } else {
            places->beyond++;
        }
    }
    return ST_OK;
}

/* Letters whose folder has no name. */
static uint32_t nameless(const struct places *places, const struct po_folders *folders)
{
    uint32_t count = places->beyond;
    for (uint32_t number = PO_FOLDER_OWN; number < PO_FOLDERS_MAX; number++) {
        count += po_folder_name(folders, number)[0] == '\0' ? places->used[number] : 0;
    }
    return count;
}

enum status po_places_check(struct postoffice *po, uint32_t usr, struct arena *arena,
                            struct po_report *report)
{
    struct places places = {0};
    struct po_folders folders = {0};
    enum status st = po_mailbox_load(po, usr);
    if (st == ST_OK) {
        st = places_count(po, &places);
    }
    if (st == ST_OK) {
        st = po_folder_list(po, usr, arena, &folders);
    }
    report->torn_places += places.torn;
    report->old_notes += places.notes > 1 ? places.notes - 1 : 0;
    report->nameless_folders += nameless(&places, &folders);
    return st == ST_FILE_CORRUPT ? ST_OK : st; /* a note that cannot be read is a torn message */
}

/* Letters of the loaded mailbox that are to lie in the Inbox. */
static enum status letters_move(struct postoffice *po, const struct po_folders *folders,
                                uint32_t *mended)
{
    const uint32_t tail = po->mailbox->header.tail;
    for (uint32_t position = po->mailbox->header.head; position < tail; position++) {
        struct po_pointer pointer;
        enum status st = po_mailbox_pointer(po, position, &pointer);
        const bool is_lost = st == ST_OK && pointer.state == PO_POINTER_LIVE &&
                             po_folder_name(folders, pointer.folder)[0] == '\0';
        if (is_lost || (st == ST_OK && pointer.place_is_bad)) {
            pointer.folder = PO_FOLDER_INBOX;
            st = po_place_write(po, position, &pointer);
            (*mended)++;
        }
        if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st;
        }
    }
    return ST_OK;
}

static enum status mailbox_mend(struct postoffice *po, uint32_t usr, struct arena *scratch,
                                uint32_t *mended)
{
    struct po_folders folders = {0};
    uint32_t gone = 0;
    enum status st = po_note_settle(po, usr, &gone);
    *mended += gone;
    if (st == ST_OK) {
        st = po_folder_list(po, usr, scratch, &folders);
    }
    st = st == ST_OK ? po_mailbox_load(po, usr) : st;
    return st == ST_OK ? letters_move(po, &folders, mended) : st;
}

enum status po_places_mend(struct postoffice *po, struct arena *scratch, uint32_t *mended_out)
{
    REQUIRE(po->is_locked);
    struct po_entries list = {0};
    enum status st = po_entry_list(po, scratch, &list);
    *mended_out = 0;
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr != 0) {
            st = mailbox_mend(po, list.entries[i].usr, scratch, mended_out);
            st = st == ST_FILE_CORRUPT ? ST_OK : st; /* what is damaged is not for this */
        }
    }
    return st;
}
