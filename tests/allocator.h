/* SPDX-License-Identifier: MIT */
/*
 * allocator.h: an allocator for hooks that counts, and fails where it is told to.
 */
#ifndef FISHSIM_TESTS_ALLOCATOR_H
#define FISHSIM_TESTS_ALLOCATOR_H

#include <fishsim/base.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct allocator {
    uint64_t calls;      /* allocations asked for */
    uint64_t fail_from;  /* the first call, from 1, that fails; 0: none */
    uint64_t fail_count; /* so many calls fail; 0: all from the first on */
    uint64_t failed;     /* allocations refused */
    size_t live_bytes;
    size_t live_blocks;
};

static inline void *allocator_take(void *user, size_t size, size_t alignment)
{
    struct allocator *allocator = user;
    uint64_t call = ++allocator->calls;
    uint64_t first = allocator->fail_from;
    if (first && call >= first &&
        (!allocator->fail_count || call - first < allocator->fail_count)) {
        allocator->failed++;
        return NULL;
    }
    void *memory = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (memory) {
        allocator->live_bytes += size;
        allocator->live_blocks++;
    }
    return memory;
}

static inline void allocator_release(void *user, void *memory, size_t size)
{
    struct allocator *allocator = user;
    allocator->live_bytes -= size;
    allocator->live_blocks--;
    free(memory);
}

static inline fishsim_hooks allocator_hooks(struct allocator *allocator)
{
    fishsim_hooks hooks;
    fishsim_hooks_init(&hooks, sizeof hooks);
    hooks.allocate = allocator_take;
    hooks.release = allocator_release;
    hooks.memory_user = allocator;
    return hooks;
}

#endif
