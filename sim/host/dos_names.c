#include "host/dos_names.h"

#include <stdint.h>

/* What a character is in a path; what no 8.3 name may hold is refused (text_is_short_name). */
enum { NAME = 0, REFUSED = 1, DOT = 2, SEPARATOR = 3, END = 4 };

static const uint8_t kinds[256] = {
    4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 00 */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 10 */
    1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 2, 3, /* 20 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, /* 30 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 40 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 1, 0, 0, /* 50 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 60 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, /* 70 */
};

/* Every path of a 16-bit program is looked at, so in one pass. */
bool dos_path_fits(const char *rest)
{
    enum { STEM_MAX = 8, EXTENSION_MAX = 3 };
    for (;;) {
        const char *start = rest;
        while (kinds[(uint8_t)*rest] == NAME) {
            rest++;
        }
        const bool has_stem = rest != start;
        if (rest - start > STEM_MAX) {
            return false;
        }
        if (kinds[(uint8_t)*rest] == DOT) {
            start = ++rest;
            while (kinds[(uint8_t)*rest] == NAME) {
                rest++;
            }
            if (!has_stem || rest == start || rest - start > EXTENSION_MAX) {
                return false;
            }
        }
        if (kinds[(uint8_t)*rest] < SEPARATOR) {
            return false; /* refused, or a second dot */
        }
        if (kinds[(uint8_t)*rest] == END) {
            return true;
        }
        rest++;
    }
}
