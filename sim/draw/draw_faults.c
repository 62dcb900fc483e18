/* What breaks, and how it is mended. */
#include <string.h>

#include "draw/draw_inside.h"

/* What can happen to a call, by what it does. */
#define ANY                                                                                        \
    "refuse io-error", "refuse access-denied", "refuse sharing-violation", "refuse busy",          \
        "refuse connection-lost", "kill", "dies", "crash", "late 20s"
static const char *const to_open[] = {ANY, "refuse not-found", "keep", "widen"};
static const char *const to_read[] = {ANY, "short", "partial 1"};
static const char *const to_write[] = {ANY, "refuse disk-full", "short", "torn"};
static const char *const to_lock[] = {ANY, "refuse lock-violation", "keep"};
static const char *const to_start[] = {"refuse busy", "refuse access-denied", "late 20s"};
static const char *const to_any[] = {ANY};
#undef ANY

/* Calls that each of them makes at every run, or with every letter. */
struct calls {
    const char *program;
    const char *op;
    const char *place;
    const char *const *what;
    size_t what_count;
};
#define CALLS(program, op, place, what)                                                            \
    {                                                                                              \
        program, op, place, what, ARRAY_COUNT(what)                                                \
    }
static const struct calls all_calls[] = {
    CALLS("EXPORT", "open", " on \"*\\CLANDATA\"", to_open),
    CALLS("EXPORT", "read", " on \"*\\CLANDATA\"", to_read),
    CALLS("EXPORT", "read", "", to_read),
    CALLS("EXPORT", "create", "", to_any),
    CALLS("EXPORT", "write", "", to_write),
    CALLS("EXPORT", "write", " on \"*\\CLANDATA\"", to_write),
    CALLS("EXPORT", "rename", "", to_any),
    CALLS("EXPORT", "lock", "", to_lock),
    CALLS("IMPORT", "open", "", to_open),
    CALLS("IMPORT", "open", " on \"*\\CLANDATA\"", to_open),
    CALLS("IMPORT", "read", "", to_read),
    CALLS("IMPORT", "write", "", to_write),
    CALLS("IMPORT", "write", " on \"*\\CLANDATA\"", to_write),
    CALLS("IMPORT", "write", " on \"*\\MLANDATA\"", to_write),
    CALLS("IMPORT", "delete", "", to_any),
    CALLS("IMPORT", "lock", "", to_lock),
    CALLS("CCMC", "create", "", to_any),
    CALLS("CCMC", "write", "", to_write),
    CALLS("CCMC", "rename", "", to_any),
    CALLS("CCMC", "delete", "", to_any),
    CALLS("CCMC", "start", "", to_start),
    CALLS("CCMC", "list", "", to_any),
    CALLS("ROUTER", "open", "", to_open),
    CALLS("ROUTER", "read", "", to_read),
    CALLS("ROUTER", "lock", "", to_lock),
};
#undef CALLS
enum { CALLS_OF_ROUTER = 3, CALLS_OF_CCMC = 6 };

static const char *some_calls(struct draw *draw, size_t behind, const char *turn)
{
    const struct calls *calls = &all_calls[draw_below(draw, ARRAY_COUNT(all_calls) - behind)];
    const char *what = calls->what[draw_below(draw, calls->what_count)];
    draw->keeps = draw->keeps || strcmp(what, "keep") == 0;
    return draw_text(draw, "fault   call %s by %s%s %s then %s", calls->op, calls->program,
                     calls->place, turn, what);
}

bool draws_fault_call(struct draw *draw)
{
    const size_t behind = draw->far.count > 0 ? 0 : CALLS_OF_ROUTER;
    for (uint64_t n = draw_between(draw, 1, 4); n > 0; n--) {
        const char *turn = draw_text(draw, "nth %u", (unsigned)draw_between(draw, 1, 5));
        const uint64_t time_s = draw_time(draw);
        draw_at(draw, time_s, "%s", some_calls(draw, behind, turn));
    }
    return true;
}

bool draws_fault_calls(struct draw *draw)
{
    const char *turn = draw_text(draw, "every %u", (unsigned)draw_between(draw, 1, 4));
    const char *label = draw_text(draw, "f%u", (unsigned)++draw->labels);
    const char *text = some_calls(draw, CALLS_OF_ROUTER + CALLS_OF_CCMC, turn);
    draw_at(draw, draw_time(draw), "%s  as %s", text, label);
    draw_at(draw, DRAW_LIFTED, "fix     lift %s", label);
    return true;
}

bool draws_fault_kill(struct draw *draw)
{
    static const struct {
        const char *program;
        const char *file;
    } kills[] = {{"IMPORT", "CLANDATA"}, {"IMPORT", "MLANDATA"}, {"IMPORT", "USR*"},
                 {"IMPORT", "*.ccm"},    {"IMPORT", "*"},        {"EXPORT", "CLANDATA"},
                 {"EXPORT", "USR*"},     {"EXPORT", "*.tmp"},    {"EXPORT", "*"},
                 {"connector", "*.ccm"}, {"connector", "*.tmp"}, {"connector", "*"},
                 {"ROUTER", "CLANDATA"}, {"ROUTER", "*"}};
    static const char *const how[] = {"", " after", " crash", " hang"};
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        const size_t of_router = draw->far.count > 0 ? 0 : 2;
        const size_t which = (size_t)draw_below(draw, ARRAY_COUNT(kills) - of_router);
        const bool is_service = kills[which].program[0] == 'c';
        const size_t end = (size_t)draw_below(draw, is_service ? 2 : ARRAY_COUNT(how));
        draw->hangs = draw->hangs || end == 3;
        draw_at(draw, draw_time(draw), "fault   kill %s on \"%s\" nth %u%s", kills[which].program,
                kills[which].file, (unsigned)draw_between(draw, 1, 4), how[end]);
    }
    return true;
}

bool draws_fault_power(struct draw *draw)
{
    const char *machine = draw_chance(draw, 50) ? "EX1" : draw->server;
    draw_trouble(
        draw, draw_text(draw, "fault   kill %s%s", machine, draw_chance(draw, 20) ? " hang" : ""),
        draw_text(draw, "do      boot %s", machine));
    return true;
}

bool draws_fault_server(struct draw *draw)
{
    const bool is_far = draw->far.count > 0 && draw_chance(draw, 30);
    if (draw->way == DRAW_LOCAL && !is_far) {
        return false;
    }
    const char *noun = is_far || draw->way < DRAW_NETWARE ? "ntserver" : "netware";
    const char *name = is_far ? "NT2" : draw->server;
    draw_trouble(draw, draw_text(draw, "fault   %s %s down", noun, name),
                 draw_text(draw, "fix     %s %s up", noun, name));
    return true;
}

bool draws_fault_link(struct draw *draw)
{
    if (draw->way == DRAW_LOCAL) {
        return false;
    }
    draw_trouble(draw,
                 draw_text(draw, "fault   link EX1 %s %s", draw->server,
                           draw_chance(draw, 75) ? "down" : "slow"),
                 draw_text(draw, "fix     link EX1 %s up", draw->server));
    return true;
}

bool draws_fault_lock(struct draw *draw)
{
    draw->has_opener = true;
    static const char *const files[] = {"CLANDATA", "CLANDATA", "MLANDATA", "USR00001"};
    const uint64_t time_s = draw_time(draw);
    const char *file = DRAW_PICK(draw, files);
    if (draw_chance(draw, 50)) {
        draw_at(draw, time_s, "fault   lock PO1 %s by courier for %us", file,
                (unsigned)draw_between(draw, 1, 120));
        return true;
    }
    const char *label = draw_text(draw, "f%u", (unsigned)++draw->labels);
    draw_at(draw, time_s, "fault   lock PO1 %s by clerk  as %s", file, label);
    draw_at(draw, DRAW_CURED, "fix     lift %s", label);
    return true;
}

bool draws_fault_rewrite(struct draw *draw)
{
    static const char *const changes[] = {
        "\"Export\\*.ccm\" replace \"Text item:\" with \"Text #em:\"",
        "\"Import\\*.ccm\" replace \"Subject:\" with \"Subj ct:\"",
        "\"Export\\*.ccm\" insert \"No \" before \"Text item:\"",
        "\"Import\\*.ccm\" cut \"Contents:\" to end",
    };
    if (draw->connectors != 1) {
        return false;
    }
    const char *label = draw_text(draw, "f%u", (unsigned)++draw->labels);
    draw_at(draw, draw_time(draw), "fault   rewrite %s  as %s", DRAW_PICK(draw, changes), label);
    draw_at(draw, DRAW_LIFTED, "fix     lift %s", label);
    draw->may_stay = true;
    return true;
}

/* An administrator mends it while nobody else is there. */
bool draws_fault_damage(struct draw *draw)
{
    static const struct {
        const char *kind;
        const char *mended;
    } damages[] = {{"counters", "chkstat PO1 \"DIAGNOSTICS/R\""},
                   {"pointers", "chkstat PO1 \"DIAGNOSTICS/R\""},
                   {"lost_chain", "reclaim PO1"},
                   {"cross_linked", "chkstat PO1 \"DIAGNOSTICS/M\""},
                   {"nft", "chkstat PO1 \"NFT/C\""},
                   {"directory_index", "reclaim PO1 \"DIRECTORY DIAGNOSTICS/A\""}};
    const size_t which = (size_t)draw_below(draw, ARRAY_COUNT(damages));
    const uint64_t time_s = draw_between(draw, 3, 4); /* nobody else is there yet */
    draw->has_damage = true;
    draw_at(draw, 2, "do      churn PO1 turnovers 1 messages 30 file 2K..4K keep 10");
    draw_at(draw, time_s, "do      mail in 2 from PO1");
    draw_at(draw, time_s, "fault   damage PO1 kind %s", damages[which].kind);
    draw_maintenance(draw, DRAW_CURED + 30, damages[which].mended);
    draw->may_stay = true; /* what was damaged may be gone */
    return true;
}

bool draws_fault_rights(struct draw *draw)
{
    static const char *const less[] = {"RF", "RWFM", "RWCMF", "none", "F"};
    if (draw->way >= DRAW_NETWARE) {
        const char *who = draw->way == DRAW_NETWARE ? "svc-ccmc" : "nwgate";
        draw_trouble(draw,
                     draw_text(draw, "fault   trustee NW1\\%s on SYS:CCDATA rights %s", who,
                               DRAW_PICK(draw, less)),
                     draw_text(draw, "fix     trustee NW1\\%s on SYS:CCDATA rights RWCEMF", who));
        return true;
    }
    const char *what =
        draw_chance(draw, 60) ? "deny EXCH\\svc-ccmc change" : "allow EXCH\\svc-ccmc read";
    draw_trouble(draw, draw_text(draw, "fault   acl %s CCPO %s", draw->server, what),
                 draw_text(draw, "fix     acl %s CCPO allow EXCH\\svc-ccmc full", draw->server));
    return true;
}

bool draws_fault_account(struct draw *draw)
{
    static const char *const nt[] = {"disabled", "locked", "service-logon no", "network-logon no"};
    static const char *const nt_mended[] = {"disabled no", "locked no", "service-logon yes",
                                            "network-logon yes"};
    if (draw->way == DRAW_NETWARE && draw_chance(draw, 60)) {
        draw_trouble(draw, "fault   account NW1\\svc-ccmc password \"changed\"",
                     "fix     account NW1\\svc-ccmc password same");
        return true;
    }
    if (draw->way == DRAW_GATEWAY && draw_chance(draw, 60)) {
        draw_trouble(draw, "fault   account NW1\\nwgate password \"changed\"",
                     "fix     account NW1\\nwgate password \"gate\"");
        return true;
    }
    const size_t which = (size_t)draw_below(draw, ARRAY_COUNT(nt));
    draw_trouble(draw, draw_text(draw, "fault   account EXCH\\svc-ccmc %s", nt[which]),
                 draw_text(draw, "fix     account EXCH\\svc-ccmc %s", nt_mended[which]));
    return true;
}

bool draws_fault_space(struct draw *draw)
{
    const bool is_store = draw_chance(draw, 50);
    const char *where =
        is_store ? "EX1"
                 : draw_text(draw, "%s%s", draw->server, draw->way >= DRAW_NETWARE ? " SYS" : "");
    draw_trouble(
        draw,
        draw_text(draw, "fault   space %s free %uK", where, (unsigned)draw_between(draw, 0, 64)),
        draw_text(draw, "fix     space %s free 500M", where));
    return true;
}

bool draws_fault_memory(struct draw *draw)
{
    if (draw_chance(draw, 50)) {
        draw_trouble(draw, "fault   host EX1 clock +2h", "fix     host EX1 clock right");
    } else {
        draw_trouble(draw, "fault   host EX1 memory low", "fix     host EX1 memory enough");
    }
    return true;
}

bool draws_fault_file(struct draw *draw)
{
    static const char *const files[] = {"IMPORT.EXE", "EXPORT.EXE"};
    if (draw->way == DRAW_NETWARE && draw_chance(draw, 50)) {
        draw_trouble(draw, "fault   file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes Ro",
                     "fix     file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes none");
        return true;
    }
    draw_trouble(draw,
                 draw_text(draw, "fault   file \"C:\\WINNT\\system32\\%s\" %s",
                           DRAW_PICK(draw, files),
                           draw->has_runs || draw_chance(draw, 50) ? "absent" : "damaged"),
                 draw_text(draw, "fix     tab C1%s", draw->programs));
    return true;
}

bool draws_fault_setting(struct draw *draw)
{
    const uint64_t dice = draw_below(draw, 3);
    if (dice == 0) {
        draw_trouble(draw, "fault   setting C1 \"Locale Date Format\" 2",
                     "fix     setting C1 \"Locale Date Format\" 0");
    } else if (dice == 1) {
        draw_trouble(draw, "fault   tab C1 password \"wrong\"", "fix     tab C1 password ok");
    } else {
        draw_trouble(draw,
                     draw_text(draw, "fault   tab C1 path \"\\\\%s\\ELSEWHERE\"", draw->server),
                     draw_text(draw, "fix     tab C1 path \"%s\"", draw->path));
    }
    return true;
}
