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
#include <stdint.h>

/* What a draw is for. Numbers are part of the trajectory: never reuse or reorder. */
enum random_purpose {
    RANDOM_START = 1,    /* a first fish: place, heading, size */
    RANDOM_GROUP = 2,    /* the place of a group of first fish */
    RANDOM_MIND = 3,     /* noise of a mind */
    RANDOM_CAPTURE = 4,  /* does a bite succeed */
    RANDOM_CLAIM = 5,    /* order of claims that hit at the same time */
    RANDOM_MATE = 6,     /* choice of a mate */
    RANDOM_NEWBORN = 7,  /* place, heading, sex of a recruit */
    RANDOM_HEREDITY = 8, /* mutation of its traits */
    RANDOM_DEATH = 9,    /* background mortality */
    RANDOM_MEETING = 10, /* whom a hunter meets in well-mixed water */
    RANDOM_BIRTH = 11,   /* births and deaths at a rate */
    RANDOM_PARENT = 12,  /* parents of a generation, and what the environment adds to them */
};

struct random4 {
    uint32_t word[4];
};

/* Four independent words. `index` (below 2^24) tells draws apart that share all the rest. */
struct random4 random_draw(uint64_t seed, uint64_t tick, uint64_t id, enum random_purpose purpose,
                           uint32_t index);

/* A word as a number in (0, 1), never an end. */
static inline double random_uniform(uint32_t word)
{
    return ((double)word + 0.5) * (1.0 / 4294967296.0);
}

/* Two independent standard normal numbers from two words (Box and Muller 1958). */
void random_normal(uint32_t first, uint32_t second, double normal[2]);

/*
 * A unit vector drawn evenly from all directions: of the plane, by the first word alone, or of
 * space.
 */
void random_direction(uint32_t around, uint32_t along, bool deep, double direction[3]);

/* Distance from the middle of a unit disc, or of a unit ball, of a point drawn evenly in it. */
double random_radius(double uniform, bool deep);

/* A well mixed 64-bit hash of a 64-bit number (finaliser of Steele et al. 2014, SplitMix). */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

#endif
