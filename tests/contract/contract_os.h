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
 * upper case unless the case is about names. Whatever is optional (NULL) skips the cases that need
 * it.
 */
#ifndef CONTRACT_CONTRACT_OS_H
#define CONTRACT_CONTRACT_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/os_port.h"

/* A program that the world's search path finds. */
struct contract_program {
    const char *name;      /* NULL: there is none */
    const char *arguments; /* a command tail */
    int result_code;       /* that it ends with */
    const char *prints;    /* a part of its console text */
};

struct contract_world {
    struct os_port *port;  /* the process that the case is */
    struct os_port *other; /* a second process, on the same files */
    const char *root;      /* an empty directory that both may change */
    struct arena *arena;   /* of the case */
    const char *resource;  /* for connect and disconnect; NULL: none */
    uint32_t event_id;     /* that may be reported */
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
    /* The process behind `other` ends; `other` is not used any more. NULL: cannot be done. */
    void (*end_other)(struct contract_world *world);
    /* From now on there is no room: new files may come, their bytes do not fit. NULL: cannot be
     * done. */
    void (*fill_disk)(struct contract_world *world);
    /* Events reported so far with world->event_id. NULL: cannot be seen. */
    size_t (*events)(struct contract_world *world);
};

size_t contract_os_case_count(void);
const char *contract_os_case_name(size_t index);
void contract_os_case(const struct contract_harness *harness, size_t index);

#endif
