/* SPDX-License-Identifier: MIT */
/*
 * crew.c: a queue of jobs, and threads that wait at it.
 *
 * Everything but the tasks happens under one mutex. A job takes from tens of microseconds up, so
 * that is cheap.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/crew.h"

#include "base/host.h"
#include "base/status.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

struct crew {
    fishsim_hooks hooks;
    fishsim_task task;
    void *context;
    pid_t process;
    uint32_t threads, jobs;
    pthread_t thread[CREW_THREADS_MAX];
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* a job was pushed, or the crew ends */
    pthread_cond_t told; /* a job is done */
    bool ending;
    uint32_t *queue; /* (jobs), a ring */
    uint32_t first, queued;
    uint32_t *done; /* (jobs) */
    uint32_t done_count;
};

static uint32_t take_job(struct crew *crew)
{
    uint32_t job = crew->queue[crew->first];
    crew->first = (crew->first + 1) % crew->jobs;
    crew->queued--;
    return job;
}

static void *live(void *argument)
{
    struct crew *crew = argument;
    pthread_mutex_lock(&crew->mutex);
    for (;;) {
        while (!crew->queued && !crew->ending)
            pthread_cond_wait(&crew->wake, &crew->mutex);
        if (!crew->queued)
            break;
        uint32_t job = take_job(crew);
        pthread_mutex_unlock(&crew->mutex);
        crew->task(crew->context, job);
        pthread_mutex_lock(&crew->mutex);
        crew->done[crew->done_count++] = job;
        pthread_cond_signal(&crew->told);
    }
    pthread_mutex_unlock(&crew->mutex);
    return NULL;
}

static void make_locks(struct crew *crew)
{
    pthread_mutex_init(&crew->mutex, NULL);
    pthread_cond_init(&crew->wake, NULL);
    pthread_cond_init(&crew->told, NULL);
    crew->process = getpid();
}

/* In the child of a fork the threads are gone, and a lock may be held by one of them. */
static void notice_fork(struct crew *crew)
{
    if (crew->process == getpid())
        return;
    crew->threads = 0;
    make_locks(crew);
}

/* As many threads as asked for, with signals left to the threads of the host. */
static bool start(struct crew *crew, uint32_t threads)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->threads < threads &&
           pthread_create(&crew->thread[crew->threads], NULL, live, crew) == 0)
        crew->threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return crew->threads == threads;
}

fishsim_status crew_create(const fishsim_hooks *hooks, uint32_t threads, uint32_t jobs,
                           fishsim_task task, void *context, struct crew **out,
                           fishsim_error *error)
{
    struct crew *crew = memory_take(hooks, sizeof *crew);
    if (!crew)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a crew");
    crew->hooks = *hooks;
    crew->task = task;
    crew->context = context;
    crew->jobs = jobs;
    make_locks(crew);
    crew->queue = memory_take(hooks, jobs * sizeof *crew->queue);
    crew->done = memory_take(hooks, jobs * sizeof *crew->done);
    fishsim_status status = FISHSIM_OK;
    if (!crew->queue || !crew->done)
        status = fail(error, FISHSIM_ERR_MEMORY, "no memory for a crew");
    else if (!start(crew, threads))
        status = fail(error, FISHSIM_ERR_MEMORY, "the system starts no more than %u threads",
                      crew->threads);
    if (status) {
        crew_destroy(crew);
        return status;
    }
    *out = crew;
    return FISHSIM_OK;
}

void crew_destroy(struct crew *crew)
{
    if (!crew)
        return;
    notice_fork(crew);
    pthread_mutex_lock(&crew->mutex);
    crew->ending = true;
    pthread_cond_broadcast(&crew->wake);
    pthread_mutex_unlock(&crew->mutex);
    for (uint32_t i = 0; i < crew->threads; i++)
        pthread_join(crew->thread[i], NULL);
    pthread_cond_destroy(&crew->told);
    pthread_cond_destroy(&crew->wake);
    pthread_mutex_destroy(&crew->mutex);
    const fishsim_hooks hooks = crew->hooks;
    memory_release(&hooks, crew->queue, crew->jobs * sizeof *crew->queue);
    memory_release(&hooks, crew->done, crew->jobs * sizeof *crew->done);
    memory_release(&hooks, crew, sizeof *crew);
}

void crew_push(struct crew *crew, uint32_t job)
{
    notice_fork(crew);
    pthread_mutex_lock(&crew->mutex);
    crew->queue[(crew->first + crew->queued) % crew->jobs] = job;
    crew->queued++;
    pthread_cond_signal(&crew->wake);
    pthread_mutex_unlock(&crew->mutex);
}

static void run_queued(void *argument, uint32_t begin, uint32_t end)
{
    struct crew *crew = argument;
    for (uint32_t i = begin; i < end; i++)
        crew->task(crew->context, crew->queue[(crew->first + i) % crew->jobs]);
}

/* All jobs of a crew without threads, here or by the host's executor. */
static void work_off(struct crew *crew)
{
    parallel_for(&crew->hooks, crew->queued, 1, run_queued, crew);
    while (crew->queued)
        crew->done[crew->done_count++] = take_job(crew);
}

uint32_t crew_collect(struct crew *crew, uint32_t least, uint32_t *done)
{
    notice_fork(crew);
    if (!crew->threads)
        work_off(crew);
    pthread_mutex_lock(&crew->mutex);
    while (crew->done_count < least)
        pthread_cond_wait(&crew->told, &crew->mutex);
    uint32_t count = crew->done_count;
    for (uint32_t i = 0; i < count; i++)
        done[i] = crew->done[i];
    crew->done_count = 0;
    pthread_mutex_unlock(&crew->mutex);
    return count;
}
