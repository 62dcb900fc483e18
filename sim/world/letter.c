#include "world/letter.h"

#include <string.h>

#include "base/ccm.h"
#include "base/ccm_marks.h"
#include "base/text.h"
#include "ccmc/address.h"
#include "exchange/folders.h"
#include "exchange/lists.h"
#include "po_text.h"
#include "world/client.h"
#include "world/world.h"

/* A letter of an Exchange user is dated by his server; one of cc:Mail by the writer's machine. */
static int64_t now_of(struct world *world, const struct letter *letter)
{
    const struct connector *connector =
        letter->mail->direction == MAIL_OUT ? letter_connector(world, letter) : NULL;
    return connector != NULL ? world_clock_ms(world, connector->host->machine)
                             : (int64_t)(world->epoch_ms + world->sched.now_us / 1000);
}

/* What becomes of text that is written in `page` and taken for `taken`. */
static struct bytes taken_for(struct arena *arena, enum text_code_page page,
                              enum text_code_page taken, struct bytes text)
{
    return text_bytes_to_utf8(arena, taken, text_bytes_from_utf8(arena, page, text, NULL));
}

/* Its writer's program has another code page: at the post office his bytes stay and are taken for
 * text of that page; Exchange gets what that page has, and ? for the rest (assumption
 * CLIENT_PAGE). */
static void in_code_page(struct world *world, struct letter *letter)
{
    struct arena *arena = world->arena;
    const enum text_code_page page = text_page_of(letter->mail->code_page, CODE_PAGE_437);
    enum text_code_page taken = page;
    struct postoffice *po = NULL;
    (void)world_assumption(world, ASSUME_CLIENT_PAGE);
    if (letter->mail->direction == MAIL_IN &&
        office_reader(world, letter->mail->office, &po) == NULL) {
        taken = po_text_page(po);
    }
    struct mail_item *items = arena_array(arena, struct mail_item, letter->item_count + 1);
    for (uint32_t i = 0; i < letter->item_count; i++) {
        items[i] = letter->items[i];
        if (items[i].kind == EXCHANGE_TEXT) {
            items[i].content = taken_for(arena, page, taken, items[i].content);
        }
    }
    letter->items = items;
    const struct bytes subject = taken_for(arena, page, taken, bytes_of_text(letter->subject));
    letter->subject = arena_text_n(arena, (const char *)subject.data, subject.size);
}

void letter_make(struct world *world, const struct mail *mail, struct letter *letter_out)
{
    struct arena *arena = world->arena;
    const uint32_t number = ++world->mail_number;
    *letter_out = (struct letter){.mail = mail,
                                  .from = mail->from,
                                  .recipients = mail->recipients,
                                  .recipient_count = mail->recipient_count,
                                  .items = mail->items,
                                  .item_count = mail->item_count,
                                  .date_ms = mail->date_ms};
    letter_out->subject = mail->subject;
    if (mail->subject == NULL) {
        letter_out->subject = arena_format(arena, "Letter %u", number);
    } else if (mail->count > 1) {
        letter_out->subject = arena_format(arena, "%s %u", mail->subject, number);
    }
    if (mail->item_count == 0) {
        struct mail_item *item = arena_new(arena, struct mail_item);
        *item = (struct mail_item){
            .kind = EXCHANGE_TEXT,
            .name = "",
            .content = bytes_of_text(arena_format(arena, "This is letter %u.\r\n", number))};
        letter_out->items = item;
        letter_out->item_count = 1;
    }
    if (letter_out->date_ms == INT64_MIN) {
        letter_out->date_ms = now_of(world, letter_out);
    }
    if (mail->code_page != 0) {
        in_code_page(world, letter_out);
    }
}

struct connector *letter_connector(struct world *world, const struct letter *letter)
{
    return connector_for_sender(world, letter->mail->office, letter->from);
}

/* In the address list, whatever the site; NULL: a name that is in none. */
static const struct site_recipient *listed(struct world *world, const char *name)
{
    const struct site_recipient *recipient = NULL;
    for (const struct site *site = world->sites; site != NULL && recipient == NULL;
         site = site->next) {
        recipient = site_recipient_find(world, site, name);
    }
    return recipient;
}

/* As he has it in the address list; else the usual one at the site of the connector. */
static const char *sender_address(struct world *world, const struct letter *letter)
{
    const struct site_recipient *sender = listed(world, letter->from);
    return sender != NULL
               ? sender->proxy
               : address_ccmail(
                     world->arena,
                     arena_format(
                         world->arena, "%s at %s", letter->from,
                         site_need(world, letter_connector(world, letter)->site)->address));
}

/* "Test, User [SMTP:user@far.example]": name and address; without brackets the usual address. */
static struct exchange_address exchange_sender(struct world *world, const struct letter *letter)
{
    struct arena *arena = world->arena;
    const char *written = letter->mail->sender != NULL ? letter->mail->sender : letter->from;
    const char *usual = sender_address(world, letter);
    const size_t length = strlen(written);
    const char *open = letter->mail->sender != NULL ? strrchr(written, '[') : NULL;
    if (open == NULL || written[length - 1] != ']' || strchr(open, ':') == NULL) {
        return (struct exchange_address){.display = written, .address = usual};
    }
    const char *end = open;
    while (end > written && end[-1] == ' ') {
        end--;
    }
    return (struct exchange_address){
        .display = arena_text_n(arena, written, (size_t)(end - written)),
        .address = arena_text_n(arena, open + 1, length - (size_t)(open - written) - 2)};
}

const char letter_smtp_type[] = "SMTP:";

struct exchange_message letter_exchange(struct world *world, const struct letter *letter,
                                        const char ***names_out, uint32_t *count_out)
{
    struct arena *arena = world->arena;
    struct exchange_recipient *to =
        arena_array(arena, struct exchange_recipient, letter->recipient_count + 1);
    const char **names = arena_array(arena, const char *, letter->recipient_count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < letter->recipient_count; i++) {
        const char *name = letter->recipients[i].name;
        const bool is_list = list_find(world, name) != NULL || folder_find(world, name) != NULL;
        const struct site_recipient *custom = is_list ? NULL : listed(world, name);
        const char *address = custom != NULL && custom->is_custom   ? custom->proxy
                              : text_starts(name, letter_smtp_type) ? name
                                                                    : address_ccmail(arena, name);
        to[i] = (struct exchange_recipient){.kind = letter->recipients[i].kind,
                                            .is_responsible = !is_list,
                                            .address = {.display = name, .address = address}};
        if (!is_list) {
            const char *full = address_of_recipient(arena, &to[i].address);
            names[count++] = full != NULL ? full : name;
        }
    }
    struct exchange_item *items = arena_array(arena, struct exchange_item, letter->item_count);
    for (uint32_t i = 0; i < letter->item_count; i++) {
        items[i] = (struct exchange_item){.kind = letter->items[i].kind,
                                          .name = letter->items[i].name,
                                          .content = letter->items[i].content};
    }
    *names_out = names;
    *count_out = count;
    return (struct exchange_message){
        .sender = exchange_sender(world, letter),
        .recipients = to,
        .recipient_count = letter->recipient_count,
        .subject = letter->subject,
        .date_ms = letter->date_ms,
        .date_written = "",
        .kind = letter->mail->kind == MAIL_NOTE ? EXCHANGE_NOTE : EXCHANGE_REPORT,
        .items = items,
        .item_count = letter->item_count,
        .wants_read_receipt = letter->mail->wants_receipt,
    };
}

const char *letter_sender(struct world *world, const struct letter *letter)
{
    return letter->mail->sender != NULL
               ? letter->mail->sender
               : arena_format(world->arena, "%s at %s", letter->from, letter->mail->office->name);
}

struct bytes letter_ccm(struct world *world, const struct letter *letter, enum text_code_page page)
{
    struct arena *arena = world->arena;
    const struct client *client = client_find(world, letter->mail->office, letter->from);
    struct ccm_address *addresses =
        arena_array(arena, struct ccm_address, letter->recipient_count + 1);
    for (uint32_t i = 0; i < letter->recipient_count; i++) {
        static const enum ccm_address_kind kinds[] = {
            [EXCHANGE_TO] = CCM_TO, [EXCHANGE_CC] = CCM_CC, [EXCHANGE_BCC] = CCM_BCC};
        addresses[i] = (struct ccm_address){
            .kind = kinds[letter->recipients[i].kind],
            .name = text_from_utf8(arena, page, letter->recipients[i].name, NULL)};
    }
    struct ccm_item *items = arena_array(arena, struct ccm_item, letter->item_count);
    for (uint32_t i = 0; i < letter->item_count; i++) {
        const struct mail_item *item = &letter->items[i];
        const bool is_text = item->kind == EXCHANGE_TEXT;
        items[i] = (struct ccm_item){
            .kind = is_text ? CCM_TEXT : CCM_FILE,
            .title = text_from_utf8(
                arena, page,
                is_text ? item->name : client_title(world, client, item->name, letter->date_ms),
                NULL),
            .content =
                is_text ? text_bytes_from_utf8(arena, page, item->content, NULL) : item->content};
    }
    const char *from = text_from_utf8(arena, page, letter_sender(world, letter), NULL);
    const char *date = client_date(world, client, letter->date_ms);
    const char *extra =
        letter->mail->wants_receipt ? ccm_marks_add(arena, "", CCM_MARK_RECEIPT, from) : "";
    if (letter->mail->kind == MAIL_RECEIPT) {
        extra = ccm_marks_add(arena, extra, CCM_MARK_READ_AT, date);
    }
    const struct ccm_message message = {
        .from = from,
        .date = date,
        .subject = text_from_utf8(arena, page, letter->subject, NULL),
        .addresses = addresses,
        .address_count = letter->recipient_count,
        .items = items,
        .item_count = letter->item_count,
        .extra = extra,
    };
    struct buffer buffer;
    buffer_init(&buffer, arena);
    ccm_write(&buffer, &message);
    return buffer_bytes(&buffer);
}
