/* SPDX-License-Identifier: MIT */
/*
 * meter.c: how fishsim-bench measures: an allocator of the host that counts what is held, the
 * clock, and samples.
 *
 * Large blocks ask for large pages, as the library does where the host has no allocator.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#endif

#include "bench.h"

#include <stdlib.h>
#include <time.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

static void *take(void *user, size_t size, size_t alignment)
{
    enum { LARGE_PAGE = 2 << 20 };
    struct meter *meter = user;
    meter->bytes += size;
    bool large = size >= 2 * (size_t)LARGE_PAGE;
    alignment = large ? LARGE_PAGE : alignment;
    void *memory = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
#if defined(MADV_HUGEPAGE)
    if (memory && large)
        madvise(memory, size / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#endif
    return memory;
}

static void give_back(void *user, void *memory, size_t size)
{
    struct meter *meter = user;
    meter->bytes -= size;
    free(memory);
}

fishsim_status meter_hooks(struct meter *meter, fishsim_hooks *hooks)
{
    fishsim_status status = fishsim_hooks_init(hooks, sizeof *hooks);
    hooks->allocate = take;
    hooks->release = give_back;
    hooks->memory_user = meter;
    return status;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void summarise(double *samples, uint32_t count, struct result *result)
{
    qsort(samples, count, sizeof *samples, compare);
    result->median = samples[count / 2];
    result->least = samples[0];
    result->most = samples[count - 1];
}

double clock_ns(uint32_t threads)
{
    struct timespec now;
    clock_gettime(threads > 1 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}
