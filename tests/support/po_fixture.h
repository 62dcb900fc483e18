/*
 * po_fixture -- a small post office for tests: PO1 in V:\CCDATA, a connector store in C:\STORE, and
 * program runs
 *
 * Users "Smith, J" and "Doe, Ann", mobile "Roe, Max", remote post office SITE1 with "Brady, Sally"
 * and "Lee, Bo" behind it, FAR reached through SITE1, alias "Boss" of "Smith, J". Password
 * "secret". All in memory (memory_port).
 */
#ifndef TESTS_SUPPORT_PO_FIXTURE_H
#define TESTS_SUPPORT_PO_FIXTURE_H

#include "po_list.h"
#include "po_wear.h"
#include "postoffice.h"
#include "programs/program.h"
#include "support/memory_port.h"

#define FIXTURE_DATA "V:\\CCDATA"
#define FIXTURE_STORE "C:\\STORE"
#define FIXTURE_WINDOWS "C:\\WINDOWS" /* not there, unless a test makes it */
#define FIXTURE_IMPORT "/ITEMSIZE /PARTIAL /BATCH /FILES/MACBIN2 C:\\STORE\\IMPORT.INI"
#define FIXTURE_EXPORT                                                                             \
    "/N\"SITE1\" /ITEMSIZE /FORMAT/FAN /BATCH /FILES/MACBIN2 C:\\STORE\\EXPORT.INI"

/* Makes the post office in FIXTURE_DATA, a directory that is there. */
void fixture_fill(struct os_port *port, struct arena *arena);
/* A post office as above in memory, with the .INI files in the store. */
struct memory_port *fixture_create(struct arena *arena);

/* A .ccm text from `from` to `to` (may hold several, parted by '|') with this subject and text. */
struct bytes fixture_ccm(struct arena *arena, const char *from, const char *to, const char *subject,
                         const char *text);
/* Puts Import\<name> into the store. */
void fixture_put_import(struct memory_port *memory, struct arena *arena, const char *name,
                        struct bytes content);
/* A local user sends. */
enum status MUST_CHECK fixture_send(struct os_port *port, struct arena *arena, const char *from,
                                    const char *to, const char *subject);

/* Numbers below a bound, from a uint64_t of the caller's: for po_wear, and the same everywhere. */
uint64_t fixture_below(void *context, uint64_t bound);
/* The first two users send and delete: wear->usrs, below and context are filled in. */
void fixture_wear(struct os_port *port, struct arena *arena, const struct po_wear *wear);
/* The bits of `mask` change in the byte at `offset` of a file of the post office. */
void fixture_flip(struct memory_port *memory, struct arena *arena, const char *name,
                  uint64_t offset, uint8_t mask);

/* Needs the lock. The pointers of a mailbox move from its header to where older ones lie. */
void fixture_move_pointers(struct postoffice *po, uint32_t usr);

struct fixture_run {
    int result; /* -1: gone */
    const char *console;
    uint64_t steps;
    uint64_t end_us; /* virtual time of the last step */
};
/* Runs a program to its end on `port`; time passes only where it waits. A result of -1 when it was
 * killed. */
struct fixture_run fixture_run(struct os_port *port, struct arena *arena, const char *program,
                               const char *arguments, const struct program_traits *traits);
/* The same in another working directory. */
struct fixture_run fixture_run_in(struct os_port *port, struct arena *arena, const char *directory,
                                  const char *program, const char *arguments);

/* Each of these programs with its command line, one after another; each ends by itself. */
void fixture_run_each(struct os_port *port, struct arena *arena, const char *const tools[][2],
                      size_t count);
/* Asks all that can be asked of the post office, and takes letters out; any answer will do. */
void fixture_ask(struct os_port *port, struct arena *arena);

/* How many messages with this subject lie in the mailbox or queue of `entry`; -1 when it cannot be
 * read. */
int fixture_count(struct os_port *port, struct arena *arena, const char *entry,
                  const char *subject);
/* How many messages with this subject are in Export\*.CCM of the store. */
int fixture_exported(struct os_port *port, struct arena *arena, const char *subject);
int fixture_exported_to(struct os_port *port, struct arena *arena, const char *directory,
                        const char *subject);

/* A mailing list at the post office; its members are as members_write wants them. */
void fixture_add_list(struct os_port *port, struct arena *arena, const char *name,
                      const struct po_members *members);

#endif
