/* SPDX-License-Identifier: MIT */
/*
 * boids.c: separation, alignment and cohesion (Reynolds 1987, SIGGRAPH 21:25-34).
 *
 * Cheaper than zones: offsets are summed as they are, without a root or a division for each pair.
 * The three urges have a common scale: separation in units of its radius, alignment in units of
 * cruising speed, cohesion in units of the perception radius. They are added to the present
 * heading.
 */
#include "mind/group.h"

#include <math.h>

/* The fish of a group and what they see, in metres. */
struct view {
    f32s x, y, z, heading_x, heading_y, heading_z;
    f32s separation2, perception2;
    f32s blind_cos; /* cosine of half the field of view, times its own absolute value */
};

/* near: of offsets from fish too close; align: of velocities; join: of offsets to all. */
struct sums {
    f32s near_x, near_y, near_z, align_x, align_y, align_z, join_x, join_y, join_z;
    f32s count;
};

/* The next fish, met by all lanes. `deep` is a constant where this is called. */
BODY_OF_LOOP void meet(const struct fish *fish, uint32_t other, m32s there, const struct view *view,
                       struct sums *sums, bool deep)
{
    f32s dx = abreast_load(fish->x + other) - view->x;
    f32s dy = abreast_load(fish->y + other) - view->y;
    f32s dz = lanes_all(0.0f);
    f32s distance2 = dx * dx + dy * dy;
    f32s ahead = dx * view->heading_x + dy * view->heading_y;
    if (deep) {
        dz = abreast_load(fish->z + other) - view->z;
        distance2 = distance2 + dz * dz;
        ahead = ahead + dz * view->heading_z;
    }
    /* cos(angle to the offset) >= cos(half the field of view), compared as signed squares. */
    m32s front = lanes_at_most(view->blind_cos * distance2, ahead * lanes_absolute(ahead));
    m32s seen =
        lanes_and(lanes_and(there, front), lanes_and(lanes_at_most(distance2, view->perception2),
                                                     lanes_less(lanes_all(0.0f), distance2)));
    if (LANES == 1 && !lanes_any(seen))
        return;
    m32s near = lanes_and(seen, lanes_less(distance2, view->separation2));
    f32s speed = abreast_load(fish->speed + other);
    sums->near_x = lanes_subtract(near, sums->near_x, dx);
    sums->near_y = lanes_subtract(near, sums->near_y, dy);
    sums->align_x = lanes_add(seen, sums->align_x, abreast_load(fish->heading_x + other) * speed);
    sums->align_y = lanes_add(seen, sums->align_y, abreast_load(fish->heading_y + other) * speed);
    sums->join_x = lanes_add(seen, sums->join_x, dx);
    sums->join_y = lanes_add(seen, sums->join_y, dy);
    if (deep) {
        sums->near_z = lanes_subtract(near, sums->near_z, dz);
        sums->align_z =
            lanes_add(seen, sums->align_z, abreast_load(fish->heading_z + other) * speed);
        sums->join_z = lanes_add(seen, sums->join_z, dz);
    }
    sums->count = lanes_add(seen, sums->count, lanes_all(1.0f));
}

static inline struct sums sum_up(const struct sums *even, const struct sums *odd)
{
    return (struct sums){
        .near_x = twins_sum(even->near_x, odd->near_x),
        .near_y = twins_sum(even->near_y, odd->near_y),
        .near_z = twins_sum(even->near_z, odd->near_z),
        .align_x = twins_sum(even->align_x, odd->align_x),
        .align_y = twins_sum(even->align_y, odd->align_y),
        .align_z = twins_sum(even->align_z, odd->align_z),
        .join_x = twins_sum(even->join_x, odd->join_x),
        .join_y = twins_sum(even->join_y, odd->join_y),
        .join_z = twins_sum(even->join_z, odd->join_z),
        .count = twins_sum(even->count, odd->count),
    };
}

/* All fish around. `deep` is a constant where this is called. */
BODY_OF_LOOP struct sums look(const struct fish *fish, const struct view *view, struct scan *scan,
                              bool deep)
{
    const struct fish columns = *fish;
    struct view shifted = *view;
    struct sums part[SUM_PARTS] = {0};
    struct span span;
    while (scan_next(scan, &span)) {
        shifted.x = view->x - lanes_all(span.shift_x);
        shifted.y = view->y - lanes_all(span.shift_y);
        shifted.z = view->z - lanes_all(span.shift_z);
        for (uint32_t other = abreast_first(span.begin); other < span.end; other += ABREAST)
            meet(&columns, other, abreast_within(other, span.begin, span.end), &shifted,
                 &part[sum_part(other)], deep);
    }
    return sum_up(&part[0], &part[SUM_PARTS - 1]);
}

static struct sums look_flat(const struct fish *fish, const struct view *view, struct scan *scan)
{
    return look(fish, view, scan, false);
}

static struct sums look_deep(const struct fish *fish, const struct view *view, struct scan *scan)
{
    return look(fish, view, scan, true);
}

/* Sets what a group's lanes see; `body` is their scale. */
static inline void set_view(const fishsim_world *world, const struct mind_settings *settings,
                            const struct group *group, f32s body, f32s reach, struct view *view)
{
    const struct fish *fish = &world->fish;
    f32s separation = lanes_all((float)settings->repulsion_radius) * body;
    view->x = group->x;
    view->y = group->y;
    view->z = group->z;
    view->heading_x = group_load(group, fish->heading_x);
    view->heading_y = group_load(group, fish->heading_y);
    view->heading_z = group_load(group, fish->heading_z);
    view->separation2 = separation * separation;
    view->perception2 = lanes_select(group->open, reach * reach, lanes_all(-1.0f));
}

/* weight / scale, or 0 where there is no scale. */
static inline f32s per(double weight, f32s scale)
{
    return lanes_select(lanes_less(lanes_all(0.0f), scale), lanes_all((float)weight) / scale,
                        lanes_all(0.0f));
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    const struct mind_settings *settings = &mind->settings;
    double blind_cos = mind_blind_cos(settings);
    struct view view = {.blind_cos = lanes_all((float)(blind_cos * fabs(blind_cos)))};
    struct group group;
    struct scan scan;
    while (group_next(&group, &world->fish, &species->grid, &begin, end)) {
        f32s body = group_body(&group, &world->fish, world->fish.trait_sociality);
        f32s perception = lanes_all((float)settings->attraction_radius) * body;
        f32s reach = group_reach(world, perception);
        set_view(world, settings, &group, body, reach, &view);
        group_scan(&group, &scan, &species->grid, reach);
        struct sums sums = world->deep ? look_deep(&world->fish, &view, &scan)
                                       : look_flat(&world->fish, &view, &scan);
        f32s cruise = group_cruise(&group, world, species);
        f32s s =
            per(settings->separation_weight, lanes_all((float)settings->repulsion_radius) * body);
        f32s a = per(settings->alignment_weight, sums.count * cruise);
        f32s c = per(settings->cohesion_weight, sums.count * perception);
        group_want(&group, world, mind,
                   view.heading_x + (s * sums.near_x + a * sums.align_x + c * sums.join_x),
                   view.heading_y + (s * sums.near_y + a * sums.align_y + c * sums.join_y),
                   view.heading_z + (s * sums.near_z + a * sums.align_z + c * sums.join_z), cruise);
    }
}

const struct mind_rule MIND_BOIDS_RULE = {
    .name = "boids", .reach = mind_attraction_reach, .errs = true, .decide = decide};
