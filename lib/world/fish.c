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

_Static_assert(sizeof(float) == 4, "columns are exchanged with spares by width");

/* Vectors may read a little beyond the last row. */
static size_t rows_taken(size_t capacity)
{
    enum { BEYOND = 32 };
    return capacity ? capacity + BEYOND : 0;
}

void fish_release(struct fish *fish, const fishsim_hooks *hooks)
{
    size_t capacity = rows_taken(fish->capacity);
#define X(field, type) memory_release(hooks, fish->field, capacity * sizeof(type));
    FISH_KEPT(X)
    FISH_SCRATCH(X)
#undef X
    memory_release(hooks, fish->spare, capacity * sizeof *fish->spare);
    memory_release(hooks, fish->order, capacity * sizeof *fish->order);
    memory_release(hooks, fish->key, capacity * sizeof *fish->key);
    memset(fish, 0, sizeof *fish);
}

/* Takes all columns anew. False when memory is short; what was taken is then still in *fish. */
static bool take_columns(struct fish *fish, const fishsim_hooks *hooks, size_t capacity)
{
    bool complete = true;
    capacity = rows_taken(capacity);
#define X(field, type)                                                                             \
    complete = complete && (fish->field = memory_take(hooks, capacity * sizeof(type))) != NULL;
    FISH_KEPT(X)
    FISH_SCRATCH(X)
#undef X
    complete = complete && (fish->spare = memory_take(hooks, capacity * sizeof *fish->spare));
    complete = complete && (fish->order = memory_take(hooks, capacity * sizeof *fish->order));
    complete = complete && (fish->key = memory_take(hooks, capacity * sizeof *fish->key));
    return complete;
}

fishsim_status fish_reserve(struct fish *fish, const fishsim_hooks *hooks, uint64_t capacity,
                            fishsim_error *error)
{
    if (capacity <= fish->capacity)
        return FISHSIM_OK;
    struct fish larger = {0};
    larger.capacity = (uint32_t)capacity;
    larger.alike = fish->alike;
    if (!take_columns(&larger, hooks, (size_t)capacity)) {
        fish_release(&larger, hooks);
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for %llu fish",
                    (unsigned long long)capacity);
    }
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
