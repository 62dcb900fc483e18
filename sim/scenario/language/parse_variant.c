#include "scenario/language/parse_state.h"

#include <string.h>

#include "scenario/virtual_time.h"

static bool read_label(struct parse *parse, const struct line *line, uint32_t token,
                       struct parsed_edit *edit)
{
    const uint32_t slot = edit->labels[0] != NULL ? 1 : 0;
    if (token >= line->token_count) {
        error_add(&parse->errors, token_place(line, token), "labels are set with: as LABEL",
                  "`%s` needs a label", line->tokens[0].text);
        return false;
    }
    edit->labels[slot] = line->tokens[token].text;
    edit->places[slot] = token_place(line, token);
    return true;
}

static bool ends_at(struct parse *parse, const struct line *line, uint32_t token)
{
    if (token < line->token_count) {
        unexpected(parse, line, token, "nothing more is allowed here");
        return false;
    }
    return true;
}

static bool read_drop(struct parse *parse, const struct line *line, struct parsed_edit *edit)
{
    edit->kind = EDIT_DROP;
    return read_label(parse, line, 1, edit) && ends_at(parse, line, 2);
}

static bool read_swap(struct parse *parse, const struct line *line, struct parsed_edit *edit)
{
    edit->kind = EDIT_SWAP;
    return read_label(parse, line, 1, edit) && read_label(parse, line, 2, edit) &&
           ends_at(parse, line, 3);
}

static bool read_shift(struct parse *parse, const struct line *line, struct parsed_edit *edit)
{
    static const char form[] = "shift LABEL by 5s";
    edit->kind = EDIT_SHIFT;
    if (!read_label(parse, line, 1, edit)) {
        return false;
    }
    if (!token_is(line, 2, "by")) {
        unexpected(parse, line, 2, form);
        return false;
    }
    if (line->token_count < 4 || line->tokens[3].quoted ||
        !virtual_time_parse(line->tokens[3].text, &edit->shift_us)) {
        unexpected(parse, line, 3, form);
        return false;
    }
    return ends_at(parse, line, 4);
}

static bool read_replace(struct parse *parse, const struct line *line, struct parsed_edit *edit)
{
    edit->kind = EDIT_REPLACE;
    if (!read_label(parse, line, 1, edit)) {
        return false;
    }
    if (!token_is(line, 2, "with")) {
        unexpected(parse, line, 2, "replace LABEL with VERB FACT");
        return false;
    }
    const struct span span = {line, 3, line->token_count};
    const bool is_good = action_read(parse, span, &edit->replacement);
    if (is_good && edit->replacement.fact.label != NULL) {
        error_add(&parse->errors, token_place(line, line->token_count - 2),
                  "the step keeps the label it has", "`as` in `replace`");
        return false;
    }
    return is_good;
}

static bool read_world(struct parse *parse, const struct line *line, struct parsed_edit *edit)
{
    const bool is_remove = token_is(line, 1, "remove");
    const struct span span = {line, is_remove ? 2 : 1, line->token_count};
    edit->kind = EDIT_WORLD;
    edit->places[0] = token_place(line, 0);
    return world_read(parse, span, is_remove ? FACT_REMOVE : FACT_EDIT, &edit->world);
}

static const struct {
    const char *word;
    bool (*read)(struct parse *parse, const struct line *line, struct parsed_edit *edit);
} edits[] = {{"drop", read_drop},
             {"replace", read_replace},
             {"shift", read_shift},
             {"swap", read_swap},
             {"world", read_world}};

/* A first word that begins neither an edit nor a step. */
static void complain_of_word(struct parse *parse, const struct line *line)
{
    struct words words = {.arena = parse->arena};
    for (size_t i = 0; i < ARRAY_COUNT(edits); i++) {
        words_add(&words, edits[i].word);
    }
    step_words(&words);
    error_add(&parse->errors, token_place(line, 0), words_hint(&words, line->tokens[0].text),
              "unknown word '%s' in a variant", line->tokens[0].text);
}

bool edit_read(struct parse *parse, const struct line *line, struct parsed_block *variant)
{
    const struct token *first = &line->tokens[0];
    for (size_t i = 0; i < ARRAY_COUNT(edits); i++) {
        if (!token_is(line, 0, edits[i].word)) {
            continue;
        }
        struct parsed_edit edit = {.kind = EDIT_DROP};
        variant->edits = array_room(parse->arena, variant->edits, variant->edit_count,
                                    &variant->edit_capacity, sizeof *variant->edits);
        if (edits[i].read(parse, line, &edit)) {
            variant->edits[variant->edit_count++] = edit;
        } else {
            variant->has_bad_edit = true;
        }
        return true;
    }
    if (first->text[0] != '@' && !token_is(line, 0, "by") && !is_verb(first->text)) {
        complain_of_word(parse, line);
        variant->has_bad_edit = true;
        return true;
    }
    return false;
}
