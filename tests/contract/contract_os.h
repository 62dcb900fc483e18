/*
 * contract_os -- what port/os_port.h promises, as cases that every implementation must pass
 *
 * An implementation is put through with a harness and one looped test:
 *
 *     START_TEST(the_posix_port_keeps_the_contract)
 *     {
 *         contract_os_case(&harness, (size_t)_i);
 *     }
 *     END_TEST
 *     ...
 *     tcase_add_loop_test(tcase, the_posix_port_keeps_the_contract, 0,
 *                         (int)contract_os_case_count());
 *
 * Each case gets a new world whose root directory is empty. Names in the cases fit 8.3 and are
 * upper case unless the case is about names.
 *
 * What a way to files may lack is a trait (contract_traits.def): a case then tests the lack. Each
 * sentence of os_port.h has a row in os_clauses.def, which names the case that holds it.
 */
#ifndef CONTRACT_CONTRACT_OS_H
#define CONTRACT_CONTRACT_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/os_port.h"

enum contract_trait {
#define TRAIT(id, posix, local, nt, netware, gateway, with, without) TRAIT_##id,
#include "contract/contract_traits.def"
#undef TRAIT
    TRAIT_COUNT
};

enum contract_way {
    CONTRACT_POSIX,
    CONTRACT_LOCAL,
    CONTRACT_NT,
    CONTRACT_NETWARE,
    CONTRACT_GATEWAY,
    CONTRACT_WAYS
};

/* What the account of the ports may no longer do. */
enum contract_limit {
    LIMIT_READ_ONLY,  /* of a file */
    LIMIT_WRITE_ONLY, /* of a file */
    LIMIT_NO_CREATE,  /* in a directory */
    LIMIT_NO_DELETE,  /* in a directory; renaming neither */
    LIMIT_NO_LIST     /* a directory */
};

/* A program that the world's search path finds. */
struct contract_program {
    const char *name;      /* NULL: there is none */
    const char *arguments; /* a command tail */
    int result_code;       /* that it ends with */
    const char *prints;    /* a part of its console text */
};

struct contract_world {
    enum contract_way way;
    struct os_port *port;     /* the process that the case is */
    struct os_port *other;    /* a second process, on the same files */
    const char *root;         /* an empty directory that both may change */
    struct arena *arena;      /* of the case */
    const char *resource;     /* for connect and disconnect */
    const char *elsewhere;    /* a directory on another volume; NULL: there is one volume only */
    const char *const *forms; /* other names of `root`, NULL behind the last */
    uint32_t event_id;        /* that may be reported */
    struct contract_program program;
    struct contract_program endless; /* does not end by itself before settle returns */
    const char *case_name;           /* set by contract_os_case */
    void *context;                   /* the harness's own */
};

struct contract_harness {
    /* Fills in everything but case_name; `arena` is set. */
    void (*begin)(struct contract_world *world);
    void (*end)(struct contract_world *world);
    /* Time passes: programs that can end have ended. */
    void (*settle)(struct contract_world *world);
    /* Time passes until the process behind `port` is woken, a minute at most. */
    void (*wait)(struct contract_world *world);
    /* The process behind `port` ends, and its code goes on calling. NULL: it cannot. */
    void (*end_caller)(struct contract_world *world);
    /* The process behind `other` ends; `other` is not used any more. */
    void (*end_other)(struct contract_world *world);
    /* The server forgets who is connected. NULL: there are no sessions. */
    void (*drop_link)(struct contract_world *world);
    /* From now on there is no room: new files may come, their bytes do not fit. */
    void (*fill_disk)(struct contract_world *world);
    /* The account of both ports is limited at `path`. */
    void (*limit)(struct contract_world *world, const char *path, enum contract_limit limit);
    /* Runs a child that was just started under the account of its parent? */
    bool (*child_is_ours)(struct contract_world *world, struct os_process_state ended);
    /* Events reported so far with world->event_id. */
    size_t (*events)(struct contract_world *world);
};

bool contract_way_has(enum contract_way way, enum contract_trait trait);
const char *contract_way_name(enum contract_way way);
const char *contract_trait_text(enum contract_trait trait, bool is_there);

size_t contract_os_case_count(void);
const char *contract_os_case_name(size_t index);
void contract_os_case(const struct contract_harness *harness, size_t index);

#endif
