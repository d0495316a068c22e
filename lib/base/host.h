/* SPDX-License-Identifier: MIT */
/*
 * host.h: what the library asks of its host: memory, log lines, assertion reports, parallel work.
 *
 * Every object keeps its own copy of the hooks and passes it down; nothing is global.
 */
#ifndef FISHSIM_LIB_HOST_H
#define FISHSIM_LIB_HOST_H

#include <fishsim/base.h>

/* Copies the caller's hooks (or the defaults, for NULL) into *taken. ERR_ABI, ERR_ARGUMENT. */
fishsim_status hooks_take(fishsim_hooks *taken, const fishsim_hooks *hooks, fishsim_error *error);

/* `size` bytes aligned to 64, zeroed, or NULL. size 0 gives a valid block. */
void *memory_take(const fishsim_hooks *hooks, size_t size);

/* Gives back a block of memory_take with the size it was taken with; NULL is allowed. */
void memory_release(const fishsim_hooks *hooks, void *memory, size_t size);

/*
 * Makes an array of elements of `size` bytes hold at least `count`, at least doubling it; what it
 * holds is kept. ERR_MEMORY leaves it as it was.
 */
fishsim_status memory_room(const fishsim_hooks *hooks, void **array, uint32_t *capacity,
                           uint32_t count, size_t size, fishsim_error *error);

/* Writes one formatted line to the host's log, if it has one. */
void log_line(const fishsim_hooks *hooks, int32_t level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reports a broken invariant to the host and fills *error. Returns ERR_INVARIANT. */
fishsim_status broken(const fishsim_hooks *hooks, fishsim_error *error, const char *invariant,
                      const char *file, int32_t line);

/* Work on the half-open range [begin, end). */
typedef void (*range_task)(void *context, uint32_t begin, uint32_t end);

/*
 * Runs `task` over [0, count) in pieces of `piece`, through the host's executor or here. The pieces
 * are the same whatever the number of threads, and a task writes only what its range owns.
 */
void parallel_for(const fishsim_hooks *hooks, uint32_t count, uint32_t piece, range_task task,
                  void *context);

/*
 * A size of pieces, at least `least`, by which [0, count) has at most PARTS_MAX: for tasks that
 * leave a sum of integers for each piece, in part[begin / size].
 */
enum { PARTS_MAX = 32 };
uint32_t part_size(uint32_t count, uint32_t least);

#endif
