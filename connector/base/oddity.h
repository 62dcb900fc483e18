/*
 * oddity -- what one build did otherwise with letters of a certain kind, as somebody declared it
 *
 * Quirks that are known have rows and code of their own (ccmc/quirks.def, tools/versions.def).
 * Beside them, whoever starts the connector or a program may hand it rules: conditions on a letter,
 * all of which hold, and what is then done with it. They are asked where a letter passes:
 *
 *     connector   outbound   taken from MTS-OUT and converted, not yet in Submit
 *     connector   inbound    read from a file in Export, not yet converted
 *     IMPORT      a message of a file was read, nobody looked up yet
 *     EXPORT      a message of the queue was read, not yet written
 *     dirsync     the connector has read an entry of an exported directory; only rules that ask for
 *                 one (ENTRY, AT, COMMENT) are meant, and they are never about letters
 *
 * The first rule that fits counts. Without rules (NULL, as everywhere outside of tests and
 * scenarios) nothing is asked.
 *
 * Damage  TEXT, FILE: every seventh byte of the first such item. KEYWORD, SIZE, CUT act on the form
 *         of a .ccm file and so only where one is written (outbound, EXPORT): the first keyword of
 *         an item, the message's size, its second half.
 * Owns    nothing; what is changed in a message lies on the arena.
 */
#ifndef CONNECTOR_BASE_ODDITY_H
#define CONNECTOR_BASE_ODDITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/ccm.h"
#include "base/directory_file.h"

enum oddity_field {
#define ODDITY_TEXT(name, word, help) ODDITY_FIELD_##name,
#define ODDITY_AMOUNT ODDITY_TEXT
#include "base/oddity_fields.def"
#undef ODDITY_AMOUNT
#undef ODDITY_TEXT
    ODDITY_FIELD_COUNT
};

enum oddity_action {
    ODDITY_NONE,
#define ODDITY_ACTION(name, word, help) ODDITY_##name,
#include "base/oddity_actions.def"
#undef ODDITY_ACTION
};

enum oddity_damage {
    ODDITY_DAMAGE_TEXT,
    ODDITY_DAMAGE_FILE,
    ODDITY_DAMAGE_KEYWORD,
    ODDITY_DAMAGE_SIZE,
    ODDITY_DAMAGE_CUT
};

struct oddity_condition {
    enum oddity_field field;
    const char *pattern; /* of a text; * and ?, case folded */
    uint64_t least;      /* of an amount */
    uint64_t most;
};

struct oddity {
    const struct oddity_condition *conditions;
    uint32_t condition_count;
    enum oddity_action action;
    const char *text;        /* refuse: the reason, NULL: its own; rewrite: the new value, where *
                                is what the first * of that field's pattern stood for, or all */
    enum oddity_field field; /* rewrite: FROM, SUBJECT, DATE, TEXT, TITLE or FILE; ENTRY, COMMENT */
    enum oddity_damage damage; /* damage */
};

struct oddity_letter {
    const struct ccm_message *message;
    bool is_outbound; /* to cc:Mail */
    bool is_report;
};

struct oddities {
    const struct oddity *items;
    uint32_t count;
    /* Asked before the conditions: is this the place and time for it? NULL: always. */
    bool (*holds)(void *context, const struct oddity *oddity);
    /* One is about to act on the letter (NULL: on an entry); NULL: nobody wants to know. After a
     * rewrite `now` is the letter as it goes on, else it is NULL. */
    void (*told)(void *context, const struct oddity *oddity, const struct oddity_letter *letter,
                 const struct ccm_message *now);
    void *context;
};

/* By its word in a scenario; false: there is none. */
bool oddity_find_field(const char *word, enum oddity_field *field_out);
bool oddity_find_action(const char *word, enum oddity_action *action_out);
bool oddity_find_damage(const char *word, enum oddity_damage *damage_out);
bool oddity_is_amount(enum oddity_field field);

/* What is to be done with this entry; NULL: nothing. Tells with no letter. A field that is to be
 * changed is changed in *entry. */
const struct oddity *oddity_meet_entry(const struct oddities *oddities, struct arena *arena,
                                       struct directory_record *entry);
bool oddity_is_of_entry(const struct oddity *oddity);

/* What is to be done with this letter; NULL: nothing, as mostly. Tells. A field or item that is to
 * be changed is changed in *message. `oddities` may be NULL. */
const struct oddity *oddity_meet(const struct oddities *oddities,
                                 const struct oddity_letter *letter, struct arena *arena,
                                 struct ccm_message *message);
/* Damages the message that was written from `start` to the end of `file`; nothing where `oddity` is
 * NULL or does something else. */
void oddity_damage_file(const struct oddity *oddity, struct buffer *file, size_t start);

#endif
