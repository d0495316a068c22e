/* SPDX-License-Identifier: MIT */
/*
 * host.c: the host's hooks, and what stands in for those that it does not give.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#endif

#include "base/host.h"

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { MEMORY_ALIGNMENT = 64 };
/* Larger blocks begin at such a multiple, and ask for pages of this size: columns of a large world
 * are read all at once, and small pages cost more than what is on them. */
enum { LARGE_PAGE = 2 << 20, LARGE_BLOCK = 4 << 20 };

static const struct sized HOOKS = SIZED(fishsim_hooks, execute_user);

fishsim_status fishsim_hooks_init(fishsim_hooks *hooks, size_t struct_size)
{
    return sized_init(hooks, struct_size, &HOOKS);
}

fishsim_status hooks_take(fishsim_hooks *taken, const fishsim_hooks *hooks, fishsim_error *error)
{
    if (!hooks) {
        memset(taken, 0, sizeof *taken);
        taken->struct_size = sizeof *taken;
        return FISHSIM_OK;
    }
    fishsim_status status = sized_take(taken, hooks, &HOOKS, error);
    if (status)
        return status;
    taken->struct_size = sizeof *taken;
    if (!taken->allocate != !taken->release)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_hooks: allocate and release go together; one is NULL");
    return FISHSIM_OK;
}

/* What stands in for the host's allocator. */
static void *take_aligned(size_t size)
{
    size_t alignment = size < LARGE_BLOCK ? MEMORY_ALIGNMENT : LARGE_PAGE;
    void *memory = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
#if defined(MADV_HUGEPAGE)
    if (memory && size >= LARGE_BLOCK)
        madvise(memory, size / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE); /* no harm if refused */
#endif
    return memory;
}

void *memory_take(const fishsim_hooks *hooks, size_t size)
{
    if (size > SIZE_MAX - MEMORY_ALIGNMENT)
        return NULL;
    size_t asked = size ? size : 1;
    void *memory = hooks->allocate ? hooks->allocate(hooks->memory_user, asked, MEMORY_ALIGNMENT)
                                   : take_aligned(asked);
    if (memory)
        memset(memory, 0, asked);
    return memory;
}

void memory_release(const fishsim_hooks *hooks, void *memory, size_t size)
{
    if (!memory)
        return;
    if (hooks->release)
        hooks->release(hooks->memory_user, memory, size ? size : 1);
    else
        free(memory);
}

fishsim_status memory_room(const fishsim_hooks *hooks, void **array, uint32_t *capacity,
                           uint32_t count, size_t size, fishsim_error *error)
{
    if (count <= *capacity)
        return FISHSIM_OK;
    uint32_t larger = *capacity > UINT32_MAX / 2 ? UINT32_MAX : 2 * *capacity;
    larger = larger > count ? larger : count;
    larger = larger > 16 ? larger : 16;
    void *memory = size <= SIZE_MAX / larger ? memory_take(hooks, larger * size) : NULL;
    if (!memory)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for %u elements of %zu bytes", larger,
                    size);
    if (*capacity)
        memcpy(memory, *array, *capacity * size);
    memory_release(hooks, *array, *capacity * size);
    *array = memory;
    *capacity = larger;
    return FISHSIM_OK;
}

void log_line(const fishsim_hooks *hooks, int32_t level, const char *format, ...)
{
    if (!hooks->log)
        return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    hooks->log(hooks->log_user, level, text);
}

fishsim_status broken(const fishsim_hooks *hooks, fishsim_error *error, const char *invariant,
                      const char *file, int32_t line)
{
    if (hooks->broken)
        hooks->broken(hooks->broken_user, invariant, file, line);
    return fail(error, FISHSIM_ERR_INVARIANT, "broken invariant: %s (%s:%d)", invariant, file,
                (int)line);
}

/* One call of parallel_for, as its pieces see it. Small pieces come several at a time. */
struct job {
    range_task task;
    void *context;
    uint32_t count;
    uint32_t piece;
    uint32_t pieces, at_a_time;
};

static void run_pieces(void *argument, uint32_t turn)
{
    const struct job *job = argument;
    uint32_t first = turn * job->at_a_time, left = job->pieces - first;
    uint32_t beyond = first + (left < job->at_a_time ? left : job->at_a_time);
    for (uint32_t index = first; index < beyond; index++) {
        uint32_t begin = index * job->piece, rest = job->count - begin;
        job->task(job->context, begin, begin + (rest < job->piece ? rest : job->piece));
    }
}

uint32_t part_size(uint32_t count, uint32_t least)
{
    uint32_t size = count / PARTS_MAX + (count % PARTS_MAX != 0);
    return size > least ? size : least;
}

void parallel_for(const fishsim_hooks *hooks, uint32_t count, uint32_t piece, range_task task,
                  void *context)
{
    enum { TURNS_MAX = 128 }; /* which are enough to keep threads busy to the end */
    uint32_t pieces = count / piece + (count % piece != 0);
    struct job job = {task, context, count, piece, pieces, pieces / TURNS_MAX + 1};
    uint32_t turns = (pieces + job.at_a_time - 1) / job.at_a_time;
    if (hooks->execute && pieces > 1) {
        hooks->execute(hooks->execute_user, run_pieces, &job, turns);
        return;
    }
    for (uint32_t i = 0; i < turns; i++)
        run_pieces(&job, i);
}
