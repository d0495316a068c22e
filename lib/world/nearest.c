/* SPDX-License-Identifier: MIT */
/*
 * nearest.c: the block of the nearest fish.
 *
 * A watcher has a lane of its own here, and a ladder of the nearest fish so far. All lanes meet the
 * fish of the crowd one after the other: it moves down the ladder past those that are nearer, or
 * as near and earlier, takes its place, and the others move down by one.
 */
#include "world/look.h"

#include <string.h>

/* Never comes on to a ladder. */
static const uint32_t UNSEEN = NOBODY | WHO;

/* Rungs of a ladder of so many steps: where that is known beforehand they stay in registers. */
static uint32_t rungs_of(uint32_t most)
{
    return most <= 4 ? 4 : most <= 8 ? 8 : most;
}

void open_ladder(struct ladder *ladder, uint32_t most)
{
    ladder->empty = true;
    for (uint32_t step = 0; step < rungs_of(most); step++)
        for (uint32_t i = 0; i < WATCHERS; i++)
            ladder->rung[step][i] = NOBODY | step;
}

/* ---- climbing ------------------------------------------------------------------------------- */

/* LANES watchers. */
struct climbers {
    f32s x, y, reach2;
    number32s row;
};

/* Fish [begin, end) of a crowd come down the ladders; `among`: they may be climbers themselves. */
BODY_OF_LOOP void come_down(const struct climbers *climbers, const struct crowd *crowd,
                            uint32_t begin, uint32_t end, bool among, number32s *rung,
                            uint32_t rungs)
{
    f32s x = climbers->x, y = climbers->y, reach2 = climbers->reach2;
    number32s unseen = numbers_all(UNSEEN), but_who = numbers_all(~(uint32_t)WHO);
    for (uint32_t i = begin; i < end; i++) {
        f32s dx = lanes_all(crowd->x[i]) - x, dy = lanes_all(crowd->y[i]) - y;
        f32s distance2 = dx * dx + dy * dy;
        number32s key = (numbers_of(distance2) & but_who) | numbers_all(i + NEAREST_MAX);
        m32s seen = lanes_less(distance2, reach2);
        if (among)
            seen = lanes_but(seen, numbers_equal(numbers_all(crowd->row[i]), climbers->row));
        key = numbers_select(seen, key, unseen);
        if (LANES == 1 && !lanes_any(key < rung[rungs - 1]))
            continue;
        for (uint32_t step = 0; step < rungs; step++) {
            number32s other = rung[step];
            rung[step] = numbers_smaller(key, other);
            key = numbers_larger(key, other);
        }
    }
}

/* A crowd comes down the ladders of LANES watchers from `lane` on, which have so many rungs. */
BODY_OF_LOOP void climb(const struct watchers *watchers, const struct crowd *crowd, uint32_t lane,
                        struct ladder *ladder, uint32_t rungs)
{
    number32s rung[NEAREST_MAX];
    const struct climbers climbers = {
        .x = lanes_load(watchers->x + lane),
        .y = lanes_load(watchers->y + lane),
        .reach2 = lanes_load(watchers->reach2 + lane),
        .row = numbers_load(watchers->row + lane),
    };
    for (uint32_t step = 0; step < rungs; step++)
        rung[step] = numbers_load(ladder->rung[step] + lane);
    come_down(&climbers, crowd, 0, crowd->first, false, rung, rungs);
    come_down(&climbers, crowd, crowd->first, crowd->last, true, rung, rungs);
    come_down(&climbers, crowd, crowd->last, crowd->count, false, rung, rungs);
    for (uint32_t step = 0; step < rungs; step++)
        numbers_store(ladder->rung[step] + lane, rung[step]);
}

static void climb_all(const struct watchers *watchers, const struct crowd *crowd,
                      struct ladder *ladder, uint32_t most)
{
    uint32_t rungs = rungs_of(most);
    for (uint32_t lane = 0; lane < watchers->count; lane += LANES) {
        if (rungs == 4)
            climb(watchers, crowd, lane, ladder, 4);
        else if (rungs == 8)
            climb(watchers, crowd, lane, ladder, 8);
        else
            climb(watchers, crowd, lane, ladder, rungs);
    }
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void note_motion(const struct crowd *crowd, struct ladder *ladder)
{
    for (uint32_t i = 0; i < crowd->count; i += LANES) {
        f32x4 row[LANES];
        lanes_to_rows(lanes_load(crowd->x + i), lanes_load(crowd->y + i),
                      lanes_load(crowd->velocity_x + i), lanes_load(crowd->velocity_y + i), row);
        for (uint32_t k = 0; k < LANES; k++)
            f32x4_store(ladder->motion[i + k], row[k]);
    }
}

/* The block of the watcher `nth`, with what has come of the crowd. */
static void write_steps(const fishsim_world *world, const struct watchers *watchers, uint32_t nth,
                        const struct crowd *crowd, struct ladder *ladder, float *out)
{
    uint32_t most = world->perception.nearest;
    float before[NEAREST_MAX][NEAREST_COLUMNS];
    if (!ladder->empty)
        memcpy(before, out, most * sizeof *before);
    float x = watchers->heading_x[nth], y = watchers->heading_y[nth];
    float per_reach = watchers->per_reach[nth], per_speed = 0.5f * watchers->per_fastest[nth];
    f32x4 self = {watchers->x[nth], watchers->y[nth], watchers->velocity_x[nth],
                  watchers->velocity_y[nth]};
    f32x4 along = f32x4_all(x), across = {y, -y, y, -y};
    f32x4 scale = {per_reach, per_reach, per_speed, per_speed};
    float ln_weight = world->fish.ln_weight[watchers->row[nth]];
    float last[2] = {world->perception.relation[watchers->species][crowd->species], 1.0f};
    for (uint32_t step = 0; step < most; step++, out += NEAREST_COLUMNS) {
        uint32_t who = ladder->rung[step][nth] & WHO;
        ladder->rung[step][nth] = (ladder->rung[step][nth] & ~(uint32_t)WHO) | step;
        if (who < NEAREST_MAX) {
            if (ladder->empty)
                memset(out, 0, sizeof before[who]);
            else
                memcpy(out, before[who], sizeof before[who]);
            continue;
        }
        f32x4 way = f32x4_load(ladder->motion[who - NEAREST_MAX]) - self;
        f32x4_store(out, f32x4_clip((way * along + f32x4_swapped(way) * across) * scale));
        uint32_t row = crowd->row[who - NEAREST_MAX];
        out[4] = clip((world->fish.ln_weight[row] - ln_weight) * (1.0f / 7.0f));
        memcpy(out + 5, last, sizeof last);
    }
}

void find_nearest(const fishsim_world *world, const struct watchers *watchers,
                  const struct crowd *crowd, struct ladder *ladder, float *const *out)
{
    climb_all(watchers, crowd, ladder, world->perception.nearest);
    note_motion(crowd, ladder);
    for (uint32_t i = 0; i < watchers->count; i++)
        write_steps(world, watchers, i, crowd, ladder,
                    out[i] + world->perception.at[BLOCK_NEAREST]);
    ladder->empty = false;
}

void finish_nearest(const fishsim_world *world, const struct watchers *watchers,
                    const struct ladder *ladder, float *const *out)
{
    size_t size = world->perception.nearest * NEAREST_COLUMNS * sizeof(float);
    for (uint32_t i = 0; ladder->empty && i < watchers->count; i++)
        memset(out[i] + world->perception.at[BLOCK_NEAREST], 0, size);
}
