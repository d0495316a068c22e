/* SPDX-License-Identifier: MIT */
/*
 * limit.c: what this machine does at best: a bare loop of pair tests on data in the first-level
 * cache, and a copy of memory.
 *
 * The loop is what the heart of a school's sensing would be without cells, blind cones, zones or
 * torus: offsets, distance, unit vector, sum. Compiled for the widest vectors of the machine.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

enum { NEAR = 512, LANES = 16 };

#if defined(__x86_64__)
#define WIDEST __attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#else
#define WIDEST
#endif

/* One fish of each lane against all others: the sum of unit vectors within a radius. */
WIDEST static float test_pairs(const float *x, const float *y, uint32_t rounds)
{
    float sum_x[LANES] = {0}, sum_y[LANES] = {0};
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t other = 0; other < NEAR; other++)
            for (uint32_t i = 0; i < LANES; i++) {
                float dx = x[other] - x[i], dy = y[other] - y[i];
                float distance2 = dx * dx + dy * dy;
                float inverse = 1.0f / __builtin_sqrtf(distance2 + 1.0f);
                float weight = distance2 < 64.0f ? inverse : 0.0f;
                sum_x[i] += dx * weight;
                sum_y[i] += dy * weight;
            }
    float sum = 0.0f;
    for (uint32_t i = 0; i < LANES; i++)
        sum += sum_x[i] + sum_y[i];
    return sum;
}

double limit_pairs_per_s(void)
{
    enum { ROUNDS = 200, TRIES = 25 };
    static float x[NEAR], y[NEAR];
    for (uint32_t i = 0; i < NEAR; i++) {
        x[i] = (float)(i * 7919 % NEAR) * 0.03f;
        y[i] = (float)(i * 104729 % NEAR) * 0.03f;
    }
    volatile float kept = 0.0f;
    double best = 0.0;
    for (int i = 0; i < TRIES; i++) {
        double start = clock_ns(1);
        kept = kept + test_pairs(x, y, ROUNDS);
        double rate = 1e9 * ROUNDS * NEAR * LANES / (clock_ns(1) - start);
        best = rate > best ? rate : best;
    }
    return best;
}

double limit_copy_bytes_per_s(void)
{
    enum { BYTES = 256 << 20, TRIES = 5 };
    char *from = malloc(BYTES), *to = malloc(BYTES);
    double best = 0.0;
    if (from && to) {
        memset(from, 1, BYTES);
        memset(to, 2, BYTES);
        for (int i = 0; i < TRIES; i++) {
            double start = clock_ns(1);
            memcpy(to, from, BYTES);
            double rate = 1e9 * BYTES / (clock_ns(1) - start);
            best = rate > best ? rate : best;
        }
    }
    free(from);
    free(to);
    return best;
}
