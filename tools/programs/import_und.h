/*
 * import_und -- the .UND file beside a message file: what it has, and what it is to have
 *
 * Reports of other files of that stem (und.h, File:) stay where they are: whoever reads them has
 * not come yet. Those of this file are put in place of what a run that was cut off wrote. What is
 * no report stays behind all that are.
 *
 * Errors  in work->st, as work_fail leaves them.
 */
#ifndef TOOLS_PROGRAMS_IMPORT_UND_H
#define TOOLS_PROGRAMS_IMPORT_UND_H

#include "programs/import_resolve.h"

/* "MSG1.CCM 211 0123456789abcdef0123456789abcdef": name, size and hash of the file. */
const char *und_file_name(struct work *work);
/* Reads what is there into work->old_und. A run that was cut off while it put a new one in place of
 * the old one left the new one whole, under its temporary name: where remembered messages of the
 * file had a report, that one gets its name first, since nobody else knows whom they were refused
 * to. Else a run left it that committed nothing, and who was unknown then may have his letter now.
 */
void und_old_read(struct work *work);
/* The report on message `ordinal` of this file in the old .UND. */
bool und_old_report(struct work *work, uint32_t ordinal, struct und_report *report_out);
/* The .UND that belongs to this file's refusals, before any of its messages is committed. One that
 * is right stays: a run that fails when it has taken it away leaves nobody who knows whom messages
 * that are committed already were refused to. */
void und_settle(struct work *work);

#endif
