/* SPDX-License-Identifier: MIT */
/*
 * rays.c: what each ray meets, and what the lateral line feels.
 */
#include "world/look.h"

#include <math.h>
#include <string.h>

void open_rays(struct watcher *self, const struct perception *perception)
{
    struct rays *rays = &self->rays;
    for (uint32_t ray = 0; ray < perception->rays || ray % LANES; ray++) {
        rays->nearest[ray] = NO_HIT | self->row;
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            rays->distance2[kind][ray] = INFINITY;
    }
    for (uint32_t sector = 0; sector < perception->sectors; sector++)
        self->pushed[sector] = 0.0f;
}

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

void find_turns(const struct watcher *self, struct sight *sight)
{
    f32s x = lanes_all(self->heading_x), y = lanes_all(self->heading_y);
    for (uint32_t i = 0; i < sight->count; i += LANES) {
        f32s dx = lanes_load(sight->dx + i), dy = lanes_load(sight->dy + i);
        lanes_store(sight->turn + i, turn_of(dx * x + dy * y, dy * x - dx * y));
    }
}

/* Sector of an angle among `count`, the first of which is centred straight ahead. */
static inline uint32_t sector_of(float turn, float count)
{
    float sector = turn * count + 0.5f;
    return (uint32_t)(int32_t)(sector < count ? sector : 0.0f);
}

static inline ray_hit hit_of(float distance2, uint32_t row)
{
    uint32_t bits;
    memcpy(&bits, &distance2, sizeof bits);
    return (ray_hit)bits << 32 | row;
}

static inline float distance2_of(ray_hit hit)
{
    uint32_t bits = (uint32_t)(hit >> 32);
    float distance2;
    memcpy(&distance2, &bits, sizeof distance2);
    return distance2;
}

/* The nearer one; of two as near the first. Without a branch: nobody could guess which it is. */
static inline ray_hit nearer(ray_hit first, ray_hit second)
{
    ray_hit second_is = 0 - (ray_hit)(second < first >> 32 << 32);
    return first ^ ((first ^ second) & second_is);
}

void keep_rays(struct watcher *self, const struct sight *sight, uint32_t count,
               const bool seen[SEEN_KINDS])
{
    struct rays *rays = &self->rays;
    ray_hit nearest[RAYS_MAX];
    if (sight->count == 0)
        return;
    for (uint32_t ray = 0; ray < count; ray++)
        nearest[ray] = NO_HIT;
    for (uint32_t i = 0; i < sight->count; i++) {
        ray_hit *hit = &nearest[sector_of(sight->turn[i], (float)count)];
        *hit = nearer(*hit, hit_of(sight->distance2[i], sight->row[i]));
    }
    for (uint32_t ray = 0; ray < count; ray++)
        rays->nearest[ray] = nearer(rays->nearest[ray], nearest[ray]);
    for (int kind = 0; kind < SEEN_KINDS; kind++)
        for (uint32_t ray = 0; seen[kind] && ray < count; ray++) {
            float distance2 = distance2_of(nearest[ray]);
            if (distance2 < rays->distance2[kind][ray])
                rays->distance2[kind][ray] = distance2;
        }
}

/*
 * Nearness of the walls along LANES rays from `begin` on: 1 at the wall, 0 at the radius of sight
 * and beyond.
 */
static inline f32s walls_near(const fishsim_world *world, const struct watcher *self,
                              uint32_t begin)
{
    const struct perception *perception = &world->perception;
    f32s none = lanes_all(0.0f), reach = lanes_all(self->reach_m);
    f32s ray_x = lanes_load(perception->ray_x + begin);
    f32s ray_y = lanes_load(perception->ray_y + begin);
    f32s heading_x = lanes_all(self->heading_x), heading_y = lanes_all(self->heading_y);
    f32s x = heading_x * ray_x - heading_y * ray_y;
    f32s y = heading_y * ray_x + heading_x * ray_y;
    f32s to_x =
        lanes_select(lanes_less(none, x), lanes_all(world->width_m - self->x), lanes_all(self->x));
    f32s to_y =
        lanes_select(lanes_less(none, y), lanes_all(world->height_m - self->y), lanes_all(self->y));
    x = lanes_absolute(x);
    y = lanes_absolute(y);
    f32s along_x = lanes_select(lanes_less(to_x, x * reach), to_x / x, reach);
    f32s along_y = lanes_select(lanes_less(to_y, y * reach), to_y / y, reach);
    f32s along = lanes_select(lanes_less(along_x, along_y), along_x, along_y);
    f32s nearness = lanes_all(1.0f) - along * lanes_all(self->per_reach);
    return lanes_select(lanes_and(lanes_less(along, reach), lanes_less(none, nearness)), nearness,
                        none);
}

/* How fast the nearest fish of LANES rays close in, of twice the fastest; 0 without one. */
static inline f32s closing_in(const fishsim_world *world, const struct watcher *self,
                              uint32_t begin)
{
    float distance2[LANES];
    uint32_t row[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        distance2[i] = distance2_of(self->rays.nearest[begin + i]);
        row[i] = (uint32_t)self->rays.nearest[begin + i];
    }
    const struct frame frame = {
        .x = lanes_all(self->x),
        .y = lanes_all(self->y),
        .heading_x = lanes_all(self->heading_x),
        .heading_y = lanes_all(self->heading_y),
        .speed = lanes_all(self->speed),
    };
    struct others others;
    find_others(world, &frame, row, &others);
    f32s none = lanes_all(0.0f), least = lanes_all(1e-30f);
    f32s distance = lanes_load(distance2);
    distance = lanes_root(distance);
    f32s along = others.speed_ahead * others.ahead + others.speed_left * others.left;
    f32s closing = (none - along) / lanes_larger(distance, least);
    return lanes_clip(lanes_all(0.5f * self->per_fastest) * closing);
}

/* How near the nearest of a kind are along LANES rays from `begin` on. */
static inline f32s kind_near(const struct watcher *self, int kind, uint32_t begin)
{
    f32s distance2 = lanes_load(self->rays.distance2[kind] + begin);
    f32s nearness = lanes_all(1.0f) - lanes_root(distance2) * lanes_all(self->per_reach);
    return lanes_select(lanes_less(distance2, lanes_all(self->reach2)), nearness, lanes_all(0.0f));
}

void write_rays(const fishsim_world *world, const struct watcher *self, float *out)
{
    enum { WALL = SEEN_KINDS, CLOSING, COLUMNS };
    uint32_t count = world->perception.rays;
    float column[COLUMNS][RAYS_MAX];
    bool walls = world->settings.world.boundary == BOUNDARY_WALLS;
    for (uint32_t ray = 0; ray < count; ray += LANES) {
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            lanes_store(column[kind] + ray, kind_near(self, kind, ray));
        lanes_store(column[WALL] + ray, walls ? walls_near(world, self, ray) : lanes_all(0.0f));
        lanes_store(column[CLOSING] + ray, closing_in(world, self, ray));
    }
    for (uint32_t ray = 0; ray < count; ray++)
        for (int i = 0; i < COLUMNS; i++)
            *out++ = column[i][ray];
}

/* ---- lateral line --------------------------------------------------------------------------- */

/* One fish pushes water against the watcher. */
static inline void push(const struct fish *fish, struct watcher *self, const struct sight *sight,
                        uint32_t nth, uint32_t sectors, float range)
{
    uint32_t other = sight->row[nth];
    float distance = sqrtf(sight->distance2[nth]);
    float vx = fish->heading_x[other] * fish->speed[other] - self->heading_x * self->speed;
    float vy = fish->heading_y[other] * fish->speed[other] - self->heading_y * self->speed;
    float along = vx * sight->dx[nth] + vy * sight->dy[nth];
    float closing = distance > 0.0f ? -along / distance : 0.0f;
    self->pushed[sector_of(sight->turn[nth], (float)sectors)] +=
        closing * self->per_fastest * (1.0f - distance / range);
}

void feel(const fishsim_world *world, struct watcher *self, const struct sight *sight)
{
    float range = 2.0f * self->body_m;
    f32s range2 = lanes_all(range * range);
    for (uint32_t i = 0; i < sight->count; i += LANES) {
        uint32_t bits = lanes_bits(lanes_less(lanes_load(sight->distance2 + i), range2));
        for (; bits; bits &= bits - 1)
            push(&world->fish, self, sight, i + (uint32_t)__builtin_ctz(bits),
                 world->perception.sectors, range);
    }
}

void write_lateral_line(const fishsim_world *world, const struct watcher *self, float *out)
{
    for (uint32_t sector = 0; sector < world->perception.sectors; sector++)
        out[sector] = clip(self->pushed[sector]);
}
