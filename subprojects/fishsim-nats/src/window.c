/* SPDX-License-Identifier: MIT */
/*
 * window.c: slots of messages in flight. See window.h.
 *
 * A ticket is slot + 1 + capacity * n, so that its slot is found at once and an acknowledgement
 * that comes twice, or of an earlier message in that slot, is told apart.
 */
#define _POSIX_C_SOURCE 200809L

#include "window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool window_open(struct window *window, uint32_t capacity, uint64_t bytes_max)
{
    memset(window, 0, sizeof *window);
    window->slots = calloc(capacity, sizeof *window->slots);
    window->free = calloc(capacity, sizeof *window->free);
    window->capacity = window->free_count = capacity;
    window->bytes_max = bytes_max;
    window->next_ticket = capacity;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&window->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&window->mutex, NULL);
    for (uint32_t i = 0; window->free && i < capacity; i++)
        window->free[i] = capacity - 1 - i;
    return window->slots && window->free;
}

void window_close(struct window *window)
{
    for (uint32_t i = 0; window->slots && i < window->capacity; i++)
        free(window->slots[i].data);
    free(window->slots);
    free(window->free);
    pthread_mutex_destroy(&window->mutex);
    pthread_cond_destroy(&window->freed);
}

/* Makes a free slot hold `size` bytes. */
static bool make_room(struct sent *slot, uint64_t size)
{
    if (size <= slot->room)
        return true;
    unsigned char *data = realloc(slot->data, (size_t)size);
    if (!data)
        return false;
    slot->data = data;
    slot->room = size;
    return true;
}

const struct sent *window_put(struct window *window, const char *id, const void *data,
                              uint64_t size, int64_t now_ns)
{
    struct sent *slot = NULL;
    pthread_mutex_lock(&window->mutex);
    bool fits =
        window->free_count && (window->bytes + size <= window->bytes_max || window->bytes == 0);
    if (fits && make_room(&window->slots[window->free[window->free_count - 1]], size)) {
        uint32_t place = window->free[--window->free_count];
        slot = &window->slots[place];
        slot->ticket = window->next_ticket / window->capacity * window->capacity + place + 1;
        window->next_ticket = slot->ticket + window->capacity;
        slot->sent_ns = now_ns;
        slot->size = size;
        memcpy(slot->data, data, (size_t)size);
        snprintf(slot->id, sizeof slot->id, "%s", id);
        window->bytes += size;
    }
    pthread_mutex_unlock(&window->mutex);
    return slot;
}

/* The slot that holds the message of a ticket, or NULL. With the lock. */
static struct sent *find(struct window *window, uint64_t ticket)
{
    if (!ticket)
        return NULL;
    struct sent *slot = &window->slots[(ticket - 1) % window->capacity];
    return slot->ticket == ticket ? slot : NULL;
}

bool window_acknowledge(struct window *window, uint64_t ticket)
{
    pthread_mutex_lock(&window->mutex);
    struct sent *slot = find(window, ticket);
    if (slot) {
        slot->ticket = 0;
        window->bytes -= slot->size;
        window->free[window->free_count++] = (uint32_t)(slot - window->slots);
        pthread_cond_signal(&window->freed);
    }
    pthread_mutex_unlock(&window->mutex);
    return slot != NULL;
}

void window_postpone(struct window *window, uint64_t ticket, int64_t sent_ns)
{
    pthread_mutex_lock(&window->mutex);
    struct sent *slot = find(window, ticket);
    if (slot)
        slot->sent_ns = sent_ns;
    pthread_mutex_unlock(&window->mutex);
}

void window_forget_sent(struct window *window)
{
    pthread_mutex_lock(&window->mutex);
    for (uint32_t i = 0; i < window->capacity; i++)
        window->slots[i].sent_ns = 0;
    pthread_mutex_unlock(&window->mutex);
}

uint32_t window_overdue(struct window *window, int64_t before_ns, int64_t now_ns,
                        void (*send)(void *user, const struct sent *message), void *user)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < window->capacity; i++) {
        struct sent *slot = &window->slots[i];
        pthread_mutex_lock(&window->mutex);
        bool overdue = slot->ticket && slot->sent_ns < before_ns;
        if (overdue) { /* under the lock, so that no acknowledgement frees it meanwhile */
            slot->sent_ns = now_ns;
            send(user, slot);
        }
        pthread_mutex_unlock(&window->mutex);
        count += overdue;
    }
    return count;
}

void window_wait(struct window *window, uint32_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + (int64_t)wait_ms * 1000000;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = (long)(ns % 1000000000);
    pthread_mutex_lock(&window->mutex);
    if (!window->free_count || window->bytes > window->bytes_max / 2)
        pthread_cond_timedwait(&window->freed, &window->mutex, &until);
    pthread_mutex_unlock(&window->mutex);
}

uint32_t window_count(struct window *window)
{
    pthread_mutex_lock(&window->mutex);
    uint32_t count = window->capacity - window->free_count;
    pthread_mutex_unlock(&window->mutex);
    return count;
}
