/* SPDX-License-Identifier: MIT */
/*
 * fish.c: memory and order of the columns of the fish. What is in them is the business of others.
 */
#include "world/fish.h"

#include "base/host.h"
#include "base/real.h"
#include "base/status.h"

#include <stdbool.h>
#include <string.h>

_Static_assert(sizeof(float) == 4, "columns are exchanged with scratch by width");

/* All arrays of struct fish: X(field, type). */
#define ARRAYS(X)                                                                                  \
    FISH_KEPT(X)                                                                                   \
    FISH_SCRATCH(X) X(order, uint32_t) X(key, uint32_t)

/*
 * Bytes of an array: vectors may read a little beyond the last row. Arrays are an odd number of
 * cache lines apart, lest the same row of all of them fall into the same few places of a cache.
 */
static size_t array_bytes(size_t capacity, size_t width)
{
    enum { BEYOND = 32, LINE = 64 };
    size_t lines = ((capacity + BEYOND) * width + LINE - 1) / LINE;
    return (lines | 1) * LINE;
}

static size_t all_bytes(size_t capacity)
{
    size_t bytes = 0;
#define X(field, type) bytes += array_bytes(capacity, sizeof(type));
    ARRAYS(X)
#undef X
    return capacity ? bytes : 0;
}

void fish_release(struct fish *fish, const fishsim_hooks *hooks)
{
    memory_release(hooks, fish->memory, all_bytes(fish->capacity));
    memset(fish, 0, sizeof *fish);
}

/* Takes the memory of all arrays, in one piece: it may then be of large pages. */
static bool take_arrays(struct fish *fish, const fishsim_hooks *hooks)
{
    char *next = memory_take(hooks, all_bytes(fish->capacity));
    fish->memory = next;
    if (!next)
        return false;
#define X(field, type)                                                                             \
    fish->field = (type *)next;                                                                    \
    next += array_bytes(fish->capacity, sizeof(type));
    ARRAYS(X)
#undef X
    return true;
}

fishsim_status fish_reserve(struct fish *fish, const fishsim_hooks *hooks, uint64_t capacity,
                            fishsim_error *error)
{
    if (capacity <= fish->capacity)
        return FISHSIM_OK;
    struct fish larger = {0};
    larger.capacity = (uint32_t)capacity;
    larger.alike = fish->alike;
    if (!take_arrays(&larger, hooks))
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for %llu fish",
                    (unsigned long long)capacity);
    fish_copy(&larger, fish);
    /* A tick may grow the fish after its phases have marked fates: scratch is copied here too. */
#define X(field, type)                                                                             \
    if (fish->count)                                                                               \
        memcpy(larger.field, fish->field, fish->count * sizeof(type));
    FISH_SCRATCH(X)
#undef X
    fish_release(fish, hooks);
    *fish = larger;
    return FISHSIM_OK;
}

void fish_copy(struct fish *target, const struct fish *source)
{
    target->count = source->count;
    if (!source->count)
        return;
#define X(field, type) memcpy(target->field, source->field, source->count * sizeof(type));
    FISH_KEPT(X)
#undef X
}

void fish_remove(struct fish *fish, uint32_t row)
{
    uint32_t last = --fish->count;
#define X(field, type) fish->field[row] = fish->field[last];
    FISH_KEPT(X)
#undef X
    fish->fate[row] = fish->fate[last];
}

void fish_traits(const struct fish *fish, float *trait[FISH_TRAITS])
{
    float *const traits[FISH_TRAITS] = {
        fish->trait_size, fish->trait_cruise, fish->trait_boldness,   fish->trait_sociality,
        fish->trait_pace, fish->trait_vision, fish->trait_investment, fish->trait_egg};
    memcpy(trait, traits, sizeof traits);
}

float trait_of(double ln_trait)
{
    double trait = real_exp(ln_trait);
    return (float)(trait < 0.25 ? 0.25 : trait > 4.0 ? 4.0 : trait);
}
