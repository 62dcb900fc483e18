#include "world/client.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/date.h"
#include "programs/macbinary.h"
#include "world/world.h"

enum { VERSION_WITHOUT_DATE = 801, RELEASE_7 = 700, RELEASE_8 = 800 };

static bool is_his(const struct client *client, const struct office *office, const char *user)
{
    const size_t length = strlen(client->user);
    return client->office == office && text_equal_n(client->user, user, length) &&
           (user[length] == '\0' || text_starts(user + length, " at "));
}

struct client *client_find(const struct world *world, const struct office *office, const char *user)
{
    struct client *client = world->clients;
    while (client != NULL && !is_his(client, office, user)) {
        client = client->next;
    }
    return client;
}

struct client *client_need(struct world *world, const struct office *office, const char *user)
{
    struct client *client = client_find(world, office, user);
    if (client == NULL) {
        client = arena_new(world->arena, struct client);
        client->office = office;
        client->user = arena_text(world->arena, user);
        client->next = world->clients;
        world->clients = client;
    }
    return client;
}

void client_forget(struct world *world, const struct office *office, const char *user)
{
    struct client **link = &world->clients;
    while (*link != NULL && !is_his(*link, office, user)) {
        link = &(*link)->next;
    }
    *link = *link != NULL ? (*link)->next : NULL;
}

static struct date_form form_of(const struct world *world, const struct client *client)
{
    const struct os_locale *locale =
        client != NULL && client->has_locale ? &client->locale : &world->hosts->locale;
    return (struct date_form){.order = (enum date_order)locale->date_order,
                              .date_separator = locale->date_separator,
                              .time_separator = locale->time_separator,
                              .zone_minutes = locale->zone_minutes};
}

const char *client_date(struct world *world, const struct client *client, int64_t date_ms)
{
    /* the post office keeps one form (assumption DATE_FORM), in the writer's own time */
    const struct date_form form = date_form_of(1, form_of(world, client));
    char *text = arena_alloc(world->arena, DATE_TEXT_SIZE);
    date_write(&form, date_ms, text);
    return text;
}

const char *client_title(struct world *world, const struct client *client, const char *name,
                         int64_t date_ms)
{
    char date[DATE_TEXT_SIZE];
    if (client != NULL && client->version >= VERSION_WITHOUT_DATE) {
        return name;
    }
    const struct date_form form = form_of(world, client);
    (void)world_assumption(world, ASSUME_CLIENT_TITLES);
    const bool is_release_7 =
        client != NULL && client->version >= RELEASE_7 && client->version < RELEASE_8;
    if (is_release_7) {
        (void)world_assumption(world, ASSUME_CLIENT_7_TITLES);
    }
    date_write_title(&form, date_ms, date);
    return arena_format(world->arena, is_release_7 ? "%s  %s" : "%s %s", name, date);
}

const char *client_shows(struct world *world, const struct client *client, const char *title)
{
    if (client == NULL || client->version < VERSION_WITHOUT_DATE) {
        return title;
    }
    (void)world_assumption(world, ASSUME_CLIENT_TITLES);
    for (const char *at = strchr(title, ' '); at != NULL; at = strchr(at + 1, ' ')) {
        for (int order = DATE_MONTH_FIRST; order <= DATE_YEAR_FIRST; order++) {
            const struct date_form form = {.order = (enum date_order)order};
            int64_t date_ms = 0;
            if (date_read(&form, at + 1, &date_ms)) {
                return at + 1;
            }
        }
    }
    return title;
}

uint32_t client_letters(struct world *world, const struct client *client)
{
    uint64_t letters = UINT32_MAX;
    if (client != NULL && client->system == CLIENT_DOS) {
        (void)text_to_u64(world_assumption(world, ASSUME_CLIENT_DOS_LETTERS), &letters);
    }
    return letters < UINT32_MAX ? (uint32_t)letters : UINT32_MAX;
}

/* The file and its resources in one piece: MacBinary II. */
static struct bytes as_macintosh(struct world *world, const struct mail_item *item)
{
    enum {
        RESOURCES = 286, /* what a resource fork without resources takes */
        NAME_LENGTH_AT = 1,
        NAME_MAX_LENGTH = 63,
        DATA_LENGTH_AT = 83,
        RESOURCE_LENGTH_AT = 87,
        VERSION_AT = 122,
        CRC_AT = 124,
        VERSION_2 = 129
    };
    const size_t blocks = (item->content.size + MACBINARY_BLOCK - 1) / MACBINARY_BLOCK;
    const size_t resources_at = (1 + blocks) * MACBINARY_BLOCK;
    uint8_t *bytes = arena_alloc(world->arena, resources_at + RESOURCES);
    const size_t length = strlen(item->name);
    bytes[NAME_LENGTH_AT] = (uint8_t)(length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH);
    memcpy(bytes + 2, item->name, bytes[NAME_LENGTH_AT]);
    for (size_t i = 0; i < 4; i++) {
        bytes[DATA_LENGTH_AT + i] = (uint8_t)((uint32_t)item->content.size >> (24 - 8 * i));
        bytes[RESOURCE_LENGTH_AT + i] = (uint8_t)((uint32_t)RESOURCES >> (24 - 8 * i));
    }
    bytes[VERSION_AT] = VERSION_2;
    bytes[VERSION_AT + 1] = VERSION_2;
    const uint16_t crc = macbinary_crc(bytes, CRC_AT);
    bytes[CRC_AT] = (uint8_t)(crc >> 8);
    bytes[CRC_AT + 1] = (uint8_t)crc;
    if (item->content.size != 0) {
        memcpy(bytes + MACBINARY_BLOCK, item->content.data, item->content.size);
    }
    for (size_t i = 0; i < RESOURCES; i++) {
        bytes[resources_at + i] = (uint8_t)(i * 7 + length);
    }
    return (struct bytes){bytes, resources_at + RESOURCES};
}

void client_store(struct world *world, const struct client *client, struct mail *mail)
{
    if (client == NULL || client->system != CLIENT_MAC) {
        return;
    }
    struct mail_item *items = arena_array(world->arena, struct mail_item, mail->item_count + 1);
    for (uint32_t i = 0; i < mail->item_count; i++) {
        struct macbinary there;
        items[i] = mail->items[i];
        if (items[i].kind == EXCHANGE_FILE && !macbinary_read(items[i].content, &there)) {
            (void)world_assumption(world, ASSUME_CLIENT_MAC);
            items[i].content = as_macintosh(world, &items[i]);
        }
    }
    mail->items = items;
}
