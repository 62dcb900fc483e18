#include "core/trace.h"

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

__attribute__((noinline)) void trace_push_on(struct trace *trace, const char *name)
{
    struct trace_row *row = trace_next(trace);
    if (trace->is_off) {
        return;
    }
    if (row->name_hash == 0 && name != NULL) {
        row->name_hash = hash64(name, strlen(name));
    }
    if (trace->sink != NULL) {
        trace->sink->new_name = trace->new_name;
        trace->sink->row(trace->sink, row, name);
    }
    if (++trace->in_ring == TRACE_RING_ROWS) {
        trace->hash = hash_ring(trace);
        trace->in_ring = 0;
    }
}

uint64_t trace_add(struct trace *trace, const struct trace_row *row, const char *name)
{
    *trace_next(trace) = *row;
    return trace_push(trace, name);
}

uint64_t trace_hash(const struct trace *trace)
{
    return trace->in_ring == 0 ? trace->hash : hash_ring(trace);
}

const char *trace_op_text(enum trace_op op)
{
    return (unsigned)op < TRACE_OP_COUNT ? op_texts[op] : "?";
}
