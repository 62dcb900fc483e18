/*
 * require -- what must hold, holds, or the process stops here
 *
 * REQUIRE(condition) is for our own mistakes only: arguments a caller could get wrong, results
 * about to be relied on. It stays in every build. What a file, a user or another program can cause
 * is a status, never a REQUIRE.
 *
 * MUST_CHECK marks functions whose status may not be dropped; DISCARD(call, reason) drops one and
 * says why.
 */
#ifndef CONNECTOR_BASE_REQUIRE_H
#define CONNECTOR_BASE_REQUIRE_H

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, values_at) __attribute__((format(printf, format_at, values_at)))

#define REQUIRE(condition) ((condition) ? (void)0 : require_failed(#condition, __FILE__, __LINE__))

/* Drops a status on purpose; the reason is for the reader. */
#define DISCARD(call, reason) ((void)((call) == 0), (void)sizeof(reason))

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Prints the place and the condition on standard error and aborts. */
_Noreturn void require_failed(const char *condition, const char *file, int line);

#endif
