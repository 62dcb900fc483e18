#include "programs/router_hand.h"

#include <string.h>

#include "programs/export_message.h"

/* Who has noted it: a ROUTER to that post office. */
static const char *holder(const struct router_state *router, struct arena *arena)
{
    return arena_format(arena, "ROUTER %016llX", (unsigned long long)po_identity(router->way.to));
}

/* Is the letter of that number there, and the one that the mark is of? */
static enum status is_there(const struct router_state *router, uint64_t id, uint64_t mark,
                            struct arena *scratch)
{
    uint64_t found = 0;
    if (router->letter.message.id > id) {
        return ST_NOT_FOUND; /* that one is in front */
    }
    const enum status st =
        export_message_mark(router->way.from, router->way.queue, id, scratch, &found);
    return st == ST_OK && found != mark ? ST_NOT_FOUND : st;
}

/* What somebody had in hand when he was cut off. */
static enum status settle(struct router_state *router, struct arena *scratch)
{
    struct bookmark *note = &router->note;
    enum status st = is_there(router, note->pending, note->pending_mark, scratch);
    if (st == ST_NOT_FOUND) {
        note->pending = 0;
        return ST_OK;
    }
    if (st != ST_OK && st != ST_FILE_CORRUPT) {
        return st;
    }
    if (strcmp(note->pending_file, holder(router, scratch)) == 0) {
        note->pending = 0; /* the other post office knows whether it has come there */
        return ST_OK;
    }
    st = bookmark_is_in_sight(note);
    return st == ST_OK ? bookmark_settle(note, router->session.start->directory) : st;
}

enum status router_hand_read(struct router_state *router, struct arena *scratch)
{
    struct bookmark *note = &router->note;
    const struct bookmark_of of = {.identity = po_identity(router->way.from),
                                   .entry = router->way.known,
                                   .directory = router->paths[router->from],
                                   .usr = router->way.queue};
    enum status st = bookmark_read(note, router->session.start->port, &of);
    if (st == ST_OK && note->pending != 0) {
        st = settle(router, scratch);
    }
    if (st == ST_OK && note->exported != 0) {
        st = is_there(router, note->exported, note->exported_mark, scratch);
        note->counts = st == ST_NOT_FOUND ? 0 : note->exported;
        st = st == ST_NOT_FOUND || st == ST_FILE_CORRUPT ? ST_OK : st; /* damage says nothing */
    }
    return st;
}

enum status router_hand_take(struct router_state *router)
{
    const struct router_letter *letter = &router->letter;
    return bookmark_hold(&router->note, holder(router, &router->letter_arena), letter->message.id,
                         export_mark_of(letter->content));
}

enum status router_hand_let_go(struct router_state *router)
{
    struct bookmark *note = &router->note;
    const struct router_letter *letter = &router->letter;
    if (note->pending != letter->message.id || note->token != 0 ||
        router_letter_is_reported(&router->memory.reports, &letter->identity)) {
        return ST_OK;
    }
    note->pending = 0;
    return bookmark_write(note) == ST_PROCESS_GONE ? ST_PROCESS_GONE : ST_OK;
}
