#include "ccmc/po_probe.h"

#include "base/text.h"

enum way { ONLY_LOOKED_FOR, OPENED };

/* ST_OK also when it is not there or may not be seen; any other failure says that the post office
 * is out of reach. */
static enum status touch(struct os_port *os, const char *path, const char *name, enum way way)
{
    static const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    char full[OS_PATH_SIZE];
    struct os_file file = {0};
    struct os_info info;
    if (path[0] == '\0' || !text_join_path(full, sizeof full, path, name)) {
        return ST_BAD_NAME;
    }
    enum status st = way == OPENED ? os_open(os, full, mode, &file) : os_stat(os, full, &info);
    if (st == ST_OK && way == OPENED) {
        st = os_close(os, file);
    }
    return st == ST_NOT_FOUND || st == ST_ACCESS_DENIED || st == ST_SHARING_VIOLATION ? ST_OK : st;
}

enum status po_probe_start(struct os_port *os, const char *path)
{
    static const struct {
        const char *name;
        enum way way; /* "some are read" */
    } files[] = {{"CCVER.TB", OPENED},
                 {"NFTCHECK", ONLY_LOOKED_FOR},
                 {"CCPODD.00", ONLY_LOOKED_FOR},
                 {"CCINTL.TB", OPENED},
                 {"CCVER.TB", OPENED}};
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < ARRAY_COUNT(files); i++) {
        st = touch(os, path, files[i].name, files[i].way);
    }
    st = st == ST_OK ? os_disconnect(os, path) : st; /* the programs connect by themselves */
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

enum status po_probe_stop(struct os_port *os, const char *path)
{
    const enum status st = touch(os, path, "CCPOMS", OPENED);
    return st == ST_PROCESS_GONE ? st : ST_OK;
}
