/*
 * mail -- what people send: one truth record each
 *
 * `mail m1 out from "Brady, Sally" to "Smith, J at PO1" ...` declares a letter; it is submitted at
 * @0s or by `do mail m1`. out: an Exchange user submits, the MTA puts it into the connector's
 * MTS-OUT. in: a cc:Mail user sends at the post office; it waits in the queue of the site's entry.
 *
 * Errors  mail_submit answers NULL, or why not, for the author of the scenario.
 * Owns    everything on the run arena; what is declared is copied.
 */
#ifndef SIM_WORLD_MAIL_H
#define SIM_WORLD_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "core/keyed.h"
#include "port/exchange_message.h"

struct world;
struct office;
struct connector;

enum mail_direction { MAIL_OUT, MAIL_IN };

/* At Exchange reports and receipts are of another kind than letters; at a post office a receipt is
 * marked, and a report is known by its words only (Q184993, Q184624). */
enum mail_kind { MAIL_NOTE, MAIL_REPORT, MAIL_RECEIPT };

struct mail_recipient {
    enum exchange_recipient_kind kind;
    const char *name; /* out: "Smith, J at PO1"; in: "Brady, Sally at SITE1" or "Brady, Sally" */
};

struct mail_item {
    enum exchange_item_kind kind;
    const char *name;
    struct bytes content;
};

struct mail {
    struct keyed by_name;
    uint32_t number;  /* 1, 2, ... as they were declared */
    const char *name; /* "m1", "outgoing"; generated ones: "" */
    enum mail_direction direction;
    uint32_t
        count; /* letters of this record (mail outgoing out 12): each numbered in its subject */
    struct office *office;
    const char *from;   /* NULL: default user */
    const char *sender; /* as the header has it; NULL: `from` */
    enum mail_kind kind;
    uint32_t code_page; /* of the writer's program; 0: that of the post office */
    const char *subject;
    int64_t date_ms;
    const struct mail_recipient *recipients;
    uint32_t recipient_count;
    const struct mail_item *items;
    uint32_t item_count;
    bool wants_receipt; /* who reads it sends one */
    bool is_at_start;   /* waits at @0s; a later `do mail NAME` clears this before the run begins */
    bool is_submitted;
    struct mail *next;
};

/* Keeps it; submission is apart. Missing parts get defaults: text of some lines, the first users,
 * subject "Letter N". */
struct mail *mail_declare(struct world *world, const struct mail *mail);
struct mail *mail_find(struct world *world, const char *name);
const char *mail_submit(struct world *world, struct mail *mail);

#endif
