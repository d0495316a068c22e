/* SPDX-License-Identifier: MIT */
/*
 * test_allocation.c: every allocation that goes through the hooks fails once, in turn, and then
 * fails from there on.
 *
 * Each scenario prepares its objects, then lets the k-th allocation fail for k = 1, 2, 3, ... until
 * it gets through without. Whatever fails says ERR_MEMORY; the object is as it was, or dead, which
 * is to say that it answers ERR_STATE; nothing leaks. A number as argument repeats it all with so
 * many seeds.
 */
#define _POSIX_C_SOURCE 200809L

#include "allocator.h"
#include "world_fixture.h"

#include <unistd.h>

static uint64_t seeds = 1;
static uint64_t faults;

/* What a scenario works with. */
struct stage {
    struct allocator allocator;
    fishsim_hooks hooks;
    uint64_t seed;
};

/* Runs the part of a scenario in which allocations fail. True when it went through. */
typedef bool (*scenario)(struct stage *stage);

/* Lets the allocations of what follows fail as the stage says. */
static void arm(struct stage *stage, uint64_t place, uint64_t count)
{
    stage->allocator.fail_from = stage->allocator.calls + place;
    stage->allocator.fail_count = count;
}

static void disarm(struct stage *stage)
{
    stage->allocator.fail_from = 0;
}

/* The place at which the scenario under test is to fail, for arm(). */
static uint64_t fail_place, fail_count;

static void sweep_one(scenario play, uint64_t seed, uint64_t count)
{
    fail_count = count;
    for (fail_place = 1;; fail_place++) {
        struct stage stage = {.seed = seed};
        stage.hooks = allocator_hooks(&stage.allocator);
        bool through = play(&stage);
        assert_int_equal(stage.allocator.live_blocks, 0);
        assert_int_equal(stage.allocator.live_bytes, 0);
        if (through)
            break;
        faults++;
        assert_true(fail_place < 100000);
    }
    assert_true(fail_place > 1); /* a scenario without allocations tests nothing */
}

static void sweep(scenario play)
{
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        sweep_one(play, seed, 1);
        sweep_one(play, seed, 0);
    }
}

/* A failure must be of memory, tell so, and come from an allocation that failed. */
static void assert_memory(const struct stage *stage, fishsim_status status,
                          const fishsim_error *error)
{
    assert_int_equal(status, FISHSIM_ERR_MEMORY);
    assert_detail(error, FISHSIM_ERR_MEMORY);
    assert_true(stage->allocator.failed > 0);
}

static fishsim_world *make_world(struct stage *stage)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)stage->seed);
    return lively_world_with(&stage->hooks, "world.seed", seed);
}

/* ---- configuration ----------------------------------------------------------------------------
 */

static bool make_and_load_a_configuration(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL, *clone = NULL;
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_config_create(&stage->hooks, &config, &error);
    if (!status)
        status = fishsim_config_load_text(config, LIVELY_WORLD, sizeof LIVELY_WORLD - 1, "lively",
                                          &error);
    if (!status)
        status = fishsim_config_set(config, "world.width_m", "21", &error);
    if (!status)
        status = fishsim_config_clone(config, &clone, &error);
    bool through = stage->allocator.failed == 0;
    if (through)
        assert_ok(status);
    else
        assert_memory(stage, status, &error);
    fishsim_config_destroy(clone);
    fishsim_config_destroy(config);
    return through;
}

static bool make_a_world(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_config *config = lively_config(&stage->hooks);
    fishsim_world *world = NULL;
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_world_create(config, &stage->hooks, &world, &error);
    bool through = stage->allocator.failed == 0;
    if (through) {
        assert_ok(status);
    } else {
        assert_memory(stage, status, &error);
        assert_null(world);
    }
    fishsim_config_destroy(config);
    fishsim_world_destroy(world);
    return through;
}

/* ---- ticks ------------------------------------------------------------------------------------
 */

/* A dead world answers, but does not go on. */
static void assert_dead(fishsim_world *world)
{
    fishsim_error error = {0};
    uint8_t byte[1];
    fishsim_world *other = NULL;
    assert_int_equal(fishsim_world_tick(world, 1, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_snapshot_size(world), 0);
    assert_int_equal(fishsim_snapshot_save(world, byte, 1, NULL, &error), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_world_clone(world, &other, &error), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_world_add_food(world, FISHSIM_FIELD_DETRITUS, 1, 1, 1, &error),
                     FISHSIM_ERR_STATE);
    info_of(world);
}

/* Births and deaths, a listener, and a log that has memory of its own to find. */
static bool tick_with_a_log(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage);
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_event_log_create(&stage->hooks, 100000, &log, &error);
    if (!status) {
        assert_ok(fishsim_event_log_sink(log, &sink, NULL));
        status = fishsim_world_add_sink(world, &sink, NULL, &error);
    }
    bool attached = !status;
    for (int i = 0; i < 60 && !status; i++)
        status = fishsim_world_tick(world, 1, &error);
    bool through = stage->allocator.failed == 0;
    disarm(stage);
    if (status)
        assert_memory(stage, status, &error);
    else if (!through)
        assert_true(fishsim_event_log_dropped(log) > 0); /* the log bore it */
    if (status && attached)
        assert_dead(world);
    if (!attached)
        tick_world(world, 1); /* as it was */
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
    return through;
}

static fishsim_status ignore(void *user, const fishsim_event *events, uint64_t count)
{
    (void)user;
    (void)events;
    (void)count;
    return FISHSIM_OK;
}

static fishsim_status nothing(void *user, fishsim_world *world, uint64_t count)
{
    (void)user;
    (void)world;
    (void)count;
    return FISHSIM_OK;
}

/* The host between ticks: what fails is not done; what is done shows. */
static bool act_between_ticks(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage);
    fishsim_sink sink;
    fishsim_system system;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_system_init(&system, sizeof system));
    sink.on_events = ignore;
    system.every = FISHSIM_EVERY_HOUR;
    system.run = nothing;
    uint64_t fish = info_of(world).fish;
    arm(stage, fail_place, fail_count);
    fishsim_status status = FISHSIM_OK;
    for (int i = 0; i < 5 && !status; i++)
        status = fishsim_world_add_sink(world, &sink, NULL, &error);
    for (int i = 0; i < 5 && !status; i++)
        status = fishsim_world_add_system(world, &system, &error);
    if (!status)
        status = fishsim_world_harvest(world, id_at(world, 0), &error);
    bool through = stage->allocator.failed == 0;
    disarm(stage);
    if (through)
        assert_ok(status);
    else
        assert_memory(stage, status, &error);
    assert_int_equal(info_of(world).fish, through ? fish - 1 : fish);
    assert_balanced(world);
    tick_world(world, 1);
    fishsim_world_destroy(world);
    return through;
}

/* ---- snapshots --------------------------------------------------------------------------------
 */

struct saved {
    void *bytes;
    uint64_t length;
};

static struct saved save(const fishsim_world *world)
{
    struct saved saved = {.length = fishsim_snapshot_size(world)};
    saved.bytes = malloc(saved.length);
    assert_non_null(saved.bytes);
    assert_ok(fishsim_snapshot_save(world, saved.bytes, saved.length, NULL, NULL));
    return saved;
}

static bool load_and_clone(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage), *loaded = NULL, *clone = NULL;
    tick_world(world, 30);
    struct saved saved = save(world);
    uint64_t digest = fishsim_world_digest(world);
    arm(stage, fail_place, fail_count);
    fishsim_status status =
        fishsim_snapshot_load(saved.bytes, saved.length, &stage->hooks, &loaded, &error);
    if (status)
        assert_null(loaded);
    else
        status = fishsim_world_clone(loaded, &clone, &error);
    if (status)
        assert_null(clone);
    bool through = stage->allocator.failed == 0;
    if (through)
        assert_int_equal(fishsim_world_digest(clone), digest);
    else
        assert_memory(stage, status, &error);
    free(saved.bytes);
    fishsim_world_destroy(world);
    fishsim_world_destroy(loaded);
    fishsim_world_destroy(clone);
    return through;
}

static bool restore(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage);
    struct saved saved = save(world);
    uint64_t then = fishsim_world_digest(world);
    tick_world(world, 30);
    uint64_t now = fishsim_world_digest(world);
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_snapshot_restore(world, saved.bytes, saved.length, &error);
    bool through = stage->allocator.failed == 0;
    disarm(stage);
    assert_int_equal(fishsim_world_digest(world), status ? now : then);
    if (through)
        assert_ok(status);
    else
        assert_int_equal(status, FISHSIM_ERR_MEMORY);
    tick_world(world, 1);
    free(saved.bytes);
    fishsim_world_destroy(world);
    return through;
}

static bool save_and_load_a_file(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage), *loaded = NULL;
    char path[64];
    snprintf(path, sizeof path, "/tmp/fishsim-fault-%ld.snapshot", (long)getpid());
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_snapshot_save_file(world, path, &error);
    if (status)
        assert_int_equal(access(path, F_OK), -1);
    else
        status = fishsim_snapshot_load_file(path, &stage->hooks, &loaded, &error);
    bool through = stage->allocator.failed == 0;
    if (through)
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(world));
    else
        assert_memory(stage, status, &error);
    unlink(path);
    fishsim_world_destroy(world);
    fishsim_world_destroy(loaded);
    return through;
}

/* ---- a run ------------------------------------------------------------------------------------
 */

static bool drive_a_run(struct stage *stage)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world(stage);
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_events = ignore;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    fishsim_run *run = NULL;
    uint64_t ticked = 0;
    arm(stage, fail_place, fail_count);
    fishsim_status status = fishsim_run_create(world, 50, &stage->hooks, &run, &error);
    if (status) {
        assert_memory(stage, status, &error);
        disarm(stage);
        tick_world(world, 1); /* still the caller's, and alive */
        fishsim_world_destroy(world);
        return false;
    }
    assert_ok(fishsim_run_start(run, NULL));
    status = fishsim_run_advance(run, 100, &ticked, &error);
    bool through = stage->allocator.failed == 0;
    disarm(stage);
    fishsim_run_status seen;
    assert_ok(fishsim_run_status_init(&seen, sizeof seen));
    assert_ok(fishsim_run_get_status(run, &seen, NULL));
    if (through) {
        assert_int_equal(seen.state, FISHSIM_RUN_COMPLETED);
        assert_int_equal(ticked, 50);
    } else {
        assert_memory(stage, status, &error);
        assert_int_equal(seen.state, FISHSIM_RUN_FAILED);
        assert_int_equal(seen.failure, FISHSIM_ERR_MEMORY);
        assert_dead(world);
    }
    fishsim_run_destroy(run);
    return through;
}

/* ---- a batch ----------------------------------------------------------------------------------
 */

/* A step that fails leaves its world dead, and a reset revives it; the others do not notice. */
static bool step_a_batch(struct stage *stage)
{
    enum { WORLDS = 3 };
    static double statistics[WORLDS * FISHSIM_STATISTIC_COUNT];
    fishsim_error error = {0};
    fishsim_config *config = lively_config(NULL);
    assert_ok(fishsim_config_set(config, "species.anchovy.agents.share", "1", NULL));
    assert_ok(fishsim_config_set(config, "agents.slots", "150", NULL));
    assert_ok(fishsim_config_set(config, "agents.episode_ticks", "12", NULL));
    assert_ok(fishsim_config_set(config, "agents.observe", "[own]", NULL));
    const fishsim_config *configs[1] = {config};
    fishsim_batch_options options;
    fishsim_batch_buffers buffers;
    fishsim_batch *batch = NULL, *clone = NULL;
    assert_ok(fishsim_batch_options_init(&options, sizeof options));
    assert_ok(fishsim_batch_buffers_init(&buffers, sizeof buffers));
    options.worlds = WORLDS;
    options.autoreset = (int32_t)(stage->seed % 2);
    buffers.statistics = statistics;
    arm(stage, fail_place, fail_count);
    fishsim_status status =
        fishsim_batch_create(configs, 1, &options, &stage->hooks, &batch, &error);
    bool made = !status;
    if (made)
        assert_ok(fishsim_batch_set_buffers(batch, &buffers, NULL));
    for (int i = 0; i < 15 && !status; i++)
        status = fishsim_batch_step(batch, &error);
    if (!status)
        status = fishsim_batch_fork(batch, 0, 1, &error);
    if (!status)
        status = fishsim_batch_clone(batch, &clone, &error);
    bool through = stage->allocator.failed == 0;
    disarm(stage);
    if (through)
        assert_ok(status);
    else
        assert_memory(stage, status, &error);
    if (made) {
        assert_ok(fishsim_batch_reset(batch, NULL, 0, NULL, NULL));
        assert_ok(fishsim_batch_step(batch, NULL));
    }
    fishsim_batch_destroy(clone);
    fishsim_batch_destroy(batch);
    fishsim_config_destroy(config);
    return through;
}

#define SWEEP(name)                                                                                \
    static void sweep_##name(void **state)                                                         \
    {                                                                                              \
        (void)state;                                                                               \
        sweep(name);                                                                               \
    }
SWEEP(make_and_load_a_configuration)
SWEEP(make_a_world)
SWEEP(tick_with_a_log)
SWEEP(act_between_ticks)
SWEEP(load_and_clone)
SWEEP(restore)
SWEEP(save_and_load_a_file)
SWEEP(drive_a_run)
SWEEP(step_a_batch)

int main(int argc, char **argv)
{
    if (argc > 1)
        seeds = strtoull(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_make_and_load_a_configuration),
        cmocka_unit_test(sweep_make_a_world),
        cmocka_unit_test(sweep_tick_with_a_log),
        cmocka_unit_test(sweep_act_between_ticks),
        cmocka_unit_test(sweep_load_and_clone),
        cmocka_unit_test(sweep_restore),
        cmocka_unit_test(sweep_save_and_load_a_file),
        cmocka_unit_test(sweep_drive_a_run),
        cmocka_unit_test(sweep_step_a_batch),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    print_message("# %llu faults\n", (unsigned long long)faults);
    return failed;
}
