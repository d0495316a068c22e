/* SPDX-License-Identifier: MIT */
/*
 * pairs.c: the bare loop of pair tests, compiled once for each kernel with the lanes of the library
 * (lib/base/lanes.h), so that a kernel is held against what its own instructions can do.
 *
 * It is the heart of a school's sensing without cells, blind cones, zones or torus: offset,
 * distance, sum of those within a radius; of unit vectors as in the zones model, or of raw offsets
 * as in boids.
 */
#include "bench.h"

#include "base/lanes.h"

#ifndef FISHSIM_KERNEL
#define FISHSIM_KERNEL scalar
#endif
#define JOIN(name, kernel)  name##_##kernel
#define JOIN2(name, kernel) JOIN(name, kernel)
#define OF_KERNEL(name)     JOIN2(name, FISHSIM_KERNEL)

/* The fish of the lanes against all others, so many rounds. `unit` is a constant here. */
BODY_OF_LOOP void test_pairs(const float *x, const float *y, uint32_t rounds, bool unit,
                             float sums[2 * LANES])
{
    f32s sum_x = lanes_all(0.0f), sum_y = lanes_all(0.0f), radius2 = lanes_all(64.0f);
    f32s own_x = lanes_load(x), own_y = lanes_load(y);
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t other = 0; other < PAIRS_NEAR; other++) {
            f32s dx = lanes_all(x[other]) - own_x, dy = lanes_all(y[other]) - own_y;
            f32s distance2 = dx * dx + dy * dy;
            m32s near =
                lanes_and(lanes_less(distance2, radius2), lanes_less(lanes_all(0.0f), distance2));
            if (unit) {
                f32s inverse = lanes_inverse_root(distance2);
                dx = dx * inverse;
                dy = dy * inverse;
            }
            sum_x = lanes_add(near, sum_x, dx);
            sum_y = lanes_add(near, sum_y, dy);
        }
    lanes_store(sums, sum_x);
    lanes_store(sums + LANES, sum_y);
}

uint32_t OF_KERNEL(pairs)(const float *x, const float *y, uint32_t rounds, bool unit, float *kept);

uint32_t OF_KERNEL(pairs)(const float *x, const float *y, uint32_t rounds, bool unit, float *kept)
{
    float sums[2 * LANES];
    if (unit)
        test_pairs(x, y, rounds, true, sums);
    else
        test_pairs(x, y, rounds, false, sums);
    *kept = sums[0];
    return LANES * PAIRS_NEAR * rounds;
}
