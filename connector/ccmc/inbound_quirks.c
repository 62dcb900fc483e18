#include "ccmc/inbound_quirks.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/choices.h"
#include "ccmc/convert.h"
#include "ccmc/quirks.h"

/* No line end before it (NEEDS_LINE_ENDS). */
static bool runs_on(struct bytes file, size_t start)
{
    return start > 1 && memcmp(file.data + start - 2, "\r\n", 2) != 0;
}

/* Its size is blank or 0 (NEEDS_SIZES). */
static bool lacks_size(struct bytes file, size_t start)
{
    const char *text = (const char *)file.data;
    const char *end = text + file.size;
    const char *feed = memchr(text + start, '\n', file.size - start); /* of "Message:" */
    const char *at = feed != NULL ? feed + 1 : end;
    while (at < end && (*at == ' ' || *at == '0')) {
        at++;
    }
    return at == end || *at == '\r';
}

/* One of its files is a picture that is taken for a fax (FAX_PCX). */
static bool has_picture(const struct connector *connector, const struct ccm_message *message)
{
    const struct convert_rules rules = connector_rules(connector);
    bool has_one = false;
    for (uint32_t i = 0; i < message->item_count && !has_one; i++) {
        const struct ccm_item *item = &message->items[i];
        has_one = item->kind == CCM_FILE &&
                  text_match("*.PCX", convert_file_name(&rules, connector->scratch, item->title));
    }
    return has_one;
}

/* A section begins there, by a name that is none of the format (ODD_SECTION): "Fax item:". */
static bool is_odd_section(struct bytes file, size_t start)
{
    static const char *const known[] = {"Message:", "Contents:", "Text item:", "File item:"};
    enum { NAME_MAX_SIZE = 32 };
    const char *at = (const char *)file.data + start;
    size_t size = 0;
    bool is_known = false;
    while (size < NAME_MAX_SIZE && start + size < file.size && at[size] >= ' ' && at[size] != ':') {
        size++;
    }
    if (size == 0 || size == NAME_MAX_SIZE || start + size >= file.size || at[size] != ':') {
        return false;
    }
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        is_known |= size + 1 == strlen(known[i]) && text_equal_n(at, known[i], size + 1);
    }
    return !is_known;
}

/* The first section of the message whose sizes do not fit: behind the line Contents: and its size.
 */
static bool begins_odd(struct bytes file, size_t start)
{
    static const char contents[] = "\r\nContents:";
    const char *end = (const char *)file.data + file.size;
    const char *at = (const char *)file.data + start;
    while (at < end &&
           ((size_t)(end - at) < strlen(contents) || memcmp(at, contents, strlen(contents)) != 0)) {
        at++;
    }
    for (int lines = 0; lines < 3 && at < end; lines++) { /* what is before it, itself, its size */
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        at = feed != NULL ? feed + 1 : end;
    }
    return at < end && is_odd_section(file, (size_t)(at - (const char *)file.data));
}

bool inbound_quirk_ends_file(const struct connector *connector, struct bytes file, size_t start)
{
    return (quirks_have(connector->quirks, QUIRK_NEEDS_LINE_ENDS) && runs_on(file, start)) ||
           (quirks_have(connector->quirks, QUIRK_NEEDS_SIZES) && lacks_size(file, start));
}

enum oddity_action inbound_quirk_of(const struct connector *connector,
                                    const struct ccm_message *message)
{
    if (!quirks_have(connector->quirks, QUIRK_FAX_PCX) || !has_picture(connector, message)) {
        return ODDITY_NONE;
    }
    return choices_have(connector->choices, CHOICE_CRASHES_AT_FAX) ? ODDITY_CRASH : ODDITY_REFUSE;
}

enum oddity_action inbound_quirk_of_damage(const struct connector *connector, struct bytes file,
                                           const struct diagnostic *place)
{
    if (quirks_have(connector->quirks, QUIRK_ODD_SECTION) &&
        (is_odd_section(file, (size_t)place->offset) || begins_odd(file, (size_t)place->offset))) {
        return ODDITY_CRASH;
    }
    if (quirks_have(connector->quirks, QUIRK_UNREAD_FILE)) {
        return choices_have(connector->choices, CHOICE_CRASHES_AT_FILE) ? ODDITY_CRASH
                                                                        : ODDITY_HANG;
    }
    return ODDITY_REFUSE;
}
