#include "exchange/folders.h"

#include "base/text.h"
#include "world/world.h"

struct board *board_find(const struct world *world, const struct office *home, const char *name)
{
    struct board *board = world->boards;
    while (board != NULL && (board->home != home || !text_equal(board->name, name))) {
        board = board->next;
    }
    return board;
}

struct board *board_need(struct world *world, struct office *home, const char *name)
{
    struct board *board = board_find(world, home, name);
    if (board == NULL) {
        board = arena_new(world->arena, struct board);
        board->name = arena_text(world->arena, name);
        board->home = home;
        board->next = world->boards;
        world->boards = board;
    }
    return board;
}

struct site_recipient *folder_find(struct world *world, const char *name)
{
    for (const struct board *board = world->boards; board != NULL; board = board->next) {
        if (board->folder != NULL && text_equal(board->folder->display, name)) {
            return board->folder;
        }
    }
    return NULL;
}

void folder_post(struct world *world, struct connector *connector, struct site_recipient *folder,
                 const struct exchange_message *message, const struct mail *mail)
{
    site_put(world, folder, exchange_message_copy(world->arena, message));
    if (folder->sends_on == NULL || exchange_is_report(message) || connector == NULL) {
        return;
    }
    (void)world_assumption(world, ASSUME_BOARD_COPIES);
    site_send_on(world, connector, message,
                 &(struct site_sending){.to = folder->sends_on, .kind = EXCHANGE_TO, .mail = mail});
}
