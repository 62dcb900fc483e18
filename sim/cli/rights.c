#include "cli/rights.h"

#include <stdio.h>

#include "base/text.h"
#include "cli/judge.h"
#include "cli/rights_explain.h"

enum { EXIT_USAGE = 2 };

static int judge_rows(const struct options *options, struct arena *arena,
                      struct diagnostic *diagnostic)
{
    const struct judge_model *model =
        options->path_count == 2 ? judge_model_find(options->paths[1]) : NULL;
    if (model == NULL) {
        diagnostic_set(diagnostic, 0, "rights judge takes one model: %s; not '%s'",
                       judge_model_names(),
                       options->path_count > 1 ? options->paths[options->path_count - 1] : "");
        return EXIT_USAGE;
    }
    struct judge *judge = judge_create(arena, model);
    const int exit = judge_stream(judge, stdin, stdout);
    judge_release(judge);
    return exit;
}

int rights_run(const struct options *options, struct buffer *target, struct buffer *errors,
               struct diagnostic *diagnostic)
{
    struct arena *arena = target->arena;
    if (options->path_count > 0 && text_equal(options->paths[0], "judge")) {
        return judge_rows(options, arena, diagnostic);
    }
    if (options->path_count > 0 && text_equal(options->paths[0], "explain")) {
        struct options rest = *options;
        rest.paths = options->paths + 1;
        rest.path_count = options->path_count - 1;
        return rights_explain(&rest, target, errors, diagnostic);
    }
    diagnostic_set(diagnostic, 0, "rights takes a word: explain FILE.scn, or judge MODEL");
    return EXIT_USAGE;
}
