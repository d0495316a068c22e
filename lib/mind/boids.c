/* SPDX-License-Identifier: MIT */
/*
 * boids.c: separation, alignment and cohesion (Reynolds 1987, SIGGRAPH 21:25-34).
 *
 * Cheaper than zones: offsets are summed as they are, without a root or a division for each pair.
 * near: sum of offsets from fish too close; align: sum of velocities; join: sum of offsets to all.
 */
#include "mind/group.h"

#include <math.h>

/* The fish of a group and what they see, in metres. */
struct view {
    f32s x, y, z, heading_x, heading_y, heading_z;
    f32s separation2, perception2;
    f32s blind_cos; /* cosine of half the field of view, times its own absolute value */
};

struct sums {
    f32s near_x, near_y, near_z, align_x, align_y, align_z, join_x, join_y, join_z;
    f32s count;
};

/* One other fish, met by all lanes. `deep` is a constant where this is called. */
static inline void meet(const struct fish *fish, uint32_t other, const struct view *view,
                        const struct span *span, struct sums *sums, bool deep)
{
    f32s dx = lanes_all(fish->x[other] + span->shift_x) - view->x;
    f32s dy = lanes_all(fish->y[other] + span->shift_y) - view->y;
    f32s dz = lanes_all(0.0f);
    if (deep)
        dz = lanes_all(fish->z[other] + span->shift_z) - view->z;
    f32s distance2 = dx * dx + dy * dy;
    f32s ahead = dx * view->heading_x + dy * view->heading_y;
    if (deep) {
        distance2 = distance2 + dz * dz;
        ahead = ahead + dz * view->heading_z;
    }
    /* cos(angle to the offset) >= cos(half the field of view), compared as signed squares. */
    m32s front = lanes_at_most(view->blind_cos * distance2, ahead * lanes_absolute(ahead));
    m32s seen = lanes_and(lanes_and(lanes_at_most(distance2, view->perception2),
                                    lanes_less(lanes_all(0.0f), distance2)),
                          front);
    if (!lanes_any(seen))
        return;
    m32s near = lanes_and(seen, lanes_less(distance2, view->separation2));
    float speed = fish->speed[other];
    sums->near_x = lanes_subtract(near, sums->near_x, dx);
    sums->near_y = lanes_subtract(near, sums->near_y, dy);
    sums->align_x = lanes_add(seen, sums->align_x, lanes_all(fish->heading_x[other] * speed));
    sums->align_y = lanes_add(seen, sums->align_y, lanes_all(fish->heading_y[other] * speed));
    sums->join_x = lanes_add(seen, sums->join_x, dx);
    sums->join_y = lanes_add(seen, sums->join_y, dy);
    if (deep) {
        sums->near_z = lanes_subtract(near, sums->near_z, dz);
        sums->align_z = lanes_add(seen, sums->align_z, lanes_all(fish->heading_z[other] * speed));
        sums->join_z = lanes_add(seen, sums->join_z, dz);
    }
    sums->count = lanes_add(seen, sums->count, lanes_all(1.0f));
}

static struct sums sum_flat(const struct fish *fish, const struct view *view, struct scan *scan)
{
    struct view seen = *view;
    struct sums sums = {0};
    struct span span;
    while (scan_next(scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++)
            meet(fish, other, &seen, &span, &sums, false);
    return sums;
}

static struct sums sum_deep(const struct fish *fish, const struct view *view, struct scan *scan)
{
    struct view seen = *view;
    struct sums sums = {0};
    struct span span;
    while (scan_next(scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++)
            meet(fish, other, &seen, &span, &sums, true);
    return sums;
}

/* Sets what a group's lanes see, and its reach. */
static void set_view(const fishsim_world *world, const struct mind_settings *settings,
                     struct group *group, struct view *view)
{
    const struct fish *fish = &world->fish;
    float separation2[LANES], perception2[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t row = group->begin + (i < group->count ? i : group->count - 1);
        float body = fish_length_m(fish, row) * fish->trait_sociality[row];
        float separation = (float)settings->repulsion_radius * body;
        group->reach[i] = world_reach(world, (float)settings->attraction_radius * body);
        separation2[i] = separation * separation;
        perception2[i] = group->reach[i] * group->reach[i];
    }
    view->x = lanes_load(group->x);
    view->y = lanes_load(group->y);
    view->z = lanes_load(group->z);
    view->heading_x = group_load(group, fish->heading_x);
    view->heading_y = group_load(group, fish->heading_y);
    view->heading_z = group_load(group, fish->heading_z);
    view->separation2 = lanes_load(separation2);
    view->perception2 = lanes_load(perception2);
}

static void store(struct fish *fish, const struct group *group, const struct sums *sums)
{
    group_store(group, fish->near_x, sums->near_x);
    group_store(group, fish->near_y, sums->near_y);
    group_store(group, fish->near_z, sums->near_z);
    group_store(group, fish->align_x, sums->align_x);
    group_store(group, fish->align_y, sums->align_y);
    group_store(group, fish->align_z, sums->align_z);
    group_store(group, fish->join_x, sums->join_x);
    group_store(group, fish->join_y, sums->join_y);
    group_store(group, fish->join_z, sums->join_z);
    group_store_count(group, fish->near_count, sums->count);
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    double blind_cos = mind_blind_cos(&mind->settings);
    struct view view = {.blind_cos = lanes_all((float)(blind_cos * fabs(blind_cos)))};
    struct group group;
    struct scan scan;
    for (uint32_t row = begin; row < end; row += group.count) {
        group_take(&group, &world->fish, &species->grid, row, end);
        set_view(world, &mind->settings, &group, &view);
        group_scan(&group, &scan, &species->grid);
        struct sums sums = world->deep ? sum_deep(&world->fish, &view, &scan)
                                       : sum_flat(&world->fish, &view, &scan);
        store(&world->fish, &group, &sums);
    }
}

/*
 * The three urges on a common scale: separation in units of its radius, alignment in units of
 * cruising speed, cohesion in units of the perception radius. Added to the present heading.
 */
static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    const struct mind_settings *settings = &mind->settings;
    float cruise = mind_cruise(world, species, row);
    struct direction wanted = fish_heading(fish, row);
    float count = (float)fish->near_count[row];
    if (count > 0.0f) {
        float body = fish_length_m(fish, row) * fish->trait_sociality[row];
        float separation = (float)settings->repulsion_radius * body;
        float perception = (float)settings->attraction_radius * body;
        float s = separation > 0.0f ? (float)settings->separation_weight / separation : 0.0f;
        float a = cruise > 0.0f ? (float)settings->alignment_weight / (count * cruise) : 0.0f;
        float c = (float)settings->cohesion_weight / (count * perception);
        wanted.x += s * fish->near_x[row] + a * fish->align_x[row] + c * fish->join_x[row];
        wanted.y += s * fish->near_y[row] + a * fish->align_y[row] + c * fish->join_y[row];
        wanted.z += s * fish->near_z[row] + a * fish->align_z[row] + c * fish->join_z[row];
    }
    mind_want(world, row, wanted, mind);
    fish->intent_speed[row] = cruise;
    return true;
}

const struct mind_rule MIND_BOIDS_RULE = {
    .name = "boids", .reach = mind_attraction_reach, .sense = sense, .decide = decide};
