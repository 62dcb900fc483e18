/*
 * planted -- a defect that makes runs differ, linked over trace_add
 *
 * PLANTED_ADDRESS  a row holds a part of an address of the stack
 * PLANTED_LOCALE   a row depends on the locale of the environment
 * PLANTED_FOLDER   a row depends on the working directory
 *
 * The comparison of two replays must find each and name the first row that differs
 * (planted_test.cmake).
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/trace.h"

/* What the linker makes of trace_add with --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
uint64_t __real_trace_add(struct trace *trace, struct trace_row *row, const char *name);
uint64_t __wrap_trace_add(struct trace *trace, struct trace_row *row, const char *name);

static uint64_t planted(void)
{
#if defined(PLANTED_ADDRESS)
    int here = 0;
    return (uint64_t)(uintptr_t)&here >> 4U;
#elif defined(PLANTED_LOCALE)
    const char *locale = getenv("LC_ALL");
    return locale != NULL ? strlen(locale) : 0;
#elif defined(PLANTED_FOLDER)
    char folder[4096] = "";
    return getcwd(folder, sizeof folder) != NULL ? strlen(folder) : 0;
#endif
}

uint64_t __wrap_trace_add(struct trace *trace, struct trace_row *row, const char *name)
{
    if (row->op == TRACE_WRITE) {
        row->amount += planted();
    }
    return __real_trace_add(trace, row, name);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
