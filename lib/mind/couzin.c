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

struct zones {
    f32s near_x, near_y, near_z, align_x, align_y, align_z, join_x, join_y, join_z;
    f32s near_count;
};

/* One other fish, met by all lanes. `deep` is a constant where this is called. */
static inline void meet(const struct fish *fish, uint32_t other, const struct view *view,
                        const struct span *span, struct zones *zones, bool deep)
{
    f32s dx = lanes_all(fish->x[other] + span->shift_x) - view->x;
    f32s dy = lanes_all(fish->y[other] + span->shift_y) - view->y;
    f32s dz = lanes_all(0.0f);
    if (deep)
        dz = lanes_all(fish->z[other] + span->shift_z) - view->z;
    f32s distance2 = dx * dx + dy * dy;
    if (deep)
        distance2 = distance2 + dz * dz;
    m32s seen = lanes_and(lanes_at_most(distance2, view->attraction2),
                          lanes_less(lanes_all(0.0f), distance2));
    if (!lanes_any(seen))
        return;
    f32s inverse = lanes_inverse_root(distance2);
    f32s ux = dx * inverse, uy = dy * inverse, uz = dz * inverse;
    f32s ahead = ux * view->heading_x + uy * view->heading_y;
    if (deep)
        ahead = ahead + uz * view->heading_z;
    m32s near = lanes_and(seen, lanes_less(distance2, view->repulsion2));
    m32s in_view = lanes_and(lanes_but(seen, near), lanes_at_most(view->blind_cos, ahead));
    m32s align = lanes_and(in_view, lanes_less(distance2, view->orientation2));
    m32s join = lanes_but(in_view, align);
    zones->near_x = lanes_subtract(near, zones->near_x, ux);
    zones->near_y = lanes_subtract(near, zones->near_y, uy);
    zones->near_count = lanes_add(near, zones->near_count, lanes_all(1.0f));
    zones->align_x = lanes_add(align, zones->align_x, lanes_all(fish->heading_x[other]));
    zones->align_y = lanes_add(align, zones->align_y, lanes_all(fish->heading_y[other]));
    zones->join_x = lanes_add(join, zones->join_x, ux);
    zones->join_y = lanes_add(join, zones->join_y, uy);
    if (deep) {
        zones->near_z = lanes_subtract(near, zones->near_z, uz);
        zones->align_z = lanes_add(align, zones->align_z, lanes_all(fish->heading_z[other]));
        zones->join_z = lanes_add(join, zones->join_z, uz);
    }
}

static struct zones sum_flat(const struct fish *fish, const struct view *view, struct scan *scan)
{
    struct view seen = *view;
    struct zones zones = {0};
    struct span span;
    while (scan_next(scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++)
            meet(fish, other, &seen, &span, &zones, false);
    return zones;
}

static struct zones sum_deep(const struct fish *fish, const struct view *view, struct scan *scan)
{
    struct view seen = *view;
    struct zones zones = {0};
    struct span span;
    while (scan_next(scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++)
            meet(fish, other, &seen, &span, &zones, true);
    return zones;
}

static float square(float x)
{
    return x * x;
}

/* Sets the zones of a group's lanes, and its reach. */
static void set_view(const fishsim_world *world, const struct mind_settings *settings,
                     struct group *group, struct view *view)
{
    const struct fish *fish = &world->fish;
    float repulsion2[LANES], orientation2[LANES], attraction2[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t row = group->begin + (i < group->count ? i : group->count - 1);
        float body = fish_length_m(fish, row) * fish->trait_sociality[row];
        group->reach[i] = world_reach(world, (float)settings->attraction_radius * body);
        repulsion2[i] = square((float)settings->repulsion_radius * body);
        orientation2[i] = square((float)settings->orientation_radius * body);
        attraction2[i] = square(group->reach[i]);
    }
    view->x = lanes_load(group->x);
    view->y = lanes_load(group->y);
    view->z = lanes_load(group->z);
    view->heading_x = group_load(group, fish->heading_x);
    view->heading_y = group_load(group, fish->heading_y);
    view->heading_z = group_load(group, fish->heading_z);
    view->repulsion2 = lanes_load(repulsion2);
    view->orientation2 = lanes_load(orientation2);
    view->attraction2 = lanes_load(attraction2);
}

static void store(struct fish *fish, const struct group *group, const struct zones *zones)
{
    group_store(group, fish->near_x, zones->near_x);
    group_store(group, fish->near_y, zones->near_y);
    group_store(group, fish->near_z, zones->near_z);
    group_store(group, fish->align_x, zones->align_x);
    group_store(group, fish->align_y, zones->align_y);
    group_store(group, fish->align_z, zones->align_z);
    group_store(group, fish->join_x, zones->join_x);
    group_store(group, fish->join_y, zones->join_y);
    group_store(group, fish->join_z, zones->join_z);
    group_store_count(group, fish->near_count, zones->near_count);
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    struct view view = {.blind_cos = lanes_all((float)mind_blind_cos(&mind->settings))};
    struct group group;
    struct scan scan;
    for (uint32_t row = begin; row < end; row += group.count) {
        group_take(&group, &world->fish, &species->grid, row, end);
        set_view(world, &mind->settings, &group, &view);
        group_scan(&group, &scan, &species->grid);
        struct zones zones = world->deep ? sum_deep(&world->fish, &view, &scan)
                                         : sum_flat(&world->fish, &view, &scan);
        store(&world->fish, &group, &zones);
    }
}

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    struct direction wanted = {fish->near_x[row], fish->near_y[row], fish->near_z[row]};
    if (!fish->near_count[row]) {
        wanted.x = fish->align_x[row] + fish->join_x[row];
        wanted.y = fish->align_y[row] + fish->join_y[row];
        wanted.z = fish->align_z[row] + fish->join_z[row];
    }
    mind_want(world, row, wanted, mind);
    fish->intent_speed[row] = mind_cruise(world, species, row);
    return true;
}

const struct mind_rule MIND_COUZIN_RULE = {
    .name = "couzin", .reach = mind_attraction_reach, .sense = sense, .decide = decide};
