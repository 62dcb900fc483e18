/*
 * memory_exchange -- a small Exchange for tests: two queues, a directory and addresses, all in
 * memory
 *
 * Everything is an exchange_port: pass memory_exchange_port(exchange) to the connector under test.
 * The functions here are what the other side does: people who submit mail, the MTA that takes from
 * MTS-IN, the administrator.
 *
 * A change of the directory is atomic: adding an alias that its container has, or deleting one that
 * it does not have, refuses the whole batch (ST_EXISTS, ST_NOT_FOUND). resolve knows the addresses
 * of memory_exchange_user and the CCMAIL addresses of each directory entry; case folded.
 *
 * Owns    nothing: messages and entries are deep copies on the arena given at creation, which must
 * outlive it.
 */
#ifndef SUPPORT_MEMORY_EXCHANGE_H
#define SUPPORT_MEMORY_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/exchange_port.h"

struct memory_exchange;

struct memory_exchange *memory_exchange_create(struct arena *arena);
struct exchange_port *memory_exchange_port(struct memory_exchange *exchange);

/* Somebody sends: a copy of `message` stands last in MTS-OUT. Answers its queue id. */
uint64_t memory_exchange_submit(struct memory_exchange *exchange,
                                const struct exchange_message *message);

/* Messages waiting in a queue now, and the index-th oldest of them (NULL: there are not that many).
 */
size_t memory_exchange_waiting(const struct memory_exchange *exchange, enum exchange_queue queue);
const struct exchange_message *memory_exchange_message(const struct memory_exchange *exchange,
                                                       enum exchange_queue queue, size_t index);

/* How many puts were accepted, and how many were answered with ST_EXISTS. */
size_t memory_exchange_accepted(const struct memory_exchange *exchange);
size_t memory_exchange_repeated(const struct memory_exchange *exchange);

/* Makes `address` ("SMTP:a@b.example", "CCMAIL:Smith, J at SITE1") resolve to this Exchange
 * recipient. */
void memory_exchange_user(struct memory_exchange *exchange, const char *address,
                          struct exchange_address recipient);

/* The next call of any operation answers `status` and changes nothing. */
void memory_exchange_fail_next(struct memory_exchange *exchange, enum status status);

#endif
