/*
 * A planted defect: ccbench_planted is ccbench, but something that differs from process to process
 * enters the trace.
 *
 * CCBENCH_PLANT  zone: the time zone; address: where a variable lies; detail: the same, where no
 *                listing names it;
 *                late: an address, after a minute's rows; lost: a letter that is nowhere; stuck: a
 *                task that never lets the clock go on; waits: the first strike of a storm shuts the
 *                post office; crash: the process ends; second: the second process ends; ending: a
 *                worker ends with an error when it has reported all; anything else: nothing.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world/office.h"
#include "world/storm.h"
#include "world/world.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker's --wrap names
 * them so */
const char *__real_world_finish_declarations(struct world *world);
const char *__wrap_world_finish_declarations(struct world *world);
_Noreturn void __real__exit(int code);
_Noreturn void __wrap__exit(int code);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

static struct sched_task late;
static struct world *late_world;

static void plant(struct world *world, const char *name, uint64_t amount, uint32_t detail)
{
    struct trace_row row = {
        .time_us = world->sched.now_us, .op = TRACE_STEP, .amount = amount, .detail = detail};
    (void)trace_add(&world->trace, &row, name);
}

static void plant_late(struct sched_task *task, uint64_t now_us)
{
    (void)now_us;
    plant(late_world, "planted late", (uint64_t)(uintptr_t)task, 0);
}

static void stay(struct sched_task *task, uint64_t now_us)
{
    sched_wake(&late_world->sched, task, now_us);
}

/* Mail waits for ever, and nobody is to blame. */
static void shut(struct sched_task *task, uint64_t now_us)
{
    const struct storm *storm = late_world->spec.storm;
    if (storm != NULL && storm->next != 0 && late_world->offices != NULL) {
        (void)office_shut(late_world, late_world->offices);
    }
    sched_wake(&late_world->sched, task, now_us + 1000000);
}

static void plant_task(struct world *world, void (*step)(struct sched_task *, uint64_t),
                       uint64_t wake_us)
{
    late_world = world;
    late = (struct sched_task){.step = step, .wake_us = SCHED_NEVER};
    sched_wake(&world->sched, &late, wake_us);
}

static void plant_lost(struct world *world)
{
    const char *const nobody = "Nobody";
    const struct truth_submission submission = {.direction = MAIL_OUT,
                                                .sender = "Nobody",
                                                .subject = "planted",
                                                .recipients = &nobody,
                                                .recipient_count = 1};
    (void)truth_submitted(world, &submission);
}

static bool is_planted(const char *kind)
{
    const char *named = getenv("CCBENCH_PLANT");
    return named != NULL && strcmp(named, kind) == 0;
}

_Noreturn void __wrap__exit(int code)
{
    __real__exit(is_planted("ending") ? 9 : code);
}

const char *__wrap_world_finish_declarations(struct world *world)
{
    const char *zone = getenv("TZ");
    const uint64_t address = (uint64_t)(uintptr_t)world->arena;
    const char *why = __real_world_finish_declarations(world);
    if (is_planted("zone")) {
        plant(world, zone != NULL ? zone : "no zone", 0, 0);
    } else if (is_planted("address")) {
        plant(world, "planted address", address, 0);
    } else if (is_planted("detail")) {
        plant(world, NULL, 0, (uint32_t)(address >> 4));
    } else if (is_planted("late")) {
        plant_task(world, plant_late, 60000000);
    } else if (is_planted("stuck")) {
        plant_task(world, stay, 1000000);
    } else if (is_planted("waits")) {
        plant_task(world, shut, 1000000);
    } else if (is_planted("lost")) {
        plant_lost(world);
    } else if (is_planted("second") && getenv("CCBENCH_SECOND") != NULL) {
        (void)kill(getppid(), SIGKILL); /* it has workers, and this is one of them */
    } else if (is_planted("crash")) {
        _Exit(127);
    }
    return why;
}
