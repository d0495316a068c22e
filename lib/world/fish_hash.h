/* SPDX-License-Identifier: MIT */
/*
 * fish_hash.h: a hash of some fish as a set, for the digest.
 *
 * Called by world/digest.c through the kernel of the world.
 */
#ifndef FISHSIM_LIB_FISH_HASH_H
#define FISHSIM_LIB_FISH_HASH_H

#include "world/fish.h"

/* Two sums over the fish of a set; the sums of two sets make those of both together. */
struct fish_hash {
    uint64_t first, second;
};

/* Hashes all state of the fish in rows [begin, end). */
struct fish_hash fish_hash(const struct fish *fish, uint32_t begin, uint32_t end);

#endif
