/* What people do with services, files, programs and directories. */
#include "draw/draw_inside.h"

bool draws_do_start(struct draw *draw)
{
    static const uint64_t again[] = {DRAW_CURED, DRAW_LIFTED, DRAW_READING, DRAW_READING + 1800,
                                     DRAW_END - 30};
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        draw_at(draw, 0, "do      start connector C%u", (unsigned)i);
        for (size_t n = 0; n < ARRAY_COUNT(again); n++) {
            draw_at(draw, again[n], "do      start connector C%u", (unsigned)i);
        }
    }
    return true;
}

bool draws_do_stop(struct draw *draw)
{
    const char *connector = draw_connector(draw);
    draw_trouble(draw, draw_text(draw, "do      stop connector %s", connector),
                 draw_text(draw, "do      start connector %s", connector));
    return true;
}

bool draws_do_restart(struct draw *draw)
{
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        draw_at(draw, draw_time(draw), "do      restart connector %s", draw_connector(draw));
    }
    return true;
}

bool draws_do_pause(struct draw *draw)
{
    draw_at(draw, draw_time(draw), "do      pause connector %s", draw_connector(draw));
    return true;
}

bool draws_do_dirsync(struct draw *draw)
{
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        draw_at(draw, draw_time(draw), "do      dirsync PO1");
    }
    return true;
}

bool draws_do_propagate(struct draw *draw)
{
    if (!draw->has_ade) {
        return false;
    }
    draw_at(draw, draw_time(draw), "do      propagate PO1");
    return true;
}

bool draws_do_move_files(struct draw *draw)
{
    static const char *const folders[] = {"Submit", "Import"};
    const char *folder = DRAW_PICK(draw, folders);
    const uint64_t time_s = draw_time(draw);
    draw_at(draw, time_s, "do      stop connector C1");
    draw_at(draw, time_s + 2, "do      move files \"%s\\*.ccm\" to \"C:\\hold\"", folder);
    draw_at(draw, time_s + 3, "do      start connector C1");
    draw_at(draw, DRAW_CURED + 20, "do      stop connector C1");
    draw_at(draw, DRAW_CURED + 22, "do      move files \"C:\\hold\\*.ccm\" to \"Submit\"");
    draw_at(draw, DRAW_CURED + 24, "do      start connector C1");
    draw->may_stay = true; /* what has a name that is taken stays where it is */
    return draw->connectors == 1;
}

bool draws_do_copy(struct draw *draw)
{
    static const char *const what[] = {"Import\\*.ccm", "Export\\*.ccm", "Submit\\*.*", "Bad\\*.*"};
    if (draw->connectors > 1) {
        return false;
    }
    draw_at(draw, draw_time(draw), "do      copy files \"%s\" to \"C:\\keep\"",
            DRAW_PICK(draw, what));
    return true;
}

bool draws_do_delete_files(struct draw *draw)
{
    static const char *const what[] = {"Import\\*.und", "Import.bak\\*.*", "C:\\keep\\*.*",
                                       "Export\\left.tmp"};
    if (draw->connectors > 1) {
        return false;
    }
    draw_at(draw, draw_time(draw), "do      delete files \"%s\"", DRAW_PICK(draw, what));
    return true;
}

bool draws_do_delete_queue(struct draw *draw)
{
    static const char *const queues[] = {"mts-out", "mts-in"};
    const char *queue = DRAW_PICK(draw, queues);
    draw_at(draw, draw_time(draw), "do      delete queue %s of %s", queue, draw_connector(draw));
    return true;
}

bool draws_run_utility(struct draw *draw)
{
    static const char *const runs[] = {"analyze PO1",
                                       "analyze PO1",
                                       "chkstat PO1 \"DIAGNOSTICS/M\"",
                                       "chkstat PO1 \"DIAGNOSTICS/R\"",
                                       "chkstat PO1 \"NFT/C\"",
                                       "reclaim PO1",
                                       "reclaim PO1 \"DIRECTORY DIAGNOSTICS/A\"",
                                       "reclaim PO1  takes 50s",
                                       "chkstat PO1 \"MESSAGES/DELETE/DAYS/90\""};
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        draw_at(draw, draw_time(draw), "do      run %s", DRAW_PICK(draw, runs));
    }
    return true;
}

bool draws_run_list(struct draw *draw)
{
    static const char *const lists[] = {"/MSG# /@C:\\list.txt", "/MSG# /@C:\\LIST.TXT /ITEMSIZE"};
    const char *list = DRAW_PICK(draw, lists);
    draw->has_runs = true;
    draw_at(draw, draw_time(draw), "do      run export PO1 \"%s\"%s", list,
            draw->has_admin ? " account EXCH\\admin interactive" : "");
    return true;
}

bool draws_run_export(struct draw *draw)
{
    const char *options = "/@C:\\out.ccm";
    if (draw->far.count > 0 && draw_chance(draw, 50)) {
        options = "/NPO2 /@C:\\out.ccm";
    }
    draw_at(draw, draw_time(draw), "do      run export PO1 \"%s\"%s", options,
            draw->has_admin ? " account EXCH\\admin interactive" : "");
    draw->has_runs = true;
    draw->may_stay = true; /* they lie in his file */
    return true;
}

bool draws_do_shut(struct draw *draw)
{
    draw_trouble(draw, "do      shut PO1", "do      open PO1");
    return true;
}

bool draws_do_backup(struct draw *draw)
{
    if (draw->moved != NULL || draw->has_damage) {
        return false; /* letters of his would be there twice; the damage, too */
    }
    const uint64_t time_s = draw_between(draw, DRAW_TROUBLE_TO, DRAW_CURED - 10);
    draw_at(draw, draw_between(draw, 0, DRAW_TROUBLE_TO - 1), "do      backup PO1 name monday");
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        draw_at(draw, time_s, "do      stop connector C%u", (unsigned)i);
    }
    draw_at(draw, time_s, "do      shut PO1");
    draw_at(draw, time_s + 1, "fix     restore PO1 monday");
    draw_at(draw, time_s + 2, "do      open PO1");
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        draw_at(draw, time_s + 3, "do      start connector C%u", (unsigned)i);
    }
    draw->may_stay = true; /* what a report of a letter twice there leads to nobody */
    return true;
}

bool draws_do_boot(struct draw *draw)
{
    const char *machine = draw_chance(draw, 50) ? "EX1" : draw->server;
    draw_at(draw, draw_time(draw), "do      boot %s", machine);
    return true;
}

/* Who changes a post office must find it free. */
static uint64_t free_time(struct draw *draw)
{
    return draw_between(draw, 1, 2);
}

bool draws_do_move_user(struct draw *draw)
{
    if (draw->far.count == 0 || draw->locals.count < 2) {
        return false;
    }
    draw->moved = draw->locals.names[1];
    draw_at(draw, free_time(draw), "do      move user \"%s\" PO1 to PO2", draw->moved);
    return true;
}

void draw_maintenance(struct draw *draw, uint64_t time_s, const char *run)
{
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        draw_at(draw, time_s, "do      stop connector C%u", (unsigned)i);
        draw_at(draw, time_s + 9, "do      start connector C%u", (unsigned)i);
    }
    draw_at(draw, time_s + 1, "do      shut PO1");
    draw_at(draw, time_s + 2, "fix     run %s", run);
    draw_at(draw, time_s + 8, "do      open PO1");
}

/* Letters may be in too many pieces afterwards. */
bool draws_do_churn(struct draw *draw)
{
    const uint64_t time_s = draw_between(draw, 1, 2);
    draw_at(draw, time_s, "do      churn PO1 turnovers %u messages %u file 2K..12K keep %u",
            (unsigned)draw_between(draw, 1, 4), (unsigned)draw_between(draw, 20, 60),
            (unsigned)draw_between(draw, 0, 20));
    draw_maintenance(draw, DRAW_LIFTED + 30, "reclaim PO1");
    draw_maintenance(draw, DRAW_READING + 1850, "reclaim PO1");
    return true;
}

bool draws_do_page(struct draw *draw)
{
    draw_at(draw, draw_time(draw), "do      page C1 path \"%s\"", draw->path);
    return true;
}

bool draws_do_recalculate(struct draw *draw)
{
    draw_at(draw, draw_time(draw), "do      recalculate routing SITE1");
    return true;
}

bool draws_do_entry(struct draw *draw)
{
    const uint64_t time_s = free_time(draw);
    if (draw_chance(draw, 50)) {
        draw_at(draw, time_s, "do      entry PO1 \"Young, Yve\"");
    } else {
        draw_at(draw, time_s, "do      recipient SITE1 \"Hale, Nat\"");
        draw_at(draw, draw_time(draw), "do      remove recipient SITE1 \"Hale, Nat\"");
    }
    draw_at(draw, time_s, "do      entry PO1 \"%s\" comment \"Building %u\"", draw->users.names[0],
            (unsigned)draw_between(draw, 1, 99));
    return draw->moved == NULL;
}

bool draws_do_unlock(struct draw *draw)
{
    if (draw->way != DRAW_NETWARE) {
        return false;
    }
    draw_trouble(draw, "fault   account NW1\\svc-ccmc locked", "fix     unlock NW1\\svc-ccmc");
    return true;
}
