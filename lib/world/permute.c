/* SPDX-License-Identifier: MIT */
/*
 * permute.c: brings the columns of the fish into a new order.
 *
 * Called by world/grid.c, once a tick.
 */
#include "world/fish.h"

/* Elements by width alone, whatever their type. */
typedef uint8_t __attribute__((may_alias)) element_8;
typedef uint16_t __attribute__((may_alias)) element_16;
typedef uint32_t __attribute__((may_alias)) element_32;
typedef uint64_t __attribute__((may_alias)) element_64;

/* gather_N: target[i] = source[order[i]] for elements of N bits. */
#define GATHER(bits)                                                                               \
    static void gather_##bits(element_##bits *restrict target,                                     \
                              const element_##bits *restrict source, const uint32_t *order,        \
                              uint32_t count)                                                      \
    {                                                                                              \
        for (uint32_t i = 0; i < count; i++)                                                       \
            target[i] = source[order[i]];                                                          \
    }
GATHER(8)
GATHER(16)
GATHER(32)
GATHER(64)

/* Gathers one column into the spare of its width, and returns the spare as the new column. */
static void *permute_column(struct fish *fish, void *column, size_t width)
{
    unsigned spare = width == 1 ? 0 : width == 2 ? 1 : width == 4 ? 2 : 3;
    void *target = fish->spare[spare];
    switch (width) {
    case 1:
        gather_8(target, column, fish->order, fish->count);
        break;
    case 2:
        gather_16(target, column, fish->order, fish->count);
        break;
    case 4:
        gather_32(target, column, fish->order, fish->count);
        break;
    default:
        gather_64(target, column, fish->order, fish->count);
    }
    fish->spare[spare] = column;
    return target;
}

void fish_permute(struct fish *fish)
{
#define X(field, type) fish->field = permute_column(fish, fish->field, sizeof(type));
    FISH_KEPT(X)
#undef X
}
