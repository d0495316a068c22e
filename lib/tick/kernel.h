/* SPDX-License-Identifier: MIT */
/*
 * kernel.h: the phases of the tick, the minds and perception, compiled for one instruction set.
 *
 * One source, several compilations (lib/meson.build): the scalar kernel is the specification, and
 * the others give its bits. A world has one kernel for its life, from the key engine.kernel.
 */
#ifndef FISHSIM_LIB_KERNEL_H
#define FISHSIM_LIB_KERNEL_H

#include "world/fish_hash.h"

#include <fishsim/world.h>

#include <stdbool.h>

struct mind_rule;
struct moment;
struct perceived;

struct kernel {
    const char *name; /* as in engine.kernel */
    bool (*runs_here)(void);
    fishsim_status (*tick)(fishsim_world *world, fishsim_error *error);
    const struct mind_rule *(*mind_rule)(uint32_t kind);
    struct fish_hash (*fish_hash)(const struct fish *fish, uint32_t begin, uint32_t end);
    void (*index)(fishsim_world *world); /* tick/tick.h: tick_index */
    void (*perceive)(const fishsim_world *world, const struct moment *moment,
                     const struct perceived *perceived); /* world/perceive.h */
};

/* The kernel of an enum engine_kernel; where it cannot run, the widest of the narrower ones. */
const struct kernel *kernel_choose(uint32_t wanted);

#endif
