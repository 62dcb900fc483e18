/*
 * listing -- events and traces as people read them
 *
 * Events: date, time, source, type, category, event, user, computer, description, as Event Viewer
 * lists them. Trace: time, row, cause, actor, what, answer, on what.
 *
 * Errors  none.
 * Owns    nothing: it is attached to one run, whose buffer must outlive it.
 */
#ifndef SIM_CLI_LISTING_H
#define SIM_CLI_LISTING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "core/trace.h"
#include "scenario/run.h"

struct listing {
    struct trace_sink sink; /* first */
    struct buffer *target;
    const struct world *world; /* known from the first row on; NULL before */
    bool with_trace;
    bool with_events;
    uint64_t epoch_ms;
};

/* Fills options->sink, options->observe. */
void listing_attach(struct listing *listing, struct run_options *options, struct buffer *target,
                    bool with_trace, bool with_events);

#endif
