/*
 * script_port -- a small machine for tests of the connector: files in memory, programs that are
 * functions
 *
 * An os_port with directories and files, settings, a recorded event log and a clock that stands
 * still until told. A program is a function of the test: it runs whole when it is started (or never
 * ends, when it says so), and its end is heard of at the next poll.
 *
 * Every call of the port, and of the exchange_port wrapped by script_exchange, has a number; one
 * call can be told to fail, or to be the process's last: from it on every call answers
 * ST_PROCESS_GONE until script_revive. Calls that a program makes through the functions below are
 * not counted.
 *
 * Owns    nothing; all lies on the arena given at creation.
 * Limits  no access rights, deny modes or locks; 64 files open.
 */
#ifndef SUPPORT_SCRIPT_PORT_H
#define SUPPORT_SCRIPT_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "port/exchange_port.h"
#include "port/os_port.h"

struct script_port;

/* What a program did. */
struct script_end {
    int result_code;
    const char *console;
    bool never_ends; /* until it is killed: result code 1 */
};

typedef struct script_end (*script_program)(struct script_port *script, void *context,
                                            const struct os_process_spec *spec);

struct script_port *script_create(struct arena *arena);
struct os_port *script_os(struct script_port *script);
/* Counts and fails the calls of `inner` together with those of the os_port. */
struct exchange_port *script_exchange(struct script_port *script, struct exchange_port *inner);

void script_add_program(struct script_port *script, const char *name, script_program program,
                        void *context);
void script_remove_program(struct script_port *script, const char *name);
void script_set(struct script_port *script, const char *name, const char *value);
void script_set_locale(struct script_port *script, struct os_locale locale);

/* Files, directly. Paths compare case folded. A write makes no directory: the parent must be there.
 */
void script_make_dir(struct script_port *script, const char *path);
bool script_write(struct script_port *script, const char *path, struct bytes content);
bool script_read(const struct script_port *script, const char *path, struct bytes *content_out);
bool script_remove(struct script_port *script, const char *path);
size_t script_count(const struct script_port *script, const char *directory, const char *pattern);
/* The name of the file next behind `after`, by name, in a directory; NULL when there is none. ""
 * for the first. */
const char *script_next(const struct script_port *script, const char *directory,
                        const char *pattern, const char *after);

/* Clock: microseconds since the start of the machine; utc follows. */
void script_set_time(struct script_port *script, uint64_t now_us);

/* Events reported so far. */
size_t script_event_count(const struct script_port *script, uint32_t id); /* 0: of any id */
const char *script_last_event(const struct script_port *script); /* its text; "" for none */
const char *script_event_text(const struct script_port *script, size_t index);

/* Calls. A failing call changes nothing. 0 turns it off. */
uint64_t script_calls(const struct script_port *script);
void script_reset_calls(struct script_port *script);
void script_fail_at(struct script_port *script, uint64_t call, enum status status);
/* Calls of one kind fail until turned off: the path must end in `suffix`. NULL: off. */
void script_refuse(struct script_port *script, const char *call_name, const char *suffix,
                   enum status status);
bool script_has_struck(const struct script_port *script);
void script_revive(struct script_port *script);
/* True once after a program started: its end can be polled for. */
bool script_child_ended(struct script_port *script);
size_t script_starts(const struct script_port *script); /* programs started */

#endif
