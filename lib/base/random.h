/* SPDX-License-Identifier: MIT */
/*
 * random.h: random numbers that depend on what is asked, not on when or by whom.
 *
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a keyed
 * bijection of a 128-bit counter. The counter is (tick, purpose, id, index), the key is the seed,
 * so that neither the order of the fish nor the number of threads can matter, and there is no state
 * to save.
 */
#ifndef FISHSIM_LIB_RANDOM_H
#define FISHSIM_LIB_RANDOM_H

#include <stdbool.h>
#include "base/real.h"

#include <math.h>
#include <stdint.h>

/* What a draw is for. Numbers are part of the trajectory: never reuse or reorder. */
enum random_purpose {
    RANDOM_START = 1,      /* a first fish: place, heading, size */
    RANDOM_GROUP = 2,      /* the place of a group of first fish */
    RANDOM_MIND = 3,       /* noise of a mind */
    RANDOM_CAPTURE = 4,    /* does a bite succeed */
    RANDOM_CLAIM = 5,      /* order of claims that hit at the same time */
    RANDOM_MATE = 6,       /* choice of a mate */
    RANDOM_NEWBORN = 7,    /* place, heading, sex of a recruit */
    RANDOM_HEREDITY = 8,   /* mutation of its traits */
    RANDOM_DEATH = 9,      /* background mortality */
    RANDOM_MEETING = 10,   /* whom a hunter meets in well-mixed water */
    RANDOM_BIRTH = 11,     /* births and deaths at a rate */
    RANDOM_PARENT = 12,    /* parents of a generation, and what the environment adds to them */
    RANDOM_BRAIN = 13,     /* first weights of a brain */
    RANDOM_GENE = 14,      /* mutation of its genes */
    RANDOM_CROSSOVER = 15, /* which parent a gene is from */
    RANDOM_FLOW = 16,      /* flows that are rounded to whole microjoules */
};

struct random4 {
    uint32_t word[4];
};

/* Four independent words. `index` (below 2^24) tells draws apart that share all the rest. */
static inline struct random4 random_draw(uint64_t seed, uint64_t tick, uint64_t id,
                                         enum random_purpose purpose, uint32_t index)
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

/* A word as a number in (0, 1), never an end. */
static inline double random_uniform(uint32_t word)
{
    return ((double)word + 0.5) * (1.0 / 4294967296.0);
}

/* Two independent standard normal numbers from two words (Box and Muller 1958). */
static inline void random_normal(uint32_t first, uint32_t second, double normal[2])
{
    double radius = sqrt(-2.0 * real_log(random_uniform(first)));
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * random_uniform(second), &sine, &cosine);
    normal[0] = radius * cosine;
    normal[1] = radius * sine;
}

/* A word as a number in (0, 1], and one in [-1, 1]. */
static inline float random_uniform_f(uint32_t word)
{
    return ((float)(int32_t)(word >> 1) + 0.5f) * (1.0f / 2147483648.0f);
}

static inline float random_even_f(uint32_t word)
{
    return (float)(int32_t)word * (1.0f / 2147483648.0f);
}

/*
 * A standard normal number from two words. The sine of half a circle's angles is distributed as
 * that of all, and needs no quadrants: its series is Hastings' (1955).
 */
static inline float random_normal_f(uint32_t first, uint32_t second)
{
    float square = -2.0f * real_log_f(random_uniform_f(first));
    float t = random_even_f(second), z = t * t;
    float sine =
        t *
        (1.57079631847f +
         z * (-0.64596371106f + z * (0.07968967928f + z * (-0.00467376557f + z * 0.00015148419f))));
    return sqrtf(square > 0.0f ? square : 0.0f) * sine;
}

/*
 * A unit vector drawn evenly from all directions: of the plane, by the first word alone, or of
 * space.
 */
static inline void random_direction(uint32_t around, uint32_t along, bool deep, double direction[3])
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

/* Distance from the middle of a unit disc, or of a unit ball, of a point drawn evenly in it. */
static inline double random_radius(double uniform, bool deep)
{
    return deep ? real_pow(uniform, 1.0 / 3.0) : sqrt(uniform);
}

/* A well mixed 64-bit hash of a 64-bit number (finaliser of Steele et al. 2014, SplitMix). */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/*
 * Where a draw is needed for every fish: a stream of numbers for a purpose and a tick, and the nth
 * of them, which is SplitMix64 with its counter at n (Steele et al. 2014).
 */
static inline uint64_t random_stream(uint64_t seed, uint64_t tick, enum random_purpose purpose)
{
    struct random4 draw = random_draw(seed, tick, 0, purpose, 0);
    return (uint64_t)draw.word[0] << 32 | draw.word[1];
}

static inline uint64_t random_of_stream(uint64_t stream, uint64_t n)
{
    return hash_mix(stream + n * 0x9e3779b97f4a7c15ULL);
}

#endif
