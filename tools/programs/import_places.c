#include "programs/import_places.h"

#include "po_folder.h"

enum status import_folders(struct postoffice *po, const struct import_message *message,
                           struct arena *scratch, const uint8_t **folders_out)
{
    uint8_t *folders = NULL;
    *folders_out = NULL;
    if (message->folder == NULL) {
        return ST_OK;
    }
    folders = arena_array(scratch, uint8_t, message->usr_count);
    for (size_t i = 0; i < message->usr_count; i++) {
        uint32_t number = PO_FOLDER_INBOX;
        if (message->is_person[i]) {
            const enum status st =
                po_folder_make(po, message->usrs[i], message->folder, scratch, &number);
            if (st != ST_OK && st != ST_DISK_FULL && st != ST_TOO_LONG && st != ST_BAD_NAME) {
                return st;
            }
            number = st == ST_OK ? number : PO_FOLDER_INBOX;
        }
        folders[i] = (uint8_t)number;
    }
    *folders_out = folders;
    return ST_OK;
}
