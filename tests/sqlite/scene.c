#include "sqlite/scene.h"

#include <check.h>
#include <string.h>

#include "base/text.h"
#include "sqlite/volume_vfs.h"
#include "world/modules.h"
#include "world/power.h"

enum { TRANSACTIONS = SCENE_STATES - 1, ROUNDS_MAX = 4 };

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[SCENE_FAULTS] = {
    [SCENE_NONE] = {"none", FAULT_NONE, ST_OK},
    [SCENE_IO_ONCE] = {"I/O error, once", FAULT_FAIL, ST_IO_ERROR},
    [SCENE_IO_STICKY] = {"I/O error, from then on", FAULT_STICKY, ST_IO_ERROR},
    [SCENE_DENIED_ONCE] = {"access denied, once", FAULT_FAIL, ST_ACCESS_DENIED},
    [SCENE_DENIED_STICKY] = {"access denied, from then on", FAULT_STICKY, ST_ACCESS_DENIED},
    [SCENE_FULL_ONCE] = {"disk full, once", FAULT_FAIL, ST_DISK_FULL},
    [SCENE_FULL_STICKY] = {"disk full, from then on", FAULT_WORLD, ST_OK},
    [SCENE_DROP] = {"link drop", FAULT_WORLD, ST_OK},
    [SCENE_DROP_TORN] = {"link drop, torn write", FAULT_WORLD_TORN, ST_OK},
    [SCENE_KILL] = {"process killed", FAULT_WORLD, ST_OK},
    [SCENE_KILL_TORN] = {"process killed, torn write", FAULT_WORLD_TORN, ST_OK},
    [SCENE_POWER] = {"power cut", FAULT_WORLD, ST_OK},
};

struct scene {
    const struct scene_spec *spec;
    struct scene_result *result;
    struct four_ways ways;
    struct fault_port fault;
    struct volume_vfs vfs;
    struct process *process;
    struct scene_states states;
    char path[OS_PATH_SIZE];
    unsigned begun;
    unsigned acknowledged;
};

const char *scene_fault_name(enum scene_fault fault)
{
    return faults[fault].name;
}

bool scene_fault_is_possible(enum way way, enum scene_fault fault)
{
    return way != WAY_LOCAL || (fault != SCENE_DROP && fault != SCENE_DROP_TORN);
}

/* --- the world --- */

static void strike(void *context)
{
    struct scene *scene = context;
    struct world *world = scene->ways.world;
    struct machine *machine = four_ways_machine(&scene->ways, scene->spec->way);
    switch (scene->spec->fault) {
    case SCENE_FULL_STICKY:
        volume_set_free(four_ways_volume(&scene->ways, scene->spec->way), 0);
        break;
    case SCENE_DROP:
    case SCENE_DROP_TORN:
        network_clear_sessions(world->network, machine, NULL);
        break;
    case SCENE_KILL:
    case SCENE_KILL_TORN:
        process_kill(scene->process);
        break;
    case SCENE_POWER:
        (void)world_cut_power(world, machine);
        break;
    case SCENE_NONE:
    case SCENE_IO_ONCE:
    case SCENE_IO_STICKY:
    case SCENE_DENIED_ONCE:
    case SCENE_DENIED_STICKY:
    case SCENE_FULL_ONCE:
    case SCENE_FAULTS:
        ck_abort_msg("%s changes no world", scene_fault_name(scene->spec->fault));
    }
}

/* Whatever struck is over: power and room are back, and somebody healthy reaches the place. */
static void recover(struct scene *scene)
{
    struct world *world = scene->ways.world;
    struct machine *machine = four_ways_machine(&scene->ways, scene->spec->way);
    struct os_info info;
    if (!machine->is_up) {
        world_up(world, machine);
    }
    volume_set_free(four_ways_volume(&scene->ways, scene->spec->way), 1U << 24);
    scene->process = four_ways_process(&scene->ways, "healthy");
    enum status st = ST_CONNECTION_LOST;
    for (int i = 0; i < ROUNDS_MAX && st != ST_OK; i++) { /* the first may learn of the loss */
        st = os_stat(&scene->process->port, way_root(scene->spec->way), &info);
    }
    ck_assert_msg(st == ST_OK, "%s: %s", way_root(scene->spec->way), status_name(st));
}

/* --- the database --- */

static int execute(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static sqlite3 *connect(struct scene *scene)
{
    sqlite3 *db = NULL;
    const bool has_log = text_equal(scene->spec->journal_mode, "WAL");
    if (sqlite3_open_v2(scene->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
            SQLITE_OK ||
        (has_log && execute(db, "PRAGMA locking_mode = EXCLUSIVE") != SQLITE_OK) ||
        execute(db, scene->spec->is_synchronous ? "PRAGMA synchronous = FULL"
                                                : "PRAGMA synchronous = OFF") != SQLITE_OK ||
        execute(db, "PRAGMA cache_size = 6") != SQLITE_OK) { /* pages spill before the commit */
        (void)sqlite3_close(db);
        return NULL;
    }
    if (!has_log && /* a log is a property of the file, the others of a connection */
        execute(db, arena_format(&scene->ways.arena, "PRAGMA journal_mode = %s",
                                 scene->spec->journal_mode)) != SQLITE_OK) {
        (void)sqlite3_close(db);
        return NULL;
    }
    return db;
}

/* Everything in it; false: it cannot be read, or its structure is damaged. */
static bool digest(struct scene *scene, sqlite3 *db, uint64_t *digest_out)
{
    sqlite3_stmt *statement = NULL;
    *digest_out = 0;
    const char *sql = "SELECT 0, 0, integrity_check FROM pragma_integrity_check UNION ALL "
                      "SELECT * FROM (SELECT id, version, body FROM item ORDER BY id) UNION ALL "
                      "SELECT 0, version, 'state' FROM state";
    int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    rc = rc == SQLITE_OK ? sqlite3_step(statement) : rc;
    const char *check =
        rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 2) : sqlite3_errmsg(db);
    const bool is_sound = check != NULL && strcmp(check, "ok") == 0;
    if (!is_sound) {
        (void)text_copy(scene->result->why, sizeof(scene->result->why), check);
    }
    while (rc == SQLITE_ROW) {
        const int64_t row[2] = {sqlite3_column_int64(statement, 0),
                                sqlite3_column_int64(statement, 1)};
        const char *body = (const char *)sqlite3_column_text(statement, 2);
        *digest_out = hash64_seeded(row, sizeof(row), *digest_out);
        body = body != NULL ? body : "none"; /* damaged pages hold anything */
        *digest_out = hash64_seeded(body, strlen(body), *digest_out);
        rc = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    return is_sound && rc == SQLITE_DONE;
}

/* State 0, healthy. The rows fill some 20 pages, so that no transaction fits into the cache. */
static void make(struct scene *scene)
{
    volume_vfs_begin(&scene->vfs, "volume", &scene->process->port, way_root(scene->spec->way));
    sqlite3 *db = connect(scene);
    ck_assert_ptr_nonnull(db);
    const char *sql =
        arena_format(&scene->ways.arena,
                     "PRAGMA page_size = 1024; PRAGMA journal_mode = %s;"
                     "CREATE TABLE item(id INTEGER PRIMARY KEY, version INTEGER, body TEXT);"
                     "CREATE TABLE state(version INTEGER); INSERT INTO state VALUES(0);"
                     "CREATE INDEX by_body ON item(version, substr(body, -8));"
                     "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
                     " INSERT INTO item SELECT i, 0, printf('%%0400d', i) FROM n;",
                     scene->spec->journal_mode);
    ck_assert_msg(execute(db, sql) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    uint64_t state = 0;
    ck_assert(digest(scene, db, &state));
    ck_assert(scene->spec->fault == SCENE_NONE || state == scene->states.digests[0]);
    scene->states.digests[0] = state;
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    volume_vfs_end(&scene->vfs);
}

static const char *transaction(struct scene *scene, unsigned number)
{
    return arena_format(
        &scene->ways.arena,
        "BEGIN IMMEDIATE;"
        "UPDATE item SET version = %u, body = printf('%%0400d', id * 10 + %u) WHERE id %% 3 <> 0;"
        "DELETE FROM item WHERE id %% 7 = %u;"
        "INSERT INTO item SELECT id + 1000 * %u, %u, body || 'x' FROM item WHERE id %% 4 = 1;"
        "UPDATE state SET version = %u;"
        "COMMIT;",
        number, number, number, number, number, number);
}

/* Both transactions over the port that is struck. */
static void work(struct scene *scene, struct os_port *port)
{
    volume_vfs_begin(&scene->vfs, "volume", port, way_root(scene->spec->way));
    sqlite3 *db = connect(scene);
    for (unsigned i = 1; db != NULL && i <= TRANSACTIONS; i++) {
        scene->begun = i;
        if (execute(db, transaction(scene, i)) != SQLITE_OK) {
            (void)execute(db, "ROLLBACK"); /* as programs do; SQLite may have done it */
            break;
        }
        scene->acknowledged = i;
        if (scene->spec->fault == SCENE_NONE) {
            ck_assert(digest(scene, db, &scene->states.digests[i]));
        }
    }
    if (db != NULL) {
        (void)execute(db, "PRAGMA wal_checkpoint(TRUNCATE)"); /* nothing where there is no log */
        ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    }
    volume_vfs_end(&scene->vfs);
}

static void look(struct scene *scene)
{
    struct scene_result *result = scene->result;
    uint64_t state = 0;
    volume_vfs_begin(&scene->vfs, "volume", &scene->process->port, way_root(scene->spec->way));
    sqlite3 *db = connect(scene);
    result->end = SCENE_BROKEN;
    (void)text_copy(result->why, sizeof(result->why), "it cannot be opened");
    if (db != NULL && digest(scene, db, &state)) {
        (void)text_format(result->why, sizeof(result->why),
                          "%u acknowledged, %u begun, and it holds none of both",
                          scene->acknowledged, scene->begun);
        if (state == scene->states.digests[scene->acknowledged]) {
            result->end = scene->begun > scene->acknowledged ? SCENE_OLD : SCENE_NEW;
        } else if (state == scene->states.digests[scene->begun]) {
            result->end = SCENE_NEW;
        }
    }
    (void)sqlite3_close(db);
    volume_vfs_end(&scene->vfs);
}

static void play(struct scene *scene)
{
    const struct scene_spec *spec = scene->spec;
    const struct world_spec world = {.seed = spec->seed, .is_untraced = true};
    four_ways_begin(&scene->ways, &world);
    scene->process = scene->ways.one;
    ck_assert(text_format(scene->path, sizeof(scene->path), "%s\\MAIL.DB", way_root(spec->way)));
    make(scene);
    world_arm_power(scene->ways.world, four_ways_machine(&scene->ways, spec->way));
    struct os_port *port =
        fault_port_begin(&scene->fault, &scene->process->port, faults[spec->fault].kind, spec->at,
                         faults[spec->fault].status);
    scene->fault.on_strike = strike;
    scene->fault.context = scene;
    work(scene, port);
    (void)fault_port_end(&scene->fault); /* how many are open depends on where it was struck */
    scene->result->has_struck = scene->fault.has_struck;
    scene->result->calls = scene->fault.calls;
    recover(scene);
    look(scene);
    four_ways_end(&scene->ways);
}

void scene_play(const struct scene_spec *spec, const struct scene_states *states,
                struct scene_result *result)
{
    struct scene scene = {.spec = spec, .result = result, .states = *states};
    *result = (struct scene_result){.end = SCENE_BROKEN};
    play(&scene);
}

struct scene_states scene_healthy(enum way way, const char *journal_mode)
{
    const struct scene_spec spec = {
        .way = way, .journal_mode = journal_mode, .is_synchronous = true, .seed = 1};
    struct scene_result result = {.end = SCENE_BROKEN};
    struct scene scene = {.spec = &spec, .result = &result};
    play(&scene);
    ck_assert_msg(result.end == SCENE_NEW, "broken without a fault: %s", result.why);
    ck_assert(scene.states.digests[0] != scene.states.digests[1]);
    ck_assert(scene.states.digests[1] != scene.states.digests[2]);
    return scene.states;
}
