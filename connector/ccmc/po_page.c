#include "ccmc/po_page.h"

enum { NAME_CHARACTERS = 256, PASSWORD_CHARACTERS = 10 }; /* the fields of the page */

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80; /* UTF-8 */
    }
    return count;
}

enum status po_page_fields(const char *name, const char *password)
{
    const bool fits = (name == NULL || characters(name) <= NAME_CHARACTERS) &&
                      (password == NULL || characters(password) <= PASSWORD_CHARACTERS);
    return fits ? ST_OK : ST_TOO_LONG;
}

enum status po_page_check(struct os_port *os, const char *path, struct arena *scratch)
{
    struct os_names names = {0};
    const enum status st = os_list(os, path, "CCPOMBOX.*", scratch, &names);
    if (st != ST_OK) {
        return st;
    }
    return names.count > 0 ? ST_OK : ST_NOT_FOUND;
}
