/*
 * router_letter -- one letter that ROUTER takes from a queue: who gets it at the other post office,
 * and what its sender is told of those who cannot
 *
 * A letter in a queue names all its recipients; those are meant whom the directory leads into this
 * queue, by aliases and lists too. At the other post office they have mailboxes, or are behind
 * queues there. Who is unknown there, or whose mailbox is full, is reported to the sender, each by
 * a letter of his own (assumption ROUTER_REPORTS).
 *
 * Letters are known again by the number that they had in the queue, their size and their bytes:
 * what was committed at one post office and not yet taken out at the other is not committed twice
 * (ARCHITECTURE.md, handing over mail).
 *
 * Errors  ST_NOT_FOUND: it is gone, or (report) nobody of the sender's name is known.
 *         ST_FILE_CORRUPT: it cannot be read.
 * Owns    nothing; results lie on the arena.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_LETTER_H
#define TOOLS_PROGRAMS_ROUTER_LETTER_H

#include "base/ccm.h"
#include "postoffice.h"

/* From the queue of one post office into the other one. */
struct router_way {
    struct postoffice *from;
    struct postoffice *to;
    uint32_t queue;    /* of `from` */
    uint32_t back;     /* queue of `to` that leads here; 0: none */
    const char *known; /* what `to` is called in the directory of `from` */
};

struct router_refusal {
    const char *recipient; /* as `from` has it */
    const char *reason;
};

enum { ROUTER_FULL_MAX = 64 };

struct router_letter {
    struct po_message message;
    struct bytes content;
    struct ccm_message ccm;
    struct bytes onward; /* as it is brought: where it leads on from there, with the names of those
                            who are to get it alone */
    struct po_file_identity identity;
    const uint32_t *usrs; /* at the other post office */
    size_t usr_count;
    const struct router_refusal *refusals;
    size_t refusal_count;
};

/* What earlier runs have done with it, and mailboxes that have taken no more. */
struct router_memory {
    struct po_memory reports; /* of `from` */
    uint32_t full[ROUTER_FULL_MAX];
    size_t full_count;
};

/* The one behind `after_id`. ST_NO_MORE. */
enum status MUST_CHECK router_letter_read(const struct router_way *way, uint64_t after_id,
                                          struct arena *arena, struct router_letter *letter_out);
enum status MUST_CHECK router_letter_resolve(const struct router_way *way,
                                             const struct router_memory *memory,
                                             struct arena *arena, struct router_letter *letter);
bool router_letter_is_in(const struct po_memory *memory, const struct po_file_identity *identity);
/* Was anybody refused whom it is for? */
bool router_letter_is_reported(const struct po_memory *memory,
                               const struct po_file_identity *identity);
/* The number that it had where it came from; 0: it was not a Router's. */
uint64_t router_letter_number(const struct po_file_identity *identity);
/* Is a letter of this identity no longer in the queue? false also when nobody can say. */
bool router_letter_is_gone(const struct router_way *way, const struct po_file_identity *identity);

/* The report about one refusal (po_letter.h), for whom at `from`, and how it is remembered.
 * ST_NOT_FOUND: nobody could be told, or the letter is itself a report. */
struct router_report {
    struct bytes content;
    uint32_t usr;
    struct po_file_identity identity;
};
enum status MUST_CHECK router_report_make(const struct router_way *way,
                                          const struct router_letter *letter,
                                          const struct router_refusal *refusal, struct arena *arena,
                                          struct router_report *report_out);

#endif
