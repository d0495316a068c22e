/* SPDX-License-Identifier: MIT */
/*
 * hash.h: the hashes of digests and checksums.
 *
 * Not against an adversary: they tell states apart and find damage. All of it is defined on values
 * of 64 bits, so that byte order cannot matter.
 */
#ifndef FISHSIM_LIB_HASH_H
#define FISHSIM_LIB_HASH_H

#include "base/random.h"
#include "world/ledger.h"

#include <stdint.h>

#include "base/int128.h"

/* Both halves of a 128-bit product, folded (Wang Yi's wyhash): two words in, one mixed word out. */
static inline uint64_t hash_pair(uint64_t a, uint64_t b)
{
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A key for place `index` of what is hashed: the SplitMix64 sequence, foldable at compile time. */
static inline uint64_t hash_key(uint64_t index)
{
    return hash_mix(0x9e3779b97f4a7c15ULL * (index + 1)) | 1;
}

/* One more word into a running hash. For one word it is a bijection of either argument. */
static inline uint64_t hash_step(uint64_t hash, uint64_t word)
{
    uint64_t x = (hash ^ word) * 0x9fb21c651e98df25ULL;
    return (x << 29 | x >> 35) + 0x2545f4914f6cdd1dULL;
}

#endif
