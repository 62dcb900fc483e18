#include "host/dos_names.h"

#include "base/text.h"

static bool ends_name(char c)
{
    return c == '\\' || c == '/' || c == '\0';
}

/* Every path of a 16-bit program is looked at, so in one pass. */
bool dos_path_fits(const char *rest)
{
    enum { STEM_MAX = 8, EXTENSION_MAX = 3 };
    unsigned length = 0; /* of the stem, or of what is behind the dot */
    bool has_dot = false;
    for (;; rest++) {
        const char c = *rest;
        if (ends_name(c)) {
            if (has_dot && length == 0) {
                return false;
            }
            if (c == '\0') {
                return true;
            }
            length = 0;
            has_dot = false;
        } else if (c == '.') {
            if (has_dot || length == 0) {
                return false;
            }
            length = 0;
            has_dot = true;
        } else if (!text_is_short_character(c) || ++length > (has_dot ? EXTENSION_MAX : STEM_MAX)) {
            return false;
        }
    }
}
