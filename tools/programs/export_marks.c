#include "programs/export_marks.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "po_folder.h"
#include "programs/date_form.h"

bool hilite_is_in(struct bytes text)
{
    return text.size != 0 && (memchr(text.data, HILITE_BEGIN, text.size) != NULL ||
                              memchr(text.data, HILITE_END, text.size) != NULL);
}

bool export_wants(const struct session *session, const struct po_message *message)
{
    const struct program_arguments *arguments = &session->arguments;
    return (arguments->takes_all || (message->marks & PO_MARK_READ) == 0) &&
           (arguments->uses_folders || message->folder == PO_FOLDER_INBOX);
}

enum status export_folder(struct session *session, uint32_t usr, const struct po_message *message,
                          struct arena *scratch, const char **name_out)
{
    struct po_folders folders = {0};
    *name_out = NULL;
    if (!session->arguments.uses_folders) {
        return ST_OK;
    }
    const enum status st = po_folder_list(session->po, usr, scratch, &folders);
    if (st == ST_OK) {
        const char *name = po_folder_name(&folders, message->folder);
        *name_out = name[0] != '\0' ? name : po_folder_name(&folders, PO_FOLDER_INBOX);
    }
    return st;
}

static struct bytes without_codes(struct bytes text, struct arena *scratch)
{
    uint8_t *kept = arena_alloc(scratch, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != HILITE_BEGIN && text.data[i] != HILITE_END) {
            kept[size++] = text.data[i];
        }
    }
    return (struct bytes){kept, size};
}

static void drop_codes(struct ccm_message *message, struct arena *scratch)
{
    struct ccm_item *items = arena_array(scratch, struct ccm_item, message->item_count + 1);
    for (uint32_t i = 0; i < message->item_count; i++) {
        items[i] = message->items[i];
        if (items[i].kind == CCM_TEXT && hilite_is_in(items[i].content)) {
            items[i].content = without_codes(items[i].content, scratch);
        }
    }
    message->items = items;
}

bool export_marks_apply(const struct session *session, const char *folder,
                        struct ccm_message *message, struct arena *scratch)
{
    const struct program_arguments *arguments = &session->arguments;
    bool is_changed = false;
    if (arguments->date_form != 0 && arguments->date_form != DATE_FORM_STORED) {
        const char *date =
            date_form_convert(message->date, DATE_FORM_STORED, arguments->date_form, scratch);
        message->date = date != NULL ? date : message->date; /* as it is: Q233325 */
        is_changed = date != NULL;
    }
    if (message->extra[0] != '\0') {
        struct ccm_marks marks;
        ccm_marks_read(message->extra, scratch, &marks);
        if (marks.has_hilite) {
            message->extra = ccm_marks_drop(scratch, message->extra, CCM_MARK_HILITE);
            is_changed = true;
            if (!arguments->keeps_hilite) {
                drop_codes(message, scratch);
            }
        }
    }
    if (folder != NULL) {
        message->extra = ccm_marks_add(scratch, message->extra, CCM_MARK_FOLDER, folder);
        is_changed = true;
    }
    return is_changed;
}
