/* SPDX-License-Identifier: MIT */
/*
 * group.h: rows that lie next to each other look around together, one in each lane of the kernel.
 *
 * All lanes meet the fish of the box around the group, one fish after the other, and each takes
 * those within its own reach. The box is walked like the neighbourhood of a single fish, in the
 * same order, so a lane has the sums that it would have alone.
 */
#ifndef FISHSIM_LIB_GROUP_H
#define FISHSIM_LIB_GROUP_H

#include "base/lanes.h"
#include "mind/mind.h"

/* Unused lanes hold the last row of the group once more. */
struct group {
    uint32_t begin, count; /* rows [begin, begin + count) */
    float x[LANES], y[LANES], z[LANES];
    float reach[LANES]; /* filled by the mind */
};

/* As many rows from `begin` on as fit, lie in one row of cells, and are near to the first. */
static inline void group_take(struct group *group, const struct fish *fish, const struct grid *grid,
                              uint32_t begin, uint32_t end)
{
    uint32_t most = end - begin < LANES ? end - begin : LANES, count = 1;
    uint32_t cell_row = grid_row(grid, fish->y[begin], fish->z[begin]);
    float far = fish->x[begin] + 24.0f / grid->per_m_x;
    while (count < most && fish->x[begin + count] <= far &&
           grid_row(grid, fish->y[begin + count], fish->z[begin + count]) == cell_row)
        count++;
    group->begin = begin;
    group->count = count;
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t row = begin + (i < count ? i : count - 1);
        group->x[i] = fish->x[row];
        group->y[i] = fish->y[row];
        group->z[i] = fish->z[row];
    }
}

/* Copies one column of the group's rows into lanes. */
static inline f32s group_load(const struct group *group, const float *column)
{
    float lane[LANES];
    for (uint32_t i = 0; i < LANES; i++)
        lane[i] = column[group->begin + (i < group->count ? i : group->count - 1)];
    return lanes_load(lane);
}

/* Writes the lanes of the group's rows into a column. */
static inline void group_store(const struct group *group, float *column, f32s lanes)
{
    float lane[LANES];
    lanes_store(lane, lanes);
    for (uint32_t i = 0; i < group->count; i++)
        column[group->begin + i] = lane[i];
}

static inline void group_store_count(const struct group *group, uint32_t *column, f32s lanes)
{
    float lane[LANES];
    lanes_store(lane, lanes);
    for (uint32_t i = 0; i < group->count; i++)
        column[group->begin + i] = (uint32_t)lane[i];
}

/* Begins a walk over all fish of a grid that any lane can reach, and others. */
static inline void group_scan(const struct group *group, struct scan *scan, const struct grid *grid)
{
    struct box box = {group->x[0], group->y[0], group->z[0], group->x[0], group->y[0], group->z[0]};
    float reach = group->reach[0];
    for (uint32_t i = 0; i < group->count; i++) {
        box.low_x = group->x[i] < box.low_x ? group->x[i] : box.low_x;
        box.low_y = group->y[i] < box.low_y ? group->y[i] : box.low_y;
        box.low_z = group->z[i] < box.low_z ? group->z[i] : box.low_z;
        box.high_x = group->x[i] > box.high_x ? group->x[i] : box.high_x;
        box.high_y = group->y[i] > box.high_y ? group->y[i] : box.high_y;
        box.high_z = group->z[i] > box.high_z ? group->z[i] : box.high_z;
        reach = group->reach[i] > reach ? group->reach[i] : reach;
    }
    scan_begin_box(scan, grid, &box, reach);
}

#endif
