/* The ledger's view of foreign alias names: a letter to an entry of a cc:Mail directory leaves for
 * the site under the name that the entry has for Exchange. */
#include <string.h>

#include "base/text.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

static struct truth_duty *duty_at(struct truth *truth, const struct truth_office *known,
                                  struct truth_letter *letter, const char *recipient)
{
    const enum text_code_page page = po_text_page(known->reader);
    char foreign[PO_ADDRESS_SIZE];
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        const char *address = text_from_utf8(&truth->scratch, page, duty->recipient, NULL);
        if (po_foreign(known->reader, address, 0, foreign) == ST_OK &&
            strcmp(foreign, address) != 0 &&
            text_equal(text_to_utf8(&truth->scratch, page, foreign), recipient)) {
            return duty;
        }
    }
    return NULL;
}

struct truth_duty *truth_duty_of_fan(struct truth *truth, struct truth_letter *letter,
                                     const char *recipient)
{
    struct truth_duty *found = NULL;
    for (struct office *o = truth->world->offices; o != NULL && found == NULL; o = o->next) {
        struct truth_office *known = truth_office_of(truth, o);
        found = truth_reader_open(truth, known) ? duty_at(truth, known, letter, recipient) : NULL;
    }
    return found;
}
