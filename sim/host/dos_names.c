#include "host/dos_names.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

bool dos_path_fits(const char *rest)
{
    char name[TEXT_SHORT_NAME_SIZE];
    while (*rest != '\0') {
        const size_t length = strcspn(rest, "\\/");
        if (length >= sizeof(name)) {
            return false;
        }
        if (length > 0) {
            memcpy(name, rest, length);
            name[length] = '\0';
            if (!text_is_short_name(name)) {
                return false;
            }
        }
        rest += length;
        rest += *rest != '\0' ? 1 : 0;
    }
    return true;
}
