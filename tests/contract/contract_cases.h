/*
 * contract_cases -- what the files of the contract suite share
 *
 * EXPECT(world, call, status) fails the test with the name of the case and both statuses.
 */
#ifndef CONTRACT_CONTRACT_CASES_H
#define CONTRACT_CONTRACT_CASES_H

#include <check.h>

#include "contract/contract_os.h"

struct contract_case {
    const char *name;
    void (*run)(const struct contract_harness *harness, struct contract_world *world);
};

struct contract_cases {
    const struct contract_case *cases;
    size_t count;
};

struct contract_cases contract_names(void);
struct contract_cases contract_files(void);
struct contract_cases contract_sharing(void);
struct contract_cases contract_machine(void);
struct contract_cases contract_rights(void);
struct contract_cases contract_ends(void);

#define EXPECT(world, call, want)                                                                  \
    do {                                                                                           \
        const enum status expect_got = (call);                                                     \
        ck_assert_msg(expect_got == (want), "%s: %s: got %s, want %s", (world)->case_name, #call,  \
                      status_name(expect_got), status_name(want));                                 \
    } while (0)

#define CHECK(world, condition)                                                                    \
    ck_assert_msg((condition), "%s: not true: %s", (world)->case_name, #condition)

bool has(const struct contract_world *world, enum contract_trait trait);
/* "<root>\<name>" on the case's arena. */
const char *at(const struct contract_world *world, const char *name);
/* Makes a file with this text. */
void make_file(const struct contract_world *world, const char *name, const char *text);
/* The file holds exactly this text. */
void check_file(const struct contract_world *world, const char *name, const char *text);
bool exists(const struct contract_world *world, const char *name);
/* Opens by the first port; fails the test when that is refused. */
struct os_file open_file(const struct contract_world *world, const char *name,
                         enum os_access access, enum os_disposition disposition);

#endif
