/* SPDX-License-Identifier: MIT */
/*
 * evade.c: flee from predators that are near and heavier, at an angle, as fast as possible.
 *
 * The angle off the straight line away keeps the predator in sight (Domenici et al. 2011); the fish
 * takes the side to which it already heads.
 */
#include "mind/group.h"

#include "base/real.h"

#include <math.h>

/* The fish of a group, how far they look, and what they fear. */
struct view {
    f32s x, y, z, reach2, weight_g;
};

struct threats {
    f32s x, y, z, count;
};

/* One predator, met by all lanes. `deep` is a constant where this is called. */
static inline void meet(const struct fish *fish, uint32_t other, const struct view *view,
                        const struct span *span, struct threats *threats, bool deep)
{
    f32s dx = view->x - lanes_all(fish->x[other] + span->shift_x);
    f32s dy = view->y - lanes_all(fish->y[other] + span->shift_y);
    f32s dz = lanes_all(0.0f);
    if (deep)
        dz = view->z - lanes_all(fish->z[other] + span->shift_z);
    f32s distance2 = dx * dx + dy * dy;
    if (deep)
        distance2 = distance2 + dz * dz;
    m32s near =
        lanes_and(lanes_at_most(distance2, view->reach2), lanes_less(lanes_all(0.0f), distance2));
    m32s feared = lanes_and(near, lanes_less(view->weight_g, lanes_all(fish->weight_g[other])));
    if (!lanes_any(feared))
        return;
    f32s inverse = lanes_inverse_root(distance2);
    threats->x = lanes_add(feared, threats->x, dx * inverse);
    threats->y = lanes_add(feared, threats->y, dy * inverse);
    if (deep)
        threats->z = lanes_add(feared, threats->z, dz * inverse);
    threats->count = lanes_add(feared, threats->count, lanes_all(1.0f));
}

static void sum_threats(const fishsim_world *world, struct scan *scan, const struct view *view,
                        struct threats *threats)
{
    struct span span;
    while (scan_next(scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++)
            world->deep ? meet(&world->fish, other, view, &span, threats, true)
                        : meet(&world->fish, other, view, &span, threats, false);
}

/* Sets what a group's lanes see, and its reach. */
static void set_view(const fishsim_world *world, const struct mind_settings *settings,
                     struct group *group, struct view *view)
{
    const struct fish *fish = &world->fish;
    float reach2[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t row = group->begin + (i < group->count ? i : group->count - 1);
        float reach = (float)settings->flee_radius * fish_length_m(fish, row) /
                      fish->trait_boldness[row] * world->sight;
        group->reach[i] = world_reach(world, reach);
        reach2[i] = group->reach[i] * group->reach[i];
    }
    view->x = lanes_load(group->x);
    view->y = lanes_load(group->y);
    view->z = lanes_load(group->z);
    view->reach2 = lanes_load(reach2);
    view->weight_g = group_load(group, fish->weight_g);
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    uint32_t self = (uint32_t)(species - world->species);
    struct fish *fish = &world->fish;
    struct group group;
    struct view view;
    struct scan scan;
    for (uint32_t row = begin; row < end; row += group.count) {
        struct threats threats = {0};
        group_take(&group, fish, &species->grid, row, end);
        set_view(world, &mind->settings, &group, &view);
        for (uint32_t s = 0; s < world->species_count; s++) {
            const struct species *predator = &world->species[s];
            if (predator->capture[self] <= 0.0f || predator->begin == predator->end)
                continue;
            group_scan(&group, &scan, &predator->grid);
            sum_threats(world, &scan, &view, &threats);
        }
        group_store(&group, fish->threat_x, threats.x);
        group_store(&group, fish->threat_y, threats.y);
        group_store(&group, fish->threat_z, threats.z);
        group_store_count(&group, fish->threat_count, threats.count);
    }
}

/*
 * Away from the threat, turned by the angle towards the side of the heading: on the plane in two
 * dimensions, about the axis across both in three.
 */
static struct direction flight(const fishsim_world *world, struct direction away,
                               struct direction heading, float cosine, float sine)
{
    if (world->deep) {
        float length = direction_length(away);
        if (length > 0.0f)
            away = (struct direction){away.x / length, away.y / length, away.z / length};
        return direction_towards(away, heading, cosine, sine);
    }
    float side = away.x * heading.y - away.y * heading.x < 0.0f ? -sine : sine;
    return (struct direction){away.x * cosine - away.y * side, away.x * side + away.y * cosine,
                              0.0f};
}

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    if (!fish->threat_count[row])
        return false;
    struct direction away = {fish->threat_x[row], fish->threat_y[row], fish->threat_z[row]};
    double sine, cosine;
    real_sincos(mind->settings.flee_angle_deg * (REAL_PI / 180.0), &sine, &cosine);
    struct direction wanted =
        flight(world, away, fish_heading(fish, row), (float)cosine, (float)sine);
    mind_want(world, row, wanted, NULL);
    fish->intent_speed[row] = mind_fastest(world, species, row);
    fish->burst[row] = 1;
    return true;
}

const struct mind_rule MIND_EVADE_RULE = {.name = "evade", .sense = sense, .decide = decide};
