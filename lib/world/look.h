/* SPDX-License-Identifier: MIT */
/*
 * look.h: what the files share that fill rows of perception, compiled once for each kernel.
 *
 * look.c lets fish that stand next to each other look at the crowd around all of them, one after
 * the other, with a lane of the kernel for each fish of the crowd; what one of them has in sight
 * is moved close together, and nearest.c, rays.c and look.c take from it what their blocks need.
 * own.c writes the blocks that tell of the fish itself and of the water where it is.
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
enum { WATCHERS = 16, CROWD = 256, POOL = 96, SPARE = 16 };

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
};

/* The nearest fish so far, in no order, and some that are not; none beyond `worst2` is missed. */
struct pool {
    uint32_t count;
    float worst2;
    uint32_t row[POOL + SPARE];
    float distance2[POOL + SPARE];
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
    struct pool pool;
    struct rays rays;
    float pushed[RAYS_MAX]; /* by sector */
    struct company company;
};

/* Where others are in the frame of a watcher, and how they move against it, m and m/s. */
struct others {
    float ahead[RAYS_MAX], left[RAYS_MAX], speed_ahead[RAYS_MAX], speed_left[RAYS_MAX];
};

/* Looks up `count` rows; lists are filled up to the next multiple of LANES with the fish itself. */
void find_others(const fishsim_world *world, const struct watcher *self, uint32_t *rows,
                 uint32_t count, struct others *others);

/* nearest.c: opens a pool, takes from what is in sight, and writes the block. */
void open_pool(struct pool *pool);
void pool_nearest(struct pool *pool, const struct sight *sight, uint32_t most);
void write_nearest(const fishsim_world *world, struct watcher *self, float *out);

/* rays.c: the same for rays, and for the lateral line. */
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

#endif
