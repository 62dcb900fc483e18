#include "base/require.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void require_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: our mistake: %s does not hold\n", file, line, condition);
    abort();
}
