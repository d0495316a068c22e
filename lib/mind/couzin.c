/* SPDX-License-Identifier: MIT */
/*
 * couzin.c: the zones model of schooling (Couzin et al. 2002, J. Theor. Biol. 218:1-11).
 *
 * Turn away from fish in the zone of repulsion; if there are none, align with those in the zone of
 * orientation and approach those in the zone of attraction. The sums are of unit vectors and are
 * not normalised one by one: that would move the borders between swarm, mill and parallel school.
 */
#include "mind/group.h"

/* The fish of a group and their zones, in metres. */
struct view {
    f32s x, y, z, heading_x, heading_y, heading_z;
    f32s repulsion2, orientation2, attraction2;
    f32s blind_cos; /* cosine of half the field of view */
};

/* What they want: away from those too near, or with the others. */
struct zones {
    f32s near_x, near_y, near_z, far_x, far_y, far_z;
    m32s crowded; /* there is somebody in the zone of repulsion */
};

/* The next fish, met by all lanes. `deep` is a constant where this is called. */
BODY_OF_LOOP void meet(const struct fish *fish, uint32_t other, m32s there, const struct view *view,
                       struct zones *zones, bool deep)
{
    f32s dx = abreast_load(fish->x + other) - view->x;
    f32s dy = abreast_load(fish->y + other) - view->y;
    f32s dz = lanes_all(0.0f);
    f32s distance2 = dx * dx + dy * dy;
    if (deep) {
        dz = abreast_load(fish->z + other) - view->z;
        distance2 = distance2 + dz * dz;
    }
    m32s seen = lanes_and(there, lanes_and(lanes_at_most(distance2, view->attraction2),
                                           lanes_less(lanes_all(0.0f), distance2)));
    if (LANES == 1 && !lanes_any(seen))
        return;
    f32s ahead = dx * view->heading_x + dy * view->heading_y;
    if (deep)
        ahead = ahead + dz * view->heading_z;
    f32s inverse = lanes_inverse_root(distance2);
    f32s ux = dx * inverse, uy = dy * inverse, uz = dz * inverse;
    ahead = ahead * inverse;
    m32s near = lanes_and(seen, lanes_less(distance2, view->repulsion2));
    /* That counts those too near as well, but then nobody asks for it. */
    m32s far = lanes_and(seen, lanes_at_most(view->blind_cos, ahead));
    m32s align = lanes_less(distance2, view->orientation2);
    f32s far_x = lanes_select(align, abreast_load(fish->heading_x + other), ux);
    f32s far_y = lanes_select(align, abreast_load(fish->heading_y + other), uy);
    zones->crowded = lanes_or(zones->crowded, near);
    zones->near_x = lanes_subtract(near, zones->near_x, ux);
    zones->near_y = lanes_subtract(near, zones->near_y, uy);
    zones->far_x = lanes_add(far, zones->far_x, far_x);
    zones->far_y = lanes_add(far, zones->far_y, far_y);
    if (deep) {
        f32s far_z = lanes_select(align, abreast_load(fish->heading_z + other), uz);
        zones->near_z = lanes_subtract(near, zones->near_z, uz);
        zones->far_z = lanes_add(far, zones->far_z, far_z);
    }
}

static inline struct zones sum_up(const struct zones *even, const struct zones *odd)
{
    return (struct zones){
        .near_x = twins_sum(even->near_x, odd->near_x),
        .near_y = twins_sum(even->near_y, odd->near_y),
        .near_z = twins_sum(even->near_z, odd->near_z),
        .far_x = twins_sum(even->far_x, odd->far_x),
        .far_y = twins_sum(even->far_y, odd->far_y),
        .far_z = twins_sum(even->far_z, odd->far_z),
        .crowded = twins_or(even->crowded, odd->crowded),
    };
}

/* All fish around. `deep` is a constant where this is called. */
BODY_OF_LOOP struct zones look(const struct fish *fish, const struct view *view, struct scan *scan,
                               bool deep)
{
    const struct fish columns = *fish;
    struct view shifted = *view;
    struct zones part[SUM_PARTS] = {0};
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

static struct zones look_flat(const struct fish *fish, const struct view *view, struct scan *scan)
{
    return look(fish, view, scan, false);
}

static struct zones look_deep(const struct fish *fish, const struct view *view, struct scan *scan)
{
    return look(fish, view, scan, true);
}

/* Sets the zones of a group's lanes; returns how far they look. */
static inline f32s set_view(const fishsim_world *world, const struct mind_settings *settings,
                            const struct group *group, struct view *view)
{
    const struct fish *fish = &world->fish;
    f32s body = group_body(group, fish, fish->trait_sociality);
    f32s reach = group_reach(world, lanes_all((float)settings->attraction_radius) * body);
    f32s repulsion = lanes_all((float)settings->repulsion_radius) * body;
    f32s orientation = lanes_all((float)settings->orientation_radius) * body;
    view->x = group->x;
    view->y = group->y;
    view->z = group->z;
    view->heading_x = group_load(group, fish->heading_x);
    view->heading_y = group_load(group, fish->heading_y);
    view->heading_z = group_load(group, fish->heading_z);
    view->repulsion2 = repulsion * repulsion;
    view->orientation2 = orientation * orientation;
    view->attraction2 = lanes_select(group->open, reach * reach, lanes_all(-1.0f));
    return reach;
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    struct view view = {.blind_cos = lanes_all((float)mind_blind_cos(&mind->settings))};
    struct group group;
    struct scan scan;
    while (group_next(&group, &world->fish, &species->grid, &begin, end)) {
        f32s reach = set_view(world, &mind->settings, &group, &view);
        group_scan(&group, &scan, &species->grid, reach);
        struct zones zones = world->deep ? look_deep(&world->fish, &view, &scan)
                                         : look_flat(&world->fish, &view, &scan);
        group_want(&group, world, mind, lanes_select(zones.crowded, zones.near_x, zones.far_x),
                   lanes_select(zones.crowded, zones.near_y, zones.far_y),
                   lanes_select(zones.crowded, zones.near_z, zones.far_z),
                   group_cruise(&group, world, species));
    }
}

const struct mind_rule MIND_COUZIN_RULE = {
    .name = "couzin", .reach = mind_attraction_reach, .errs = true, .decide = decide};
