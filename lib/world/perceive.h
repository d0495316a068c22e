/* SPDX-License-Identifier: MIT */
/*
 * perceive.h: what a fish perceives, as a row of floats in [-1, 1] in its own frame: x ahead, y to
 * the left.
 *
 * Read by lib/agent for the host and by the minds that learn. The blocks of a row are those of
 * agents.observe, in that order. Rows of the fish must stand as tick_index leaves them. Nothing is
 * written but what the caller gives, so rows may be perceived in parallel. Two dimensions only.
 */
#ifndef FISHSIM_LIB_PERCEIVE_H
#define FISHSIM_LIB_PERCEIVE_H

#include "config/blocks.h"
#include "config/settings.h"

#include <fishsim/agent.h>

#include <stdbool.h>
#include <stdint.h>

enum { RAYS_MAX = 64, NEAREST_MAX = 32, ABSENT = -1 };

/* Where things lie in a row, and what follows from the settings. */
struct perception {
    bool used; /* somebody in this world perceives */
    uint32_t size;
    uint32_t block_count;
    struct {
        uint32_t kind, offset, rows, columns;
    } block[BLOCK_COUNT];
    int32_t at[BLOCK_COUNT]; /* offset by kind, or ABSENT */
    uint32_t rays, nearest, sectors;
    float sight_bl;
    float plankton_per_capacity; /* 1 / capacity of a cell in uJ, or 0 */
    float ray_x[RAYS_MAX], ray_y[RAYS_MAX];
    float per_length_inf[SPECIES_MAX];        /* 1 / cm */
    float relation[SPECIES_MAX][SPECIES_MAX]; /* of a species to the other: block nearest */
};

/* Floats in a row, for settings that were checked. */
uint32_t perceive_size(const struct settings *settings);

/* The world's settings, species and fields are made. */
void perceive_prepare(fishsim_world *world);

/* Describes block `index` of a row. */
void perceive_describe(const struct perception *perception, uint32_t index, fishsim_block *block);

/* What is the same for all fish at one moment. */
struct moment {
    float clock_sine, clock_cosine;
    float sight; /* part of the distance of sight that the light leaves */
};

struct moment perceive_moment(const fishsim_world *world);

/* What a fish has around it, for rewards. */
struct company {
    float nearest_m; /* of its own kind, or the radius of sight */
    uint32_t touching;
    uint32_t kin;               /* of its own kind in sight */
    float heading_x, heading_y; /* sum of their headings */
};

/* Rows of fish that perceive, ascending, and where what they perceive goes. */
struct perceived {
    uint32_t count;
    const uint32_t *row;     /* (count) */
    float *const *out;       /* (count) of perception.size floats each, or NULL */
    struct company *company; /* (count), or NULL */
};

/* Perceives for all of them; world/look.c, by way of the kernel of the world. */
void perceive_rows(const fishsim_world *world, const struct moment *moment,
                   const struct perceived *perceived);

#endif
