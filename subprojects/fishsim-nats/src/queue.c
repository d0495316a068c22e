/* SPDX-License-Identifier: MIT */
/*
 * queue.c: a ring of bytes with records of any size. See queue.h.
 *
 * Each record has a length before it, and both are rounded up to 8 bytes. One that does not fit
 * before the end of the ring stands at its start, and a length of 0 at the end says so.
 */
#define _POSIX_C_SOURCE 200809L

#include "queue.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ALIGNMENT = 8,
    HASTE = 8, /* the reader is woken when the queue is full by this part; before, it sleeps on */
};

static uint64_t rounded(uint64_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

bool queue_open(struct queue *queue, uint64_t capacity)
{
    memset(queue, 0, sizeof *queue);
    queue->capacity = rounded(capacity);
    queue->data = malloc((size_t)queue->capacity);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->filled, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&queue->mutex, NULL);
    return queue->data != NULL;
}

void queue_close(struct queue *queue)
{
    free(queue->data);
    pthread_mutex_destroy(&queue->mutex);
    pthread_cond_destroy(&queue->filled);
}

static uint64_t *length_at(const struct queue *queue, uint64_t position)
{
    return (uint64_t *)(void *)(queue->data + position % queue->capacity);
}

/* Where a record of `size` bytes, length included, may begin; false if it has no room. */
static bool find_room(const struct queue *queue, uint64_t size, uint64_t *position)
{
    uint64_t left = queue->capacity - (queue->tail - queue->head);
    uint64_t before_end = queue->capacity - queue->tail % queue->capacity;
    uint64_t skipped = size > before_end ? before_end : 0;
    if (size > queue->capacity || skipped + size > left)
        return false;
    *position = queue->tail + skipped;
    return true;
}

bool queue_push(struct queue *queue, const void *head, uint64_t head_size, const void *body,
                uint64_t body_size)
{
    uint64_t size = sizeof(uint64_t) + rounded(head_size + body_size), position;
    pthread_mutex_lock(&queue->mutex);
    if (queue->head == queue->tail)
        queue->head = queue->tail = 0; /* empty: the whole ring in one piece */
    bool fits = find_room(queue, size, &position);
    if (fits) {
        if (position != queue->tail)
            *length_at(queue, queue->tail) = 0;
        *length_at(queue, position) = size;
        unsigned char *target = queue->data + position % queue->capacity + sizeof(uint64_t);
        memcpy(target, head, (size_t)head_size);
        if (body_size)
            memcpy(target + head_size, body, (size_t)body_size);
        queue->tail = position + size;
        if (queue->tail - queue->head >= queue->capacity / HASTE)
            pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->mutex);
    return fits;
}

static struct timespec in_ms(uint32_t wait_ms)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t ns = time.tv_nsec + (int64_t)(wait_ms % 1000) * 1000000;
    time.tv_sec += wait_ms / 1000 + ns / 1000000000;
    time.tv_nsec = (long)(ns % 1000000000);
    return time;
}

const void *queue_front(struct queue *queue, uint32_t wait_ms)
{
    const void *record = NULL;
    pthread_mutex_lock(&queue->mutex);
    if (queue->head == queue->tail && wait_ms) {
        struct timespec until = in_ms(wait_ms);
        pthread_cond_timedwait(&queue->filled, &queue->mutex, &until);
    }
    if (queue->head != queue->tail) {
        if (*length_at(queue, queue->head) == 0) /* the rest of the ring was skipped */
            queue->head += queue->capacity - queue->head % queue->capacity;
        record = length_at(queue, queue->head) + 1;
    }
    pthread_mutex_unlock(&queue->mutex);
    return record;
}

void queue_pop(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->head += *length_at(queue, queue->head);
    pthread_mutex_unlock(&queue->mutex);
}

uint64_t queue_bytes(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    uint64_t bytes = queue->tail - queue->head;
    pthread_mutex_unlock(&queue->mutex);
    return bytes;
}
