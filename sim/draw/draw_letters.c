/* Letters, and what people do with them. */
#include <string.h>

#include "draw/draw_inside.h"

/* To whom an Exchange user writes. */
static const char *target_out(struct draw *draw)
{
    const uint64_t dice = draw_below(draw, 100);
    if (dice < 8) {
        return draw_chance(draw, 50) ? "Nobody at PO1" : "Nobody, N at PO7";
    }
    if (dice < 30 && draw->targets.count > 0) {
        return draw_name(draw, &draw->targets);
    }
    if (dice < 50 && draw->far.count > 0) {
        return draw_text(draw, "%s at PO2", draw_name(draw, &draw->far));
    }
    if (dice < 56 && draw->groups.count > 0) {
        return draw_name(draw, &draw->groups);
    }
    return draw_text(draw, "%s at PO1", draw_name(draw, &draw->users));
}

/* To whom a cc:Mail user writes. */
static const char *target_in(struct draw *draw)
{
    const uint64_t dice = draw_below(draw, 100);
    if (dice < 5) {
        return "Nobody at SITE1";
    }
    if (dice < 12 && draw->groups.count > 0) {
        return draw_text(draw, "%s at SITE1", draw_name(draw, &draw->groups));
    }
    if (dice < 20 && draw->has_outside) {
        return "kim@far.example at SITE1";
    }
    if (dice < 30 && draw->far.count > 0) {
        return draw_text(draw, "%s at PO2", draw_name(draw, &draw->far));
    }
    if (dice < 38) {
        return draw_name(draw, &draw->users);
    }
    return draw_text(draw, "%s at SITE1", draw_name(draw, &draw->people));
}

static const char *sender(struct draw *draw, bool is_out)
{
    if (is_out) {
        return draw_name(draw, &draw->people);
    }
    if (draw->far.count > 0 && draw_chance(draw, 25)) {
        return draw_text(draw, "%s at PO2", draw_name(draw, &draw->far));
    }
    return draw_text(draw, "%s at PO1", draw_name(draw, &draw->users));
}

static const char *items(struct draw *draw)
{
    static const char *const texts[] = {"",
                                        " text 1",
                                        " text 700",
                                        " text 5000",
                                        " text 20480",
                                        " text 20481",
                                        " text 45000",
                                        " text \"Grüße, Øre\"",
                                        " text \"Text item: 5\"",
                                        " text 300 text 300"};
    static const char *const names[] = {"a.wk4",   "plan for May.doc", "x",
                                        "fax.tif", "REPORT.1",         "A long name.document"};
    static const char *const sizes[] = {"0", "1", "511", "512", "2K", "3K", "40K", "100K"};
    const char *text = DRAW_PICK(draw, texts);
    const uint64_t dice = draw_below(draw, 10);
    for (uint64_t n = dice < 6 ? 0 : dice < 9 ? 1 : draw_between(draw, 2, 5); n > 0; n--) {
        const char *name = DRAW_PICK(draw, names);
        text = draw_text(draw, "%s file \"%s\" %s", text, name, DRAW_PICK(draw, sizes));
    }
    return text;
}

/* What few letters have. */
static const char *marks(struct draw *draw, bool is_out)
{
    static const char *const in[] = {" receipt",
                                     " codepage 850",
                                     " codepage 437",
                                     " kind receipt",
                                     " date \"1998-02-25 12:00\"",
                                     " sender \"jo%u@far.example at SMTPPO\""};
    static const char *const out[] = {" receipt", " kind receipt", " date \"1999-12-31 23:59\"",
                                      " sender \"Test, User [SMTP:user%u@far.example]\""};
    if (!draw_chance(draw, 30)) {
        return "";
    }
    const char *mark = is_out ? DRAW_PICK(draw, out) : DRAW_PICK(draw, in);
    const char *number = strstr(mark, "%u"); /* whose letters come in order is his own */
    return number == NULL ? mark
                          : draw_text(draw, "%.*s%u%s", (int)(number - mark), mark,
                                      (unsigned)draw->letter_count, number + 2);
}

static const char *recipients(struct draw *draw, bool is_out, const char *first)
{
    static const char *const kinds[] = {"to", "cc", "bcc"};
    const char *of[] = {draw_text(draw, " to \"%s\"", first), "", ""};
    for (uint64_t n = draw_chance(draw, 60) ? 0 : draw_between(draw, 1, 4); n > 0; n--) {
        const uint64_t kind = draw_chance(draw, 50) ? 0 : draw_below(draw, ARRAY_COUNT(kinds));
        const char *target = is_out ? target_out(draw) : target_in(draw);
        of[kind] = of[kind][0] != '\0' ? draw_text(draw, "%s \"%s\"", of[kind], target)
                                       : draw_text(draw, " %s \"%s\"", kinds[kind], target);
    }
    return draw_text(draw, "%s%s%s", of[0], of[1], of[2]);
}

const char *draw_letter_text(struct draw *draw, bool is_out, struct draw_letter *letter_out)
{
    const char *from = sender(draw, is_out);
    const char *first = is_out ? target_out(draw) : target_in(draw);
    const char *to = recipients(draw, is_out, first);
    const char *of_items = items(draw);
    const char *of_marks = marks(draw, is_out);
    *letter_out = (struct draw_letter){.is_out = is_out,
                                       .is_readable = strstr(to, " at PO2") == NULL &&
                                                      strstr(to, " at PO3") == NULL &&
                                                      strstr(to, " at PO7") == NULL};
    return draw_text(draw, "%s from \"%s\"%s subject \"Subject %u of it\"%s%s",
                     is_out ? "out" : "in", from, to, (unsigned)draw->letter_count + 1, of_items,
                     of_marks);
}

bool draws_mail(struct draw *draw)
{
    for (uint64_t n = draw_between(draw, 2, DRAW_LETTERS_MAX - 4); n > 0; n--) {
        struct draw_letter letter;
        const char *text = draw_letter_text(draw, draw_chance(draw, 50), &letter);
        letter.name = draw_text(draw, "m%u", (unsigned)draw->letter_count + 1);
        draw_line(draw, "mail", "%s  %s", letter.name, text);
        if (draw_chance(draw, 50)) {
            draw_at(draw, draw_time(draw), "do      mail %s", letter.name);
        }
        draw->letters[draw->letter_count++] = letter;
    }
    return true;
}

bool draws_do_mail(struct draw *draw)
{
    static const uint64_t calm[] = {DRAW_CURED + 60, DRAW_CURED + 300, DRAW_LIFTED + 300,
                                    DRAW_LIFTED + 900};
    for (uint64_t n = draw_between(draw, 1, 6); n > 0; n--) {
        const char *way = draw_chance(draw, 50) ? "in" : "out";
        const uint64_t count = draw_between(draw, 1, 12);
        draw_at(draw, draw_time(draw), "do      mail %s %u %s PO1", way, (unsigned)count,
                way[0] == 'i' ? "from" : "to");
    }
    for (size_t i = 0; i < ARRAY_COUNT(calm); i++) {
        draw_at(draw, calm[i], "do      mail in %u from PO1", (unsigned)draw_between(draw, 1, 3));
        draw_at(draw, calm[i], "do      mail out %u to PO1", (unsigned)draw_between(draw, 1, 3));
    }
    return true;
}

/* NULL: there is none. */
static const struct draw_letter *some_letter(struct draw *draw, bool is_out)
{
    const uint64_t first = draw_below(draw, draw->letter_count);
    for (uint32_t i = 0; i < draw->letter_count; i++) {
        const struct draw_letter *letter = &draw->letters[(first + i) % draw->letter_count];
        if (letter->is_out == is_out && letter->is_readable) {
            return letter;
        }
    }
    return NULL;
}

/* By anybody: who did not get it finds that out. */
static bool reads(struct draw *draw, const char *verb, const char *behind, bool is_out)
{
    const struct draw_letter *letter = draw->has_damage ? NULL : some_letter(draw, is_out);
    const char *by = draw_name(draw, is_out ? &draw->users : &draw->people);
    if (letter == NULL || (draw->moved != NULL && strcmp(by, draw->moved) == 0)) {
        return false;
    }
    const uint64_t time_s = draw_between(draw, DRAW_READING, DRAW_READING + 1200);
    draw_at(draw, time_s, "do      %s %s by \"%s\"%s", verb, letter->name, by, behind);
    return true;
}

bool draws_do_read(struct draw *draw)
{
    return reads(draw, "read", "", true);
}

bool draws_do_forward(struct draw *draw)
{
    return reads(draw, "forward", draw_text(draw, " to \"%s\"", target_in(draw)), true);
}

bool draws_do_reply(struct draw *draw)
{
    bool is_drawn = false;
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        is_drawn =
            reads(draw, "reply", draw_chance(draw, 40) ? " all" : "", draw_chance(draw, 60)) ||
            is_drawn;
    }
    return is_drawn;
}

bool draws_do_put(struct draw *draw)
{
    static const char *const folders[] = {" in \"Message Log\"", " in Trash", " in \"My own\""};
    return reads(draw, "put", DRAW_PICK(draw, folders), true);
}
