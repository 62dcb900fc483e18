#include "ccmc/decision.h"

#include "base/ccm.h"
#include "ccmc/report.h"

static const char not_taken[] = "The message could not be converted";

/* The build takes it for nobody. */
static void refuse_all(struct connector *connector, const struct exchange_message *message,
                       const char *reason, struct convert_result *result)
{
    struct convert_refusal *refusals =
        arena_array(connector->scratch, struct convert_refusal, message->recipient_count);
    result->has_message = false;
    result->refusals = refusals;
    result->refusal_count = 0;
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        if (message->recipients[i].is_responsible) {
            refusals[result->refusal_count++] =
                (struct convert_refusal){&message->recipients[i], reason, EXCHANGE_REPORT};
        }
    }
}

/* What the build does otherwise with this letter; NULL: nothing. */
static const struct oddity *odd_of(struct connector *connector,
                                   const struct exchange_queued *queued,
                                   struct convert_result *result)
{
    if (connector->oddities == NULL || !result->has_message) {
        return NULL;
    }
    const struct oddity_letter letter = {.message = &result->message,
                                         .is_outbound = true,
                                         .is_report = exchange_is_report(queued->message)};
    const struct oddity *odd =
        oddity_meet(connector->oddities, &letter, connector->scratch, &result->message);
    if (odd != NULL && odd->action == ODDITY_REFUSE) {
        refuse_all(connector, queued->message, odd->text != NULL ? odd->text : not_taken, result);
    } else if (odd != NULL && odd->action == ODDITY_DROP) {
        result->has_message = false;
    }
    return odd;
}

static struct bytes written(struct connector *connector, const struct ccm_message *message,
                            const struct oddity *odd)
{
    struct buffer content;
    buffer_init(&content, connector->scratch);
    ccm_write(&content, message);
    oddity_damage_file(odd, &content, 0);
    if (odd != NULL && odd->action == ODDITY_TWICE) {
        ccm_write(&content, message);
    }
    return buffer_bytes(&content);
}

static bool is_stopped_by(const struct oddity *odd)
{
    return odd != NULL && (odd->action == ODDITY_KEEP || odd->action == ODDITY_HANG ||
                           odd->action == ODDITY_CRASH);
}

enum status decision_make(struct connector *connector, const struct exchange_queued *queued,
                          const char *note_name, struct store_files *notes,
                          struct decision *decision_out)
{
    const struct convert_rules rules = connector_rules(connector);
    struct convert_result *result = arena_new(connector->scratch, struct convert_result);
    *decision_out = (struct decision){0};
    convert_to_ccm(&rules, connector->scratch, queued->message, result);
    const struct oddity *odd = odd_of(connector, queued, result);
    if (is_stopped_by(odd)) {
        decision_out->odd = odd->action;
        return ST_NOT_SUPPORTED;
    }
    if (result->has_message) {
        decision_out->message = &result->message;
        decision_out->refusal.message = written(connector, &result->message, odd);
    }
    if (result->refusal_count == 0) {
        return ST_OK;
    }
    decision_out->refusal.report = report_refusal_text(connector, result, EXCHANGE_REPORT);
    decision_out->refusal.note = report_refusal_text(connector, result, EXCHANGE_REPORT_NOTE);
    const enum status st = refusal_note_write(&connector->store, connector->scratch, note_name,
                                              &decision_out->refusal);
    if (st == ST_OK) {
        store_files_add(notes, connector->scratch, note_name);
    } else {
        connector_report_failure(connector, st);
    }
    return st;
}

enum status decision_recall(struct connector *connector, const char *note_name,
                            struct decision *decision_out)
{
    struct store *store = &connector->store;
    struct refusal_note *note = &decision_out->refusal;
    *decision_out = (struct decision){0};
    enum status st = refusal_note_read(store, connector->scratch, note_name, note);
    if (st == ST_OK && note->message.size > 0) {
        size_t offset = 0;
        struct diagnostic diagnostic = {0};
        struct ccm_message *message = arena_new(connector->scratch, struct ccm_message);
        st = ccm_read(note->message, &offset, connector->scratch, message, &diagnostic);
        decision_out->message = message;
    }
    if (st != ST_FILE_CORRUPT) {
        return st;
    }
    st = store_quarantine(store, STORE_SUBMIT, note_name);
    if (st == ST_OK) {
        connector_report(connector, event_row(EVENT_CONVERSION_FAILED), NULL, 0);
        return ST_NOT_FOUND;
    }
    return st;
}
