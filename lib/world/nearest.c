/* SPDX-License-Identifier: MIT */
/*
 * nearest.c: the block of the nearest fish.
 *
 * Fish in sight are collected in a pool. When it is full, or all have been seen, they are ranked:
 * each is compared with every other, without a branch, and those of the lowest ranks stay.
 */
#include "world/look.h"

#include <math.h>
#include <string.h>

void open_pool(struct pool *pool)
{
    pool->count = 0;
    pool->worst2 = INFINITY;
}

/* How many come before each of LANES fish from `begin` on: are nearer, or as near and earlier. */
static inline void count_before(const struct pool *pool, uint32_t begin, uint32_t before[LANES])
{
    const float *distance2 = pool->distance2;
    f32s mine = lanes_load(distance2 + begin);
    uint32_t among = pool->count - begin < LANES ? pool->count - begin : LANES, i = 0;
    count32s counts = {0};
    for (; i < begin; i++)
        counts = lanes_count(counts, lanes_at_most(lanes_all(distance2[i]), mine));
    for (uint32_t lane = 0; lane < among; lane++, i++) {
        f32s other = lanes_all(distance2[i]);
        m32s as_near = lanes_and(lanes_after(lane), lanes_at_most(other, mine));
        counts = lanes_count(counts, lanes_or(lanes_less(other, mine), as_near));
    }
    for (; i < pool->count; i++)
        counts = lanes_count(counts, lanes_less(lanes_all(distance2[i]), mine));
    memcpy(before, &counts, sizeof counts);
}

/* Leaves at most so many, nearest first. */
static void rank(struct pool *pool, uint32_t most)
{
    float distance2[POOL];
    uint32_t row[POOL], before[POOL + SPARE], count = pool->count;
    lanes_store(pool->distance2 + count, lanes_all(INFINITY));
    for (uint32_t begin = 0; begin < count; begin += LANES)
        count_before(pool, begin, before + begin);
    for (uint32_t i = 0; i < count; i++) {
        distance2[before[i]] = pool->distance2[i];
        row[before[i]] = pool->row[i];
    }
    pool->count = count < most ? count : most;
    for (uint32_t i = 0; i < pool->count; i++) {
        pool->distance2[i] = distance2[i];
        pool->row[i] = row[i];
    }
    if (pool->count == most)
        pool->worst2 = distance2[most - 1];
}

_Static_assert(2 * NEAREST_MAX + SPARE <= POOL, "POOL must grow with NEAREST_MAX");

void pool_nearest(struct pool *pool, const struct sight *sight, uint32_t most)
{
    uint32_t full = 2 * most > LANES ? 2 * most : LANES;
    for (uint32_t i = 0; i < sight->count; i += LANES) {
        if (pool->count >= full)
            rank(pool, most);
        f32s distance2 = lanes_load(sight->distance2 + i);
        uint32_t bits = lanes_bits(lanes_less(distance2, lanes_all(pool->worst2)));
        pick_floats(pool->distance2 + pool->count, bits, distance2);
        pick_numbers(pool->row + pool->count, bits, sight->row + i);
        pool->count += pick_count(bits);
    }
}

void write_nearest(const fishsim_world *world, struct watcher *self, float *out)
{
    const struct perception *perception = &world->perception;
    const float *relation = perception->relation[self->species];
    struct pool *pool = &self->pool;
    rank(pool, perception->nearest);
    uint32_t count = pool->count;
    struct others others;
    find_others(world, self, pool->row, count, &others);
    f32s per_reach = lanes_all(self->per_reach), per_speed = lanes_all(0.5f * self->per_fastest);
    for (uint32_t i = 0; i < count; i += LANES) {
        lanes_store(others.ahead + i, lanes_clip(lanes_load(others.ahead + i) * per_reach));
        lanes_store(others.left + i, lanes_clip(lanes_load(others.left + i) * per_reach));
        lanes_store(others.speed_ahead + i,
                    lanes_clip(lanes_load(others.speed_ahead + i) * per_speed));
        lanes_store(others.speed_left + i,
                    lanes_clip(lanes_load(others.speed_left + i) * per_speed));
    }
    float ln_weight = world->fish.ln_weight[self->row];
    for (uint32_t i = 0; i < count; i++, out += 7) {
        uint32_t other = pool->row[i];
        out[0] = others.ahead[i];
        out[1] = others.left[i];
        out[2] = others.speed_ahead[i];
        out[3] = others.speed_left[i];
        out[4] = clip((world->fish.ln_weight[other] - ln_weight) * (1.0f / 7.0f));
        out[5] = relation[world->fish.species[other]];
        out[6] = 1.0f;
    }
    memset(out, 0, (perception->nearest - count) * 7 * sizeof *out);
}
