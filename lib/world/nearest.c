/* SPDX-License-Identifier: MIT */
/*
 * nearest.c: the block of the nearest fish.
 *
 * A watcher has a lane of its own here, and a ladder of the nearest fish so far. All lanes meet the
 * fish of the crowd one after the other: it moves down the ladder past those that are nearer, or
 * as near and earlier, takes its place, and the others move down by one.
 */
#include "world/look.h"

#include <math.h>

/*
 * A squared distance within which each of LANES watchers from `lane` on has as many fish as there
 * are steps, or its reach. The watchers stand together, so their own distances give one that lets
 * few others in.
 */
static inline f32s bound_by_watchers(const struct ladder *ladder, uint32_t lane, uint32_t count,
                                     uint32_t most, f32s reach2)
{
    f32s nearest2[NEAREST_MAX], none = lanes_all(INFINITY);
    f32s x = lanes_load(ladder->x + lane), y = lanes_load(ladder->y + lane);
    number32s own = numbers_load(ladder->own + lane);
    for (uint32_t step = 0; step < most; step++)
        nearest2[step] = none;
    for (uint32_t i = 0; i < count; i++) {
        f32s dx = lanes_all(ladder->x[i]) - x, dy = lanes_all(ladder->y[i]) - y;
        m32s self = numbers_equal(numbers_all(ladder->own[i]), own);
        f32s distance2 = lanes_select(self, none, dx * dx + dy * dy);
        for (uint32_t step = 0; step < most; step++) {
            f32s other2 = nearest2[step];
            nearest2[step] = lanes_smaller(distance2, other2);
            distance2 = lanes_larger(distance2, other2);
        }
    }
    f32s last2 = nearest2[most - 1];
    return lanes_select(lanes_less(last2, reach2), lanes_next(last2), reach2);
}

void open_ladder(const fishsim_world *world, const struct watcher *watchers, uint32_t count,
                 struct ladder *ladder)
{
    uint32_t most = world->perception.nearest;
    float reach2[WATCHERS];
    for (uint32_t i = 0; i < WATCHERS; i++) {
        const struct watcher *watcher = &watchers[i < count ? i : 0];
        ladder->own[i] = watcher->row;
        ladder->x[i] = watcher->x;
        ladder->y[i] = watcher->y;
        ladder->heading_x[i] = watcher->heading_x;
        ladder->heading_y[i] = watcher->heading_y;
        ladder->speed[i] = watcher->speed;
        ladder->per_reach[i] = watcher->per_reach;
        ladder->per_speed[i] = 0.5f * watcher->per_fastest;
        ladder->ln_weight[i] = world->fish.ln_weight[watcher->row];
        reach2[i] = i < count ? watcher->reach2 : 0.0f;
    }
    for (uint32_t lane = 0; lane < count; lane += LANES) {
        f32s bound = bound_by_watchers(ladder, lane, count, most, lanes_load(reach2 + lane));
        for (uint32_t step = 0; step < most; step++) {
            lanes_store(ladder->distance2[step] + lane, bound);
            numbers_store(ladder->row[step] + lane, numbers_all(NO_ROW));
        }
    }
}

/* A fish comes into the lanes of a mask. */
static inline void climb_down(struct ladder *ladder, uint32_t most, uint32_t lane, m32s mask,
                              f32s distance2, number32s row)
{
    distance2 = lanes_select(mask, distance2, lanes_all(INFINITY));
    for (uint32_t step = 0; step < most; step++) {
        float *at = ladder->distance2[step] + lane;
        uint32_t *row_at = ladder->row[step] + lane;
        f32s other2 = lanes_load(at);
        number32s other = numbers_load(row_at);
        m32s nearer = lanes_less(distance2, other2);
        lanes_store(at, lanes_select(nearer, distance2, other2));
        numbers_store(row_at, numbers_select(nearer, row, other));
        distance2 = lanes_select(nearer, other2, distance2);
        row = numbers_select(nearer, other, row);
    }
}

/* Squared distances of one of the crowd from LANES watchers from `lane` on. */
static inline f32s distances(const struct ladder *ladder, const struct crowd *crowd, uint32_t nth,
                             uint32_t lane)
{
    f32s dx = lanes_all(crowd->x[nth]) - lanes_load(ladder->x + lane);
    f32s dy = lanes_all(crowd->y[nth]) - lanes_load(ladder->y + lane);
    return dx * dx + dy * dy;
}

void find_nearest(struct ladder *ladder, const struct crowd *crowd, uint32_t count, uint32_t most)
{
    uint32_t near[CROWD + 1];
    for (uint32_t lane = 0; lane < count; lane += LANES) {
        const float *last = ladder->distance2[most - 1] + lane;
        number32s own = numbers_load(ladder->own + lane);
        f32s bound = lanes_load(last);
        uint32_t found = 0;
        /* Those that matter to some lane first, without a branch that nobody could guess. */
        for (uint32_t i = 0; i < crowd->count; i++) {
            near[found] = i;
            found += lanes_any(lanes_less(distances(ladder, crowd, i, lane), bound));
        }
        for (uint32_t i = 0; i < found; i++) {
            f32s distance2 = distances(ladder, crowd, near[i], lane);
            number32s row = numbers_all(crowd->row[near[i]]);
            m32s enters = lanes_less(distance2, lanes_load(last));
            climb_down(ladder, most, lane, lanes_but(enters, numbers_equal(row, own)), distance2,
                       row);
        }
    }
}

/* What LANES watchers from `lane` on see on one step of their ladders, column by column. */
static void see_step(const fishsim_world *world, const struct ladder *ladder, uint32_t step,
                     uint32_t lane, float column[NEAREST_COLUMNS][WATCHERS])
{
    const struct fish *fish = &world->fish;
    struct others others;
    float ln_weight[LANES], relation[LANES], valid[LANES];
    uint32_t row[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t other = ladder->row[step][lane + i], own = ladder->own[lane + i];
        valid[i] = other != NO_ROW;
        row[i] = other != NO_ROW ? other : own;
        ln_weight[i] = fish->ln_weight[row[i]];
        relation[i] = world->perception.relation[fish->species[own]][fish->species[row[i]]];
    }
    const struct frame frame = {
        .x = lanes_load(ladder->x + lane),
        .y = lanes_load(ladder->y + lane),
        .heading_x = lanes_load(ladder->heading_x + lane),
        .heading_y = lanes_load(ladder->heading_y + lane),
        .speed = lanes_load(ladder->speed + lane),
    };
    find_others(world, &frame, row, &others);
    f32s per_reach = lanes_load(ladder->per_reach + lane);
    f32s per_speed = lanes_load(ladder->per_speed + lane);
    f32s ratio = lanes_load(ln_weight) - lanes_load(ladder->ln_weight + lane);
    lanes_store(column[0] + lane, lanes_clip(others.ahead * per_reach));
    lanes_store(column[1] + lane, lanes_clip(others.left * per_reach));
    lanes_store(column[2] + lane, lanes_clip(others.speed_ahead * per_speed));
    lanes_store(column[3] + lane, lanes_clip(others.speed_left * per_speed));
    lanes_store(column[4] + lane, lanes_clip(ratio * lanes_all(1.0f / 7.0f)));
    lanes_store(column[5] + lane, lanes_load(relation) * lanes_load(valid));
    lanes_store(column[6] + lane, lanes_load(valid));
}

void write_nearest(const fishsim_world *world, const struct ladder *ladder, uint32_t count,
                   float *const *out, uint32_t offset)
{
    float column[NEAREST_COLUMNS][WATCHERS];
    for (uint32_t step = 0; step < world->perception.nearest; step++, offset += NEAREST_COLUMNS) {
        for (uint32_t lane = 0; lane < count; lane += LANES)
            see_step(world, ladder, step, lane, column);
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t k = 0; k < NEAREST_COLUMNS; k++)
                out[i][offset + k] = column[k][i];
    }
}
