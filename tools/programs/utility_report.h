/*
 * utility_report -- what is not as it should be in a post office, and what mends it, in that order
 *
 * Prints counts, their sum, and "Run:" with the programs to run, in the order in which they are to.
 *
 * Errors  what the port answered; ST_FILE_CORRUPT: the post office cannot be gone through at all.
 * Owns    nothing; the utility's post office is open and stays so.
 */
#ifndef TOOLS_PROGRAMS_UTILITY_REPORT_H
#define TOOLS_PROGRAMS_UTILITY_REPORT_H

#include "programs/utility.h"

/* Reads the whole post office and prints what is there and what to run. With DIAGNOSTICS each
 * finding is named before (po_details.h). */
enum status MUST_CHECK utility_report(struct utility *utility, struct arena *scratch,
                                      struct po_report *report_out);
/* The same of some of its files only: `scope` is of enum po_scope; the others' findings are 0 in
 * the report. */
enum status MUST_CHECK utility_report_of(struct utility *utility, uint32_t scope,
                                         struct arena *scratch, struct po_report *report_out);
/* Of one mailbox file. */
enum status MUST_CHECK utility_report_mailbox(struct utility *utility, uint32_t usr,
                                              struct arena *scratch, uint32_t *errors_out);
#endif
