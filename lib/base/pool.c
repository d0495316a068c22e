/* SPDX-License-Identifier: MIT */
/*
 * pool.c: a small pool of threads that a host may make and lend to objects by their hooks.
 *
 * One job at a time: each thread has a share of its pieces, in order, and when that is done helps
 * with those of the others. So a thread comes back to the rows that it had in the job before, which
 * are in its cache. Pieces are drawn from counters by the thread that asks and by whichever workers
 * wake in time; the asker returns when no worker is inside the job any more. The mutex guards
 * `open` and the sleepers, and is taken a few times a job, never for a piece. Workers, and an asker
 * that waits for them, look for a moment before they sleep: the phases of a tick follow each other
 * within microseconds.
 *
 * The pool remembers its process: in the child of a fork there are no workers, and work is done by
 * the asker alone.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/pool.h>

#include "base/host.h"
#include "base/status.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

/* Looks before sleeping: some tens of microseconds. */
enum { LOOKS = 4000 };

/* Pieces of a thread, on a cache line of its own. */
struct share {
    _Alignas(64) atomic_uint next; /* piece to be drawn */
    uint32_t end;
};

struct worker {
    fishsim_pool *pool;
    pthread_t thread;
    uint32_t share;
};

struct fishsim_pool {
    struct share shares[FISHSIM_POOL_THREADS_MAX]; /* of the asker, then of the workers */
    fishsim_hooks hooks;
    pid_t process;
    struct worker workers[FISHSIM_POOL_THREADS_MAX - 1];
    uint32_t started;
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* a job was opened, or the pool ends */
    pthread_cond_t left; /* the last worker has left a job */
    bool open;           /* workers may enter the job */
    bool ending;
    atomic_bool taken;  /* an asker holds the pool */
    atomic_uint opened; /* number of jobs so far, for those who look */
    atomic_uint inside; /* workers in the job */
    fishsim_task task;
    void *argument;
};

static inline void pause_a_little(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    atomic_signal_fence(memory_order_seq_cst);
#endif
}

static void share_out(fishsim_pool *pool, uint32_t count)
{
    uint64_t threads = pool->started + 1;
    for (uint32_t i = 0; i < threads; i++) {
        atomic_store(&pool->shares[i].next, (uint32_t)(i * (uint64_t)count / threads));
        pool->shares[i].end = (uint32_t)((i + 1) * (uint64_t)count / threads);
    }
}

/* One's own share, then what is left of the others. */
static void work(fishsim_pool *pool, uint32_t own)
{
    uint32_t threads = pool->started + 1;
    for (uint32_t i = 0; i < threads; i++) {
        struct share *share = &pool->shares[(own + i) % threads];
        for (;;) {
            uint32_t piece = atomic_fetch_add_explicit(&share->next, 1, memory_order_relaxed);
            if (piece >= share->end)
                break;
            pool->task(pool->argument, piece);
        }
    }
}

/* Waits for a job that came after `seen`, enters it, and works. False when the pool ends. */
static bool serve(const struct worker *worker, uint32_t *seen)
{
    fishsim_pool *pool = worker->pool;
    for (int look = 0; look < LOOKS && atomic_load(&pool->opened) == *seen; look++)
        pause_a_little();
    pthread_mutex_lock(&pool->mutex);
    while (!pool->ending && atomic_load(&pool->opened) == *seen)
        pthread_cond_wait(&pool->wake, &pool->mutex);
    *seen = atomic_load(&pool->opened);
    bool ending = pool->ending, enter = pool->open;
    if (enter)
        atomic_fetch_add(&pool->inside, 1);
    pthread_mutex_unlock(&pool->mutex);
    if (!enter)
        return !ending;
    work(pool, worker->share);
    pthread_mutex_lock(&pool->mutex);
    if (atomic_fetch_sub(&pool->inside, 1) == 1)
        pthread_cond_signal(&pool->left);
    pthread_mutex_unlock(&pool->mutex);
    return true;
}

static void *live(void *argument)
{
    uint32_t seen = 0;
    while (serve(argument, &seen))
        ;
    return NULL;
}

static void execute(void *user, fishsim_task task, void *argument, uint32_t count)
{
    fishsim_pool *pool = user;
    if (pool->process != getpid() || atomic_exchange(&pool->taken, true)) {
        for (uint32_t i = 0; i < count; i++)
            task(argument, i);
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    pool->task = task;
    pool->argument = argument;
    share_out(pool, count);
    pool->open = true;
    atomic_fetch_add(&pool->opened, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    work(pool, 0);
    pthread_mutex_lock(&pool->mutex);
    pool->open = false;
    pthread_mutex_unlock(&pool->mutex);
    for (int look = 0; look < LOOKS && atomic_load(&pool->inside); look++)
        pause_a_little();
    pthread_mutex_lock(&pool->mutex);
    while (atomic_load(&pool->inside))
        pthread_cond_wait(&pool->left, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    atomic_store(&pool->taken, false);
}

/* Starts the workers with all signals blocked: those are the business of the host's threads. */
static bool start_all(fishsim_pool *pool, uint32_t wanted)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool good = true;
    for (uint32_t i = 0; i < wanted && good; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->share = i + 1;
        good = pthread_create(&worker->thread, NULL, live, worker) == 0;
        pool->started += good;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}

fishsim_status fishsim_pool_create(uint32_t threads, const fishsim_hooks *hooks, fishsim_pool **out,
                                   fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_pool_create: out is NULL");
    if (threads < 1 || threads > FISHSIM_POOL_THREADS_MAX)
        return fail(error, FISHSIM_ERR_ARGUMENT, "threads %u is not within [1, %d]", threads,
                    FISHSIM_POOL_THREADS_MAX);
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_pool *pool = memory_take(&taken, sizeof *pool);
    if (!pool)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a pool");
    pool->hooks = taken;
    pool->process = getpid();
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->left, NULL);
    if (!start_all(pool, threads - 1)) {
        uint32_t started = pool->started;
        fishsim_pool_destroy(pool);
        return fail(error, FISHSIM_ERR_MEMORY, "the system starts no more than %u threads",
                    started);
    }
    *out = pool;
    return FISHSIM_OK;
}

static void end_all(fishsim_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->ending = true;
    atomic_fetch_add(&pool->opened, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (uint32_t i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->left);
    pthread_mutex_destroy(&pool->mutex);
}

void fishsim_pool_destroy(fishsim_pool *pool)
{
    if (!pool)
        return;
    if (pool->process == getpid())
        end_all(pool);
    const fishsim_hooks hooks = pool->hooks;
    memory_release(&hooks, pool, sizeof *pool);
}

fishsim_status fishsim_pool_lend(fishsim_pool *pool, fishsim_hooks *hooks, fishsim_error *error)
{
    if (!pool || !hooks)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_pool_lend: %s is NULL",
                    pool ? "hooks" : "pool");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    hooks->execute = execute;
    hooks->execute_user = pool;
    return FISHSIM_OK;
}
