#include "ccmc/po_page.h"

enum status po_page_check(struct os_port *os, const char *path, struct arena *scratch)
{
    struct os_names names = {0};
    const enum status st = os_list(os, path, "CCPOMBOX.*", scratch, &names);
    if (st != ST_OK) {
        return st;
    }
    return names.count > 0 ? ST_OK : ST_NOT_FOUND;
}
