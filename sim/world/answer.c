#include "world/answer.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/address.h"
#include "exchange/site.h"
#include "world/letter.h"
#include "world/world.h"

/* The first letter of that mail in his mailbox; NULL: none. */
static const struct exchange_message *find(struct world *world, const struct mail *mail,
                                           const struct site_recipient *reader)
{
    uint32_t before = truth_alike_before(world, mail, reader->display);
    const struct site_message *in = reader->mailbox;
    while (in != NULL && !(truth_is_of(world, mail, in->message->subject) && before-- == 0)) {
        in = in->next;
    }
    return in != NULL ? in->message : NULL;
}

static const char *subject_of(struct arena *arena, const char *subject)
{
    static const char prefix[] = "RE: ";
    return text_starts(subject, prefix) ? subject : arena_format(arena, "%s%s", prefix, subject);
}

/* As `mail` writes recipients. */
static const char *name_of(struct world *world, const struct exchange_address *address)
{
    const char *name = address_of_recipient(world->arena, address);
    const bool is_smtp = text_starts(address->address, letter_smtp_type);
    return name != NULL ? name : is_smtp ? address->address : address->display;
}

/* To all: but for those of the site, whose mail is none of the connector's. */
static uint32_t add_others(struct world *world, const struct exchange_message *letter,
                           struct mail_recipient *to, uint32_t count)
{
    for (uint32_t i = 0; i < letter->recipient_count; i++) {
        const struct exchange_address *address = &letter->recipients[i].address;
        if (site_resolve(world, address->address) == NULL) {
            to[count++] = (struct mail_recipient){EXCHANGE_CC, name_of(world, address)};
        }
    }
    return count;
}

const char *answer_at_site(struct world *world, const struct reading *reading)
{
    const struct mail *mail = reading->mail;
    const char *by = reading->by;
    if (by == NULL && mail->recipient_count != 0) {
        by = address_user(world->arena, mail->recipients[0].name);
    }
    const struct site_recipient *reader = NULL;
    for (struct site *site = world->sites; by != NULL && site != NULL && reader == NULL;
         site = site->next) {
        reader = site_recipient_find(world, site, by);
    }
    if (reader == NULL) {
        return by == NULL ? "the mail has not been sent yet"
                          : arena_format(world->arena, "\"%s\" has no mailbox at Exchange", by);
    }
    const struct exchange_message *letter = find(world, mail, reader);
    if (letter == NULL) {
        world_refuse(world, "somebody at Exchange finds no such letter");
        return NULL;
    }
    struct mail_recipient *to =
        arena_array(world->arena, struct mail_recipient, letter->recipient_count + 1);
    to[0] = (struct mail_recipient){EXCHANGE_TO, name_of(world, &letter->sender)};
    const struct mail answer = {.name = reading->gives,
                                .direction = MAIL_OUT,
                                .count = 1,
                                .office = mail->office,
                                .from = reader->display,
                                .subject = subject_of(world->arena, letter->subject),
                                .date_ms = INT64_MIN,
                                .recipients = to,
                                .recipient_count =
                                    reading->to_all ? add_others(world, letter, to, 1) : 1};
    return mail_submit(world, mail_declare(world, &answer));
}
