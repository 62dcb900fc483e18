/* What fuzzers do with a post office of whatever bytes. */
#include "po_folder.h"
#include "po_list.h"
#include "support/po_fixture.h"

void fixture_ask(struct os_port *port, struct arena *arena)
{
    struct postoffice *po = NULL;
    struct po_report report;
    struct po_entries list = {0};
    DISCARD(po_check(port, FIXTURE_DATA, arena, &report), "any answer will do");
    if (po_open(port, FIXTURE_DATA, true, arena, &po) != ST_OK) {
        return;
    }
    if (po_entry_list(po, arena, &list) != ST_OK) {
        list.count = 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        struct po_message message = {0};
        while (po_queue_next(po, list.entries[i].usr, message.id, &message) == ST_OK) {
            struct bytes content;
            DISCARD(po_message_read(po, &message, arena, &content, NULL), "any answer will do");
        }
        struct po_folders folders = {0};
        struct po_expansion many = {0};
        DISCARD(po_folder_list(po, list.entries[i].usr, arena, &folders), "any answer will do");
        DISCARD(po_expand(po, list.entries[i].name, arena, &many), "any answer will do");
        DISCARD(po_delete(po, list.entries[i].usr, 1), "any answer will do");
    }
    po_close(po);
}

void fixture_run_each(struct os_port *port, struct arena *arena, const char *const tools[][2],
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        REQUIRE(fixture_run(port, arena, tools[i][0], tools[i][1], NULL).result >= 0);
    }
}
