#include "scenario/words/attribute_words.h"

#include "base/require.h"
#include "base/text.h"

static const struct {
    const char *word;
    uint32_t bit;
    uint32_t sets;
} rows[] = {
#define FS_ATTRIBUTE(word, bit, sets, what) {#word, bit, sets},
#include "fs/attributes.def"
#undef FS_ATTRIBUTE
};

static uint32_t with_word(uint32_t bits, const char *word)
{
    const bool takes_out = word[0] == '-';
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (text_equal(rows[i].word, word + takes_out)) {
            return takes_out ? bits & ~rows[i].bit : bits | rows[i].sets;
        }
    }
    return 0; /* none */
}

uint32_t attribute_words(const struct fact_attribute *attribute)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < attribute->value_count; i++) {
        if (attribute->values[i].text != NULL) {
            bits = with_word(bits, attribute->values[i].text);
        }
    }
    return bits;
}
