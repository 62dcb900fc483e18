/*
 * router -- ROUTER: letters from the queues of two post offices to each other, and what automatic
 * directory exchange has to pass on (router_way.h, router_marks.h)
 *
 * The commit lock of one post office at a time is held, and others have a turn after each lock and
 * each letter.
 *
 * Result codes: 0 done; 1 failed; 2 bad parameters; 3 not accessible or damaged; 4 locked; 5
 * somebody did not get his letter, or one stays.
 */
#include "base/text.h"
#include "programs/program_files.h"
#include "programs/program_kinds.h"
#include "programs/router_marks.h"
#include "programs/router_way.h"

static void router_begin(void *state, const struct program_start *start)
{
    struct router_state *router = state;
    session_begin(&router->session, start, "ROUTER");
    router->letter_arena = arena_within(start->arena);
}

static enum router_progress end_with(struct router_state *router, int result)
{
    router_note(router, result);
    return router_go_to(router, ROUTER_END);
}

static unsigned to_of(const struct router_state *router)
{
    return 1 - router->from;
}

static void print_help(struct session *session)
{
    static const char *const lines[] = {
        "ROUTER /Nname /Ppassword /Dpath /RNname /RPpassword /RDpath [OPTIONS]",
        "  letters in the queue of each post office for the other one go there",
        "  /AS\"name\"  what the second one is called in the directory of the first",
        "  /ADE       marks of automatic directory exchange are passed on",
        "  /?         this help",
    };
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        session_line(session, lines[i]);
    }
}

static enum router_progress read_arguments(struct router_state *router)
{
    struct session *session = &router->session;
    const struct program_start *start = session->start;
    session_print(session, "ROUTER ");
    session_line(session, start->traits.version);
    router_arguments_parse(&router->arguments, start->arguments, start->arena);
    if (router->arguments.wants_help) {
        print_help(session);
        return end_with(router, RC_DONE);
    }
    const char *bad = router->arguments.bad;
    for (unsigned i = 0; i < ROUTER_ENDS && bad == NULL; i++) {
        char *path = arena_alloc(start->arena, OS_PATH_SIZE);
        bad = files_path(start->directory, router->arguments.ends[i].directory, path) == ST_OK
                  ? NULL
                  : "the path is too long";
        router->paths[i] = path;
    }
    if (bad != NULL) {
        session_print(session, "Bad Parameters on the command line: ");
        session_line(session, bad);
        return end_with(router, RC_BAD_PARAMETERS);
    }
    return router_go_to(router, ROUTER_OPEN);
}

static bool may_come_in(const struct router_state *router, unsigned end)
{
    const struct router_end *asked = &router->arguments.ends[end];
    const struct postoffice *po = router->offices[end];
    return (asked->name == NULL || text_equal(po_name(po), asked->name)) &&
           po_password_is(po, asked->password != NULL ? asked->password : "");
}

static enum router_progress open_next(struct router_state *router, uint64_t now_us)
{
    struct session *session = &router->session;
    const struct program_start *start = session->start;
    const unsigned end = router->end;
    bool is_shut = false;
    enum status st =
        po_open(start->port, router->paths[end], true, start->arena, &router->offices[end]);
    if (session_is_in_use(st)) {
        return session_wait(session, now_us) ? WAIT : end_with(router, RC_LOCKED);
    }
    if (st != ST_OK) {
        router->offices[end] = NULL;
        session->arguments.directory = router->paths[end];
        return end_with(router, session_failure(session, st, RC_NOT_ACCESSIBLE));
    }
    session_waited(session);
    if (start->traits.folder_messages != 0) {
        po_set_folder_max(router->offices[end], start->traits.folder_messages);
    }
    if (!may_come_in(router, end)) {
        session_line(session, "Post office name or password is not correct.");
        return end_with(router, RC_NOT_ACCESSIBLE);
    }
    st = po_is_shut(start->port, router->paths[end], &is_shut);
    session->is_gone = st == ST_PROCESS_GONE;
    if (st != ST_OK || is_shut) {
        session_line(session, "Post office is temporarily shut down.");
        return end_with(router, RC_LOCKED);
    }
    router->end++;
    return router_go_to(router, router->end == ROUTER_ENDS ? ROUTER_BEGIN : ROUTER_OPEN);
}

/* What the post office `end` calls the other one. */
static const char *known_at(const struct router_state *router, unsigned end)
{
    return end == 0 && router->arguments.known != NULL ? router->arguments.known
                                                       : po_name(router->offices[1 - end]);
}

/* The queue that it has for the other one; 0: none. */
static enum status queue_at(const struct router_state *router, unsigned end, uint32_t *usr_out)
{
    struct po_entry entry = {0};
    const enum status st = po_entry_find(router->offices[end], known_at(router, end), &entry);
    *usr_out = st == ST_OK && entry.kind == PO_POSTOFFICE ? entry.usr : 0;
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum router_progress begin_way(struct router_state *router)
{
    struct session *session = &router->session;
    const unsigned from = router->from;
    router->way = (struct router_way){.from = router->offices[from],
                                      .to = router->offices[to_of(router)],
                                      .known = known_at(router, from)};
    router->memory = (struct router_memory){0};
    router->commits = (struct po_memory){0};
    router->has_note = false;
    enum status st = queue_at(router, from, &router->way.queue);
    if (st != ST_OK) {
        return router_stop(router, from, st);
    }
    st = queue_at(router, to_of(router), &router->way.back);
    if (st != ST_OK) {
        return router_stop(router, to_of(router), st);
    }
    if (router->way.queue == 0) {
        session_print(session, po_name(router->way.from));
        session_print(session, " has no queue for ");
        session_line(session, router->way.known);
        router_note(router, RC_NOT_ACCESSIBLE);
        return router_go_to(router, ROUTER_NEXT_WAY);
    }
    return router_go_to(router, ROUTER_HOLD);
}

static enum router_progress next_way(struct router_state *router)
{
    router->from++;
    if (router->from < ROUTER_ENDS) {
        return router_go_to(router, ROUTER_BEGIN);
    }
    router->from = 0;
    return router_go_to(router, router->arguments.passes_marks ? ROUTER_MARKS : ROUTER_END);
}

static enum router_progress pass_marks(struct router_state *router, struct arena *scratch,
                                       uint64_t now_us)
{
    struct session *session = &router->session;
    struct postoffice *from = router->offices[router->from];
    struct router_marks marks = {0};
    enum status st = ST_OK;
    if (po_has_ade(from)) {
        st = router_marks_pass(from, router->offices[to_of(router)], scratch, &marks);
    }
    if (session_is_in_use(st)) {
        return session_wait(session, now_us) ? WAIT : end_with(router, RC_LOCKED);
    }
    session_waited(session);
    if (st != ST_OK) {
        router_note_failure(router, router->from, st);
        return router_go_to(router, ROUTER_END);
    }
    if (marks.taken != 0) {
        buffer_format(
            &session->console, "%u directory changes of %s, %u passed on, %u refused.\r\n",
            (unsigned)marks.taken, po_name(from), (unsigned)marks.passed, (unsigned)marks.refused);
    }
    router->from++;
    router->phase = router->from < ROUTER_ENDS ? ROUTER_MARKS : ROUTER_END;
    return LET_OTHERS;
}

static struct program_step finish(struct router_state *router)
{
    struct session *session = &router->session;
    if (!session->is_gone) {
        bookmark_close(&router->note);
        if (!router->arguments.wants_help) {
            buffer_format(&session->console, "%u messages routed.\r\n", (unsigned)router->moved);
        }
        for (unsigned i = 0; i < ROUTER_ENDS; i++) {
            po_close(router->offices[i]);
        }
    }
    return session_end(session, router->result);
}

static enum router_progress advance(struct router_state *router, struct arena *scratch,
                                    uint64_t now_us)
{
    switch (router->phase) {
    case ROUTER_ARGUMENTS:
        return read_arguments(router);
    case ROUTER_OPEN:
        return open_next(router, now_us);
    case ROUTER_BEGIN:
        return begin_way(router);
    case ROUTER_HOLD:
        return router_hold(router, now_us);
    case ROUTER_MEMORY:
        return router_remember(router);
    case ROUTER_BOARDS:
        return router_boards(router, scratch);
    case ROUTER_POST_LOCK:
        return router_lock(router, router->from, ROUTER_POST, now_us);
    case ROUTER_POST:
        return router_post(router, scratch);
    case ROUTER_READ:
        return router_read(router, scratch);
    case ROUTER_REPORT_LOCK:
        return router_lock(router, router->from, ROUTER_REPORT, now_us);
    case ROUTER_REPORT:
        return router_report(router, scratch);
    case ROUTER_COMMIT_LOCK:
        return router_lock(router, to_of(router), ROUTER_COMMIT, now_us);
    case ROUTER_COMMIT:
        return router_commit(router, scratch);
    case ROUTER_FLUSH:
        return router_flush(router);
    case ROUTER_DEQUEUE_LOCK:
        return router_lock(router, router->from, ROUTER_DEQUEUE, now_us);
    case ROUTER_DEQUEUE:
        return router_take_out(router);
    case ROUTER_FORGET_LOCK:
        return router_lock_to_forget(router, now_us);
    case ROUTER_FORGET:
        return router_forget(router, scratch);
    case ROUTER_NEXT_WAY:
        return next_way(router);
    case ROUTER_MARKS:
        return pass_marks(router, scratch, now_us);
    case ROUTER_END:
        break;
    }
    return LET_OTHERS;
}

static struct program_step router_step(void *state, struct arena *scratch, uint64_t now_us)
{
    struct router_state *router = state;
    enum router_progress progress = GO_ON;
    router->now_us = now_us;
    while (progress == GO_ON && router->phase != ROUTER_END) {
        progress = advance(router, scratch, now_us);
    }
    if (router->phase == ROUTER_END) {
        return finish(router);
    }
    const uint64_t wake_us = progress == WAIT ? router->session.wake_us : now_us;
    return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = wake_us};
}

static const char *router_console(void *state)
{
    struct router_state *router = state;
    return session_console(&router->session);
}

const struct program_kind program_router = {.name = "ROUTER",
                                            .state_size = sizeof(struct router_state),
                                            .begin = router_begin,
                                            .step = router_step,
                                            .console = router_console};
