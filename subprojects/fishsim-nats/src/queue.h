/* SPDX-License-Identifier: MIT */
/*
 * queue.h: a bounded queue of records between the threads that tick and the one that sends.
 *
 * A record is never split. Pushing copies it or says no at once; it waits for a lock that is held
 * for the time of a few pointers only. The reader looks at the front in place and pops it.
 */
#ifndef FISHSIM_NATS_QUEUE_H
#define FISHSIM_NATS_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct queue {
    unsigned char *data;
    uint64_t capacity;   /* bytes */
    uint64_t head, tail; /* bytes taken and put since the start */
    pthread_mutex_t mutex;
    pthread_cond_t filled;
};

/* Makes a queue of `capacity` bytes; false without memory. */
bool queue_open(struct queue *queue, uint64_t capacity);

void queue_close(struct queue *queue);

/* Appends one record made of two parts; false if there is no room. Any thread. */
bool queue_push(struct queue *queue, const void *head, uint64_t head_size, const void *body,
                uint64_t body_size);

/*
 * The oldest record, after waiting for at most `wait_ms` if there is none; NULL if there is none
 * then. Few records do not end the wait, so that not every tick wakes a thread. Reader.
 */
const void *queue_front(struct queue *queue, uint32_t wait_ms);

/* Takes the record of queue_front away. Reader. */
void queue_pop(struct queue *queue);

/* Bytes that wait. Any thread. */
uint64_t queue_bytes(struct queue *queue);

#endif
