/* People on both sides, what else stands in directories, and other post offices. */
#include <string.h>

#include "draw/draw_inside.h"

static const char *const here[] = {"Smith, J",    "Doe, Ann",         "Roe, Max",    "Smith, John",
                                   "O'Hara, Pat", "Van der Berg, J.", "Müller, Karl"};
static const char *const there[] = {"Brady, Sally", "Lee, Bo", "Chan, Li", "New, Nan"};
static const char *const behind[] = {"Gray, Tom", "Hill, Eve", "Admin"};

bool draws_entry(struct draw *draw)
{
    static const char *const kinds[] = {"  kind mobile", "  comment \"Building 7\""};
    const uint64_t count = draw_between(draw, 1, ARRAY_COUNT(here));
    for (uint64_t i = 0; i < count && i < ARRAY_COUNT(here); i++) {
        const bool is_local = i == 0 || draw_chance(draw, 60);
        draw_line(draw, "entry", "PO1  \"%s\"%s", here[i], is_local ? "" : DRAW_PICK(draw, kinds));
        draw_names_add(&draw->users, here[i]);
        if (is_local) {
            draw_names_add(&draw->locals, here[i]);
        }
    }
    return true;
}

bool draws_recipient(struct draw *draw)
{
    const uint64_t count = draw_between(draw, 1, ARRAY_COUNT(there));
    for (uint64_t i = 0; i < count && i < ARRAY_COUNT(there); i++) {
        draw_line(draw, "recipient", "SITE1  \"%s\"", there[i]);
        draw_names_add(&draw->people, there[i]);
    }
    return true;
}

bool draws_route(struct draw *draw)
{
    static const char *const intervals[] = {"1m", "2m", "5m", "9m"};
    const uint64_t count = draw_between(draw, 1, ARRAY_COUNT(behind));
    draw_line(draw, "ntserver", "NT2  share CCPO2");
    draw_line(draw, "postoffice", "PO2  on NT2 CCPO2  format %s%s", draw->is_db8 ? "DB8" : "DB6",
              draw->has_ade ? "  ade on" : "");
    for (uint64_t i = 0; i < count && i < ARRAY_COUNT(behind); i++) {
        draw_line(draw, "entry", "PO2  \"%s\"", behind[i]);
        draw_names_add(&draw->far, behind[i]);
        if (draw_chance(draw, 80)) {
            draw_line(draw, "entry", "PO1  \"%s\"  at PO2", behind[i]);
        }
    }
    const char *interval = DRAW_PICK(draw, intervals);
    draw_line(draw, "route", "PO1 -> PO2  router every %s  first %us%s", interval,
              (unsigned)draw_between(draw, 10, 90), draw->has_ade ? "  ade on" : "");
    if (draw_chance(draw, 25)) {
        draw_line(draw, "ntserver", "NT3  share CCPO3");
        draw_line(draw, "postoffice", "PO3  on NT3 CCPO3  format DB6");
        draw_line(draw, "entry", "PO3  \"Wells, Kim\"");
        draw_line(draw, "entry", "PO1  \"Wells, Kim\"  at PO3");
        draw_line(draw, "route", "PO1 -> PO3  router every 3m  first 40s");
        draw_names_add(&draw->targets, "Wells, Kim at PO3");
    }
    return true;
}

bool draws_aliases(struct draw *draw)
{
    static const char *const names[] = {"Boss", "Help Desk"};
    for (uint64_t i = draw_below(draw, ARRAY_COUNT(names)); i < ARRAY_COUNT(names); i++) {
        draw_line(draw, "entry", "PO1  \"%s\"  kind alias  at \"%s\"", names[i],
                  draw_name(draw, &draw->users));
        draw_names_add(&draw->targets, draw_text(draw, "%s at PO1", names[i]));
    }
    return true;
}

/* One to three of them, each once. */
static const char *members(struct draw *draw, const struct draw_names *names)
{
    const char *text = "";
    const uint64_t first = draw_below(draw, names->count);
    const uint64_t most = names->count < 3 ? names->count : 3;
    for (uint64_t n = draw_between(draw, 1, most); n > 0; n--) {
        text = draw_text(draw, "%s \"%s\"", text, names->names[(first + n) % names->count]);
    }
    return text;
}

bool draws_po_list(struct draw *draw)
{
    draw_line(draw, "entry", "PO1  \"Staff\"  kind list  members%s", members(draw, &draw->users));
    draw_names_add(&draw->targets, "Staff at PO1");
    if (draw_chance(draw, 50)) {
        draw_line(draw, "list", "PO1  \"Everybody\"  members \"Staff\"%s%s",
                  members(draw, &draw->users), draw_chance(draw, 30) ? " \"Nobody\"" : "");
        draw_names_add(&draw->targets, "Everybody at PO1");
    }
    return true;
}

bool draws_list(struct draw *draw)
{
    draw_line(draw, "list", "SITE1  \"Sales\"  members%s \"%s at PO1\"",
              members(draw, &draw->people), draw_name(draw, &draw->users));
    draw_names_add(&draw->groups, "Sales");
    if (draw_chance(draw, 40)) {
        draw_line(draw, "list", "SITE1  \"Town\"  members \"Sales\"%s \"%s at PO1\" \"Town\"",
                  members(draw, &draw->people), draw_name(draw, &draw->users));
        draw_names_add(&draw->groups, "Town");
    }
    return true;
}

bool draws_board(struct draw *draw)
{
    static const char *const directions[] = {"in", "out", "none"};
    const bool has_folder = draw_chance(draw, 50);
    const char *direction = DRAW_PICK(draw, directions);
    draw_line(draw, "board", "PO1  \"Social\"%s%s",
              has_folder ? "  folder \"Public\\Social\"  direction " : "",
              has_folder ? direction : "");
    draw_names_add(&draw->targets, "#Social");
    return true;
}

bool draws_outside(struct draw *draw)
{
    static const char *const does[] = {"", "  does return", "  does answer", "  does accept"};
    draw_line(draw, "outside", "INTERNET  via %s%s", draw_chance(draw, 80) ? "IMS" : "none",
              DRAW_PICK(draw, does));
    draw->has_outside = true;
    return true;
}

bool draws_addressspace(struct draw *draw)
{
    draw_line(draw, "addressspace", "C1  \"CCMAIL:*\"  cost %u",
              (unsigned)draw_between(draw, 1, 9));
    if (draw->connectors == 2) {
        draw_line(draw, "addressspace", "C2  \"CCMAIL:* at PO1\"  cost 1");
    }
    return true;
}

bool draws_client(struct draw *draw)
{
    static const char *const programs[] = {"version 7.0", "version 8.0", "version 8.01",
                                           "version 2.2  system mac", "version 6.0  system dos"};
    const char *program = DRAW_PICK(draw, programs);
    draw->may_stay = draw->may_stay || strstr(program, "mac") != NULL; /* what EXPORT 6.0 damages */
    draw_line(draw, "client", "PO1  \"%s\"  %s", draw_name(draw, &draw->users), program);
    return true;
}

bool draws_dirsync(struct draw *draw)
{
    static const char *const intervals[] = {"", "", "  every 15m", "  every 1h"};
    draw_line(draw, "dirsync", "PO1  %s  import \"Import\"  export \"Recipients\"%s",
              draw_chance(draw, 85) ? "completed" : "never", DRAW_PICK(draw, intervals));
    /* Where it has not completed no mail comes in. */
    draw_at(draw, DRAW_CURED + 5, "do      dirsync PO1");
    draw_at(draw, DRAW_LIFTED + 60, "do      dirsync PO1");
    draw_at(draw, DRAW_READING + 1900, "do      dirsync PO1");
    return true;
}

bool draws_user(struct draw *draw)
{
    static const char *const lines[] = {
        "courier  holds 5s  every 2m  first 10s",
        "clerk  holds 1s  every 30s  first 20s  file USR00001",
        "clerk  holds 3s  every 4m  first 1m  file MLANDATA",
        "backup  holds 20s  every 20m  first 3m  alone",
    };
    draw->has_opener = true;
    draw_line(draw, "user", "PO1  %s", DRAW_PICK(draw, lines));
    return true;
}

bool draws_account(struct draw *draw)
{
    draw->has_admin = draw->way == DRAW_NT || draw->way == DRAW_FPNW || draw->way == DRAW_LOCAL;
    if (draw->has_admin) {
        draw_line(draw, "account", "EXCH\\admin");
        draw_line(draw, "acl", "%s CCPO  allow EXCH\\admin full", draw->server);
    } else {
        draw_line(draw, "account", "EXCH\\admin  lockout 5");
    }
    return true;
}

bool draws_session(struct draw *draw)
{
    if (!draw->has_admin) {
        return false;
    }
    draw_line(draw, "session", "EXCH\\admin  interactive  drive N: \"%s\"", draw->path);
    return true;
}

bool draws_quirk(struct draw *draw)
{
    static const char *const lines[] = {
        "connector when way out subject \"*7*\" then twice",
        "connector when way in subject \"*3*\" then drop",
        "connector when way out subject \"*5*\" then refuse \"No good\"",
        "program IMPORT when subject \"*2*\" then twice",
        "program IMPORT when subject \"*8*\" then refuse \"Not this one\"",
        "program IMPORT when subject \"*1*\" then rewrite text \"New\"",
        "program EXPORT when subject \"*4*\" then drop",
        "program EXPORT when subject \"*6*\" then twice",
        "connector when way in file \"*.wk4\" then crash",
    };
    draw->may_stay = true;
    draw_line(draw, "quirk", "%s", DRAW_PICK(draw, lines));
    return true;
}
