/* fault call OP ... then EFFECT: calls of programs and services are struck on their way. */
#include "base/require.h"
#include "base/text.h"
#include "scenario/words/call_faults.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"OP", VALUE_WORD, FAULT_OP_WORDS, 0}};

static const struct attribute attributes[] = {
    {"by", {{"PROGRAM", VALUE_NAME, NULL, 0}}, 1, 0, "anybody", NULL, "IMPORT; the service: CCMC"},
    {"account",
     {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "anybody",
     NULL,
     "of the caller, or the one that the server knows him by"},
    {"bits", {{"N", VALUE_WORD, "16|32", 0}}, 1, 0, "both", NULL, "kind of program"},
    {"session",
     {{"KIND", VALUE_WORD, "service|interactive", 0}},
     1,
     0,
     "both",
     NULL,
     "of a service and its programs, or of a person"},
    {"on",
     {{"PLACE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "anywhere",
     NULL,
     "a server, a volume, a directory with all below it, a file, a pattern of file names, or of "
     "paths: "
     "SYS:CCDATA\\USR*, *\\CLANDATA"},
    {"via",
     {{"WAY", VALUE_WORD, "local|share|netware|gateway", 0}},
     1,
     0,
     "any",
     NULL,
     "how the place is reached"},
    {"access",
     {{"WHAT", VALUE_WORD, "read|write|both", 0}},
     1,
     0,
     "any",
     NULL,
     "of an open: what is wanted of the file; who wants both wants each"},
    {"deny",
     {{"WHAT", VALUE_WORD, "none|read|write|all", 0}},
     1,
     0,
     "any",
     NULL,
     "of an open: what others may not do meanwhile"},
    {"offset", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, "any", NULL, "of a read, write or lock"},
    {"size", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, "any", NULL, "bytes of a read or write"},
    {"nth", {{"N", VALUE_INT, NULL, 0}}, 1, 0, NULL, NULL, "only the call of that number"},
    {"from", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "1", NULL, "that one and those behind it"},
    {"every", {{"N", VALUE_INT, NULL, SLOT_OPTIONAL}}, 1, 0, "1", NULL, "each N-th"},
    {"then", {{0}}, 0, ATTRIBUTE_REQUIRED, NULL, NULL, "what happens to the call follows"},
#define FAULT(name, type, value, words, help)                                                      \
    {#name, {{value, type, words, 0}}, (type) == VALUE_NONE ? 0 : 1, 0, NULL, NULL, help},
#include "fault/faults.def"
#undef FAULT
};

static enum fs_model_id model_of(const char *word)
{
    static const struct {
        const char *word;
        enum fs_model_id model;
    } ways[] = {{"local", FS_MODEL_nt_local},
                {"share", FS_MODEL_nt_share},
                {"netware", FS_MODEL_netware_volume},
                {"gateway", FS_MODEL_gsnw_gateway}};
    for (size_t i = 0; word != NULL && i < ARRAY_COUNT(ways); i++) {
        if (text_equal(ways[i].word, word)) {
            return ways[i].model;
        }
    }
    return FS_MODEL_NONE;
}

/* false: not written. */
static bool range_of(const struct fact *fact, const char *name, struct fault_range *range)
{
    const struct fact_attribute *attribute = fact_attribute(fact, name);
    if (attribute == NULL) {
        return false;
    }
    const struct value *value = attribute->values;
    const uint64_t n = value->number;
    switch (value->comparison) {
    case COMPARE_EQUAL:
        *range = (struct fault_range){n, n};
        break;
    case COMPARE_AT_LEAST:
        *range = (struct fault_range){n, UINT64_MAX};
        break;
    case COMPARE_AT_MOST:
        *range = (struct fault_range){0, n};
        break;
    case COMPARE_MORE:
        *range = (struct fault_range){n + 1, UINT64_MAX};
        break;
    case COMPARE_LESS:
        *range = n > 0 ? (struct fault_range){0, n - 1} : (struct fault_range){1, 0};
        break;
    case COMPARE_RANGE:
        *range = (struct fault_range){n, value->last};
        break;
    }
    return true;
}

static const char *keep_text(struct run *run, const struct fact *fact, const char *name)
{
    const char *text = fact_text(fact, name, NULL);
    return text != NULL ? arena_text(run->arena, text) : NULL;
}

/* Which opens: by what they want, and what they deny to others. */
static void open_of(const struct fact *fact, struct fault_which *which)
{
    static const struct {
        const char *word;
        uint32_t access;
        enum os_deny deny;
    } words[] = {{"none", 0, OS_DENY_NONE},
                 {"read", OS_READ, OS_DENY_READ},
                 {"write", OS_WRITE, OS_DENY_WRITE},
                 {"both", OS_READ_WRITE, OS_DENY_NONE},
                 {"all", 0, OS_DENY_ALL}};
    const char *access = fact_text(fact, "access", "");
    const char *deny = fact_text(fact, "deny", "");
    which->has_deny = fact_has(fact, "deny");
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        which->access = text_equal(words[i].word, access) ? words[i].access : which->access;
        which->deny = text_equal(words[i].word, deny) ? words[i].deny : which->deny;
    }
}

static const char *which_of(struct run *run, const struct fact *fact, struct fault_which *which)
{
    const char *session = fact_text(fact, "session", NULL);
    const char *bits = fact_text(fact, "bits", NULL);
    which->op = fault_op_of(fact_name(fact, 0, ""));
    which->program = keep_text(run, fact, "by");
    which->account = keep_text(run, fact, "account");
    which->via = model_of(fact_text(fact, "via", NULL));
    which->bits = bits == NULL ? 0 : text_equal(bits, "16") ? 16 : 32;
    which->session = session == NULL                  ? FAULT_SESSION_ANY
                     : text_equal(session, "service") ? FAULT_SESSION_SERVICE
                                                      : FAULT_SESSION_INTERACTIVE;
    open_of(fact, which);
    which->has_offset = range_of(fact, "offset", &which->offset);
    which->has_size = range_of(fact, "size", &which->size);
    const char *place = fact_text(fact, "on", NULL);
    return place != NULL ? call_fault_place(run, place, &which->place) : NULL;
}

static const char *turn_of(const struct fact *fact, struct fault_turn *turn)
{
    turn->is_once = fact_has(fact, "nth");
    turn->from = fact_number(fact, turn->is_once ? "nth" : "from", 1);
    turn->every = fact_number(fact, "every", 1);
    if (turn->is_once && (fact_has(fact, "from") || fact_has(fact, "every"))) {
        return "`nth` is one call; `from` and `every` are many";
    }
    return turn->from > 0 && turn->every > 0 ? NULL : "calls are counted from 1";
}

/* Exactly one effect, and its value. */
static const char *effect_of(struct run *run, const struct fact *fact, struct fault *fault)
{
    for (uint32_t n = 0; fault_kind_at(n) != NULL; n++) {
        const struct fault_kind *kind = fault_kind_at(n);
        if (!fact_has(fact, kind->word)) {
            continue;
        }
        if (fault->kind != NULL) {
            return arena_format(run->arena, "a call is struck once: `%s` or `%s`",
                                fault->kind->word, kind->word);
        }
        fault->kind = kind;
    }
    if (fault->kind == NULL) {
        return "what happens to the call is missing behind `then`";
    }
    const char *word = fault->kind->word;
    const char *text = arena_text(run->arena, fact_text(fact, word, ""));
    const char *error = fault->kind->take != NULL
                            ? fault->kind->take(fault, text, fact_number(fact, word, 0))
                            : NULL;
    struct machine *server = NULL;
    return error == NULL && fault->text != NULL ? place_machine(run, fault->text, &server) : error;
}

static const char *act(struct run *run, const struct step *step)
{
    struct fault fault = {0};
    const char *error = which_of(run, &step->fact, &fault.which);
    error = error != NULL ? error : turn_of(&step->fact, &fault.turn);
    error = error != NULL ? error : effect_of(run, &step->fact, &fault);
    return error != NULL ? error : call_fault_arm(run, step, &fault);
}

const struct step_kind step_call = {
    .shape = {.word = "call",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays until it is lifted",
              .help = "calls are struck on their way from now on, until the fault is lifted",
              .example = "fault call list on \"SYS:CCDATA\" via gateway then partial 3"},
    .act = act,
};
