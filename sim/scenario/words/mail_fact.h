/*
 * mail_fact -- mail as scenarios write it: the same words in a world line and in a step
 *
 * `mail outgoing out 12 to PO1`, `mail in 3 from PO1`, `mail m1 out from "Brady, Sally" to "Smith,
 * J at PO1" subject "..." text 20481 file "a.wk4" 3K`, `mail m1 out to PO1 from
 * "letters/brady.eml"`. `to PO1` is its first local user.
 */
#ifndef SIM_SCENARIO_WORDS_MAIL_FACT_H
#define SIM_SCENARIO_WORDS_MAIL_FACT_H

#include "scenario/run.h"

enum { MAIL_FACT_SLOTS = 1, MAIL_FACT_ATTRIBUTES = 15 };
extern const struct slot mail_fact_slots[MAIL_FACT_SLOTS];
extern const struct attribute mail_fact_attributes[MAIL_FACT_ATTRIBUTES];

/* Fills *mail with what the fact says; everything else in it is kept. */
const char *mail_fact_read(struct run *run, const struct fact *fact, struct mail *mail);
/* Is it only a name: a letter that was declared? */
bool mail_fact_is_name(const struct fact *fact);

#endif
