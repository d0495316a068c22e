/* SPDX-License-Identifier: MIT */
/*
 * group.h: rows that lie next to each other look around and decide together, one in each lane of
 * the kernel.
 *
 * All lanes meet the fish of the box around the group, one fish after the other, and each takes
 * those within its own reach. The box is walked like the neighbourhood of a single fish, in the
 * same order, so a lane has the sums that it would have alone.
 */
#ifndef FISHSIM_LIB_GROUP_H
#define FISHSIM_LIB_GROUP_H

#include "base/twins.h"
#include "mind/mind.h"

#include <math.h>

/* Lanes without a row hold something, not always a number, and are not open. */
struct group {
    uint32_t begin; /* the first of its rows */
    m32s open;      /* the rows on which no mind has decided yet */
    f32s x, y, z;
};

/* A column in the lanes. */
static inline f32s group_load(const struct group *group, const float *column)
{
    return twins_load(column + group->begin);
}

/* Length of body in metres, times a trait. */
static inline f32s group_body(const struct group *group, const struct fish *fish,
                              const float *trait)
{
    return group_load(group, fish->length_cm) * lanes_all(0.01f) * group_load(group, trait);
}

/* Takes so many rows from `begin` on. */
static inline void group_take(struct group *group, const struct fish *fish, uint32_t begin,
                              uint32_t count)
{
    group->begin = begin;
    group->open = twins_zero(fish->mind + begin, count);
    group->x = group_load(group, fish->x);
    group->y = group_load(group, fish->y);
    group->z = group_load(group, fish->z);
}

/*
 * The next group of open rows and others, which lie in one row of cells near each other, from *row
 * on; moves *row behind it. False when no row before `end` is open.
 */
static inline bool group_next(struct group *group, const struct fish *fish, const struct grid *grid,
                              uint32_t *row, uint32_t end)
{
    enum { NEAR = 24 }; /* columns */
    while (*row < end && fish->mind[*row])
        ++*row;
    if (*row >= end)
        return false;
    uint32_t begin = *row;
    uint32_t cell = grid_cell(grid, fish->x[begin], fish->y[begin], fish->z[begin]);
    uint32_t left = grid->columns - cell % grid->columns;
    uint32_t stop = grid->cell_start[cell + (left < NEAR ? left : NEAR)];
    stop = stop < end ? stop : end;
    *row = stop - begin < TWINS ? stop : begin + TWINS;
    group_take(group, fish, begin, *row - begin);
    return true;
}

/* The reach of a sense, so limited that a torus never shows a fish twice. */
static inline f32s group_reach(const fishsim_world *world, f32s reach_m)
{
    return lanes_smaller(reach_m, lanes_all(world->reach_limit_m));
}

/* From the least to the largest of what the open lanes reach along one axis, and a little more. */
static inline void group_extent(const struct group *group, f32s at, f32s reach_m, float *low,
                                float *high)
{
    f32s far = lanes_all(INFINITY);
    *low = lanes_least(lanes_select(group->open, at - reach_m, far));
    *high = lanes_most(lanes_select(group->open, at + reach_m, -far));
}

/* Begins a walk over all fish of a grid that an open lane can reach, and others. */
static inline void group_scan(const struct group *group, struct scan *scan, const struct grid *grid,
                              f32s reach_m)
{
    struct box box = {0};
    group_extent(group, group->x, reach_m, &box.low_x, &box.high_x);
    group_extent(group, group->y, reach_m, &box.low_y, &box.high_y);
    if (grid->per_m_z > 0.0f)
        group_extent(group, group->z, reach_m, &box.low_z, &box.high_z);
    scan_begin_box(scan, grid, &box, 0.0f);
}

/* Sets what the open rows want, as mind_want does. */
static inline void group_want(const struct group *group, fishsim_world *world,
                              const struct mind *mind, f32s x, f32s y, f32s z, f32s speed)
{
    struct fish *fish = &world->fish;
    twins_store_where(group->open, fish->intent_x + group->begin, x);
    twins_store_where(group->open, fish->intent_y + group->begin, y);
    twins_store_where(group->open, fish->intent_z + group->begin, z);
    twins_store_where(group->open, fish->intent_speed + group->begin, speed);
    twins_store_byte(group->open, fish->mind + group->begin, mind_number(world, mind));
}

/* The speed at which the fish cruise, as mind_cruise has it. */
static inline f32s group_cruise(const struct group *group, const fishsim_world *world,
                                const struct species *species)
{
    const struct fish *fish = &world->fish;
    return lanes_all((float)species->settings.motion.cruise_bl_per_s) *
           group_load(group, fish->trait_cruise) *
           (group_load(group, fish->length_cm) * lanes_all(0.01f));
}

#endif
