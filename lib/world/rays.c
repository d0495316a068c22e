/* SPDX-License-Identifier: MIT */
/*
 * rays.c: what each ray meets, and what the lateral line feels.
 */
#include "world/look.h"

#include <math.h>
#include <string.h>

/*
 * Angle of (x, y) in turns, in [0, 1), to about 2e-6: odd polynomial of the arctangent on [0, 1]
 * (Abramowitz and Stegun 4.4.49), the rest by symmetry. 0 for (0, 0).
 */
static inline f32s turn_of(f32s x, f32s y)
{
    f32s none = lanes_all(0.0f), ax = lanes_absolute(x), ay = lanes_absolute(y);
    m32s steep = lanes_less(ax, ay);
    f32s larger = lanes_select(steep, ay, ax), smaller = lanes_select(steep, ax, ay);
    f32s least = lanes_all(1e-30f);
    f32s t = smaller / lanes_select(lanes_less(least, larger), larger, least);
    f32s t2 = t * t;
    f32s p = lanes_all(-0.0851330f) + t2 * lanes_all(0.0208351f);
    p = lanes_all(0.1801410f) + t2 * p;
    p = lanes_all(-0.3302995f) + t2 * p;
    p = lanes_all(0.9998660f) + t2 * p;
    f32s angle = t * p * lanes_all(0.15915494f);
    angle = lanes_select(steep, lanes_all(0.25f) - angle, angle);
    angle = lanes_select(lanes_less(x, none), lanes_all(0.5f) - angle, angle);
    angle = lanes_select(lanes_less(y, none), lanes_all(1.0f) - angle, angle);
    return lanes_select(lanes_less(angle, lanes_all(1.0f)), angle, none);
}

/* Where loops over what is in sight end: a whole number of strides. */
static inline uint32_t stride_end(const struct sight *sight)
{
    return (sight->count + STRIDE - 1) / STRIDE * STRIDE;
}

/* All about those in sight that rays and the lateral line ask for. */
void find_turns(const struct watchers *watchers, uint32_t nth, struct sight *sight)
{
    f32s x = lanes_all(watchers->heading_x[nth]), y = lanes_all(watchers->heading_y[nth]);
    f32s own_x = lanes_all(watchers->velocity_x[nth]), own_y = lanes_all(watchers->velocity_y[nth]);
    f32s none = lanes_all(0.0f), one = lanes_all(1.0f), least = lanes_all(1e-30f);
    f32s per_reach = lanes_all(watchers->per_reach[nth]);
    f32s per_fastest = lanes_all(watchers->per_fastest[nth]);
    uint32_t end = stride_end(sight);
    for (uint32_t i = 0; i < end; i += LANES) {
        f32s dx = lanes_load(sight->dx + i), dy = lanes_load(sight->dy + i);
        f32s distance2 = lanes_load(sight->distance2 + i);
        f32s velocity_x = lanes_load(sight->velocity_x + i) - own_x;
        f32s velocity_y = lanes_load(sight->velocity_y + i) - own_y;
        f32s along = velocity_x * dx + velocity_y * dy;
        f32s per_distance = lanes_inverse_root(lanes_larger(distance2, least));
        f32s nearness = one - distance2 * per_distance * per_reach;
        lanes_store(sight->nearness + i, lanes_larger(nearness, none));
        f32s closing = (none - along) * per_distance * per_fastest;
        lanes_store(sight->closing + i, closing);
        lanes_store(sight->half + i, lanes_clip(lanes_all(0.5f) * closing));
        lanes_store(sight->turn + i, turn_of(dx * x + dy * y, dy * x - dx * y));
    }
    /* What a ray shows that meets nobody. */
    sight->nearness[sight->count] = 0.0f;
    sight->half[sight->count] = 0.0f;
}

/* ---- rays ----------------------------------------------------------------------------------- */

/* Without a branch: nobody could guess which it is. */
static inline uint32_t nearer(uint32_t a, uint32_t b)
{
    return b < a ? b : a;
}

/*
 * Of each in sight, how near it is, and its sector among `count`, the first of which is centred
 * straight ahead.
 */
static void find_sectors(const struct sight *sight, float count, uint32_t *near, uint32_t *sector)
{
    f32s end = lanes_all(count), none = lanes_all(0.0f), half = lanes_all(0.5f);
    number32s but_who = numbers_all(~(uint32_t)WHO), nobody = numbers_all(NOBODY);
    number32s place = numbers_in_line();
    for (uint32_t i = 0; i < stride_end(sight); i += LANES, place = place + LANES) {
        f32s at = lanes_load(sight->turn + i) * end + half;
        at = lanes_select(lanes_less(at, end), at, none);
        numbers_store(sector + i, numbers_below(lanes_larger(at, none))); /* whatever is behind */
        number32s distance = numbers_of(lanes_load(sight->distance2 + i)) & but_who;
        numbers_store(near + i, numbers_smaller(distance, nobody) | place);
    }
}

/* The nearest in the sector of each of `count` rays, or NOBODY and the place behind all. */
void find_hits(struct sight *sight, uint32_t count)
{
    uint32_t near[CROWD + SPARE], sector[CROWD + SPARE];
    find_sectors(sight, (float)count, near, sector);
    for (uint32_t k = 0; k < TURNS; k++)
        for (uint32_t ray = 0; ray < count; ray += SPARE)
            for (uint32_t i = 0; i < SPARE; i++)
                sight->hit[k][ray + i] = NOBODY | sight->count;
    for (uint32_t i = 0; i < stride_end(sight); i += STRIDE)
        for (uint32_t k = 0; k < STRIDE; k++) {
            uint32_t *hit = &sight->hit[k % TURNS][sector[i + k]];
            *hit = nearer(*hit, near[i + k]);
        }
}

static void gather_hits(const struct sight *sight, uint32_t count, uint32_t *nearest)
{
    for (uint32_t ray = 0; ray < count; ray++) {
        nearest[ray] = sight->hit[0][ray];
        for (uint32_t k = 1; k < TURNS; k++)
            nearest[ray] = nearer(nearest[ray], sight->hit[k][ray]);
    }
}

/* The rows of rays that have met nobody so far. */
static void write_first(const struct crowd *crowd, const struct sight *sight, uint32_t count,
                        struct rays *rays, float *out)
{
    f32x4 kinds = {crowd->seen[SEEN_KIN], crowd->seen[SEEN_PREY], crowd->seen[SEEN_PREDATOR], 0.0f};
    for (uint32_t ray = 0; ray < count; ray++, out += RAY_COLUMNS) {
        uint32_t nth = rays->nearest[ray] & WHO;
        f32x4_store(out, f32x4_all(sight->nearness[nth]) * kinds);
        out[4] = sight->half[nth];
    }
    rays->empty = rays->many = false;
    memcpy(rays->seen, crowd->seen, sizeof rays->seen);
}

/* What the first crowd has left, kind by kind. */
static void begin_many(struct rays *rays, uint32_t count)
{
    for (int kind = 0; kind < SEEN_KINDS; kind++)
        for (uint32_t ray = 0; ray < count; ray++)
            rays->nearest_of[kind][ray] = rays->seen[kind] ? rays->nearest[ray] : NOBODY;
    rays->many = true;
}

/* Whether one that is met later is nearer. */
static inline bool is_nearer(uint32_t later, uint32_t before)
{
    return later >> WHO_BITS < before >> WHO_BITS;
}

/* One more crowd is met: it takes those places in which it is nearer. */
static void write_more(const struct crowd *crowd, const struct sight *sight, uint32_t count,
                       const uint32_t *hit, struct rays *rays, float *out)
{
    if (!rays->many)
        begin_many(rays, count);
    for (uint32_t ray = 0; ray < count; ray++, out += RAY_COLUMNS) {
        uint32_t nth = hit[ray] & WHO;
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            if (crowd->seen[kind] && is_nearer(hit[ray], rays->nearest_of[kind][ray])) {
                rays->nearest_of[kind][ray] = hit[ray];
                out[kind] = sight->nearness[nth];
            }
        if (is_nearer(hit[ray], rays->nearest[ray])) {
            rays->nearest[ray] = hit[ray];
            out[4] = sight->half[nth];
        }
    }
}

void keep_rays(const struct crowd *crowd, const struct sight *sight, uint32_t count,
               struct rays *rays, float *out)
{
    uint32_t hit[RAYS_MAX];
    if (sight->count == 0)
        return;
    if (rays->empty) {
        gather_hits(sight, count, rays->nearest);
        write_first(crowd, sight, count, rays, out);
    } else {
        gather_hits(sight, count, hit);
        write_more(crowd, sight, count, hit, rays, out);
    }
}

/*
 * Nearness of the walls along LANES rays from `begin` on: 1 at the wall, 0 at the radius of sight
 * and beyond.
 */
static inline f32s walls_near(const fishsim_world *world, const struct watchers *watchers,
                              uint32_t nth, uint32_t begin)
{
    const struct perception *perception = &world->perception;
    f32s none = lanes_all(0.0f), reach = lanes_all(watchers->reach_m[nth]);
    f32s ray_x = lanes_load(perception->ray_x + begin);
    f32s ray_y = lanes_load(perception->ray_y + begin);
    f32s heading_x = lanes_all(watchers->heading_x[nth]),
         heading_y = lanes_all(watchers->heading_y[nth]);
    f32s x = heading_x * ray_x - heading_y * ray_y;
    f32s y = heading_y * ray_x + heading_x * ray_y;
    float own_x = watchers->x[nth], own_y = watchers->y[nth];
    f32s to_x =
        lanes_select(lanes_less(none, x), lanes_all(world->width_m - own_x), lanes_all(own_x));
    f32s to_y =
        lanes_select(lanes_less(none, y), lanes_all(world->height_m - own_y), lanes_all(own_y));
    x = lanes_absolute(x);
    y = lanes_absolute(y);
    f32s along_x = lanes_select(lanes_less(to_x, x * reach), to_x / x, reach);
    f32s along_y = lanes_select(lanes_less(to_y, y * reach), to_y / y, reach);
    f32s along = lanes_select(lanes_less(along_x, along_y), along_x, along_y);
    f32s nearness = lanes_all(1.0f) - along * lanes_all(watchers->per_reach[nth]);
    return lanes_select(lanes_and(lanes_less(along, reach), lanes_less(none, nearness)), nearness,
                        none);
}

void finish_rays(const fishsim_world *world, const struct watchers *watchers, uint32_t nth,
                 const struct rays *rays, float *out)
{
    uint32_t count = world->perception.rays;
    float wall[RAYS_MAX];
    if (rays->empty)
        memset(out, 0, count * RAY_COLUMNS * sizeof *out);
    if (world->settings.world.boundary != BOUNDARY_WALLS)
        return;
    for (uint32_t ray = 0; ray < count; ray += LANES)
        lanes_store(wall + ray, walls_near(world, watchers, nth, ray));
    for (uint32_t ray = 0; ray < count; ray++)
        out[ray * RAY_COLUMNS + SEEN_KINDS] = wall[ray];
}

/* ---- lateral line --------------------------------------------------------------------------- */

void feel(const struct watchers *watchers, uint32_t nth, const struct sight *sight,
          uint32_t sectors, float *out)
{
    float range = 2.0f * watchers->body_m[nth], count = (float)sectors;
    f32s range2 = lanes_all(range * range);
    for (uint32_t i = 0; i < stride_end(sight); i += LANES) {
        uint32_t bits = lanes_bits(lanes_less(lanes_load(sight->distance2 + i), range2));
        for (; bits; bits &= bits - 1) {
            uint32_t other = i + (uint32_t)__builtin_ctz(bits);
            float sector = sight->turn[other] * count + 0.5f;
            float nearness = 1.0f - sqrtf(sight->distance2[other]) / range;
            out[(uint32_t)(int32_t)(sector < count ? sector : 0.0f)] +=
                sight->closing[other] * nearness;
        }
    }
}

void finish_lateral_line(uint32_t sectors, float *out)
{
    for (uint32_t sector = 0; sector < sectors; sector++)
        out[sector] = clip(out[sector]);
}
