/* SPDX-License-Identifier: MIT */
/*
 * look.h: what the files share that fill rows of perception, compiled once for each kernel.
 *
 * look.c lets fish that stand next to each other look at the crowd around all of them. nearest.c
 * gives each of them a lane of the kernel, and finds who is nearest. For the rest the fish of the
 * crowd have the lanes: what one watcher has in sight is moved close together, and rays.c and
 * look.c take from it what they need. own.c writes the blocks that tell of the fish itself and of
 * the water where it is.
 *
 * Nothing is added up across lanes, and fish at one distance are told apart by the order of the
 * scan, which depends on places and ids alone: so every kernel has the same bits.
 */
#ifndef FISHSIM_LIB_LOOK_H
#define FISHSIM_LIB_LOOK_H

#include "base/pick.h"
#include "world/perceive.h"
#include "world/world.h"

/* Lists have room for a vector more than they hold, see base/pick.h. */
enum { WATCHERS = 16, ABREAST = 8, CROWD = 160, SPARE = 16, NEAREST_COLUMNS = 7 };

/* Fish of one species, next to each other: a part of those around the watchers. */
struct crowd {
    uint32_t species, count;
    float x[CROWD + SPARE], y[CROWD + SPARE]; /* next to the watchers, across the seam or not */
    uint32_t row[CROWD + SPARE];
};

/* Those of a crowd that one watcher has in sight, and where, in the frame of the world. */
struct sight {
    uint32_t count;
    uint32_t row[CROWD + SPARE];
    float dx[CROWD + SPARE], dy[CROWD + SPARE], distance2[CROWD + SPARE];
    float turn[CROWD + SPARE]; /* angle to the left of its heading, in turns, [0, 1) */
};

/* The nearest fish so far of each watcher, nearest first, and what the lanes know of theirs. */
struct ladder {
    uint32_t own[WATCHERS];
    float x[WATCHERS], y[WATCHERS], heading_x[WATCHERS], heading_y[WATCHERS], speed[WATCHERS];
    float per_reach[WATCHERS], per_speed[WATCHERS], ln_weight[WATCHERS];
    float distance2[NEAREST_MAX][WATCHERS];
    uint32_t row[NEAREST_MAX][WATCHERS]; /* NO_ROW: none; its distance is that of sight */
};

/*
 * The nearest fish in the sector of each ray: the bits of the squared distance, which as a whole
 * number have the order of the distance, and below them its row.
 */
typedef uint64_t ray_hit;

static const ray_hit NO_HIT = (ray_hit)0x7f800000 << 32; /* infinitely far */

enum { SEEN_KIN, SEEN_PREY, SEEN_PREDATOR, SEEN_KINDS };

struct rays {
    ray_hit nearest[RAYS_MAX];
    float distance2[SEEN_KINDS][RAYS_MAX];
};

/* A fish that perceives. */
struct watcher {
    uint32_t row, species;
    float x, y, heading_x, heading_y, speed;
    float body_m, reach_m, reach2, per_reach;
    float per_fastest; /* s/m */
    uint32_t place;    /* in the crowd, or a number behind it */
    struct rays rays;
    float pushed[RAYS_MAX]; /* by sector */
    struct company company;
};

static inline float clip(float x)
{
    return x < -1.0f ? -1.0f : x > 1.0f ? 1.0f : x;
}

static inline float at_most_one(float x)
{
    return x < 1.0f ? x : 1.0f;
}

static inline f32s lanes_clip(f32s x)
{
    f32s one = lanes_all(1.0f), minus = lanes_all(-1.0f);
    x = lanes_select(lanes_less(x, minus), minus, x);
    return lanes_select(lanes_less(one, x), one, x);
}

/* The way from one place to another along an axis, by the seam where that is the shorter one. */
static inline f32s lanes_way(f32s from, f32s to, bool torus, float extent)
{
    f32s way = to - from;
    if (!torus)
        return way;
    f32s half = lanes_all(0.5f * extent), none = lanes_all(0.0f);
    f32s shift = lanes_select(lanes_less(way, none - half), lanes_all(extent), none);
    shift = lanes_select(lanes_less(half, way), lanes_all(-extent), shift);
    return (to + shift) - from;
}

/* From where LANES fish are looked at, and whither that one swims. */
struct frame {
    f32s x, y, heading_x, heading_y, speed;
};

/* Where those are in the frame, and how they move against it, m and m/s. */
struct others {
    f32s ahead, left, speed_ahead, speed_left;
};

/* Looks up LANES rows, each in its frame. */
static inline void find_others(const fishsim_world *world, const struct frame *frame,
                               const uint32_t *rows, struct others *others)
{
    const struct fish *fish = &world->fish;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    float to_x[LANES], to_y[LANES], heading_x[LANES], heading_y[LANES], swims[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t other = rows[i];
        to_x[i] = fish->x[other];
        to_y[i] = fish->y[other];
        heading_x[i] = fish->heading_x[other];
        heading_y[i] = fish->heading_y[other];
        swims[i] = fish->speed[other];
    }
    f32s x = frame->heading_x, y = frame->heading_y;
    f32s dx = lanes_way(frame->x, lanes_load(to_x), torus, world->width_m);
    f32s dy = lanes_way(frame->y, lanes_load(to_y), torus, world->height_m);
    f32s vx = lanes_load(heading_x) * lanes_load(swims) - x * frame->speed;
    f32s vy = lanes_load(heading_y) * lanes_load(swims) - y * frame->speed;
    others->ahead = dx * x + dy * y;
    others->left = dy * x - dx * y;
    others->speed_ahead = vx * x + vy * y;
    others->speed_left = vy * x - vx * y;
}

/* nearest.c: opens ladders, takes what is near of a crowd, and writes the blocks of all watchers.
 */
void open_ladder(const fishsim_world *world, const struct watcher *watchers, uint32_t count,
                 struct ladder *ladder);
void find_nearest(struct ladder *ladder, const struct crowd *crowd, uint32_t count, uint32_t most);
void write_nearest(const fishsim_world *world, const struct ladder *ladder, uint32_t count,
                   float *const *out, uint32_t offset);

/* rays.c: the same for the rays and the lateral line of one watcher, from what it has in sight. */
void find_turns(const struct watcher *self, struct sight *sight);
void open_rays(struct watcher *self, const struct perception *perception);
void keep_rays(struct watcher *self, const struct sight *sight, uint32_t rays,
               const bool seen[SEEN_KINDS]);
void write_rays(const fishsim_world *world, const struct watcher *self, float *out);
void feel(const fishsim_world *world, struct watcher *self, const struct sight *sight);
void write_lateral_line(const fishsim_world *world, const struct watcher *self, float *out);

/* own.c: the blocks own of `count` watchers, and the block plankton of one. */
void write_own(const fishsim_world *world, const struct watcher *watchers, uint32_t count,
               float *const *out, uint32_t offset);
void write_plankton(const fishsim_world *world, const struct watcher *self, float *out);

#endif
