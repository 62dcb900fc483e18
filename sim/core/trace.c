#include "core/trace.h"

#include <string.h>

#include "base/hash.h"
#include "base/require.h"

static const char *const op_texts[] = {
#define TRACE_OP(name, text) text,
#include "core/trace_ops.def"
#undef TRACE_OP
};
_Static_assert(ARRAY_COUNT(op_texts) == TRACE_OP_COUNT, "every operation has a text");

void trace_init(struct trace *trace)
{
    trace->next_seq = 1;
    trace->sink = NULL;
    trace->new_name = NULL;
    trace->in_ring = 0;
    trace->is_off = false;
    trace->hash = 0;
}

/* Rows count one after the other in whole rings, so the hash does not depend on when somebody asks
 * for it. */
static uint64_t hash_ring(const struct trace *trace)
{
    return hash64_seeded(trace->ring, trace->in_ring * sizeof(struct trace_row), trace->hash);
}

/* Field by field: the caller has just stored them one by one, and a wide load over several fresh
 * stores waits for all. */
static void row_copy(struct trace_row *target, const struct trace_row *source)
{
    target->seq = source->seq;
    target->time_us = source->time_us;
    target->cause = source->cause;
    target->name_hash = source->name_hash;
    target->amount = source->amount;
    target->actor = source->actor;
    target->session = source->session;
    target->op = source->op;
    target->status = source->status;
    target->way = source->way;
    target->refusal = source->refusal;
    target->lacks = source->lacks;
    target->detail = source->detail;
    target->spare = source->spare;
}

uint64_t trace_add(struct trace *trace, struct trace_row *row, const char *name)
{
    const uint64_t seq = trace->next_seq++;
    row->seq = seq;
    if (trace->is_off) {
        return seq;
    }
    if (row->name_hash == 0 && name != NULL) { /* the caller may know it already */
        row->name_hash = hash64(name, strlen(name));
    }
    row_copy(&trace->ring[trace->in_ring++], row);
    if (trace->in_ring == TRACE_RING_ROWS) {
        trace->hash = hash_ring(trace);
        trace->in_ring = 0;
    }
    if (trace->sink != NULL) {
        trace->sink->row(trace->sink, row, name);
    }
    return seq;
}

uint64_t trace_hash(const struct trace *trace)
{
    return trace->in_ring == 0 ? trace->hash : hash_ring(trace);
}

const char *trace_op_text(enum trace_op op)
{
    return (unsigned)op < TRACE_OP_COUNT ? op_texts[op] : "?";
}
