/* SPDX-License-Identifier: MIT */
/* base.h on threads: two objects share nothing, and an executor changes nothing but the time. */
#include "api.h"

#include <pthread.h>

/* ---- two worlds in two threads -------------------------------------------------------------- */

enum { SHARED_TICKS = 600 };

static void *live(void *user)
{
    uint64_t *digest = user;
    fishsim_world *world = NULL;
    fishsim_config *config = NULL;
    if (fishsim_config_create(NULL, &config, NULL) == FISHSIM_OK &&
        fishsim_config_load_text(config, SMALL_WORLD, sizeof SMALL_WORLD - 1, NULL, NULL) ==
            FISHSIM_OK &&
        fishsim_world_create(config, NULL, &world, NULL) == FISHSIM_OK &&
        fishsim_world_tick(world, SHARED_TICKS, NULL) == FISHSIM_OK)
        *digest = fishsim_world_digest(world);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return NULL;
}

static void worlds_in_different_threads_do_not_meet(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    fishsim_world *alone = small_world();
    assert_ok(fishsim_world_tick(alone, SHARED_TICKS, NULL));
    pthread_t threads[THREADS];
    uint64_t digests[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, live, &digests[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(digests[i], fishsim_world_digest(alone));
    fishsim_world_destroy(alone);
}

/* ---- an executor ---------------------------------------------------------------------------- */

enum { MOST_THREADS = 64 };

/* One call of execute: tasks are drawn by the threads, last one first, so that order is mixed. */
struct batch {
    fishsim_task task;
    void *argument;
    uint32_t left;
    pthread_mutex_t lock;
};

struct executor {
    uint32_t threads;
    uint64_t calls;
};

static void *work(void *user)
{
    struct batch *batch = user;
    for (;;) {
        pthread_mutex_lock(&batch->lock);
        uint32_t left = batch->left;
        if (left > 0)
            batch->left--;
        pthread_mutex_unlock(&batch->lock);
        if (left == 0)
            return NULL;
        batch->task(batch->argument, left - 1);
    }
}

static void execute(void *user, fishsim_task task, void *argument, uint32_t count)
{
    struct executor *executor = user;
    struct batch batch = {.task = task, .argument = argument, .left = count};
    pthread_t threads[MOST_THREADS];
    uint32_t started = 0;
    executor->calls++;
    pthread_mutex_init(&batch.lock, NULL);
    while (started < executor->threads &&
           pthread_create(&threads[started], NULL, work, &batch) == 0)
        started++;
    work(&batch);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&batch.lock);
}

/* Crowds that take several pieces of work: many cells of the fields, and many fish in each. */
static const char *const CROWDS[] = {
    "world: {width_m: 400, height_m: 400, max_fish: 8000}\n"
    "species: {anchovy: {start: {count: 6000, groups: 30}}}\n",
    "world: {width_m: 50, height_m: 40, max_fish: 14000}\n"
    "fields: {cell_m: 10}\n"
    "species: {anchovy: {start: {count: 12000}}}\n",
};

static fishsim_world *crowded_world(const char *crowd, const fishsim_hooks *hooks)
{
    fishsim_config *config = small_config();
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, crowd, strlen(crowd), NULL, &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

/* The digest and the count of the ledger, too, are work for the executor. */
static void assert_same_on_threads(const char *crowd, uint32_t threads)
{
    enum { TICKS = 4 };
    struct executor executor = {.threads = threads};
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.execute = execute;
    hooks.execute_user = &executor;
    fishsim_world *alone = crowded_world(crowd, NULL), *world = crowded_world(crowd, &hooks);
    assert_ok(fishsim_world_tick(alone, TICKS, NULL));
    assert_ok(fishsim_world_tick(world, TICKS, NULL));
    assert_true(executor.calls >= TICKS);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(alone));
    assert_balanced(world);
    fishsim_world_destroy(alone);
    fishsim_world_destroy(world);
}

static void any_number_of_threads_gives_the_same_world(void **state)
{
    (void)state;
    static const uint32_t threads[] = {1, 2, 8, MOST_THREADS};
    for (size_t c = 0; c < sizeof CROWDS / sizeof CROWDS[0]; c++)
        for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++)
            assert_same_on_threads(CROWDS[c], threads[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worlds_in_different_threads_do_not_meet),
        cmocka_unit_test(any_number_of_threads_gives_the_same_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
