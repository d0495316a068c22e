/* SPDX-License-Identifier: MIT */
/* pool.c: every piece of a job is done once, whoever does it. */
#include "builder.h"

#include <fishsim/pool.h>

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECES = 1000, JOBS = 300 };

static fishsim_hooks lent(fishsim_pool *pool)
{
    fishsim_hooks hooks;
    assert_int_equal(fishsim_hooks_init(&hooks, sizeof hooks), FISHSIM_OK);
    assert_int_equal(fishsim_pool_lend(pool, &hooks, NULL), FISHSIM_OK);
    return hooks;
}

static void count_piece(void *argument, uint32_t piece)
{
    atomic_uint *done = argument;
    atomic_fetch_add(&done[piece], 1);
}

/* How many pieces were not done just once by a job. */
static uint32_t wrong_pieces(const fishsim_hooks *hooks, uint32_t pieces)
{
    static _Thread_local atomic_uint done[PIECES];
    for (uint32_t i = 0; i < PIECES; i++)
        atomic_store(&done[i], 0);
    hooks->execute(hooks->execute_user, count_piece, done, pieces);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < PIECES; i++)
        wrong += atomic_load(&done[i]) != (i < pieces);
    return wrong;
}

static void every_piece_is_done_once(void **state)
{
    (void)state;
    static const uint32_t threads[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        fishsim_pool *pool = NULL;
        assert_int_equal(fishsim_pool_create(threads[i], NULL, &pool, NULL), FISHSIM_OK);
        fishsim_hooks hooks = lent(pool);
        for (uint32_t job = 0; job < JOBS; job++)
            assert_int_equal(wrong_pieces(&hooks, job * 7 % (PIECES + 1)), 0);
        fishsim_pool_destroy(pool);
    }
}

static void *ask(void *user)
{
    uint32_t wrong = 0;
    for (uint32_t job = 0; job < JOBS; job++)
        wrong += wrong_pieces(user, PIECES);
    return wrong ? user : NULL;
}

static void two_threads_may_ask_one_pool(void **state)
{
    (void)state;
    fishsim_pool *pool = NULL;
    assert_int_equal(fishsim_pool_create(3, NULL, &pool, NULL), FISHSIM_OK);
    fishsim_hooks hooks = lent(pool);
    pthread_t other;
    void *wrong = NULL;
    assert_int_equal(pthread_create(&other, NULL, ask, &hooks), 0);
    assert_null(ask(&hooks));
    assert_int_equal(pthread_join(other, &wrong), 0);
    assert_null(wrong);
    fishsim_pool_destroy(pool);
}

static void the_child_of_a_fork_works_alone(void **state)
{
    (void)state;
    fishsim_pool *pool = NULL;
    assert_int_equal(fishsim_pool_create(4, NULL, &pool, NULL), FISHSIM_OK);
    fishsim_hooks hooks = lent(pool);
    assert_int_equal(wrong_pieces(&hooks, PIECES), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint32_t wrong = wrong_pieces(&hooks, PIECES);
        fishsim_pool_destroy(pool);
        _exit(wrong != 0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    fishsim_pool_destroy(pool);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    fishsim_pool *pool = NULL;
    fishsim_error error = {0};
    assert_int_equal(fishsim_pool_create(0, NULL, &pool, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_pool_create(FISHSIM_POOL_THREADS_MAX + 1, NULL, &pool, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "threads 257"));
    assert_null(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once),
        cmocka_unit_test(two_threads_may_ask_one_pool),
        cmocka_unit_test(the_child_of_a_fork_works_alone),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
