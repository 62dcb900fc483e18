/*
 * trace -- every effect with its cause
 *
 * Each port call, event, program start and edit of the world leaves one row of 64 bytes. Rows go
 * through a fixed ring; the hash (XXH3) is streamed as the ring fills, so a year of polling runs in
 * flat memory. Names enter a row as their hash; a sink, if attached, gets row and name for listings
 * (`--trace`), searches ("because") and records.
 *
 * Units   virtual microseconds; seq counts from 1; cause is the seq of an earlier row, 0 for none.
 * Limits  at most 15 ns a row with the hash, without a sink (ccbench bench measures it).
 * Owns    the ring (inside the struct).
 */
#ifndef SIM_CORE_TRACE_H
#define SIM_CORE_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/require.h"

enum trace_op {
#define TRACE_OP(name, text) TRACE_##name,
#include "core/trace_ops.def"
#undef TRACE_OP
    TRACE_OP_COUNT
};

struct trace_row {
    uint64_t seq;
    uint64_t time_us;
    uint64_t cause;
    uint64_t name_hash; /* of the path, event text, setting ... the row speaks about; 0 without */
    uint64_t amount;    /* bytes, count, value: per op */
    uint16_t actor;     /* process slot; 0 = the world, the scenario */
    uint16_t session;   /* session id at a server; 0 = local */
    uint16_t op;        /* enum trace_op */
    uint16_t status;    /* enum status */
    uint16_t way;       /* which fs model, 0 none */
    uint16_t refusal;   /* NetWare completion code or 0 */
    uint32_t lacks;     /* rights that were missing, as the model's mask */
    uint32_t detail;    /* per op: access mode, event id, result code */
    uint32_t spare;     /* 0; no padding may enter the hash */
};
_Static_assert(sizeof(struct trace_row) == 64, "a row is one cache line");

struct trace_sink {
    void (*row)(struct trace_sink *sink, const struct trace_row *row, const char *name);
    const char *new_name; /* of a rename, while its row is told; else NULL */
};

enum { TRACE_RING_ROWS = 64 };

struct trace {
    uint64_t next_seq;
    struct trace_sink *sink; /* may be NULL */
    const char *new_name;    /* for the sink's, while the row of a rename is added */
    uint32_t in_ring;
    bool is_off; /* bench only: rows are counted and forgotten */
    struct trace_row ring[TRACE_RING_ROWS];
    uint64_t
        hash; /* of the full rings so far; each ring is hashed with the one before as its seed */
};

void trace_init(struct trace *trace);
/* The place of the next row; whoever asks sets every field but seq and spare, then pushes it. */
static inline struct trace_row *trace_next(struct trace *trace)
{
    return &trace->ring[trace->in_ring];
}
/* The end of trace_push for a row that asks for more than its place in the ring. */
void trace_push_on(struct trace *trace, const char *name);
/* Fills seq, and name_hash unless it is set; answers the seq, the cause of what follows. name may
 * be NULL. */
static inline uint64_t trace_push(struct trace *trace, const char *name)
{
    struct trace_row *row = trace_next(trace);
    const uint64_t seq = trace->next_seq++;
    row->seq = seq;
    row->spare = 0;
    const bool has_hash = row->name_hash != 0 || name == NULL; /* the caller may know it already */
    if (has_hash && trace->sink == NULL && !trace->is_off && trace->in_ring + 1 < TRACE_RING_ROWS) {
        trace->in_ring++;
    } else {
        trace_push_on(trace, name);
    }
    return seq;
}
/* The same in one call; fields that are not named are 0. */
uint64_t trace_add(struct trace *trace, const struct trace_row *row, const char *name);
uint64_t trace_hash(const struct trace *trace); /* of all rows so far */
const char *trace_op_text(enum trace_op op);

#endif
