/*
 * fuzz_judge -- any bytes as a row of vectors
 *
 * The first byte chooses the model. Each line has one line of answer, whatever is in it; reading
 * alone says the same of it.
 */
#include <stdint.h>
#include <string.h>

#include "base/require.h"
#include "cli/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"nt-access", "nt-sharemode", "nt-inherit",
                                        "nt-fileop", "nt-status",    "netware"};
    struct arena arena = {0};
    struct buffer answer;
    if (size == 0) {
        return 0;
    }
    struct judge *judge =
        judge_create(&arena, judge_model_find(names[data[0] % ARRAY_COUNT(names)]));
    const struct bytes line = {data + 1, size - 1};
    buffer_init(&answer, &arena);
    const bool is_good = judge_answer(judge, line, 1, &answer);
    REQUIRE(answer.size > 2);
    REQUIRE(memchr(answer.data, '\n', answer.size) == answer.data + answer.size - 1);
    REQUIRE(judge_reads(judge, line) == is_good);
    judge_release(judge);
    arena_release(&arena);
    return 0;
}
