#include "world/truth.h"

#include <string.h>

#include "base/hash.h"
#include "base/name_form.h"
#include "base/text.h"
#include "ccmc/convert.h"
#include "ccmc/quirks.h"
#include "po_letter.h"
#include "world/connector_choices.h"
#include "world/mail.h"
#include "world/office.h"
#include "world/process.h"
#include "world/truth_inside.h"
#include "world/world.h"

struct truth *truth_create(struct world *world)
{
    struct truth *truth = arena_new(world->arena, struct truth);
    truth->world = world;
    truth->scratch = arena_within(world->arena);
    truth->watch.arena = arena_within(world->arena);
    truth->letters.arena = world->arena;
    truth->of_mail.arena = world->arena;
    truth->files.arena = world->arena;
    truth->pairs.arena = world->arena;
    truth->made_end = &truth->made;
    return truth;
}

void truth_destroy(struct truth *truth)
{
    for (struct truth_office *office = truth->offices; office != NULL; office = office->next) {
        arena_release(&office->arena);
    }
    arena_release(&truth->scratch);
    arena_release(&truth->watch.arena);
}

/* What languages put in front of the colon of an answer (language.def); "re" may have a number. */
static bool is_reply_prefix(const char *skeleton, size_t size)
{
    static const char *const others[] = {"AW", "SV", "VS", "ANTW", "R"};
    if (size >= 2 && size <= 4 && memcmp(skeleton, "RE", 2) == 0) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        if (strlen(others[i]) == size && memcmp(skeleton, others[i], size) == 0) {
            return true;
        }
    }
    return false;
}

/* Letters and digits, lower case, without a leading re: -- what every conversion leaves as it is.
 * */
static uint64_t subject_key(enum mail_direction direction, const char *subject)
{
    char skeleton[128];
    size_t size = 0;
    for (const char *c = subject; *c != '\0' && size < sizeof(skeleton); c++) {
        const uint8_t upper = (uint8_t)(*c & 0xDF);
        const bool is_letter = (uint8_t)(upper - 'A') < 26;
        if (is_letter || (uint8_t)(*c - '0') < 10) {
            skeleton[size++] = is_letter ? (char)upper : *c;
        } else if (*c == ':' && is_reply_prefix(skeleton, size)) {
            size = 0;
        }
    }
    return hash64_seeded(skeleton, size, (uint64_t)direction);
}

static struct truth_letter *letter_of_key(const struct truth *truth, uint64_t key)
{
    struct truth_letter *letter = (void *)keyed_find(&truth->letters, key);
    return letter != NULL && letter->same != NULL ? letter->same : letter;
}

struct truth_letter *truth_letter_find(struct truth *truth, enum mail_direction direction,
                                       const char *subject)
{
    return letter_of_key(truth, subject_key(direction, subject));
}

enum { RECIPIENT_NAME_SIZE = 128 };

/* "Smith, J at PO1" and "Smith, J" are the same person here. */
static void user_name(const char *recipient, char name_out[RECIPIENT_NAME_SIZE])
{
    recipient += strspn(recipient, " "); /* it is read without them */
    const char *at = strstr(recipient, " at ");
    const size_t length = at != NULL ? (size_t)(at - recipient) : strlen(recipient);
    const size_t used = length < RECIPIENT_NAME_SIZE - 1 ? length : RECIPIENT_NAME_SIZE - 1;
    memcpy(name_out, recipient, used);
    name_out[used] = '\0';
}

uint64_t truth_recipient_hash(const char *recipient)
{
    char name[RECIPIENT_NAME_SIZE];
    user_name(recipient, name);
    return text_hash(name);
}

static struct truth_duty *duty_find(const struct truth_letter *letter, uint64_t hash)
{
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        if (letter->duties[i].recipient_hash == hash) {
            return &letter->duties[i];
        }
    }
    return NULL;
}

struct truth_duty *truth_duty_of(const struct truth_letter *letter, const char *recipient)
{
    struct truth_duty *duty = duty_find(letter, truth_recipient_hash(recipient));
    char name[RECIPIENT_NAME_SIZE];
    char turned[RECIPIENT_NAME_SIZE];
    if (duty != NULL) {
        return duty;
    }
    user_name(recipient, name);
    if (name_turned(name, turned, sizeof(turned))) {
        return duty_find(letter, text_hash(turned));
    }
    for (unsigned i = 0; duty == NULL && name_turned_back(name, i, turned, sizeof(turned)); i++) {
        duty = duty_find(letter, text_hash(turned));
    }
    return duty;
}

void truth_letter_alias(struct truth *truth, struct truth_letter *letter, const char *subject)
{
    const uint64_t key = subject_key(letter->direction, subject);
    if (letter_of_key(truth, key) == NULL) {
        struct truth_letter *alias = arena_new(truth->world->arena, struct truth_letter);
        alias->same = letter;
        keyed_add(&truth->letters, &alias->by_subject, key);
    }
}

void truth_letter_renamed(struct truth *truth, struct truth_letter *letter, const char *subject,
                          const void *line)
{
    struct world *world = truth->world;
    const struct truth_letter *other =
        letter_of_key(truth, subject_key(letter->direction, subject));
    truth_letter_alias(truth, letter, subject);
    if (other != NULL && other != letter && world->failure[0] == '\0') {
        (void)text_format(
            world->failure, sizeof(world->failure),
            "it gives the letter \"%s\" the subject of \"%s\", \"%s\", and nobody can "
            "tell them apart then",
            letter->subject, other->subject, subject);
        world->blamed = line;
    }
}

void truth_letter_touch(struct truth *truth, struct truth_letter *letter)
{
    truth->world->progress_us = truth->world->sched.now_us;
    if (!letter->is_touched) {
        letter->is_touched = true;
        letter->next_touched = truth->touched;
        truth->touched = letter;
    }
}

/* The letter is listed once for each mail that it has duties of: `count` duties are looked at. */
static void letter_of_mail(struct truth *truth, struct truth_letter *letter, uint32_t count,
                           const struct mail *mail)
{
    if (mail != NULL && !truth_has_mail(letter, count, mail)) {
        struct truth_of_mail *listed = arena_new(truth->world->arena, struct truth_of_mail);
        listed->letter = letter;
        keyed_add(&truth->of_mail, &listed->by_mail, mail->number);
    }
}

static void duties_grow(struct truth *truth, struct truth_letter *letter,
                        const struct truth_submission *submission)
{
    const char *const *recipients = submission->recipients;
    const uint32_t count = submission->recipient_count;
    struct arena *arena = truth->world->arena;
    struct truth_duty *duties = arena_array(arena, struct truth_duty, letter->duty_count + count);
    if (letter->duty_count > 0) {
        memcpy(duties, letter->duties, letter->duty_count * sizeof(*duties));
    }
    letter->duties = duties;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t hash = truth_recipient_hash(recipients[i]);
        struct truth_duty *duty = duty_find(letter, hash);
        if (duty == NULL) {
            letter_of_mail(truth, letter, letter->duty_count, submission->mail);
            duty = &duties[letter->duty_count++];
            duty->recipient = arena_text(arena, recipients[i]);
            duty->recipient_hash = hash;
            duty->mail = submission->mail;
        } else if (duty->submission == letter->copies) {
            continue; /* to and bcc of one letter: it is his once */
        } else {
            letter_of_mail(truth, letter, letter->duty_count, submission->mail);
            truth_share_add(truth, duty, submission->mail);
        }
        duty->submission = letter->copies;
        duty->owed++;
        truth->totals.duties[letter->direction]++;
        truth->totals.in_custody++;
    }
}

struct truth_letter *truth_submitted(struct world *world, const struct truth_submission *submission)
{
    struct truth *truth = world->truth;
    const uint64_t key = subject_key(submission->direction, submission->subject);
    struct truth_letter *letter = letter_of_key(truth, key);
    if (letter == NULL) {
        letter = arena_new(world->arena, struct truth_letter);
        letter->sender_hash = text_hash(submission->sender);
        letter->number = ++truth->made_count;
        letter->direction = submission->direction;
        letter->mail = submission->mail;
        letter->subject = arena_text(world->arena, submission->subject);
        keyed_add(&truth->letters, &letter->by_subject, key);
        *truth->made_end = letter;
        truth->made_end = &letter->next_made;
    }
    letter->copies++;
    truth_contents_sent(truth, letter, &submission->contents);
    duties_grow(truth, letter, submission);
    truth_letter_touch(truth, letter);
    return letter;
}

void truth_move(struct truth *truth, struct truth_letter *letter, enum truth_place place,
                int change)
{
    letter->at[place] += change;
    letter->is_forgone &= place != PLACE_EXPORT || change < 0 || letter->at[PLACE_PO_QUEUE] > 1;
    letter->is_excused = letter->is_excused || place == PLACE_BAD || place == PLACE_SET_ASIDE;
    truth_letter_touch(truth, letter);
}

static uint32_t ended(const struct truth_duty *duty)
{
    return duty->delivered + duty->returned + duty->removed;
}

uint32_t truth_open(const struct truth_duty *duty)
{
    const uint32_t gone = ended(duty) + duty->lost;
    return gone < duty->owed ? duty->owed - gone : 0;
}

bool truth_is_open(const struct truth_duty *duty)
{
    return truth_open(duty) > 0;
}

uint32_t truth_open_most(const struct truth_letter *letter)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        const uint32_t open = truth_open(&letter->duties[i]);
        most = open > most ? open : most;
    }
    return most;
}

int32_t truth_custody(const struct truth_letter *letter)
{
    int32_t sum = 0;
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        sum += letter->at[place];
    }
    return sum;
}

/* One more is about to end: what a declared quirk was to have lost was not, and what a person took
 * away a program had in hand. */
static void duty_found(struct truth *truth, const struct truth_letter *letter,
                       struct truth_duty *duty)
{
    if (duty->removed > 0 && ended(duty) + duty->lost >= duty->owed) {
        duty->removed--;
        truth->totals.removed[letter->direction]--;
        truth->totals.in_custody++;
        return;
    }
    if (duty->lost > 0 && ended(duty) + duty->lost >= duty->owed) {
        duty->lost--;
        truth->totals.lost[letter->direction]--;
        truth->totals.in_custody++;
    }
}

void truth_deliver(struct truth *truth, struct truth_letter *letter, struct truth_duty *duty)
{
    duty_found(truth, letter, duty);
    if (ended(duty) < duty->owed) {
        truth->totals.in_custody--;
    }
    duty->delivered++;
    truth_share_ends(duty, true);
    truth_order_check(truth, letter, duty);
    truth->totals.delivered[letter->direction]++;
    truth_letter_touch(truth, letter);
}

static void duty_return(struct truth *truth, struct truth_letter *letter, struct truth_duty *duty)
{
    duty_found(truth, letter, duty);
    if (ended(duty) < duty->owed) {
        truth->totals.in_custody--;
    }
    duty->returned++;
    truth_share_ends(duty, false);
    letter->is_excused = true;
    truth->totals.returned[letter->direction]++;
    truth_letter_touch(truth, letter);
}

/* Whose duty it is that somebody got what names him otherwise: a letter to J Smith is Smith, J's
 * (assumption TURNED_NAMES), unless the site has somebody else of that address. */
static struct truth_duty *duty_to_end(struct truth *truth, const struct truth_letter *letter,
                                      const char *recipient)
{
    struct truth_duty *duty = truth_duty_of(letter, recipient);
    if (duty == NULL || duty->recipient_hash == truth_recipient_hash(recipient)) {
        return duty;
    }
    (void)world_assumption(truth->world, ASSUME_TURNED_NAMES);
    const struct site_recipient *meant = site_resolve(truth->world, duty->recipient);
    return meant == NULL || meant == site_resolve(truth->world, recipient) ? duty : NULL;
}

void truth_end(struct truth *truth, struct truth_letter *letter, const char *recipient,
               enum truth_place end_kind)
{
    struct truth_duty *duty = recipient != NULL ? duty_to_end(truth, letter, recipient) : NULL;
    if (recipient != NULL && duty == NULL) {
        duty = truth_duty_of_foreign(truth, letter, recipient);
        duty = duty != NULL ? duty : truth_duty_of_fan(truth, letter, recipient);
    }
    if (recipient == NULL) {
        truth_letter_removed(truth, letter);
    } else if (duty != NULL && end_kind == PLACE_NONE) {
        duty_return(truth, letter, duty);
    } else if (duty != NULL) {
        truth_deliver(truth, letter, duty);
    }
}

void truth_mts_out(struct world *world, const struct connector *connector,
                   const struct exchange_message *message, int change)
{
    struct truth_letter *letter = truth_letter_find(world->truth, MAIL_OUT, message->subject);
    if (letter != NULL) {
        letter->is_report = letter->is_report || exchange_is_report(message);
        letter->says_less |=
            exchange_is_report(message) &&
            quirks_have(connector_quirks(world, connector), QUIRK_REPORT_TO_NOBODY);
        truth_taken_by(world, letter, connector);
        truth_move(world->truth, letter, PLACE_MTS_OUT, change);
    }
}

/* Receipts, and reports of post offices behind: some builds leave out some of what they say. */
static bool says_less(struct world *world, const struct connector *connector,
                      const struct truth_letter *letter, const struct exchange_message *message)
{
    const bool is_receipt = text_starts(message->subject, po_receipt) ||
                            (letter->mail != NULL && letter->mail->kind == MAIL_RECEIPT);
    const bool is_report = text_starts(message->sender.display, "Administrator");
    const uint32_t quirks = is_receipt || is_report ? connector_quirks(world, connector) : 0;
    return (is_receipt && quirks_have(quirks, QUIRK_RECEIPT_TEXT)) ||
           (is_report && quirks_have(quirks, QUIRK_REPORT_NAMES));
}

void truth_mailbox(struct world *world, const struct connector *connector,
                   const struct exchange_message *message, const char *recipient, bool is_known)
{
    struct truth_letter *letter = truth_letter_find(world->truth, MAIL_IN, message->subject);
    if (letter == NULL) {
        return;
    }
    letter->says_less |= says_less(world, connector, letter, message);
    if (is_known) {
        struct truth_contents contents = {0};
        for (uint32_t i = 0; i < message->item_count; i++) {
            const struct exchange_item *item = &message->items[i];
            if (strcmp(item->name, convert_history_title) != 0) { /* else the connector's own */
                truth_contents_add(&contents, item->kind == EXCHANGE_TEXT, item->content);
            }
        }
        truth_contents_check(world->truth, letter, recipient, &contents);
    }
    truth_end(world->truth, letter, recipient, is_known ? PLACE_MTS_IN : PLACE_NONE);
}

void truth_outside(struct world *world, const struct exchange_message *message, const char *address)
{
    struct truth_letter *letter = truth_letter_find(world->truth, MAIL_OUT, message->subject);
    if (letter != NULL) {
        truth_end(world->truth, letter, address, PLACE_MTS_IN);
    }
}

/* The report names the letter's subject after its prefix, and its recipients in the text. */
void truth_report(struct world *world, const struct exchange_message *report)
{
    static const char prefix[] = "Undeliverable: ";
    const char *subject = report->subject;
    if (strncmp(subject, prefix, sizeof(prefix) - 1) == 0) {
        subject += sizeof(prefix) - 1;
    }
    struct truth_letter *letter = truth_letter_find(world->truth, MAIL_OUT, subject);
    if (letter == NULL || report->item_count == 0) {
        return;
    }
    const char *text =
        arena_text_n(&world->truth->scratch, (const char *)report->items[0].content.data,
                     report->items[0].content.size);
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (truth_names(&world->truth->scratch, text, duty->recipient)) {
            duty_return(world->truth, letter, duty);
        }
    }
}

void truth_index_damaged(struct world *world)
{
    world->truth->lost_imports = true;
}

/* Sides that double mail, as they say, and people who take the bookmark away. */
static bool may_double(struct world *world)
{
    return world->truth->lost_bookmark || world->truth->lost_imports ||
           world_assumes(world, ASSUME_EXPORT_READ_ONLY, "repeat") ||
           world_assumes(world, ASSUME_IMPORT_REMEMBERS, "no");
}

static bool letter_holds(struct world *world, struct truth_letter *letter)
{
    const uint32_t left = truth_left_count(letter);
    const int32_t open = (int32_t)truth_open_most(letter);
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        const struct truth_duty *duty = &letter->duties[i];
        const uint32_t again = duty->again;
        const uint32_t most = (left + 1) * duty->owed + again + letter->twice * (1 + again);
        if (ended(duty) > most && !may_double(world)) {
            (void)text_format(world->failure, sizeof(world->failure),
                              "doubled: letter \"%s\" to \"%s\" ended %u times, owed %u "
                              "(delivered %u, returned %u, removed %u)",
                              letter->subject, duty->recipient, ended(duty), duty->owed,
                              duty->delivered, duty->returned, duty->removed);
            return false;
        }
    }
    const int32_t held = truth_custody(letter) + (int32_t)world->truth->reports_due;
    if (held < open && letter->is_forgone) {
        truth_forgo(world->truth, letter, (uint32_t)held);
    } else if (held < open) {
        (void)text_format(world->failure, sizeof(world->failure),
                          "lost: letter \"%s\" has %d open submissions and %d places that hold it",
                          letter->subject, open, held);
        return false;
    }
    return true;
}

static void tell(struct world *world, const struct truth_letter *letter)
{
    const struct observation seen = {
        .kind = OBSERVE_MAIL, .time_us = world->sched.now_us, .letter = letter};
    world->spec.observe(world->spec.observer, &seen);
}

bool truth_check(struct world *world)
{
    struct truth *truth = world->truth;
    truth_offices_check(truth);
    bool holds = true;
    while (truth->touched != NULL) {
        struct truth_letter *letter = truth->touched;
        truth->touched = letter->next_touched;
        letter->is_touched = false;
        if (world->spec.tells_mail) {
            tell(world, letter);
        }
        holds = letter_holds(world, letter) && holds;
    }
    arena_reset(&truth->scratch);
    return holds;
}
