/*
 * convert_quirks -- what conversion did to letters in old builds (rows: quirks.def)
 *
 * Asked by convert.c only, where the step of each row is.
 *
 * Units   UTF-8.
 * Owns    nothing; results lie on the arena or are views of the arguments.
 * Source  Q179677, Q184624, Q192595, Q228743, Q252819.
 */
#ifndef CONNECTOR_CCMC_CONVERT_QUIRKS_H
#define CONNECTOR_CCMC_CONVERT_QUIRKS_H

#include "base/arena.h"
#include "base/ccm_marks.h"
#include "ccmc/convert.h"

/* COMMA_IN_FRONT: ",User [SMTP:user@domain] at SITE"; NULL: the sender is written as ever. */
const char *convert_quirk_sender(const struct convert_rules *rules, struct arena *arena,
                                 const struct exchange_address *sender);

/* REPORT_TO_NOBODY: a text item of a report to cc:Mail ends where names would follow. */
struct bytes convert_quirk_report(const struct convert_rules *rules,
                                  const struct exchange_message *message, struct bytes text);

/* RECEIPT_TEXT, REPORT_NAMES: texts of a letter from cc:Mail that say less. */
void convert_quirk_texts(const struct convert_rules *rules, struct arena *arena,
                         const struct ccm_marks *marks, struct exchange_message *message);

/* LAST_CENTURY: "1/1/00 12:00" is "1/1/1900 12:00". */
const char *convert_quirk_date(const struct convert_rules *rules, struct arena *arena,
                               const char *date);

#endif
