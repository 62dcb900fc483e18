#include "programs/arguments.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "programs/date_form.h"

/* Words of the options, and what each does. FORMAT, FILES, DATE, DELETE, MSGS: the word behind the
 * next slash belongs to them. */
enum option {
    OPTION_PARTIAL,
    OPTION_ITEM_SIZE,
    OPTION_NUMBERS,
    OPTION_DIRECTORY,
    OPTION_PROPAGATE,
    OPTION_PROPAGATE_ADDITIONS,
    OPTION_LISTS,
    OPTION_BOARDS,
    OPTION_DELETE,
    OPTION_MESSAGES,
    OPTION_HELP,
    OPTION_FORMAT,
    OPTION_PAGE,
    OPTION_FILES,
    OPTION_DATE,
    OPTION_FOLDER,
    OPTION_HILITE,
    OPTION_NOTHING
};

/* Words stand in the table itself, so that a look-up touches nothing else. */
struct option_word {
    char word[11];
    uint8_t length;
    enum option option;
};

/* NOLINTBEGIN(bugprone-macro-parentheses): a text that fills an array */
#define OPTION(text, what)                                                                         \
    {                                                                                              \
        .word = text, .length = sizeof(text) - 1, .option = (what)                                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct option_word options[] = {
    /* clang-format off */
    OPTION("PARTIAL", OPTION_PARTIAL),
    OPTION("ITEMSIZE", OPTION_ITEM_SIZE),
    OPTION("MSG#", OPTION_NUMBERS),
    OPTION("DIRECTORY", OPTION_DIRECTORY),
    OPTION("PROP", OPTION_PROPAGATE),
    OPTION("PROPADD", OPTION_PROPAGATE_ADDITIONS),
    OPTION("DELETE", OPTION_DELETE),
    OPTION("MSGS", OPTION_MESSAGES),
    OPTION("?", OPTION_HELP),
    OPTION("BATCH", OPTION_NOTHING), /* there are no prompts */
    OPTION("FOLDER", OPTION_FOLDER),
    OPTION("HILITE", OPTION_HILITE),
    OPTION("FORMAT", OPTION_FORMAT),
    OPTION("PAGE", OPTION_PAGE),
    OPTION("FILES", OPTION_FILES),
    OPTION("DATE", OPTION_DATE),
    OPTION("LISTS", OPTION_LISTS),
    OPTION("BOARDS", OPTION_BOARDS),
    /* clang-format on */
};

static size_t word_length(const char *word)
{
    return strcspn(word, "/");
}

static bool find_option(const char *word, size_t length, enum option *option_out)
{
    const char first = text_upper_char(word[0]);
    for (size_t i = 0; i < ARRAY_COUNT(options); i++) {
        if (options[i].word[0] == first && options[i].length == length &&
            text_equal_n(options[i].word, word, length)) {
            *option_out = options[i].option;
            return true;
        }
    }
    return false;
}

static void set_bad(struct program_arguments *arguments, const char *word)
{
    if (arguments->bad == NULL) {
        arguments->bad = word;
    }
}

/* The number in the next word; moves *word behind it. */
static bool take_number(const char **word, uint64_t *value_out)
{
    char digits[24];
    const char *next = *word + word_length(*word);
    if (*next != '/') {
        return false;
    }
    next++;
    const size_t length = word_length(next);
    *word = next;
    if (length >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, next, length);
    digits[length] = '\0';
    return text_to_u64(digits, value_out);
}

/* 1 to `most`. */
static bool take_bounded(const char **word, uint32_t most, uint32_t *number_out)
{
    uint64_t number = 0;
    if (!take_number(word, &number) || number < 1 || number > most) {
        return false;
    }
    *number_out = (uint32_t)number;
    return true;
}

/* The word behind the next slash, if it is `wanted`; moves *word to it. */
static bool take_word(const char **word, const char *wanted)
{
    const char *next = *word + word_length(*word);
    const char *at = next + (*next == '/' ? 1 : 0);
    if (at == next) {
        return false;
    }
    for (; *wanted != '\0'; wanted++, at++) {
        if (text_upper_char(*at) != *wanted) {
            return false;
        }
    }
    if (*at != '/' && *at != '\0') {
        return false;
    }
    *word = next + 1;
    return true;
}

static bool take_format(struct program_arguments *arguments, const char **word)
{
    if (take_word(word, "FAN")) {
        arguments->has_fan = true;
    } else if (take_word(word, "DB6")) {
        arguments->database = 6;
    } else if (take_word(word, "DB8")) {
        arguments->database = 8;
    } else {
        return false;
    }
    return true;
}

static bool take_files(struct program_arguments *arguments, const char **word)
{
    if (take_word(word, "MACBIN2")) {
        arguments->keeps_macintosh = true;
    } else if (take_word(word, "HEX")) {
        arguments->files_are_hex = true;
    } else if (take_word(word, "SIZE0")) {
        arguments->zero_is_unknown = true;
    } else {
        return false;
    }
    return true;
}

/* MSGS/16, MSGS/ALL */
static void take_messages(struct program_arguments *arguments, const char **word, const char *whole)
{
    uint64_t number = 0;
    if (take_word(word, "ALL")) {
        arguments->takes_all = true;
    } else if (take_number(word, &number) && number <= UINT32_MAX) {
        arguments->messages_max = (uint32_t)number;
    } else {
        set_bad(arguments, whole);
    }
}

static void apply(struct program_arguments *arguments, enum option option, const char **word,
                  const char *whole)
{
    bool is_good = true;
    switch (option) {
    case OPTION_PARTIAL:
        arguments->is_partial = true;
        break;
    case OPTION_ITEM_SIZE:
        arguments->has_item_size = true;
        break;
    case OPTION_NUMBERS:
        arguments->lists_numbers = true;
        break;
    case OPTION_DIRECTORY:
        arguments->is_directory = true;
        break;
    case OPTION_PROPAGATE_ADDITIONS:
        arguments->sorts_for_adding = true;
        arguments->is_directory = true;
        arguments->propagates = true;
        break;
    case OPTION_PROPAGATE:
        arguments->is_directory = true;
        arguments->propagates = true;
        break;
    case OPTION_LISTS:
        arguments->directory_part = ARGUMENTS_LISTS;
        break;
    case OPTION_BOARDS:
        arguments->directory_part = ARGUMENTS_BOARDS;
        break;
    case OPTION_HELP:
        arguments->wants_help = true;
        break;
    case OPTION_DELETE:
        if (arguments->is_directory) {
            arguments->deletes_entries = true;
        } else {
            is_good = take_number(word, &arguments->delete_number) && arguments->delete_number != 0;
        }
        break;
    case OPTION_MESSAGES:
        take_messages(arguments, word, whole);
        break;
    case OPTION_FORMAT:
        is_good = take_format(arguments, word);
        break;
    case OPTION_PAGE:
        is_good = take_bounded(word, UINT16_MAX, &arguments->page);
        break;
    case OPTION_FILES:
        is_good = take_files(arguments, word);
        break;
    case OPTION_DATE:
        is_good = take_bounded(word, DATE_FORM_MAX, &arguments->date_form);
        break;
    case OPTION_FOLDER:
        arguments->uses_folders = true;
        break;
    case OPTION_HILITE:
        arguments->keeps_hilite = true;
        break;
    case OPTION_NOTHING:
        break;
    }
    if (!is_good) {
        set_bad(arguments, whole);
    }
}

/* "FORMAT/FAN/BATCH": false when the first word is no option. */
static bool add_options(struct program_arguments *arguments, const char *word)
{
    const char *whole = word;
    enum option option = OPTION_NOTHING;
    size_t length = word_length(word);
    if (!find_option(word, length, &option)) {
        return false;
    }
    for (;;) {
        const char *taken = word;
        apply(arguments, option, &word, whole);
        word += word == taken ? length : word_length(word);
        if (*word == '\0') {
            return true;
        }
        word++;
        length = word_length(word);
        if (!find_option(word, length, &option)) {
            set_bad(arguments, whole);
            return true;
        }
    }
}

static void set_once(const char **target, const char *value)
{
    if (*target == NULL) {
        *target = value;
    }
}

/* One argument that begins with a slash. */
static void add_switch(struct program_arguments *arguments, const char *text, const char **name)
{
    if (add_options(arguments, text + 1)) {
        return;
    }
    const char *value = text + 2;
    switch (text_upper_char(text[1])) {
    case 'N':
        set_once(name, value);
        break;
    case 'P':
        set_once(&arguments->password, value);
        break;
    case 'D':
        set_once(&arguments->directory, value);
        break;
    case '@':
        set_once(&arguments->file, value);
        if (*value == '\0') {
            set_bad(arguments, "no file behind /@");
        }
        break;
    default:
        set_bad(arguments, text);
        break;
    }
}

enum { BARE_MAX = 16 };

/* Arguments without a slash: one or two are a parameter file (and what a blank cut off), four or
 * more positional. */
static void add_bare(struct program_arguments *arguments, const char *const *bare, size_t count)
{
    size_t used = 1;
    if (count == 0) {
        return;
    }
    if (count < 3) {
        arguments->parameter_file = bare[0];
    } else {
        set_once(&arguments->name, bare[0]);
        set_once(&arguments->password, bare[1]);
        set_once(&arguments->directory, bare[2]);
        used = 3;
        if (count > 3) {
            set_once(&arguments->file, bare[3]);
            used = 4;
            if (*bare[3] == '\0') {
                set_bad(arguments, "no name of a file");
            }
        }
    }
    for (size_t i = used; i < count; i++) {
        if (!add_options(arguments, bare[i])) {
            set_bad(arguments, bare[i]);
        }
    }
}

const char *arguments_cut(const char **line, char **target)
{
    const char *from = *line;
    while (*from == ' ' || *from == '\t') {
        from++;
    }
    if (*from == '\0') {
        return NULL;
    }
    char *to = *target;
    bool is_quoted = false;
    for (;;) {
        const size_t length = strcspn(from, is_quoted ? "\"" : "\" \t");
        memcpy(to, from, length);
        to += length;
        from += length;
        if (*from != '"') {
            break;
        }
        is_quoted = !is_quoted;
        from++;
    }
    *to++ = '\0';
    const char *begin = *target;
    *target = to;
    *line = from;
    return begin;
}

void arguments_parse(struct program_arguments *arguments, const char *line, struct arena *arena)
{
    const char *bare[BARE_MAX];
    size_t bare_count = 0;
    const char *left_over = NULL;
    *arguments = (struct program_arguments){0};
    char *to =
        arena_text(arena, line); /* arguments are cut out of this copy, without their quotes */
    const char *from = line;
    const char *begin = NULL;
    while ((begin = arguments_cut(&from, &to)) != NULL) {
        if (begin[0] == '/') {
            add_switch(arguments, begin, &arguments->line_name);
        } else if (bare_count < BARE_MAX) {
            bare[bare_count++] = begin;
        } else if (left_over == NULL) {
            left_over = begin;
        }
    }
    add_bare(arguments, bare, bare_count);
    if (left_over != NULL) {
        set_bad(arguments, left_over);
    }
}

static void drop_quotes(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '"') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

static bool is_blank_end(char c)
{
    return c == '\r' || c == ' ' || c == '\t' || c == '\x1A';
}

/* One line of the file, from `at` to `last`, where a zero byte is put. */
static void add_line(struct program_arguments *arguments, char *at, char *last, bool has_quotes)
{
    while (at < last && (*at == ' ' || *at == '\t')) {
        at++;
    }
    while (last > at && is_blank_end(last[-1])) {
        last--;
    }
    *last = '\0';
    if (has_quotes) {
        drop_quotes(at);
    }
    if (at[0] == '/') {
        add_switch(arguments, at, &arguments->name);
    } else if (at[0] != '\0' && !add_options(arguments, at)) {
        set_bad(arguments, at);
    }
}

void arguments_add_file(struct program_arguments *arguments, struct bytes content,
                        struct arena *arena)
{
    char *at = arena_text_n(arena, (const char *)content.data, content.size);
    const bool has_quotes = content.size != 0 && memchr(at, '"', content.size) != NULL;
    char *end = at + content.size;
    const bool was_bad = arguments->bad != NULL;
    for (unsigned line = 1; at < end; line++) { /* lines are cut out of the copy */
        char *stop = memchr(at, '\n', (size_t)(end - at));
        add_line(arguments, at, stop != NULL ? stop : end, has_quotes);
        if (!was_bad && arguments->bad != NULL) {
            arguments->bad = arena_format(arena, "%s, line %u of %s", arguments->bad, line,
                                          arguments->parameter_file);
            return; /* nothing is done with the rest */
        }
        at = stop != NULL ? stop + 1 : end;
    }
}
