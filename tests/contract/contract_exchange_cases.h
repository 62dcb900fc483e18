/*
 * contract_exchange_cases -- what the files of the Exchange contract share
 *
 * EXPECT(world, call, status) fails the test with the name of the case and both statuses.
 */
#ifndef CONTRACT_CONTRACT_EXCHANGE_CASES_H
#define CONTRACT_CONTRACT_EXCHANGE_CASES_H

#include <check.h>

#include "contract/contract_exchange.h"

struct exchange_case {
    const char *name;
    void (*run)(const struct exchange_harness *harness, struct exchange_world *world);
};

struct exchange_cases {
    const struct exchange_case *cases;
    size_t count;
};

struct exchange_cases contract_directory(void);

#define EXPECT(world, call, want)                                                                  \
    do {                                                                                           \
        const enum status expect_got = (call);                                                     \
        ck_assert_msg(expect_got == (want), "%s: %s: got %s, want %s", (world)->case_name, #call,  \
                      status_name(expect_got), status_name(want));                                 \
    } while (0)

/* Of a custom recipient that is called by its alias, with every field that an entry can have. */
struct exchange_change exchange_change_of(const struct exchange_world *world,
                                          enum exchange_change_kind kind, const char *alias);
/* Fails the test when the container cannot be listed. */
struct exchange_entries exchange_list(const struct exchange_world *world, const char *container);

#endif
