/* SPDX-License-Identifier: MIT */
/*
 * limit.c: what this machine does at best: the bare loop of pair tests of each kernel (pairs.c) on
 * data in the first-level cache, and a copy of memory.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

typedef uint32_t (*pairs_task)(const float *x, const float *y, uint32_t rounds, bool unit,
                               float *kept);

#define DECLARE(name)                                                                              \
    uint32_t pairs_##name(const float *x, const float *y, uint32_t rounds, bool unit, float *kept);
DECLARE(scalar)
#ifdef FISHSIM_V128
DECLARE(v128)
#endif
#ifdef FISHSIM_AVX
DECLARE(avx2)
DECLARE(avx512)
#endif

/* The loop of a kernel, or of the widest that the machine has; NULL if it has not this one. */
static pairs_task loop_of(const char *kernel)
{
    bool widest = !strcmp(kernel, "auto");
#ifdef FISHSIM_AVX
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    if (wide && (widest || !strcmp(kernel, "avx512")))
        return pairs_avx512;
    if (__builtin_cpu_supports("avx2") && (widest || !strcmp(kernel, "avx2")))
        return pairs_avx2;
#endif
#ifdef FISHSIM_V128
    if (widest || !strcmp(kernel, "v128"))
        return pairs_v128;
#endif
    return widest || !strcmp(kernel, "scalar") ? pairs_scalar : NULL;
}

bool limit_has(const char *kernel)
{
    return loop_of(kernel) != NULL;
}

double limit_pairs_per_s(const char *kernel, bool unit)
{
    enum { TRIES = 25 };
    static float x[PAIRS_NEAR], y[PAIRS_NEAR];
    for (uint32_t i = 0; i < PAIRS_NEAR; i++) {
        x[i] = (float)(i * 7919 % PAIRS_NEAR) * 0.03f;
        y[i] = (float)(i * 104729 % PAIRS_NEAR) * 0.03f;
    }
    pairs_task loop = loop_of(kernel);
    volatile float kept = 0.0f;
    double best = 0.0;
    for (int i = 0; i < TRIES; i++) {
        float sum;
        double start = clock_ns(1);
        double tests = loop(x, y, 200, unit, &sum);
        double rate = 1e9 * tests / (clock_ns(1) - start);
        kept = kept + sum;
        best = rate > best ? rate : best;
    }
    return best;
}

double limit_copy_bytes_per_s(void)
{
    enum { BYTES = 256 << 20, TRIES = 3 };
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
