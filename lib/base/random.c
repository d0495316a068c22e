/* SPDX-License-Identifier: MIT */
/*
 * random.c: Philox4x32-10 and what is drawn from it.
 */
#include "base/random.h"

#include "base/real.h"

#include <math.h>

struct random4 random_draw(uint64_t seed, uint64_t tick, uint64_t id, enum random_purpose purpose,
                           uint32_t index)
{
    /* The tick has 40 bits: 3,000 years at ten ticks a second. */
    uint32_t c0 = (uint32_t)tick;
    uint32_t c1 = (uint32_t)(tick >> 32 & 0xff) | index << 8;
    uint32_t c2 = (uint32_t)id;
    uint32_t c3 = (uint32_t)(id >> 32 & 0xffffff) | (uint32_t)purpose << 24;
    uint32_t k0 = (uint32_t)seed;
    uint32_t k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0;
        uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (struct random4){{c0, c1, c2, c3}};
}

void random_normal(uint32_t first, uint32_t second, double normal[2])
{
    double radius = sqrt(-2.0 * real_log(random_uniform(first)));
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * random_uniform(second), &sine, &cosine);
    normal[0] = radius * cosine;
    normal[1] = radius * sine;
}

void random_direction(uint32_t around, uint32_t along, bool deep, double direction[3])
{
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * random_uniform(around), &sine, &cosine);
    direction[0] = cosine;
    direction[1] = sine;
    direction[2] = 0.0;
    if (!deep)
        return;
    /* Even along the axis is even on the sphere (Archimedes). */
    double z = 2.0 * random_uniform(along) - 1.0;
    double flat = sqrt(1.0 - z * z);
    direction[0] *= flat;
    direction[1] *= flat;
    direction[2] = z;
}

double random_radius(double uniform, bool deep)
{
    return deep ? real_pow(uniform, 1.0 / 3.0) : sqrt(uniform);
}
