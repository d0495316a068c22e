/* SPDX-License-Identifier: MIT */
/* line.c: see line.h. */
#define _POSIX_C_SOURCE 200809L /* pthread_sigmask */

#include "line.h"

#include "refuse.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ---- the thread that writes ----------------------------------------------------------------- */

static void write_load(struct files *files, struct load *load)
{
    if (load->events.release)
        files_add_events(files, &load->events, load->first_tick, load->last_tick);
    else
        files_add_frame(files, &load->schema, &load->fish, load->last_tick);
}

/* The next load, or NULL at the end. The mutex is held. */
static struct load *take(struct line *line)
{
    while (!line->first && !line->ended)
        pthread_cond_wait(&line->given, &line->mutex);
    struct load *load = line->first;
    if (load) {
        line->first = load->next;
        if (!line->first)
            line->last = &line->first;
    }
    return load;
}

static void *work(void *user)
{
    struct line *line = user;
    struct load *load;
    pthread_mutex_lock(&line->mutex);
    while ((load = take(line))) {
        pthread_mutex_unlock(&line->mutex);
        write_load(line->files, load);
        pthread_mutex_lock(&line->mutex);
        line->bytes -= load->bytes;
        pthread_cond_signal(&line->taken);
        free(load);
    }
    pthread_mutex_unlock(&line->mutex);
    return NULL;
}

/* ---- the thread that ticks ------------------------------------------------------------------ */

/* Signals are for the host's own threads. */
static int start_thread(struct line *line)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&line->thread, NULL, work, line);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

fishsim_status line_open(struct line *line, struct files *files, uint64_t bytes_max,
                         fishsim_error *error)
{
    memset(line, 0, sizeof *line);
    line->files = files;
    line->bytes_max = bytes_max;
    line->last = &line->first;
    pthread_mutex_init(&line->mutex, NULL);
    pthread_cond_init(&line->given, NULL);
    pthread_cond_init(&line->taken, NULL);
    int failure = start_thread(line);
    return failure ? refuse(error, FISHSIM_ERR_MEMORY, "no thread to write: %s", strerror(failure))
                   : FISHSIM_OK;
}

void line_close(struct line *line)
{
    pthread_mutex_lock(&line->mutex);
    line->ended = true;
    pthread_cond_signal(&line->given);
    pthread_mutex_unlock(&line->mutex);
    pthread_join(line->thread, NULL);
    pthread_cond_destroy(&line->given);
    pthread_cond_destroy(&line->taken);
    pthread_mutex_destroy(&line->mutex);
}

void line_give(struct line *line, struct load *load)
{
    load->next = NULL;
    pthread_mutex_lock(&line->mutex);
    line->waits += line->bytes && line->bytes + load->bytes > line->bytes_max;
    while (line->bytes && line->bytes + load->bytes > line->bytes_max)
        pthread_cond_wait(&line->taken, &line->mutex);
    *line->last = load;
    line->last = &load->next;
    line->bytes += load->bytes;
    pthread_cond_signal(&line->given);
    pthread_mutex_unlock(&line->mutex);
}

void line_settle(struct line *line)
{
    pthread_mutex_lock(&line->mutex);
    while (line->bytes)
        pthread_cond_wait(&line->taken, &line->mutex);
    pthread_mutex_unlock(&line->mutex);
}

uint64_t line_waits(struct line *line)
{
    pthread_mutex_lock(&line->mutex);
    uint64_t waits = line->waits;
    pthread_mutex_unlock(&line->mutex);
    return waits;
}
