/* Letters of one subject from several declared mails: whose turn it was when one of them ended. */
#include "world/truth_inside.h"
#include "world/world.h"

/* Submissions of one mail to one recipient, in a row. */
struct truth_share {
    const struct mail *mail;
    uint32_t owed;
    uint32_t delivered;
    uint32_t returned;
    struct truth_share *next;
};

static bool duty_has_mail(const struct truth_duty *duty, const struct mail *mail)
{
    bool has_it = duty->mail == mail;
    for (const struct truth_share *s = duty->shares; s != NULL && !has_it; s = s->next) {
        has_it = s->mail == mail;
    }
    return has_it;
}

bool truth_has_mail(const struct truth_letter *letter, uint32_t count, const struct mail *mail)
{
    for (uint32_t i = 0; i < count; i++) {
        if (duty_has_mail(&letter->duties[i], mail)) {
            return true;
        }
    }
    return false;
}

static struct truth_share *share_new(struct truth *truth, const struct mail *mail, uint32_t owed)
{
    struct truth_share *share = arena_new(truth->world->arena, struct truth_share);
    share->mail = mail;
    share->owed = owed;
    return share;
}

void truth_share_add(struct truth *truth, struct truth_duty *duty, const struct mail *mail)
{
    if (duty->shares == NULL && duty->mail == mail) {
        return;
    }
    if (duty->shares == NULL) {
        duty->shares = share_new(truth, duty->mail, duty->owed);
        duty->shares->delivered = duty->delivered;
        duty->shares->returned = duty->returned;
    }
    struct truth_share *last = duty->shares;
    while (last->next != NULL) {
        last = last->next;
    }
    if (last->mail != mail) {
        last->next = share_new(truth, mail, 0);
        last = last->next;
    }
    last->owed++;
}

void truth_share_ends(struct truth_duty *duty, bool is_delivered)
{
    struct truth_share *share = duty->shares;
    while (share != NULL && share->next != NULL &&
           share->delivered + share->returned >= share->owed) {
        share = share->next;
    }
    if (share != NULL && is_delivered) {
        share->delivered++;
    } else if (share != NULL) {
        share->returned++;
    }
}

uint32_t truth_share_of(const struct truth_duty *duty, const struct mail *mail, bool is_delivered)
{
    uint32_t sum = 0;
    if (duty->shares == NULL) {
        const uint32_t all = is_delivered ? duty->delivered : duty->returned;
        return duty->mail == mail ? all : 0;
    }
    for (const struct truth_share *s = duty->shares; s != NULL; s = s->next) {
        sum += s->mail != mail ? 0 : is_delivered ? s->delivered : s->returned;
    }
    return sum;
}

uint32_t truth_share_before(const struct truth_duty *duty, const struct mail *mail)
{
    if (!duty_has_mail(duty, mail)) {
        return UINT32_MAX;
    }
    uint32_t sum = 0;
    for (const struct truth_share *s = duty->shares; s != NULL && s->mail != mail; s = s->next) {
        sum += s->owed;
    }
    return sum;
}
