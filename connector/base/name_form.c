#include "base/name_form.h"

#include <string.h>

#include "base/text.h"

static bool is_side(const char *text, size_t length)
{
    return length > 0 && text[0] != ' ' && text[length - 1] != ' ';
}

bool name_turned(const char *name, char *out, size_t size)
{
    const char *comma = strchr(name, ',');
    if (comma == NULL || comma[1] != ' ') {
        return false;
    }
    const char *first = comma + 2;
    const size_t last_length = (size_t)(comma - name);
    return strchr(first, ',') == NULL && is_side(name, last_length) &&
           is_side(first, strlen(first)) &&
           text_format(out, size, "%s %.*s", first, (int)last_length, name);
}

bool name_turned_back(const char *name, unsigned reading, char *out, size_t size)
{
    const size_t length = strlen(name);
    if (strchr(name, ',') != NULL) {
        return false;
    }
    for (size_t i = length; i-- > 0;) {
        if (name[i] != ' ' || !is_side(name, i) || !is_side(name + i + 1, length - i - 1)) {
            continue;
        }
        if (reading == 0) {
            return text_format(out, size, "%s, %.*s", name + i + 1, (int)i, name);
        }
        reading--;
    }
    return false;
}
