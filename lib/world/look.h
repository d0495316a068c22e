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

/*
 * More watchers share what they look up, but meet more fish that only others of them are near to.
 * Lists have room for a vector more than they hold, see base/pick.h.
 */
enum { WATCHERS = 8, ABREAST = 4, CROWD = 160, SPARE = 16 };
enum { NEAREST_COLUMNS = 7, RAY_COLUMNS = 5 };

/* Loops over what is in sight take so many at once: how often they run is easier to foresee. */
enum { STRIDE = LANES == 1 ? 1 : 16 };

/* Sectors fill in turn: fish that follow each other tend to be in one. */
enum { TURNS = STRIDE < 4 ? STRIDE : 4 };

enum { SEEN_KIN, SEEN_PREY, SEEN_PREDATOR, SEEN_KINDS };

/* Fish that perceive, of one species. Places without one repeat the first. */
struct watchers {
    uint32_t count, species;
    bool in_line; /* one stands in each place, in rows that follow each other */
    uint32_t row[WATCHERS];
    float x[WATCHERS], y[WATCHERS], heading_x[WATCHERS], heading_y[WATCHERS];
    float speed[WATCHERS], velocity_x[WATCHERS], velocity_y[WATCHERS];
    float length_cm[WATCHERS], body_m[WATCHERS];
    float reach_m[WATCHERS], reach2[WATCHERS], per_reach[WATCHERS];
    float per_fastest[WATCHERS]; /* s/m */
};

/* Fish of one species, next to each other: a part of those around the watchers. */
struct crowd {
    uint32_t species, count;
    uint32_t first, last;                     /* watchers stand in [first, last) alone */
    bool seen[SEEN_KINDS];                    /* what they are to the watchers */
    float x[CROWD + SPARE], y[CROWD + SPARE]; /* next to the watchers, across the seam or not */
    float velocity_x[CROWD + SPARE], velocity_y[CROWD + SPARE];
    uint32_t row[CROWD + SPARE];
};

/* Those of a crowd that one watcher has in sight, and where, in the frame of the world. */
struct sight {
    uint32_t count;
    uint32_t row[CROWD + SPARE]; /* for company */
    float dx[CROWD + SPARE], dy[CROWD + SPARE];
    float distance2[CROWD + SPARE]; /* infinite behind the last one, for a STRIDE */
    /* For rays and the lateral line. */
    float velocity_x[CROWD + SPARE], velocity_y[CROWD + SPARE];
    float nearness[CROWD + SPARE]; /* 1 here, 0 at the end of sight */
    float closing[CROWD + SPARE];  /* speed, of the fastest */
    float half[CROWD + SPARE];     /* of that, at most 1 */
    float turn[CROWD + SPARE];     /* angle to the left of its heading, in turns, [0, 1) */
    uint32_t hit[TURNS][RAYS_MAX]; /* the nearest in the sector of each ray, of those of a turn */
};

/*
 * How near a fish is, and who it is: the bits of the squared distance but for the last ones, in
 * which stands a number. As a whole number it has the order of the distance, and of those as near
 * to one part in 2^15 that of the scan.
 */
enum { WHO_BITS = 8, WHO = (1 << WHO_BITS) - 1 };
_Static_assert(CROWD + NEAREST_MAX <= WHO, "all of a crowd and all before can be told apart");

/* The largest distance. */
static const uint32_t NOBODY = 0x7f7fffff & ~(uint32_t)WHO;

/* The nearest fish so far of each watcher, nearest first. */
struct ladder {
    bool empty; /* nobody was met */
    /* WHO: a place in the crowd plus NEAREST_MAX, or the step on which it has stood before. */
    uint32_t rung[NEAREST_MAX][WATCHERS];
    float motion[CROWD + SPARE][4]; /* of the crowd: place and velocity */
};

/* What the rays of one watcher have met so far. */
struct rays {
    bool empty;                 /* nobody was met; the rest says nothing yet */
    bool seen[SEEN_KINDS];      /* what those are of the first crowd that was met */
    bool many;                  /* another crowd has been met: nearest_of is valid */
    uint32_t nearest[RAYS_MAX]; /* WHO: a place in what is in sight */
    uint32_t nearest_of[SEEN_KINDS][RAYS_MAX];
};

static inline float clip(float x)
{
    return f32x4_clip(f32x4_all(x))[0];
}

static inline float at_most_one(float x)
{
    return x < 1.0f ? x : 1.0f;
}

static inline f32s lanes_clip(f32s x)
{
    return lanes_smaller(lanes_all(1.0f), lanes_larger(lanes_all(-1.0f), x));
}

/* nearest.c: takes what is near of a crowd, and writes the blocks of all watchers. */
void open_ladder(struct ladder *ladder, uint32_t most);
void find_nearest(const fishsim_world *world, const struct watchers *watchers,
                  const struct crowd *crowd, struct ladder *ladder, float *const *out);
void finish_nearest(const fishsim_world *world, const struct watchers *watchers,
                    const struct ladder *ladder, float *const *out);

/* rays.c: the same for the rays and the lateral line of the watcher `nth`, from its sight. */
void find_turns(const struct watchers *watchers, uint32_t nth, struct sight *sight);
void find_hits(struct sight *sight, uint32_t count);
void keep_rays(const struct crowd *crowd, const struct sight *sight, uint32_t count,
               struct rays *rays, float *out);
void finish_rays(const fishsim_world *world, const struct watchers *watchers, uint32_t nth,
                 const struct rays *rays, float *out);
void feel(const struct watchers *watchers, uint32_t nth, const struct sight *sight,
          uint32_t sectors, float *out);
void finish_lateral_line(uint32_t sectors, float *out);

/* own.c: the block own of all watchers, and the block plankton of one. */
void write_own(const fishsim_world *world, const struct watchers *watchers, float *const *out,
               uint32_t offset);
void write_plankton(const fishsim_world *world, const struct watchers *watchers, uint32_t nth,
                    float *out);

/* A column of the watchers' rows. */
static inline void load_floats(const struct watchers *watchers, const float *column,
                               float to[WATCHERS])
{
    if (watchers->in_line)
        memcpy(to, column + watchers->row[0], WATCHERS * sizeof *to);
    else
        for (uint32_t i = 0; i < WATCHERS; i++)
            to[i] = column[watchers->row[i]];
}

#endif
