#include "fault/inject.h"

#include <string.h>

#include "base/text.h"

static const struct fault_kind *const kinds[] = {
#define FAULT(name, type, value, words, help) &fault_kind_##name,
#include "fault/faults.def"
#undef FAULT
};

static const struct {
    const char *word;
    enum status status;
} refusals[] = {
#define REFUSAL(word, status) {word, ST_##status},
#include "fault/refusals.def"
#undef REFUSAL
};

const struct fault_kind *fault_kind_at(uint32_t n)
{
    return n < ARRAY_COUNT(kinds) ? kinds[n] : NULL;
}

const struct fault_kind *fault_kind_find(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (text_equal(kinds[i]->word, word)) {
            return kinds[i];
        }
    }
    return NULL;
}

enum status fault_refusal(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(refusals); i++) {
        if (text_equal(refusals[i].word, word)) {
            return refusals[i].status;
        }
    }
    return ST_OK;
}

uint32_t fault_op_of(const char *word)
{
    uint32_t op = 1;
    for (const char *at = FAULT_OP_WORDS; *at != '\0'; op <<= 1) {
        const size_t length = strcspn(at, "|");
        if (text_equal_n(at, word, length) && word[length] == '\0') {
            return op;
        }
        at += length + (at[length] == '|' ? 1 : 0);
    }
    return FAULT_OP_NONE;
}

struct faults *faults_create(struct arena *arena)
{
    struct faults *faults = arena_new(arena, struct faults);
    faults->arena = arena;
    return faults;
}

const char *fault_arm(struct faults *faults, const struct fault *spec)
{
    REQUIRE(spec->kind != NULL && spec->turn.from > 0 && spec->turn.every > 0);
    if ((spec->kind->ops & spec->which.op) == 0) {
        return arena_format(faults->arena, "`%s` does nothing to such a call", spec->kind->word);
    }
    struct fault *fault = arena_new(faults->arena, struct fault);
    *fault = *spec;
    fault->matches = 0;
    fault->runs = 0;
    fault->last_run = 0;
    fault->strikes = 0;
    fault->next = NULL;
    struct fault **end = &faults->first;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = fault;
    return NULL;
}

bool fault_lift(struct faults *faults, const char *label)
{
    bool any = false;
    for (struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (!fault->is_lifted && fault->label != NULL && strcmp(fault->label, label) == 0) {
            fault->is_lifted = true;
            any = true;
        }
    }
    return any;
}

/* Lifted, or meant for one call and that one has come. */
static bool is_spent(const struct fault *fault)
{
    return fault->is_lifted || (fault->turn.is_once && fault->matches >= fault->turn.from);
}

bool faults_any_armed(const struct faults *faults)
{
    for (const struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (!is_spent(fault)) {
            return true;
        }
    }
    return false;
}

bool faults_ask_for_accounts(const struct faults *faults)
{
    for (const struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (fault->which.account != NULL && !is_spent(fault)) {
            return true;
        }
    }
    return false;
}

static bool is_in(const struct fault_range *range, uint64_t value)
{
    return value >= range->first && value <= range->last;
}

static bool is_caller(const struct fault_which *which, const struct fault_question *question)
{
    return (which->program == NULL || text_equal(which->program, question->program)) &&
           (which->account == NULL || text_equal(which->account, question->account) ||
            text_equal(which->account, question->judged)) &&
           (which->bits == 0 || which->bits == question->bits) &&
           (which->session == FAULT_SESSION_ANY || which->session == question->session);
}

static bool has_server(const struct fault_question *question)
{
    return question->via != FS_MODEL_NONE && question->via != FS_MODEL_nt_local;
}

static bool is_meant(const struct fault *fault, const struct fault_question *question)
{
    const struct fault_which *which = &fault->which;
    return (which->op & question->op) != 0 && is_caller(which, question) &&
           (which->via == FS_MODEL_NONE || which->via == question->via) &&
           (!fault->kind->needs_server || has_server(question)) &&
           (!which->has_offset || is_in(&which->offset, question->offset)) &&
           (!which->has_size || is_in(&which->size, question->size)) &&
           (question->access & which->access) == which->access &&
           (!which->has_deny || (question->access != 0 && which->deny == question->deny)) &&
           (which->place == NULL || question->is_within(question->call, which->place));
}

/* Runs are told apart by their first call of any kind. */
static bool is_run(struct fault *fault, const struct fault_question *question)
{
    if (fault->which.run == 0) {
        return true;
    }
    if (is_caller(&fault->which, question) && question->run > fault->last_run) {
        fault->last_run = question->run;
        fault->runs++;
    }
    return fault->runs == fault->which.run && question->run == fault->last_run;
}

static bool is_turn(const struct fault_turn *turn, uint64_t number)
{
    if (turn->is_once) {
        return number == turn->from;
    }
    return number >= turn->from && (number - turn->from) % turn->every == 0;
}

const struct fault *faults_ask(struct faults *faults, const struct fault_question *question)
{
    struct fault *striking = NULL;
    for (struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (is_spent(fault) || !is_run(fault, question) || !is_meant(fault, question)) {
            continue;
        }
        fault->matches++;
        if (striking == NULL && is_turn(&fault->turn, fault->matches)) {
            striking = fault;
        }
    }
    if (striking != NULL) {
        striking->strikes++;
        faults->strike =
            (struct fault_strike){.size = question->size, .answer = ST_OK, .acts = true};
        striking->kind->strike(striking, &faults->strike);
    }
    return striking;
}
