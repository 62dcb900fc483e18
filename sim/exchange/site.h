/*
 * site -- Exchange as the connector meets it: recipients, queues, delivery
 *
 * Queues are per connector. A message put into MTS-IN is accepted, then delivered to the mailboxes
 * of its recipients at once; an unknown recipient makes a report to the cc:Mail sender. A report is
 * a message of its own.
 *
 * Errors  NULL, false or 0 where something is not there; none else.
 * Owns    everything on the run arena; messages are copied to it.
 */
#ifndef SIM_EXCHANGE_SITE_H
#define SIM_EXCHANGE_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/keyed.h"
#include "port/exchange_port.h"

struct world;
struct connector;

struct site_message {
    uint64_t id;
    const struct exchange_message
        *message; /* on the run arena: memory grows with mail, not with time */
    struct site_message *next;
};

/* An address more that a recipient has. */
struct site_proxy {
    struct keyed by_value; /* behind its type */
    const char *text;      /* "CCMAIL:Sally Brady at SITE1" */
    struct site_recipient *recipient;
    struct site_proxy *next;
};

struct site_recipient {
    struct keyed by_display;
    struct keyed by_proxy; /* by what is behind its type */
    uint64_t number;       /* 1, 2, ... as they came into the site */
    const char *display;
    const char *alias;
    const char *first_name; /* "": not known, as the two that follow */
    const char *initials;
    const char *last_name;
    const char *proxy; /* "CCMAIL:Brady, Sally at SITE1"; site_recipient_set_proxy sets it */
    struct site_proxy *others; /* secondary addresses, in their order; site_recipient_set_others */
    const char *details[EXCHANGE_DETAIL_COUNT]; /* "": not known */
    bool is_custom;
    bool is_folder; /* a public folder: not among the recipients of a container */
    const char *container;
    const char *comment;
    const char *sends_on; /* a public folder: to whom its rule sends all that comes; NULL nobody */
    struct site_message *mailbox; /* delivered to it, oldest first */
    struct site_message **mailbox_end;
    const struct exchange_message *newest; /* that was put into it; of one message one copy */
    uint32_t delivered;
    struct site_recipient *next;
    struct site_recipient **link; /* what leads to it */
};

struct site {
    const char *name;              /* "SITE1" */
    const char *address;           /* "SITE1": after `at` in cc:Mail addresses */
    const char *const *containers; /* as declared; NULL: Recipients and Import */
    uint32_t container_count;
    struct site_recipient *recipients;
    struct site_recipient **recipients_end;
    uint64_t recipients_made;
    struct keyed_table by_display;
    struct keyed_table by_proxy;
    struct keyed_table by_other; /* secondary addresses */
    struct site *next;
};

struct site *site_find(struct world *world, const char *name); /* NULL name: first */
struct site *site_need(struct world *world, const char *name); /* made when missing */
struct site_recipient *site_recipient_find(struct world *world, const struct site *site,
                                           const char *display);
struct site_recipient *site_recipient_need(struct world *world, struct site *site,
                                           const char *display);
void site_recipient_set_proxy(struct site *site, struct site_recipient *recipient,
                              const char *proxy); /* a text that stays */
/* The addresses beside that one, all anew; texts that stay. */
void site_recipient_set_others(struct world *world, struct site *site,
                               struct site_recipient *recipient, const char *const *proxies,
                               uint32_t count);
/* As the generator of addresses makes it: "Last, First at SITE" (Q188680), else the display name.
 */
void site_recipient_generate_proxy(struct world *world, struct site *site,
                                   struct site_recipient *recipient);
/* NULL or a text: another one is called so. */
const char *site_recipient_rename(struct world *world, struct site *site,
                                  struct site_recipient *recipient, const char *display);
/* The first who has his mailbox there; NULL: nobody. */
const struct site_recipient *site_first_mailbox(const struct site *site);
/* How cc:Mail writes to him: "Brady, Sally at SITE1". */
const char *site_address_of(struct world *world, const struct site *site, const char *display);
/* One of its containers, or one that holds somebody. */
bool site_has_container(const struct site *site, const char *container);
void site_recipient_remove(struct world *world, struct site *site, const char *display);
/* Without its type: "CCMAIL:Brady, Sally at SITE1". */
const char *site_address_value(const char *address);
/* An address of any form: a proxy, "CCMAIL:Name at SITE", "EX:Name", or a display name; then a
 * secondary address, of whatever site. NULL: nobody. */
struct site_recipient *site_resolve(struct world *world, const char *address);
/* Puts into the MTS-OUT of a connector (the MTA routes by address space); copies. */
void site_submit(struct world *world, struct connector *connector,
                 const struct exchange_message *message);
/* What came from cc:Mail goes on to one there, once more: the ledger is told of a letter. */
struct site_sending {
    const char *to; /* "Smith, J at PO1" */
    enum exchange_recipient_kind kind;
    const struct mail *mail; /* of the letter; NULL: of none that was declared */
};
void site_send_on(struct world *world, struct connector *connector,
                  const struct exchange_message *message, const struct site_sending *sending);
/* What MTS-IN has accepted goes to mailboxes; unknown recipients make a report to the sender. */
void site_deliver(struct world *world, struct connector *connector,
                  const struct exchange_message *message);
/* One envelope names each address once, however often the header does: is the i-th one there
 * before? */
bool site_is_named_before(const struct exchange_message *message, uint32_t i);
/* Into the mailbox of a recipient, once however often it is said one after another; `message`
 * stays. */
void site_put(struct world *world, struct site_recipient *recipient,
              const struct exchange_message *message);
/* Queue of a connector: count, and the n-th (0 oldest) message; NULL. */
uint32_t site_queue_count(struct world *world, const struct connector *connector,
                          enum exchange_queue which);
const struct exchange_message *site_queue_message(struct world *world,
                                                  const struct connector *connector,
                                                  enum exchange_queue which, uint32_t n);
/* The documented way to clear a queue: a person deletes the letters of one mail or all (NULL). How
 * many. */
uint32_t site_queue_delete(struct world *world, const struct connector *connector,
                           enum exchange_queue which, const struct mail *mail);

#endif
