/* SPDX-License-Identifier: MIT */
/*
 * pool.h: an executor with threads of its own, for worlds that are to be ticked in parallel.
 *
 * Each thread takes the next piece that nobody has taken. The caller works as well.
 */
#ifndef FISHSIM_TESTS_POOL_H
#define FISHSIM_TESTS_POOL_H

#include <fishsim/base.h>

#include <pthread.h>
#include <stdbool.h>

enum { POOL_MOST = 64 };

struct pool {
    pthread_t threads[POOL_MOST];
    uint32_t thread_count;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    fishsim_task task;
    void *argument;
    uint32_t next, count, running; /* pieces: to take next, in all, taken and not ended */
    uint64_t calls;
    bool closing;
};

/* Runs pieces until none is left. Called, and returns, with the lock held. */
static inline void pool_work(struct pool *pool)
{
    while (pool->next < pool->count) {
        uint32_t piece = pool->next++;
        pool->running++;
        pthread_mutex_unlock(&pool->lock);
        pool->task(pool->argument, piece);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
    }
    if (pool->running == 0)
        pthread_cond_broadcast(&pool->done);
}

static inline void *pool_thread(void *user)
{
    struct pool *pool = user;
    pthread_mutex_lock(&pool->lock);
    while (!pool->closing) {
        if (pool->next < pool->count)
            pool_work(pool);
        else
            pthread_cond_wait(&pool->work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static inline void pool_execute(void *user, fishsim_task task, void *argument, uint32_t count)
{
    struct pool *pool = user;
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->argument = argument;
    pool->next = 0;
    pool->count = count;
    pool->calls++;
    pthread_cond_broadcast(&pool->work);
    pool_work(pool);
    while (pool->running > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

/* A pool in which `threads` threads work, the caller being one of them. */
static inline void pool_open(struct pool *pool, uint32_t threads)
{
    *pool = (struct pool){0};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->thread_count + 1 < threads &&
           !pthread_create(&pool->threads[pool->thread_count], NULL, pool_thread, pool))
        pool->thread_count++;
}

static inline void pool_close(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
}

#endif
