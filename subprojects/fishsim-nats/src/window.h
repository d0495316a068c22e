/* SPDX-License-Identifier: MIT */
/*
 * window.h: messages that were sent and that the server has not acknowledged.
 *
 * The sender puts a message in and gets its ticket, which travels as the last token of the reply
 * subject; the acknowledgement brings it back. What stays too long is sent again, with the same
 * Nats-Msg-Id, so that the server knows it. Sender and acknowledging thread may differ.
 */
#ifndef FISHSIM_NATS_WINDOW_H
#define FISHSIM_NATS_WINDOW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { WINDOW_ID_BYTES = 160 }; /* of {simulation}:{worker}:{sequence} */

struct sent {
    uint64_t ticket; /* 0: the slot is free */
    int64_t sent_ns; /* steady clock; 0: to be sent again at once */
    unsigned char *data;
    uint64_t size, room;
    char id[WINDOW_ID_BYTES];
};

struct window {
    struct sent *slots; /* (capacity) */
    uint32_t *free;     /* (free_count), slots */
    uint32_t capacity, free_count;
    uint64_t bytes, bytes_max;
    uint64_t next_ticket;
    pthread_mutex_t mutex;
    pthread_cond_t freed;
};

/* false without memory. */
bool window_open(struct window *window, uint32_t capacity, uint64_t bytes_max);

void window_close(struct window *window);

/* Keeps a message and returns its slot, or NULL if the window is full. Sender. */
const struct sent *window_put(struct window *window, const char *id, const void *data,
                              uint64_t size, int64_t now_ns);

/* Frees the message of a ticket; false if it was freed before. Any thread. */
bool window_acknowledge(struct window *window, uint64_t ticket);

/* Counts the message of a ticket as sent at `sent_ns`, and so due later. Any thread. */
void window_postpone(struct window *window, uint64_t ticket, int64_t sent_ns);

/* Lets all messages be sent again at once, as after a reconnect. Any thread. */
void window_forget_sent(struct window *window);

/*
 * Calls `send` for each message sent before `before_ns`, oldest tickets not necessarily first, and
 * stamps it with `now_ns`; returns how many. Sender; `send` must not call the window.
 */
uint32_t window_overdue(struct window *window, int64_t before_ns, int64_t now_ns,
                        void (*send)(void *user, const struct sent *message), void *user);

/* Waits until a slot is freed, for at most `wait_ms`. Sender. */
void window_wait(struct window *window, uint32_t wait_ms);

/* Messages in the window. Any thread. */
uint32_t window_count(struct window *window);

#endif
