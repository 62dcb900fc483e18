/* Reports that nobody takes: nothing is owed of them any more when they lie in Bad. */
#include <string.h>

#include "base/text.h"
#include "ccmc/undelivered.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* What stands behind `key` in the line; NULL: it has another one. */
static const char *value_of(struct arena *scratch, const char *line, size_t length, const char *key)
{
    size_t at = strlen(key);
    if (length < at || !text_starts(line, key)) {
        return NULL;
    }
    while (at < length && line[at] == ' ') {
        at++;
    }
    return arena_text_n(scratch, line + at, length - at);
}

static void give_up(struct truth *truth, struct truth_letter *letter, struct truth_duty *duty)
{
    (void)world_assumption(truth->world, ASSUME_UNDELIVERABLE_REPORTS);
    duty->removed++;
    truth->totals.removed[letter->direction]++;
    truth->totals.in_custody--;
    letter->is_excused = true;
    truth_letter_touch(truth, letter);
}

/* The first that is owed it still: the file has no name of his. */
static struct truth_duty *first_open(const struct truth_letter *letter)
{
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        if (truth_is_open(&letter->duties[i])) {
            return &letter->duties[i];
        }
    }
    return NULL;
}

/* Of the message that is the file; what it quotes is not looked at. */
struct head {
    const char *subject;
    const char **recipients;
    uint32_t recipient_count;
};

static struct head read_head(struct arena *scratch, const char *text)
{
    static const char *const keys[] = {"To:", "Cc:", "Bcc:"};
    struct head head = {.recipients = arena_array(scratch, const char *, strlen(text) / 3 + 1)};
    while (*text != '\0' && !text_starts(text, "Text:") && !text_starts(text, "Contents:")) {
        const size_t length = strcspn(text, "\r\n");
        for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
            const char *to = value_of(scratch, text, length, keys[i]);
            if (to != NULL) {
                head.recipients[head.recipient_count++] = to;
            }
        }
        head.subject =
            head.subject != NULL ? head.subject : value_of(scratch, text, length, "Subject:");
        text += length;
        text += strspn(text, "\r\n");
    }
    return head;
}

/* A letter that is a report itself; NULL: it is none, and lies in Bad as others do. */
static struct truth_letter *report_of(struct truth *truth, const char *subject)
{
    struct truth_letter *letter = truth_letter_find(truth, MAIL_OUT, subject);
    return letter != NULL && letter->is_report ? letter : NULL;
}

/* Names of another code page are not found: then it is the first one's. */
static void notice_set_aside(struct truth *truth, const struct undelivered *notice)
{
    struct truth_letter *letter = report_of(truth, notice->subject);
    bool any = false;
    for (uint32_t i = 0; letter != NULL && i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (truth_is_open(duty) && truth_names(&truth->scratch, notice->details, duty->recipient)) {
            give_up(truth, letter, duty);
            any = true;
        }
    }
    struct truth_duty *duty = letter != NULL && !any ? first_open(letter) : NULL;
    if (duty != NULL) {
        give_up(truth, letter, duty);
    }
}

static void message_set_aside(struct truth *truth, struct bytes file)
{
    const struct head head = read_head(
        &truth->scratch, arena_text_n(&truth->scratch, (const char *)file.data, file.size));
    struct truth_letter *letter = head.subject != NULL ? report_of(truth, head.subject) : NULL;
    if (letter == NULL) {
        return;
    }
    bool any = false;
    for (uint32_t i = 0; i < head.recipient_count; i++) {
        struct truth_duty *duty = truth_duty_of(letter, head.recipients[i]);
        if (duty != NULL && truth_is_open(duty)) {
            give_up(truth, letter, duty);
            any = true;
        }
    }
    struct truth_duty *first = any ? NULL : first_open(letter);
    if (first != NULL) {
        give_up(truth, letter, first);
    }
}

void truth_set_aside(struct truth *truth, struct bytes file)
{
    size_t offset = 0;
    struct undelivered notice;
    while (undelivered_read(file, &offset, &truth->scratch, &notice) == ST_OK) {
        notice_set_aside(truth, &notice);
    }
    if (offset == 0) {
        message_set_aside(truth, file);
    }
}
