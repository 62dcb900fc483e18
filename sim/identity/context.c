#include "identity/context.h"

#include <string.h>

#include "base/text.h"
#include "identity/identity.h"

/* One name of a context, behind its type. */
static const char *name_start(const char *component, size_t length)
{
    const char *equals = memchr(component, '=', length);
    return equals != NULL ? equals + 1 : component;
}

bool context_plain(const char *context, char *target, size_t capacity)
{
    size_t used = 0;
    context += context[0] == '.' ? 1 : 0;
    while (context[0] != '\0') {
        const size_t length = strcspn(context, ".");
        const char *name = name_start(context, length);
        const size_t size = length - (size_t)(name - context);
        const size_t dot = used > 0 ? 1 : 0;
        if (used + dot + size >= capacity) {
            return false;
        }
        if (dot != 0) {
            target[used++] = '.';
        }
        memcpy(target + used, name, size);
        used += size;
        context += length + (context[length] == '.' ? 1 : 0);
    }
    target[used] = '\0';
    return true;
}

bool context_is_same(const char *one, const char *other)
{
    char first[IDENTITY_NAME_SIZE];
    char second[IDENTITY_NAME_SIZE];
    return context_plain(one, first, sizeof(first)) &&
           context_plain(other, second, sizeof(second)) && text_equal(first, second);
}

const char *context_above(const char *plain)
{
    const char *dot = strchr(plain, '.');
    return dot != NULL ? dot + 1 : NULL;
}

bool context_is_among(const char *context, const char *list)
{
    char one[IDENTITY_NAME_SIZE];
    while (list[0] != '\0') {
        const size_t length = strcspn(list, ";");
        if (length < sizeof(one)) {
            memcpy(one, list, length);
            one[length] = '\0';
            if (context_is_same(context, one)) {
                return true;
            }
        }
        list += length + (list[length] == ';' ? 1 : 0);
    }
    return false;
}
