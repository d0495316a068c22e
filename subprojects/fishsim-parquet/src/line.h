/* SPDX-License-Identifier: MIT */
/*
 * line.h: loads of rows that wait to be written, and the thread that writes them.
 *
 * The thread that ticks gives a load and goes on. Nothing is ever left out: when the loads that
 * wait hold as many bytes as the line may, giving waits until there is room, and that is counted.
 * The thread takes the loads in order and hands them to the files.
 */
#ifndef FISHSIM_PARQUET_LINE_H
#define FISHSIM_PARQUET_LINE_H

#include "files.h"

#include <stdbool.h>

/* Rows on their way: a stream of events, or one frame. */
struct load {
    struct load *next;
    struct ArrowArrayStream events; /* release is NULL in a frame */
    struct ArrowSchema schema;
    struct ArrowArray fish;
    uint64_t first_tick, last_tick;
    uint64_t bytes; /* about what it holds */
};

struct line {
    struct files *files;
    uint64_t bytes_max;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t given;  /* there is a load, or the end */
    pthread_cond_t taken;  /* a load has been written */
    struct load *first, **last;
    uint64_t bytes; /* of the loads that wait, and of the one being written */
    uint64_t waits; /* how often giving had to wait */
    bool ended;
};

/* Starts the thread. OK or ERR_MEMORY. */
fishsim_status line_open(struct line *line, struct files *files, uint64_t bytes_max,
                         fishsim_error *error);

/* Ends the thread once all loads are written. */
void line_close(struct line *line);

/* Gives a load from malloc, which the line frees. A load larger than the line goes in alone. */
void line_give(struct line *line, struct load *load);

/* Waits until all loads are written; then the caller may use the files, until it gives again. */
void line_settle(struct line *line);

/* How often giving had to wait. Any thread. */
uint64_t line_waits(struct line *line);

#endif
