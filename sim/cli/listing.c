#include "cli/listing.h"

#include "base/text.h"
#include "ccmc/date.h"
#include "ccmc/events.h"

static void time_text(uint64_t time_us, char *target, size_t capacity)
{
    (void)text_format(target, capacity, "%llu.%06llus", (unsigned long long)(time_us / 1000000),
                      (unsigned long long)(time_us % 1000000));
}

static const char *way_name(uint16_t way)
{
    return way == FS_MODEL_NONE ? "" : fs_model_of((enum fs_model_id)way)->name;
}

static void trace_row(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    const struct listing *listing = (const struct listing *)(const void *)sink;
    if (!listing->with_trace) {
        return;
    }
    char time[32];
    char lacks[48] = "";
    time_text(row->time_us, time, sizeof(time));
    buffer_format(listing->target, "%14s #%-6llu <- #%-6llu p%-3u %-12s %-18s", time,
                  (unsigned long long)row->seq, (unsigned long long)row->cause, row->actor,
                  trace_op_text((enum trace_op)row->op), status_name((enum status)row->status));
    if (name != NULL) {
        buffer_format(listing->target, " %s", name);
    }
    if (sink->new_name != NULL) {
        buffer_format(listing->target, " -> %s", sink->new_name);
    }
    if (row->way != FS_MODEL_NONE) {
        buffer_format(listing->target, " [%s", way_name(row->way));
        if (row->session != 0) {
            buffer_format(listing->target, ", session %u", row->session);
        }
        buffer_text(listing->target, "]");
    }
    if (row->lacks != 0) {
        fs_model_of((enum fs_model_id)row->way)->lacks_text(row->lacks, lacks, sizeof(lacks));
        buffer_format(listing->target, " lacks %s", lacks);
        if (row->refusal != 0) {
            buffer_format(listing->target, " (completion code 0x%02X)", row->refusal);
        }
    }
    if (row->op == TRACE_END) {
        buffer_format(listing->target, " result code %u", row->detail);
    } else if (row->op == TRACE_EVENT) {
        buffer_format(listing->target, " (event %u)", row->detail);
    } else {
        if (row->amount != 0) {
            buffer_format(listing->target, " %llu", (unsigned long long)row->amount);
        }
        if (row->detail != 0) {
            buffer_format(listing->target, " (0x%x)", row->detail);
        }
    }
    buffer_text(listing->target, "\n");
}

static void seen(void *observer, const struct observation *seen)
{
    const struct listing *listing = observer;
    if (!listing->with_events || seen->kind != OBSERVE_EVENT) {
        return;
    }
    const struct date_form form = date_form_of(1, (struct date_form){0});
    const uint64_t at_ms = listing->epoch_ms + seen->time_us / 1000 + (uint64_t)seen->clock_ms;
    char date[DATE_TEXT_SIZE];
    date_write(&form, (int64_t)at_ms, date);
    char *blank = date;
    while (*blank != ' ' && *blank != '\0') {
        blank++;
    }
    *blank = '\0';
    const unsigned second = (unsigned)(at_ms / 1000 % 86400);
    const struct event *event = event_find(seen->event_id);
    buffer_format(listing->target, "%-8s %02u:%02u:%02u  %-14s %-11s %-9s %5u  %-4s %-6s %s%s\n",
                  date, second / 3600, second / 60 % 60, second % 60, seen->source,
                  event != NULL ? event_type_name(event->type) : "?",
                  event != NULL ? event_category_name(event->category) : "?", seen->event_id, "N/A",
                  seen->machine, seen->text,
                  event != NULL && event->is_assumed ? " (text assumed)" : "");
}

void listing_attach(struct listing *listing, struct run_options *options, struct buffer *target,
                    bool with_trace, bool with_events)
{
    *listing = (struct listing){.sink = {.row = trace_row},
                                .target = target,
                                .with_trace = with_trace,
                                .with_events = with_events,
                                .epoch_ms = world_epoch_ms()};
    if (with_events) {
        buffer_text(target, "Date     Time      Source         Type        Category  Event  User "
                            "Computer Description\n");
        options->observe = seen;
        options->observer = listing;
    }
    if (with_trace) {
        options->sink = &listing->sink;
    }
}
