/* Tests of sim/postoffice/po_wear.c: wear is what the free list makes of it, message by message. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_image.h"
#include "po_wear.h"
#include "support/po_fixture.h"

enum {
    MESSAGES = 60,
    KEEP = 30,
    TURNOVERS = 12,
    SENT_MAX = 2000,
    BLOCKS_MAX = 8192,
    PAYLOAD = 2016
};

static struct arena arena;
static struct memory_port *memory;
static struct postoffice *po;
static const uint32_t usrs[] = {1, 2};

static void setup(void)
{
    memory = fixture_create(&arena);
    ck_assert_int_eq(po_open(memory_port_os(memory), FIXTURE_DATA, true, &arena, &po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static struct po_wear wear_of(uint64_t *state)
{
    return (struct po_wear){.turnovers = TURNOVERS,
                            .messages = MESSAGES,
                            .keep = KEEP,
                            .size_first = 0,
                            .size_last = 40000,
                            .usrs = usrs,
                            .usr_count = ARRAY_COUNT(usrs),
                            .below = fixture_below,
                            .context = state};
}

/* The free list as a plain stack of block numbers; a message as a list of them. */
struct model {
    uint32_t stack[BLOCKS_MAX];
    uint32_t depth;
    uint32_t next;
    uint32_t *chains[SENT_MAX];
    uint32_t lengths[SENT_MAX];
    uint32_t sent;
};

static void model_send(struct model *model, uint64_t size)
{
    const uint32_t count = (uint32_t)((size + PAYLOAD - 1) / PAYLOAD);
    uint32_t *chain = arena_array(&arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        chain[i] = model->depth != 0 ? model->stack[--model->depth] : model->next++;
    }
    ck_assert_uint_lt(model->sent, SENT_MAX);
    model->chains[model->sent] = chain;
    model->lengths[model->sent++] = count;
}

static void model_delete(struct model *model, uint32_t message)
{
    for (uint32_t i = model->lengths[message]; i > 0; i--) {
        model->stack[model->depth++] = model->chains[message][i - 1];
    }
}

static uint32_t model_extents(const struct model *model, uint32_t message)
{
    uint32_t extents = 1;
    for (uint32_t i = 1; i < model->lengths[message]; i++) {
        const uint32_t *chain = model->chains[message];
        extents += chain[i] != chain[i - 1] + 1 ? 1 : 0;
    }
    return extents;
}

/* Draws what po_wear draws, in the same order; `around` is what a letter is without its file. */
static void model_run(struct model *model, uint64_t around)
{
    uint64_t state = 7;
    const struct po_wear wear = wear_of(&state);
    uint32_t pile[MESSAGES];
    uint32_t count = 0;
    for (uint32_t turn = 0; turn < wear.turnovers; turn++) {
        while (count < wear.messages) {
            const uint64_t size = fixture_below(&state, (uint64_t)wear.size_last + 1);
            (void)fixture_below(&state, wear.usr_count);
            pile[count++] = model->sent;
            model_send(model, size + around);
        }
        while (count > wear.keep) {
            const uint64_t at = fixture_below(&state, count);
            model_delete(model, pile[at]);
            pile[at] = pile[--count];
        }
    }
}

/* A letter with an empty file, measured in the post office and taken out again. */
static uint64_t letter_around(void)
{
    uint64_t state = 1;
    struct po_message message = {0};
    struct po_wear wear = wear_of(&state);
    wear.turnovers = 1;
    wear.messages = 1;
    wear.keep = 1;
    wear.size_last = 0;
    wear.usr_count = 1;
    ck_assert_int_eq(po_wear(po, &wear, &arena), ST_OK);
    ck_assert_int_eq(po_queue_next(po, usrs[0], 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, usrs[0], message.id), ST_OK);
    return message.size;
}

START_TEST(extents_are_those_of_a_plain_stack_of_blocks)
{
    static struct model model;
    uint64_t state = 7;
    const struct po_wear wear = wear_of(&state);
    const uint64_t around = letter_around();
    uint64_t first_id = 0;
    memset(&model, 0, sizeof(model));
    model.next = 2; /* block 0 is the header, block 1 the letter that was measured */
    model.stack[model.depth++] = 1;
    ck_assert_int_eq(po_next_id(po, &first_id), ST_OK);
    ck_assert_int_eq(po_wear(po, &wear, &arena), ST_OK);
    model_run(&model, around);
    uint32_t seen = 0;
    uint32_t most = 0;
    for (size_t u = 0; u < ARRAY_COUNT(usrs); u++) {
        struct po_message message = {0};
        while (po_queue_next(po, usrs[u], message.id, &message) == ST_OK) {
            struct bytes content;
            uint32_t extents = 0;
            ck_assert_int_eq(po_message_read(po, &message, &arena, &content, &extents), ST_OK);
            ck_assert_uint_eq(extents, model_extents(&model, (uint32_t)(message.id - first_id)));
            most = extents > most ? extents : most;
            seen++;
        }
    }
    ck_assert_uint_eq(seen, KEEP);
    ck_assert_uint_gt(most, 2); /* it has worn indeed */
}
END_TEST

START_TEST(wear_leaves_a_post_office_without_findings)
{
    uint64_t state = 7;
    struct po_report report;
    const struct po_wear wear = wear_of(&state);
    ck_assert_int_eq(po_wear(po, &wear, &arena), ST_OK);
    ck_assert_int_eq(po_check(memory_port_os(memory), FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(report.wear, 0);
    ck_assert_uint_eq(report.messages, KEEP);
}
END_TEST

START_TEST(images_put_a_worn_post_office_back)
{
    uint64_t state = 7;
    struct po_image before;
    struct po_image worn;
    struct po_image after;
    const struct po_wear wear = wear_of(&state);
    ck_assert_int_eq(po_image_read(po, &arena, &before), ST_OK);
    ck_assert_int_eq(po_wear(po, &wear, &arena), ST_OK);
    ck_assert_int_eq(po_image_read(po, &arena, &worn), ST_OK);
    const struct hash128 hash = po_image_hash(&before, &arena);
    ck_assert(!hash128_equal(hash, po_image_hash(&worn, &arena)));
    for (int i = 0; i < 2; i++) { /* the second time nothing is to be written */
        ck_assert_int_eq(po_lock(po), ST_OK);
        ck_assert_int_eq(po_image_write(po, &before, &arena), ST_OK);
        po_unlock(po);
        ck_assert_int_eq(po_image_read(po, &arena, &after), ST_OK);
        ck_assert(hash128_equal(hash, po_image_hash(&after, &arena)));
    }
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_image_write(po, &worn, &arena), ST_OK);
    po_unlock(po);
    struct po_report report;
    ck_assert_int_eq(po_check(memory_port_os(memory), FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, KEEP);
}
END_TEST

START_TEST(images_fail_with_the_answer_of_the_port)
{
    struct po_image image;
    ck_assert_int_eq(po_image_read(po, &arena, &image), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(po_image_write(po, &image, &arena), ST_ACCESS_DENIED);
    po_unlock(po);
    memory_port_protect(memory, NULL);
    memory_port_put(memory, FIXTURE_DATA "\\USR00001", (struct bytes){NULL, 0});
    ck_assert_int_eq(po_image_read(po, &arena, &image), ST_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_wear");
    TCase *tcase = tcase_create("po_wear");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, extents_are_those_of_a_plain_stack_of_blocks);
    tcase_add_test(tcase, wear_leaves_a_post_office_without_findings);
    tcase_add_test(tcase, images_put_a_worn_post_office_back);
    tcase_add_test(tcase, images_fail_with_the_answer_of_the_port);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
