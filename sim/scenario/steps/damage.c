#include "base/text.h"
#include "postoffice.h"
#include "scenario/words/damages.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

/* Each with a bar before it. */
#define DAMAGE(id, word, bytes, mended_by) "|" #word
static const char kinds[] =
#include "po_damage.def"
    ;
#undef DAMAGE

static const struct attribute attributes[] = {
    {"kind",
     {{"KIND", VALUE_WORD, &kinds[1], 0}},
     1,
     0,
     NULL,
     NULL,
     "which bytes: rows of po_damage.def, each with what it strikes"},
    {"file",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "the first byte of each sector of this file of it: CLANDATA, MLANDATA, USR*"},
    {"directory", {{0}}, 0, 0, NULL, NULL, "a byte of every entry of its directory"},
    {"message",
     {{"MAIL", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "a byte of this letter, wherever it is there"},
    {"foreign",
     {{"TEXT", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "of file, directory or message: this text stands where it begins (Q179072)"},
};

static const char *by_kind(struct run *run, struct office *office, const char *word)
{
    struct postoffice *po = NULL;
    enum po_damage_kind kind = 0;
    const char *error = office_reader(run->world, office, &po);
    if (error != NULL) {
        return error;
    }
    if (!po_damage_find(word, &kind)) {
        return arena_format(run->arena, "there is no damage %s", word);
    }
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = po_damage(po, kind);
        st = st == ST_OK ? office_flush(run->world, office, po) : st; /* it is on the disk */
        po_unlock(po);
    }
    if (st == ST_OK && kind == PO_DAMAGE_MESSAGE_INDEX) {
        truth_index_damaged(run->world);
    }
    run->world->person_changes++; /* what stands there at the end is nobody's fault of ours */
    return st == ST_OK
               ? NULL
               : arena_format(run->arena, "%s of %s cannot be damaged: %s", word, office->label,
                              st == ST_NOT_FOUND ? "there is none" : status_text(st));
}

static const char *of_mail(struct run *run, struct office *office, const char *name,
                           struct bytes foreign)
{
    const struct mail *mail = mail_find(run->world, name);
    return mail != NULL ? damage_message(run, office, mail, foreign)
                        : arena_format(run->arena, "there is no mail %s", name);
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    struct office *office = NULL;
    const char *kind = fact_text(fact, "kind", NULL);
    const char *file = fact_text(fact, "file", NULL);
    const char *mail = fact_text(fact, "message", NULL);
    const char *text = fact_text(fact, "foreign", NULL);
    const bool is_directory = fact_has(fact, "directory");
    const struct bytes foreign = text != NULL ? bytes_of_text(text) : (struct bytes){0};
    const int count =
        (kind != NULL ? 1 : 0) + (file != NULL ? 1 : 0) + (mail != NULL ? 1 : 0) + is_directory;
    if (count != 1 || (kind != NULL && text != NULL) || (text != NULL && text[0] == '\0')) {
        return "one thing is damaged: kind KIND, or file NAME, directory or message MAIL, these "
               "perhaps with foreign \"TEXT\"";
    }
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error != NULL) {
        return error;
    }
    if (kind != NULL) {
        return by_kind(run, office, kind);
    }
    if (is_directory) {
        return damage_directory(run, office, foreign);
    }
    return file != NULL ? damage_office_file(run, office, file, foreign)
                        : of_mail(run, office, mail, foreign);
}

const struct step_kind step_damage = {
    .shape = {.word = "damage",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "bytes of a post office change behind everybody's back",
              .example = "fault damage PO1 kind message_index"},
    .act = act,
};
