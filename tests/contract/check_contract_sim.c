/* The simulated port keeps the contract on every file-system model. */
#include <check.h>
#include <stdlib.h>

#include "base/text.h"
#include "contract/contract_os.h"
#include "worlds/four_ways.h"

struct sim_case {
    struct four_ways ways;
    enum way way;
    size_t events;
    bool child_is_ours; /* the last program that ended ran under our account */
};

static const struct {
    enum contract_way way;
    const char *elsewhere;
    const char *forms[5]; /* of way_root */
} places[WAYS] = {
    [WAY_LOCAL] = {CONTRACT_LOCAL, "C:", {"d:\\WORK", "D:/work", "D:\\\\work"}},
    [WAY_NT] = {CONTRACT_NT, "D:\\work", {"\\\\nt1\\ccpo", "//NT1/CCPO", "P:"}},
    [WAY_NETWARE] = {CONTRACT_NETWARE,
                     "D:\\work",
                     {"NW1\\SYS:WORK", "nw1/sys:work", "//NW1/SYS/WORK", "N:\\WORK"}},
    [WAY_GATEWAY] = {CONTRACT_GATEWAY, "\\\\NT1\\CCPO", {"\\\\ex1\\gate", "//EX1/GATE", "G:"}},
};

static enum way current_way;

static void observe(void *observer, const struct observation *seen)
{
    struct sim_case *self = observer;
    if (seen->kind == OBSERVE_RESULT) {
        self->child_is_ours = text_equal(seen->account, "EXCH\\svc");
    }
    self->events += seen->kind == OBSERVE_EVENT && seen->event_id == 11001 ? 1 : 0;
}

static void begin(struct contract_world *contract)
{
    struct sim_case *self = calloc(1, sizeof(*self));
    ck_assert_ptr_nonnull(self);
    const struct world_spec spec = {.seed = 1, .observe = observe, .observer = self};
    self->way = current_way;
    four_ways_begin(&self->ways, &spec);
    const char *why = host_install_program(self->ways.world, self->ways.host, "EXPORT", "5.14",
                                           "C:\\WINNT\\system32");
    ck_assert_msg(why == NULL, "%s", why);
    struct logon *logon = &self->ways.logon;
    ck_assert(text_copy(logon->drives['P' - 'A'], sizeof(logon->drives[0]), "\\\\NT1\\CCPO"));
    ck_assert(text_copy(logon->drives['N' - 'A'], sizeof(logon->drives[0]), "\\\\NW1\\SYS"));
    ck_assert(text_copy(logon->drives['G' - 'A'], sizeof(logon->drives[0]), "\\\\EX1\\GATE"));
    contract->way = places[self->way].way;
    contract->elsewhere = places[self->way].elsewhere;
    contract->forms = places[self->way].forms;
    contract->port = &self->ways.one->port;
    contract->other = &self->ways.two->port;
    contract->root = way_root(self->way);
    contract->resource = way_root(self->way);
    contract->event_id = 11001;
    contract->program = (struct contract_program){
        .name = "export", .arguments = "/NONSENSE", .result_code = 2, .prints = "EXPORT"};
    contract->endless = contract->program; /* before time passes nothing ends */
    contract->context = self;
}

static void end(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    four_ways_end(&self->ways);
    free(self);
}

static void settle(struct contract_world *contract)
{
    struct world *world = ((struct sim_case *)contract->context)->ways.world;
    ck_assert_msg(world_run_until(world, world->sched.now_us + 60000000), "%s", world->failure);
}

static bool is_woken;

static void note_wake(struct sched_task *task, uint64_t now_us)
{
    (void)task;
    (void)now_us;
    is_woken = true;
}

static void wait(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    struct sched *sched = &self->ways.world->sched;
    is_woken = false;
    self->ways.one->task.step = note_wake;
    while (!is_woken && sched_step(sched, sched->now_us + 60000000)) {
    }
    ck_assert(is_woken);
}

static void end_caller(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    process_kill(self->ways.one);
}

static void end_other(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    process_kill(self->ways.two);
}

static void drop_link(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    network_clear_sessions(self->ways.world->network, four_ways_machine(&self->ways, self->way),
                           NULL);
}

static void fill_disk(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    volume_set_free(four_ways_volume(&self->ways, self->way), 0);
}

static nw_rights nw_left(enum contract_limit limit)
{
    const nw_rights all = NW_ALL & ~NW_SUPERVISOR;
    switch (limit) {
    case LIMIT_READ_ONLY:
        return NW_READ | NW_FILE_SCAN;
    case LIMIT_WRITE_ONLY:
        return NW_WRITE | NW_FILE_SCAN;
    case LIMIT_NO_CREATE:
        return all & ~NW_CREATE;
    case LIMIT_NO_DELETE:
        return all & ~(NW_ERASE | NW_MODIFY);
    case LIMIT_NO_LIST:
        return all & ~NW_FILE_SCAN;
    }
    require_failed("limit", __FILE__, __LINE__);
}

static nt_mask nt_left(enum contract_limit limit)
{
    switch (limit) {
    case LIMIT_READ_ONLY:
        return NT_READ;
    case LIMIT_WRITE_ONLY:
        return NT_GENERIC_WRITE | NT_READ_ATTRIBUTES;
    case LIMIT_NO_CREATE:
        return NT_FULL & ~(NT_WRITE_DATA | NT_APPEND_DATA);
    case LIMIT_NO_DELETE:
        return NT_FULL & ~(NT_DELETE | NT_DELETE_CHILD);
    case LIMIT_NO_LIST:
        return NT_FULL & ~NT_READ_DATA;
    }
    require_failed("limit", __FILE__, __LINE__);
}

static void limit_at(struct contract_world *contract, const char *path, enum contract_limit limit)
{
    struct sim_case *self = contract->context;
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *why = world_place(self->ways.world, self->ways.host, path, &volume, &node, false);
    ck_assert_msg(why == NULL, "%s: %s", path, why);
    if (way_is_netware(self->way)) {
        fs_set_trustee(volume->volume, node, self->ways.twin->id, nw_left(limit));
        return;
    }
    const struct acl_entry entry = {
        .kind = ACL_ALLOW,
        .flags = limit == LIMIT_NO_DELETE ? ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT : 0,
        .mask = nt_left(limit),
        .id = self->ways.logon.account->id};
    const struct acl acl = {
        .is_present = true, .entries = &entry, .count = 1, .owner = IDENTITY_ADMINISTRATORS};
    fs_set_acl(volume->volume, node, &acl);
    if (limit == LIMIT_NO_DELETE) { /* NT asks the file, or else its directory */
        fs_set_acl_below(volume->volume, node, &acl);
    }
}

static bool child_is_ours(struct contract_world *contract, struct os_process_state ended)
{
    struct sim_case *self = contract->context;
    return ended.has_ended && self->child_is_ours;
}

static size_t events(struct contract_world *contract)
{
    return ((struct sim_case *)contract->context)->events;
}

static const struct contract_harness harness = {
    .begin = begin,
    .end = end,
    .settle = settle,
    .wait = wait,
    .end_caller = end_caller,
    .end_other = end_other,
    .drop_link = drop_link,
    .fill_disk = fill_disk,
    .limit = limit_at,
    .child_is_ours = child_is_ours,
    .events = events,
};

START_TEST(the_simulated_port_keeps_the_contract_on_every_model)
{
    const size_t cases = contract_os_case_count();
    current_way = (enum way)((size_t)_i / cases);
    struct contract_harness of_way = harness;
    of_way.drop_link = current_way != WAY_LOCAL ? drop_link : NULL;
    contract_os_case(&of_way, (size_t)_i % cases);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contract_sim");
    TCase *tcase = tcase_create("os_port");
    tcase_add_loop_test(tcase, the_simulated_port_keeps_the_contract_on_every_model, 0,
                        (int)(WAYS * contract_os_case_count()));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
