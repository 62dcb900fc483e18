#include "exchange/outside.h"

#include <string.h>

#include "base/text.h"
#include "exchange/site.h"
#include "world/world.h"

static struct outside **place_of(struct world *world, const char *name)
{
    struct outside **link = &world->outsides;
    while (*link != NULL && !text_equal((*link)->name, name)) {
        link = &(*link)->next;
    }
    return link;
}

struct outside *outside_find(const struct world *world, const char *name)
{
    struct outside *outside = world->outsides;
    while (outside != NULL && !text_equal(outside->name, name)) {
        outside = outside->next;
    }
    return outside;
}

struct outside *outside_need(struct world *world, const char *name)
{
    struct outside **link = place_of(world, name);
    if (*link == NULL) {
        *link = arena_new(world->arena, struct outside);
        (*link)->name = arena_text(world->arena, name);
    }
    return *link;
}

void outside_forget(struct world *world, const char *name)
{
    struct outside **link = place_of(world, name);
    *link = *link != NULL ? (*link)->next : NULL;
}

/* The first one that there is a way to; NULL: none. */
static const struct outside *way_to(const struct world *world, const char *address)
{
    const struct outside *outside = text_starts(address, "SMTP:") ? world->outsides : NULL;
    while (outside != NULL && !outside->has_way) {
        outside = outside->next;
    }
    return outside;
}

bool outside_takes(const struct world *world, const char *address)
{
    const struct outside *outside = way_to(world, address);
    return outside != NULL && outside->does != OUTSIDE_RETURNS;
}

void outside_answer(struct world *world, struct connector *connector,
                    const struct exchange_message *message,
                    const struct exchange_address *recipient)
{
    struct arena *arena = world->arena;
    const struct outside *outside = way_to(world, recipient->address);
    if (outside == NULL || outside->does != OUTSIDE_ANSWERS || exchange_is_report(message)) {
        return;
    }
    const char *colon = strchr(message->sender.address, ':');
    const char *name =
        exchange_unescaped(arena, colon != NULL ? colon + 1 : message->sender.address);
    const struct exchange_item item = {
        .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("Thank you.\r\n")};
    const struct exchange_recipient to = {
        .kind = EXCHANGE_TO, .is_responsible = true, .address = message->sender};
    const struct exchange_message answer = {
        .sender = *recipient,
        .recipients = &to,
        .recipient_count = 1,
        .subject = arena_format(arena, "Answer to %s", message->subject),
        .date_ms = (int64_t)(world->epoch_ms + world->sched.now_us / 1000),
        .date_written = "",
        .items = &item,
        .item_count = 1,
    };
    struct truth_submission submission = {.direction = MAIL_OUT,
                                          .sender = recipient->display,
                                          .subject = answer.subject,
                                          .recipients = &name,
                                          .recipient_count = 1};
    truth_contents_add(&submission.contents, true, item.content);
    (void)truth_submitted(world, &submission);
    site_submit(world, connector, &answer);
}
