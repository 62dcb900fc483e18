/*
 * convert_fixture -- rules and letters for tests of the conversion to cc:Mail
 *
 * A site SITE1 that writes American dates in code page 437; a letter of Sally Brady. Shared by the
 * tests of convert.h.
 */
#ifndef TESTS_SUPPORT_CONVERT_FIXTURE_H
#define TESTS_SUPPORT_CONVERT_FIXTURE_H

#include "ccmc/convert.h"

enum { CONVERT_FIXTURE_HEADER_MAX = 4096 }; /* bytes, as the connector has it when nothing is set */

struct convert_rules convert_fixture_rules(void);
/* One who is responsible for his copy. */
struct exchange_recipient convert_fixture_to(const char *address);
struct exchange_message convert_fixture_letter(const struct exchange_recipient *recipients,
                                               uint32_t count);

#endif
