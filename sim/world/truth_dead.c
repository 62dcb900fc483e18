/* Reports that nobody takes: nothing is owed of them any more when they lie in Bad. */
#include <string.h>

#include "base/text.h"
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

static bool is_open(const struct truth_duty *duty)
{
    return duty->delivered + duty->returned + duty->removed + duty->lost < duty->owed;
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
        if (is_open(&letter->duties[i])) {
            return &letter->duties[i];
        }
    }
    return NULL;
}

/* Of the notice or message that begins the file; what it quotes is not looked at. */
struct head {
    const char *subject;
    const char *recipient;
};

static struct head read_head(struct arena *scratch, const char *text)
{
    struct head head = {NULL, NULL};
    while (*text != '\0' && !text_starts(text, "Text:") && !text_starts(text, "Contents:")) {
        const size_t length = strcspn(text, "\r\n");
        const char *to = value_of(scratch, text, length, "Recipient:");
        to = to != NULL ? to : value_of(scratch, text, length, "To:");
        head.recipient = head.recipient != NULL ? head.recipient : to;
        head.subject =
            head.subject != NULL ? head.subject : value_of(scratch, text, length, "Subject:");
        text += length;
        text += strspn(text, "\r\n");
    }
    return head;
}

void truth_set_aside(struct truth *truth, struct bytes file)
{
    const struct head head = read_head(
        &truth->scratch, arena_text_n(&truth->scratch, (const char *)file.data, file.size));
    struct truth_letter *letter =
        head.subject != NULL ? truth_letter_find(truth, MAIL_OUT, head.subject) : NULL;
    if (letter == NULL || !letter->is_report) {
        return;
    }
    struct truth_duty *duty = head.recipient != NULL ? truth_duty_of(letter, head.recipient) : NULL;
    duty = duty != NULL && is_open(duty) ? duty : first_open(letter);
    if (duty != NULL) {
        give_up(truth, letter, duty);
    }
}
