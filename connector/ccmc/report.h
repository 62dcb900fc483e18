/*
 * report -- what could not be delivered, told to its Exchange sender
 *
 * Recipients that the conversion refuses are reported before anything is handed over, as noted
 * (refusal_note.h), in the form noted; what IMPORT refused and wrote into a .und file
 * (undelivered.h) is reported afterwards: by then there is text only, and it goes as a note
 * (Q184993), without the original's body (Q184992). Reports go into MTS-IN with a key, so that a
 * turn cut off can be done again.
 *
 * A report never causes a report: about one that cannot go the administrator hears; where there is
 * none it is set aside in Bad, with an event (assumption UNDELIVERABLE_REPORTS). Files of reports
 * are known by their names (store_queue_name).
 *
 * Errors  what MTS-IN or the store answered; ST_EXISTS from MTS-IN counts as ST_OK.
 * Source  Q180641, Q184624, Q223772, Q249133; assumption RC1_REMOVES_CCM.
 */
#ifndef CONNECTOR_CCMC_REPORT_H
#define CONNECTOR_CCMC_REPORT_H

#include "ccmc/connector.h"
#include "ccmc/refusal_note.h"

/* What is said of the recipients whose refusal has that form; on scratch. */
struct bytes report_refusal_text(const struct connector *connector,
                                 const struct convert_result *result, enum exchange_kind form);
/* What was decided about the queued message goes to its sender; nothing: nobody is refused. */
enum status MUST_CHECK report_refusals(struct connector *connector,
                                       const struct exchange_queued *queued,
                                       const struct refusal_note *refusal);

/* All notices of Import\<und_name>, whose message file is gone; then the file goes too. A file that
 * is no notice goes to Bad, with an event, and so does one that nobody can be told of. */
enum status MUST_CHECK report_undelivered(struct connector *connector, const char *und_name);

/* The message file is still there after a run. When IMPORT could not read it, it is at fault: it
 * comes back to the sender whom it names and goes, or goes to Bad when it names nobody. When IMPORT
 * refused addressees only, the post office was at fault and both files stay for the next run.
 * Before the report the file is withdrawn from IMPORT by its name, *.ndr: the programs of the next
 * run may be newer ones that can read it. */
enum status MUST_CHECK report_unreadable(struct connector *connector, const char *und_name,
                                         const char *ccm_name, bool *is_gone_out);
/* The rest of that for Import\<ndr_name>, which a former turn withdrew; und_name NULL: the notice
 * is gone. */
enum status MUST_CHECK report_withdrawn(struct connector *connector, const char *und_name,
                                        const char *ndr_name);

#endif
