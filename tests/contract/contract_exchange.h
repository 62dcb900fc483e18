/*
 * contract_exchange -- what port/exchange_port.h promises, as cases that every implementation must
 * pass
 *
 * Used as contract_os.h says: a harness and one looped test over contract_exchange_case_count().
 * Each case gets a new Exchange: both queues empty, nothing in `container`.
 */
#ifndef CONTRACT_CONTRACT_EXCHANGE_H
#define CONTRACT_CONTRACT_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "port/exchange_port.h"

struct exchange_world {
    struct exchange_port *port;
    struct arena *arena;         /* of the case */
    const char *container;       /* of the directory; may be changed; empty */
    const char *other_container; /* as above; NULL: there is one only */
    const char *known_address;   /* "SMTP:..."; resolves to known_display. NULL: none */
    const char *known_display;
    bool knows_containers; /* else any container is there, and empty */
    const char *case_name; /* set by contract_exchange_case */
    void *context;         /* the harness's own */
};

struct exchange_harness {
    /* Fills in everything but case_name; `arena` is set. */
    void (*begin)(struct exchange_world *world);
    void (*end)(struct exchange_world *world);
    /* Somebody sends to cc:Mail: the message waits in MTS-OUT. */
    void (*submit)(struct exchange_world *world, const struct exchange_message *message);
    /* Puts accepted into MTS-IN so far, whatever became of them. */
    size_t (*accepted)(struct exchange_world *world);
    /* The next call is answered so: ST_BUSY, or ST_PROCESS_GONE because the caller has ended. */
    void (*answer_next)(struct exchange_world *world, enum status status);
    /* The connector's process has ended; `port` is then that of the next one. */
    void (*restart)(struct exchange_world *world);
};

size_t contract_exchange_case_count(void);
const char *contract_exchange_case_name(size_t index);
void contract_exchange_case(const struct exchange_harness *harness, size_t index);

#endif
