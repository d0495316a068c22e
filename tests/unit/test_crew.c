/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "allocator.h"
#include "base/crew.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 200, THREADS = 3 };

struct work {
    atomic_uint done[JOBS];
    sem_t gate; /* job 0 waits at it, when it is shut */
    bool shut;
};

static void work_on(void *context, uint32_t job)
{
    struct work *work = context;
    if (job == 0 && work->shut)
        sem_wait(&work->gate);
    atomic_fetch_add(&work->done[job], 1);
}

static fishsim_hooks no_hooks(void)
{
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    return hooks;
}

static struct crew *crew_for(struct work *work, const fishsim_hooks *hooks, uint32_t threads)
{
    struct crew *crew = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, crew_create(hooks, threads, JOBS, work_on, work, &crew, &error),
                  &error);
    return crew;
}

/* Pushes all jobs and collects them `least` at a time; each must come back once. */
static void work_through(struct crew *crew, uint32_t least)
{
    uint32_t back[JOBS] = {0}, done[JOBS];
    for (uint32_t job = 0; job < JOBS; job++)
        crew_push(crew, job);
    for (uint32_t collected = 0; collected < JOBS;) {
        uint32_t wanted = least < JOBS - collected ? least : JOBS - collected;
        uint32_t count = crew_collect(crew, wanted, done);
        assert_in_range(count, wanted, JOBS - collected);
        for (uint32_t i = 0; i < count; i++)
            back[done[i]]++;
        collected += count;
    }
    for (uint32_t job = 0; job < JOBS; job++)
        assert_int_equal(back[job], 1);
}

static void assert_each_done(struct work *work, uint32_t times)
{
    for (uint32_t job = 0; job < JOBS; job++)
        assert_int_equal(atomic_load(&work->done[job]), times);
}

static void every_job_is_done_once_and_told_once(void **state)
{
    (void)state;
    static const uint32_t LEAST[] = {1, 7, JOBS};
    const fishsim_hooks hooks = no_hooks();
    for (uint32_t threads = 0; threads <= THREADS; threads++) {
        struct work work = {0};
        struct crew *crew = crew_for(&work, &hooks, threads);
        for (uint32_t round = 0; round < 3; round++) {
            work_through(crew, LEAST[round]);
            assert_each_done(&work, round + 1);
        }
        crew_destroy(crew);
        assert_each_done(&work, 3);
    }
}

static void a_quick_job_is_told_before_a_slow_one(void **state)
{
    (void)state;
    struct work work = {.shut = true};
    const fishsim_hooks hooks = no_hooks();
    struct crew *crew = crew_for(&work, &hooks, 2);
    assert_int_equal(sem_init(&work.gate, 0, 0), 0);
    uint32_t done[JOBS];
    for (uint32_t job = 0; job < 4; job++)
        crew_push(crew, job);
    uint32_t count = 0;
    while (count < 3)
        count += crew_collect(crew, 1, done + count);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(done[i], i + 1); /* one thread did them, in their order */
    assert_int_equal(count, 3);
    assert_int_equal(crew_collect(crew, 0, done), 0);
    sem_post(&work.gate);
    assert_int_equal(crew_collect(crew, 1, done), 1);
    assert_int_equal(done[0], 0);
    crew_destroy(crew);
    sem_destroy(&work.gate);
}

static void without_threads_jobs_are_done_when_they_are_collected(void **state)
{
    (void)state;
    struct work work = {0};
    const fishsim_hooks hooks = no_hooks();
    struct crew *crew = crew_for(&work, &hooks, 0);
    uint32_t done[JOBS];
    crew_push(crew, 5);
    crew_push(crew, 3);
    assert_int_equal(atomic_load(&work.done[5]), 0);
    assert_int_equal(crew_collect(crew, 0, done), 2);
    assert_int_equal(done[0], 5);
    assert_int_equal(done[1], 3);
    assert_int_equal(atomic_load(&work.done[5]) + atomic_load(&work.done[3]), 2);
    crew_destroy(crew);
}

static void count_calls(void *user, fishsim_task task, void *argument, uint32_t count)
{
    ++*(uint32_t *)user;
    while (count-- > 0)
        task(argument, count);
}

static void without_threads_the_executor_of_the_host_works(void **state)
{
    (void)state;
    struct work work = {0};
    uint32_t calls = 0;
    fishsim_hooks hooks = no_hooks();
    hooks.execute = count_calls;
    hooks.execute_user = &calls;
    struct crew *crew = crew_for(&work, &hooks, 0);
    work_through(crew, JOBS);
    assert_int_equal(calls, 1);
    assert_each_done(&work, 1);
    crew_destroy(crew);
}

static void an_idle_crew_ends_and_no_crew_is_allowed(void **state)
{
    (void)state;
    const fishsim_hooks hooks = no_hooks();
    for (uint32_t n = 0; n < 50; n++) {
        struct work work = {0};
        crew_destroy(crew_for(&work, &hooks, THREADS)); /* perhaps before they have begun */
        assert_each_done(&work, 0);
    }
    crew_destroy(NULL);
}

static void the_end_waits_for_what_was_pushed(void **state)
{
    (void)state;
    const fishsim_hooks hooks = no_hooks();
    struct work work = {0};
    struct crew *crew = crew_for(&work, &hooks, THREADS);
    for (uint32_t job = 0; job < JOBS; job++)
        crew_push(crew, job);
    crew_destroy(crew);
    assert_each_done(&work, 1);
}

static void the_child_of_a_fork_works_alone(void **state)
{
    (void)state;
    struct work work = {0};
    const fishsim_hooks hooks = no_hooks();
    struct crew *crew = crew_for(&work, &hooks, THREADS);
    work_through(crew, 1);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint32_t done[JOBS];
        crew_push(crew, 9);
        bool good = crew_collect(crew, 1, done) == 1 && done[0] == 9;
        crew_destroy(crew);
        _exit(good && atomic_load(&work.done[9]) == 2 ? 0 : 1);
    }
    int result = -1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
    work_through(crew, 1);
    assert_each_done(&work, 2);
    crew_destroy(crew);
}

static void a_crew_without_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    struct work work = {0};
    uint64_t failing = 0;
    for (;; failing++) {
        struct allocator allocator = {.fail_from = failing + 1};
        const fishsim_hooks hooks = allocator_hooks(&allocator);
        struct crew *crew = NULL;
        fishsim_error error = {0};
        fishsim_status status = crew_create(&hooks, THREADS, JOBS, work_on, &work, &crew, &error);
        crew_destroy(crew);
        assert_int_equal(allocator.live_blocks, 0);
        assert_int_equal(allocator.live_bytes, 0);
        if (!status)
            break;
        assert_detail(&error, FISHSIM_ERR_MEMORY);
        assert_null(crew);
    }
    assert_int_equal(failing, 3); /* the crew, its queue, what is done */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_job_is_done_once_and_told_once),
        TEST(a_quick_job_is_told_before_a_slow_one),
        TEST(without_threads_jobs_are_done_when_they_are_collected),
        TEST(without_threads_the_executor_of_the_host_works),
        TEST(an_idle_crew_ends_and_no_crew_is_allowed),
        TEST(the_end_waits_for_what_was_pushed),
        TEST(the_child_of_a_fork_works_alone),
        TEST(a_crew_without_memory_leaves_nothing_behind),
    };
    return RUN(tests);
}
