/* Bulletin boards, and the public folders that they are crossed with. */
#include "exchange/folders.h"
#include "scenario/words/places.h"

#include "base/text.h"
#include "po_board.h"
#include "po_text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"home",
     {{"POSTOFFICE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the same post office",
     "declaration",
     "where it is; elsewhere it is behind, and a Router brings it"},
    {"folder",
     {{"FOLDER", VALUE_NAME, NULL, 0}},
     1,
     0,
     "none",
     "declaration",
     "public folder of the site that it is crossed with"},
    {"direction",
     {{"WHICH", VALUE_WORD, "in|out|both|none", 0}},
     1,
     0,
     "both",
     "next post",
     "in: what is posted on the board comes into the folder; out: the other way"},
};

static const char *too_long(struct run *run, const char *name)
{
    return arena_format(run->arena, "\"%s\" is too long, or empty, for a bulletin board", name);
}

/* Who has a copy of the board, from now on: the folder, or nobody. */
static const char *set_copy(struct run *run, const struct board *board)
{
    struct world *world = run->world;
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_copies copies = {0};
    const char *error = office_reader(world, board->home, &po);
    if (error != NULL) {
        return error;
    }
    const char *name = text_from_utf8(run->arena, po_text_page(po), board->name, NULL);
    const char *address = text_from_utf8(run->arena, po_text_page(po), board->copy, NULL);
    enum status st = po_entry_find(po, name, &entry);
    st = st == ST_OK && entry.kind != PO_BOARD ? ST_EXISTS : st;
    st = st == ST_OK ? po_lock(po) : st;
    if (st == ST_OK) {
        st = po_copies_read(po, entry.usr, run->scratch, &copies);
        const bool is_there = copies.count != 0 && text_equal(copies.items[0].address, address);
        if (!is_there) {
            copies.items[0] = (struct po_copy){.address = address};
        }
        copies.count = board->comes_in ? 1 : 0;
        st = st == ST_OK ? po_copies_write(po, entry.usr, &copies, run->scratch) : st;
        po_unlock(po);
    }
    return st == ST_OK ? NULL
                       : arena_format(run->arena, "bulletin board \"%s\" cannot be made at %s: %s",
                                      board->name, board->home->name, status_text(st));
}

static const char *set_direction(struct run *run, const struct fact *fact, const struct office *at,
                                 struct board *board)
{
    const char *word = fact_text(fact, "direction", NULL);
    const bool is_new = word == NULL && !fact_has(fact, "folder");
    word = word != NULL ? word : "both";
    if (board->folder == NULL) {
        return fact_has(fact, "direction") ? "a direction, but no folder to cross it with" : NULL;
    }
    if (is_new) {
        return NULL;
    }
    const bool goes_out = text_equal(word, "out") || text_equal(word, "both");
    board->comes_in = text_equal(word, "in") || text_equal(word, "both");
    const char *address =
        board->home == at ? arena_format(run->arena, "#%s", board->name)
                          : arena_format(run->arena, "#%s at %s", board->name, board->home->name);
    board->folder->sends_on = goes_out ? address : NULL;
    return set_copy(run, board);
}

static const char *set_folder(struct run *run, const struct fact *fact, struct board *board)
{
    const char *name = fact_text(fact, "folder", NULL);
    struct site *site = connector_office_site(run->world, board->home);
    if (name == NULL) {
        return NULL;
    }
    if (name[0] == '\0') {
        return "a folder has a name: folder \"Public\\Social\"";
    }
    if (board->folder != NULL && !text_equal(board->folder->display, name)) {
        return "it is crossed with another folder: `remove board` and declare it anew";
    }
    if (site_recipient_find(run->world, site, name) != NULL && board->folder == NULL) {
        return arena_format(run->arena, "%s is a recipient of the site already", name);
    }
    board->folder = site_recipient_need(run->world, site, name);
    board->copy = arena_format(run->arena, "#%s at %s", board->name, site->address);
    site_recipient_set_proxy(site, board->folder,
                             arena_format(run->arena, "CCMAIL:%s", board->copy));
    board->folder->container = "Public Folders";
    board->folder->is_folder = true;
    return NULL;
}

static const char *home_of(struct run *run, const struct fact *fact, struct office **at_out,
                           struct office **home_out)
{
    const char *home = fact_text(fact, "home", NULL);
    const char *name = fact_name(fact, 1, "");
    const char *error = place_office(run, fact_name(fact, 0, NULL), at_out);
    if (error != NULL) {
        return error;
    }
    *home_out = *at_out;
    if (home != NULL) {
        return place_office(run, home, home_out);
    }
    for (struct office *o = run->world->offices; o != NULL; o = o->next) {
        if (board_find(run->world, o, name) != NULL &&
            board_find(run->world, *at_out, name) == NULL) {
            *home_out = o; /* an edit need not say it again */
        }
    }
    return NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct office *at = NULL;
    struct office *home = NULL;
    const char *name = fact_name(fact, 1, "");
    const struct office_entry entry = {.name = name, .kind = "board"};
    if (name[0] == '\0' || !text_copy((char[PO_NAME_SIZE - 1]){0}, PO_NAME_SIZE - 1, name)) {
        return too_long(run, name);
    }
    const char *error = home_of(run, fact, &at, &home);
    if (error != NULL) {
        return error;
    }
    for (const struct office *o = run->world->offices; o != NULL; o = o->next) {
        if (o != home && board_find(run->world, o, name) != NULL) {
            return arena_format(run->arena, "board \"%s\" is at home at %s", name, o->name);
        }
    }
    struct office_entry there = {.kind = ""};
    error = office_add_entry(run->world, home, &entry);
    if (error == NULL && office_has_entry(run->world, home, name, run->arena, &there) &&
        !text_equal(there.kind, "board")) {
        error = arena_format(run->arena, "\"%s\" is an entry of %s already, of kind %s", name,
                             home->name, there.kind);
    }
    if (error != NULL) {
        return error;
    }
    struct board *board = board_need(run->world, home, name);
    error = set_folder(run, fact, board);
    return error != NULL ? error : set_direction(run, fact, at, board);
}

static const char *remove_board(struct run *run, const struct fact *fact)
{
    struct office *at = NULL;
    struct office *home = NULL;
    const char *name = fact_name(fact, 1, "");
    const char *error = home_of(run, fact, &at, &home);
    if (error != NULL) {
        return error;
    }
    struct board *board = board_find(run->world, home, name);
    if (board == NULL) {
        return arena_format(run->arena, "there is no board \"%s\"", name);
    }
    if (board->folder != NULL) {
        board->folder->sends_on = NULL;
        board->comes_in = false;
        error = set_copy(run, board);
    }
    return error != NULL ? error : office_remove_entry(run->world, home, name);
}

const struct noun noun_board = {
    .shape = {.word = "board",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a bulletin board, and the public folder that it is crossed with; nothing "
                      "keeps a post from going round",
              .example = "board PO1 \"Social\" home PO1 folder \"Public\\Social\" direction both"},
    .order = 90,
    .apply = apply,
    .remove = remove_board,
};
