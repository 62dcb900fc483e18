#include "record/collect.h"

#include <string.h>

#include "world/truth_inside.h"

static const char *kept(struct arena *arena, const char *text)
{
    return text != NULL ? arena_text(arena, text) : NULL;
}

static const char *account_text(struct arena *arena, const struct logon *logon)
{
    char account[2 * IDENTITY_NAME_SIZE] = "";
    if (logon != NULL) {
        DISCARD(identity_full_name(logon->account, account, sizeof(account)), "or as far as known");
    }
    return arena_text(arena, account);
}

static void enter_program(struct collection *all, struct process *process, uint64_t end_seq)
{
    struct seen_program *run = arena_new(all->arena, struct seen_program);
    *run = (struct seen_program){
        .name = arena_text(all->arena, process->name),
        .account = account_text(all->arena, process->logon),
        .machine = arena_text(all->arena, process->host->machine->name),
        .arguments = kept(all->arena, process->start.arguments),
        .directory = kept(all->arena, process->start.directory),
        .version = kept(all->arena, process->start.traits.version),
        .started_us = process->starts_us,
        .ended_us = all->world->sched.now_us,
        .end_seq = end_seq,
        .slot = process->slot,
        .has_ended = end_seq != 0,
        .was_killed = process->is_gone,
        .result_code = process->result_code,
        .console = arena_text(all->arena, process_console(process)),
    };
    *all->programs_end = run;
    all->programs_end = &run->next;
}

static void sink_row(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct collection *all = (struct collection *)(void *)sink;
    struct seen_row *seen = arena_new(all->arena, struct seen_row);
    seen->row = *row;
    seen->name = kept(all->arena, name);
    seen->new_name = kept(all->arena, sink->new_name);
    struct process *process = row->actor != 0 ? process_by_slot(all->world, row->actor) : NULL;
    if (process != NULL) {
        seen->process = kept(all->arena, process->name);
        seen->machine = process->host->machine->name; /* lives as long as the world */
    }
    *all->rows_end = seen;
    all->rows_end = &seen->next;
    if (row->op == TRACE_END && process != NULL && process->kind == PROCESS_PROGRAM) {
        enter_program(all, process, row->seq);
    }
}

static void add_event(struct collection *all, const struct observation *seen, uint64_t seq)
{
    struct seen_event *event = arena_new(all->arena, struct seen_event);
    *event = (struct seen_event){.time_us = seen->time_us,
                                 .seq = seq,
                                 .id = seen->event_id,
                                 .source = kept(all->arena, seen->source),
                                 .machine = kept(all->arena, seen->machine),
                                 .text = kept(all->arena, seen->text)};
    *all->events_end = event;
    all->events_end = &event->next;
}

static void add_denial(struct collection *all, const struct observation *seen, uint64_t seq)
{
    struct seen_denial *denial = arena_new(all->arena, struct seen_denial);
    *denial = (struct seen_denial){.time_us = seen->time_us,
                                   .seq = seq,
                                   .program = kept(all->arena, seen->program),
                                   .account = kept(all->arena, seen->account),
                                   .operation = kept(all->arena, seen->operation),
                                   .machine = kept(all->arena, seen->machine),
                                   .path = kept(all->arena, seen->path),
                                   .lacks = kept(all->arena, seen->lacks)};
    *all->denials_end = denial;
    all->denials_end = &denial->next;
}

static void add_move(struct collection *all, const struct seen_move *what)
{
    struct seen_move *move = arena_copy(all->arena, what, sizeof(*what));
    *all->moves_end = move;
    all->moves_end = &move->next;
}

static struct seen_letter *letter_of(struct collection *all, uint32_t number)
{
    if (number > all->letter_capacity) {
        const uint32_t capacity = 2 * number + 64;
        struct seen_letter *more = arena_array(all->arena, struct seen_letter, capacity);
        if (all->letter_capacity > 0) {
            memcpy(more, all->letters, all->letter_capacity * sizeof(*more));
        }
        all->letters = more;
        all->letter_capacity = capacity;
    }
    return &all->letters[number - 1];
}

static void add_moves(struct collection *all, const struct observation *seen, uint64_t seq)
{
    static const char *const end_names[] = {"delivered", "returned", "removed"};
    const struct truth_letter *now = seen->letter;
    struct seen_letter *was = letter_of(all, now->number);
    struct seen_move move = {.time_us = seen->time_us, .seq = seq, .letter = now->number};
    int64_t ends[3] = {0};
    for (uint32_t i = 0; i < now->duty_count; i++) {
        ends[0] += now->duties[i].delivered;
        ends[1] += now->duties[i].returned;
        ends[2] += now->duties[i].removed;
    }
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        move.place = truth_place_name((enum truth_place)place);
        move.before = was->at[place];
        move.after = now->at[place];
        was->at[place] = now->at[place];
        if (move.before != move.after) {
            add_move(all, &move);
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(ends); i++) {
        move.place = end_names[i];
        move.before = was->ends[i];
        move.after = ends[i];
        was->ends[i] = ends[i];
        if (move.before != move.after) {
            add_move(all, &move);
        }
    }
}

void collect_begin(struct collection *collection, struct arena *arena)
{
    *collection = (struct collection){.sink = {.row = sink_row}, .arena = arena};
    collection->rows_end = &collection->rows;
    collection->events_end = &collection->events;
    collection->denials_end = &collection->denials;
    collection->programs_end = &collection->programs;
    collection->moves_end = &collection->moves;
}

void collect_world(struct collection *collection, struct world *world)
{
    collection->world = world;
}

void collect_observe(struct collection *collection, const struct observation *seen)
{
    REQUIRE(collection->world != NULL);
    const uint64_t seq = collection->world->trace.next_seq - 1;
    switch (seen->kind) {
    case OBSERVE_EVENT:
        add_event(collection, seen, seq);
        break;
    case OBSERVE_DENIED:
        add_denial(collection, seen, seq);
        break;
    case OBSERVE_MAIL:
        add_moves(collection, seen, seq);
        break;
    case OBSERVE_RESULT:
    case OBSERVE_REFUSED:
    case OBSERVE_CALL:
        break; /* their rows have told */
    }
}

void collect_end(struct collection *collection)
{
    for (struct process *p = process_first(collection->world); p != NULL; p = p->next) {
        if (p->kind == PROCESS_PROGRAM && !p->has_ended) {
            enter_program(collection, p, 0);
        }
    }
}
