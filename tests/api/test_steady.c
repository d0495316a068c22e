/* SPDX-License-Identifier: MIT */
/*
 * A steady tick takes no memory, and no lock for a fish: test_steady SCENARIOS.
 *
 * Memory is counted by the allocator hook, locks by a pthread_mutex_lock that stands before the C
 * library's.
 */
#define _GNU_SOURCE /* RTLD_NEXT */

#include "allocator.h"
#include "api.h"

#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>

static const char *scenarios; /* a folder */

static atomic_ulong locks;

static int (*next)(pthread_mutex_t *); /* found before there are threads */

static void find_next(void)
{
    *(void **)&next = dlsym(RTLD_NEXT, "pthread_mutex_lock");
}

__attribute__((visibility("default"))) int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (!next)
        find_next();
    atomic_fetch_add(&locks, 1);
    return next(mutex);
}

/* ---- memory --------------------------------------------------------------------------------- */

/*
 * Runs a scenario. Once it has gone on for a while only growth by births may take memory: all
 * columns anew, for twice as many fish.
 */
static void assert_steady(const char *path)
{
    enum { WARM_UP = 200, TICKS = 200, COLUMNS_MOST = 100 };
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(FISHSIM_OK, fishsim_config_load_file(config, path, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, &hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    assert_status(FISHSIM_OK, fishsim_world_tick(world, WARM_UP, &error), &error);
    fishsim_world_info before = info_of(world);
    uint64_t calls = allocator.calls;
    size_t bytes = allocator.live_bytes;
    assert_status(FISHSIM_OK, fishsim_world_tick(world, TICKS, &error), &error);
    fishsim_world_info after = info_of(world);
    bool grew = after.births > before.births && allocator.live_bytes > bytes;
    if (allocator.calls - calls > (grew ? COLUMNS_MOST : 0)) {
        print_error("%s: %llu allocations in %d ticks, %llu births\n", path,
                    (unsigned long long)(allocator.calls - calls), TICKS,
                    (unsigned long long)(after.births - before.births));
        _fail(__FILE__, __LINE__);
    }
    fishsim_world_destroy(world);
    assert_int_equal(allocator.live_bytes, 0);
}

static void no_scenario_takes_memory_in_a_steady_tick(void **state)
{
    (void)state;
    DIR *folder = opendir(scenarios);
    assert_non_null(folder);
    int found = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *end = strrchr(entry->d_name, '.');
        char path[1024];
        if (!end || strcmp(end, ".yaml") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", scenarios, entry->d_name);
        assert_steady(path);
        found++;
    }
    closedir(folder);
    assert_true(found > 0);
}

/* ---- locks ---------------------------------------------------------------------------------- */

/* Counts the calls of a pool's execute. */
struct counting {
    fishsim_hooks pool;
    uint64_t jobs;
};

static void execute(void *user, fishsim_task task, void *argument, uint32_t count)
{
    struct counting *counting = user;
    counting->jobs++;
    counting->pool.execute(counting->pool.execute_user, task, argument, count);
}

static fishsim_world *shoal(uint32_t count, const fishsim_hooks *hooks)
{
    char size[128];
    snprintf(size, sizeof size,
             "world: {width_m: 60, height_m: 60, max_fish: 50000}\n"
             "species: {anchovy: {start: {count: %u}}}\n",
             count);
    fishsim_config *config = small_config();
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, size, strlen(size), NULL, &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static void one_thread_takes_no_lock(void **state)
{
    (void)state;
    fishsim_world *world = shoal(5000, NULL);
    unsigned long before = atomic_load(&locks);
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_int_equal(atomic_load(&locks), before);
    fishsim_world_destroy(world);
}

/*
 * With a pool, locks belong to jobs, of which a tick has a few, however many fish there are: the
 * one who asks takes three, and each worker two, or one more if it comes too late for a job.
 */
static void a_pool_takes_locks_by_the_job(void **state)
{
    (void)state;
    enum { TICKS = 3, WORKERS = 2, JOBS_MOST = 60 };
    static const uint32_t counts[] = {10000, 40000};
    for (int i = 0; i < 2; i++) {
        fishsim_pool *pool = NULL;
        struct counting counting = {.jobs = 0};
        fishsim_hooks hooks;
        assert_ok(fishsim_hooks_init(&counting.pool, sizeof counting.pool));
        assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
        assert_ok(fishsim_pool_create(WORKERS + 1, NULL, &pool, NULL));
        assert_ok(fishsim_pool_lend(pool, &counting.pool, NULL));
        hooks.execute = execute;
        hooks.execute_user = &counting;
        fishsim_world *world = shoal(counts[i], &hooks);
        unsigned long before = atomic_load(&locks);
        counting.jobs = 0;
        assert_ok(fishsim_world_tick(world, TICKS, NULL));
        unsigned long taken = atomic_load(&locks) - before;
        assert_true(counting.jobs > TICKS && counting.jobs <= TICKS * JOBS_MOST);
        assert_true(taken > 0 && taken <= (counting.jobs + 1) * (3 + 3 * WORKERS));
        fishsim_world_destroy(world);
        fishsim_pool_destroy(pool);
    }
}

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    scenarios = arguments[1];
    find_next();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_scenario_takes_memory_in_a_steady_tick),
        cmocka_unit_test(one_thread_takes_no_lock),
        cmocka_unit_test(a_pool_takes_locks_by_the_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
