#include "scenario/help.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "scenario/language/errors.h"
#include "scenario/language/parse_value.h"

enum { HELP_WIDTH = 96, HELP_COLUMN = 26 };

static const char grammar_text[] =
    "file     = { header } , world , { phase | variant | always | ask } ;\n"
    "header   = \"scenario\" string | \"kb\" id {id} | \"source\" string | \"seed\" int | "
    "\"until\" time\n"
    "         | \"tag\" word {word} | \"assume\" NAME value | \"matrix\" LABEL \".\" attribute "
    "\"in\" value {value} ;\n"
    "world    = \"world\" , { noun {attribute} [\"as\" LABEL] } ;\n"
    "phase    = \"phase\" string , { step } ;\n"
    "step     = [when] verb fact [\"takes\" time] [\"as\" LABEL] ;\n"
    "when     = \"@\" time | \"by\" \"@\" time | \"@\" time \"..\" \"@\" time ;\n"
    "verb     = \"do\" | \"fault\" | \"fix\" | \"expect\" | \"never\" ;\n"
    "fact     = row | noun {attribute} | \"remove\" noun ;\n"
    "variant  = \"variant\" string , { edit } , { step } ;\n"
    "edit     = \"drop\" LABEL | \"replace\" LABEL \"with\" verb fact | \"shift\" LABEL \"by\" "
    "time\n"
    "         | \"swap\" LABEL LABEL | \"world\" [\"remove\"] noun {attribute} ;\n"
    "always   = \"always\" , { invariant | \"never\" fact } ;\n"
    "ask      = \"ask\" , { (\"why\" | \"minimal\" | \"single-change\" | \"distinguish\") fact } "
    ";\n"
    "One statement a line; a block begins at the left edge, its lines are indented; no tabs. # "
    "begins a\n"
    "comment after a blank. A name with a blank or # stands in double quotes; \"\" inside is one "
    "quote.\n";

static const char time_text[] =
    "A time is written 90s, 1m30s, 2h, 1d, 500ms: at least one of d, h, m, s, ms, in this order.\n"
    "  @90s          at that virtual time\n"
    "  by @5m        at any time from the last exact instant (@TIME) above to then\n"
    "  @31s..@90s    in that interval, both ends included\n"
    "  (none)        the instant of the step above; after `by @T`, T; after an interval it is an "
    "error\n"
    "Within one instant: first do, fault, fix in file order; then tasks until none is due; then "
    "expect\n"
    "and never in file order. Only expect and never may have an interval or `by`.\n";

static const char variants_text[] =
    "A variant starts from the world and all steps of the phases and changes them by label:\n"
    "  drop LABEL                     leaves the step (or the world line) out\n"
    "  replace LABEL with VERB FACT   another step at the same time\n"
    "  shift LABEL by 5s              the step comes later\n"
    "  swap LABEL LABEL               two steps change places\n"
    "  world NOUN NAME attribute ...  edits, or adds, a world line; world remove NOUN NAME\n"
    "Its own steps are added. Expectations of the phases that end at or after the first edited "
    "instant\n"
    "are set aside; actions stay. An edit of the world counts from @0s; an action that the variant "
    "adds\n"
    "is an edit at its instant.\n";

static const char matrix_text[] = "  matrix trustees.rights in RF RWF S\n"
                                  "One case for each value of that attribute of the world line "
                                  "with that label, for the phases and for\n"
                                  "each variant; several matrices multiply. Cases are named after "
                                  "their values: trustees.rights=RF.\n";

static const char rights_text[] =
    "NetWare rights: S supervisor, R read, W write, C create, M modify, E erase, F file scan, A "
    "access\n"
    "control; any order, each once: RWCEMF. No rights: none, or \"\".\n"
    "NT levels of `acl`, on a share, a directory or a file:\n"
    "  read     reads, lists, runs programs          change   reads, writes, makes, deletes\n"
    "  full     change, and permissions and owner    none     No Access: everything is denied\n"
    "  write    writes and makes, does not read      add      makes files in a directory\n"
    "  list     lists a directory                    delete   deletes\n"
    "An account has what all its entries and its groups' allow, but for what an entry further up "
    "denies.\n"
    "Through a share it has what both the share and the directory give it.\n";

static const char counts_text[] = "A count is a number (4), a comparison (>= 1, <= 3, > 0, < 5) or "
                                  "a range (1..3). An occurrence without\n"
                                  "a count must be seen at least once.\n";

static const struct {
    const char *topic;
    const char *text;
} pages[] = {{"grammar", grammar_text}, {"time", time_text},     {"variants", variants_text},
             {"matrix", matrix_text},   {"rights", rights_text}, {"counts", counts_text}};

/* Text from where the line stands; later lines begin at `indent`. */
static void add_wrapped(struct buffer *target, const char *text, size_t column, size_t indent)
{
    bool is_line_start = target->size == 0 || target->data[target->size - 1] == ' ';
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (!is_line_start && column + 1 + length > HELP_WIDTH) {
            buffer_format(target, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!is_line_start) {
            buffer_text(target, " ");
            column++;
        }
        buffer_add(target, text, length);
        is_line_start = false;
        column += length;
        text += length + strspn(text + length, " ");
    }
    buffer_text(target, "\n");
}

static void add_slots(struct buffer *target, const struct slot *slots, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const bool is_optional = (slots[i].flags & (SLOT_OPTIONAL | SLOT_SOLE)) != 0;
        buffer_format(target, " %s%s%s%s", is_optional ? "[" : "", slot_text(&slots[i]),
                      (slots[i].flags & SLOT_MANY) != 0 ? "..." : "", is_optional ? "]" : "");
    }
}

/* An attribute with its values stays on one line: its blanks are marked until the lines are cut. */
static void add_usage(struct buffer *target, const struct shape *shape)
{
    enum { BLANK_MARK = 0x1F };
    struct buffer usage;
    buffer_init(&usage, target->arena);
    buffer_text(&usage, shape->word);
    add_slots(&usage, shape->slots, shape->slot_count);
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        const struct attribute *row = &shape->attributes[i];
        const bool is_required = (row->flags & ATTRIBUTE_REQUIRED) != 0;
        buffer_text(&usage, " ");
        const size_t start = usage.size;
        buffer_format(&usage, "%s%s", is_required ? "" : "[", row->name);
        add_slots(&usage, row->slots, row->slot_count);
        buffer_format(&usage, "%s%s", is_required ? "" : "]",
                      (row->flags & ATTRIBUTE_REPEATS) != 0 ? "..." : "");
        for (size_t at = start; at < usage.size; at++) {
            usage.data[at] = usage.data[at] == ' ' ? BLANK_MARK : usage.data[at];
        }
    }
    const size_t start = target->size;
    buffer_text(target, "  ");
    add_wrapped(target, buffer_string(&usage), 2, 6);
    for (size_t at = start; at < target->size; at++) {
        target->data[at] = target->data[at] == BLANK_MARK ? ' ' : target->data[at];
    }
}

/* What may stand in the slots: "a name; or: same other". */
static void add_types(struct buffer *target, const struct slot *slots, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const bool is_word = slots[i].type == VALUE_WORD;
        buffer_text(target, i > 0 ? ", then " : "");
        buffer_text(target, is_word ? "one of" : value_type_text(slots[i].type));
        if (!is_word && slots[i].words != NULL) {
            buffer_text(target, " or");
        }
        if (slots[i].words != NULL) {
            buffer_format(target, " %s", slots[i].words);
        }
        if ((slots[i].flags & SLOT_MANY) != 0) {
            buffer_text(target, ", one or more");
        }
    }
}

static void add_line(struct buffer *target, const char *head, const char *text)
{
    buffer_format(target, "    %s", head);
    size_t column = 4 + strlen(head);
    if (column + 2 > HELP_COLUMN) {
        buffer_text(target, "\n");
        column = 0;
    }
    buffer_format(target, "%*s", (int)(HELP_COLUMN - column), "");
    add_wrapped(target, text, HELP_COLUMN, HELP_COLUMN);
}

static void add_attribute(struct buffer *target, const struct attribute *row)
{
    struct buffer head;
    struct buffer text;
    buffer_init(&head, target->arena);
    buffer_init(&text, target->arena);
    buffer_text(&head, row->name);
    add_slots(&head, row->slots, row->slot_count);
    buffer_format(&text, "%s", row->help != NULL ? row->help : "");
    if (row->slot_count > 0) {
        buffer_text(&text, row->help != NULL ? "; " : "");
        add_types(&text, row->slots, row->slot_count);
    }
    buffer_text(&text, (row->flags & ATTRIBUTE_REQUIRED) != 0 ? "; required" : "");
    buffer_text(&text, (row->flags & ATTRIBUTE_REPEATS) != 0 ? "; may be repeated" : "");
    if (row->fallback != NULL) {
        buffer_format(&text, "; default: %s", row->fallback);
    }
    if (row->counts != NULL) {
        buffer_format(&text, "; an edit counts: %s", row->counts);
    }
    add_line(target, buffer_string(&head), buffer_string(&text));
}

/* What does not say so stays as it is. */
static void add_survives(struct buffer *target, const char *kind, const struct shape *shape)
{
    const char *usual = text_equal(kind, "noun") ? "it stays as it is" : NULL;
    const char *text = shape->survives != NULL ? shape->survives : usual;
    if (text != NULL) {
        static const char head[] = "  by a restart or a boot: ";
        buffer_text(target, head);
        add_wrapped(target, text, sizeof(head) - 1, 6);
    }
}

static void add_shape(struct buffer *target, const char *kind, const struct shape *shape,
                      const char *note)
{
    buffer_format(target, "%s %s: %s%s\n", kind, shape->word,
                  shape->help != NULL ? shape->help : "", note);
    add_usage(target, shape);
    for (uint32_t i = 0; i < shape->slot_count; i++) {
        struct buffer text;
        buffer_init(&text, target->arena);
        add_types(&text, &shape->slots[i], 1);
        if ((shape->slots[i].flags & SLOT_OPTIONAL) != 0) {
            buffer_text(&text, "; may be left out");
        } else if ((shape->slots[i].flags & SLOT_SOLE) != 0) {
            buffer_text(&text, "; may be left out where there is one");
        }
        add_line(target, shape->slots[i].name, buffer_string(&text));
    }
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        add_attribute(target, &shape->attributes[i]);
    }
    add_survives(target, kind, shape);
    if (shape->example != NULL) {
        buffer_format(target, "  example: %s\n", shape->example);
    }
}

static bool add_rows(const struct scenario_rows *rows, struct buffer *target, const char *word)
{
    const struct noun *noun = rows->noun_find(word);
    const struct step_kind *step = rows->step_find(word);
    const struct expect_kind *expect = rows->expect_find(word);
    if (noun != NULL) {
        add_shape(target, "noun", &noun->shape,
                  noun->remove == NULL ? "; cannot be removed" : "; can be removed");
    }
    if (step != NULL) {
        add_shape(target, "step", &step->shape, "");
    }
    if (expect != NULL) {
        add_shape(target, "expectation", &expect->shape,
                  expect->sort == EXPECT_STATE
                      ? "; a state, looked at when the instant is settled"
                      : "; an occurrence, counted in its instant or interval");
    }
    return noun != NULL || step != NULL || expect != NULL;
}

/* The n-th row of a table: 0 nouns, 1 steps, 2 expectations; NULL at the end. */
static const struct shape *shape_at(const struct scenario_rows *rows, uint32_t table, uint32_t n)
{
    if (table == 0) {
        const struct noun *noun = rows->noun_at(n);
        return noun != NULL ? &noun->shape : NULL;
    }
    if (table == 1) {
        const struct step_kind *step = rows->step_at(n);
        return step != NULL ? &step->shape : NULL;
    }
    const struct expect_kind *expect = rows->expect_at(n);
    return expect != NULL ? &expect->shape : NULL;
}

static const struct {
    const char *topic;
    const char *title;
} tables[] = {{"nouns", "What a world is made of (and what do, fault and fix edit)"},
              {"steps", "What people do and what strikes (do, fault, fix)"},
              {"expects", "What is seen (expect, never)"}};

static void add_table(const struct scenario_rows *rows, struct buffer *target, uint32_t table)
{
    buffer_format(target, "%s:\n", tables[table].title);
    const struct shape *shape = NULL;
    for (uint32_t n = 0; (shape = shape_at(rows, table, n)) != NULL; n++) {
        add_line(target, shape->word, shape->help != NULL ? shape->help : "");
    }
}

static void complain(const struct scenario_rows *rows, struct buffer *target, const char *topic)
{
    struct words words = {.arena = target->arena};
    for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
        words_add(&words, pages[i].topic);
    }
    for (uint32_t table = 0; table < ARRAY_COUNT(tables); table++) {
        const struct shape *shape = NULL;
        words_add(&words, tables[table].topic);
        for (uint32_t n = 0; (shape = shape_at(rows, table, n)) != NULL; n++) {
            words_add(&words, shape->word);
        }
    }
    buffer_format(target, "no help on '%s':", topic);
    add_wrapped(target, words_hint(&words, topic), strlen(topic) + 14, 4);
}

bool help_text_with(const struct scenario_rows *rows, struct buffer *target, const char *topic)
{
    if (topic[0] == '\0') {
        for (uint32_t table = 0; table < ARRAY_COUNT(tables); table++) {
            add_table(rows, target, table);
        }
        buffer_text(target, "More: ccbench help WORD, or one of:");
        for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
            buffer_format(target, " %s", pages[i].topic);
        }
        buffer_text(target, " nouns steps expects\n");
        return true;
    }
    bool is_known = add_rows(rows, target, topic);
    for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
        if (text_equal(pages[i].topic, topic)) {
            buffer_text(target, pages[i].text);
            is_known = true;
        }
    }
    for (uint32_t table = 0; table < ARRAY_COUNT(tables); table++) {
        if (text_equal(tables[table].topic, topic)) {
            add_table(rows, target, table);
            is_known = true;
        }
    }
    if (!is_known) {
        complain(rows, target, topic);
    }
    return is_known;
}
