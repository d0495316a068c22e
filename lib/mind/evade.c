/* SPDX-License-Identifier: MIT */
/*
 * evade.c: flee from predators that are near and heavier, at an angle, as fast as possible.
 *
 * The angle off the straight line away keeps the predator in sight (Domenici et al. 2011); the fish
 * takes the side to which it already heads.
 */
#include "mind/mind.h"

#include "base/real.h"

#include <math.h>

/* `deep` is a constant where this is called. */
static inline void sum_threats(struct fish *fish, uint32_t row, const struct span *span,
                               float reach, bool deep)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[row] - (fish->x[other] + span->shift_x);
        float dy = fish->y[row] - (fish->y[other] + span->shift_y);
        float dz = deep ? fish->z[row] - (fish->z[other] + span->shift_z) : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 > reach * reach || distance2 == 0.0f ||
            fish->weight_g[other] <= fish->weight_g[row])
            continue;
        float distance = sqrtf(distance2);
        fish->threat_x[row] += dx / distance;
        fish->threat_y[row] += dy / distance;
        if (deep)
            fish->threat_z[row] += dz / distance;
        fish->threat_count[row]++;
    }
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    uint32_t self = (uint32_t)(species - world->species);
    for (uint32_t row = begin; row < end; row++) {
        fish->threat_x[row] = fish->threat_y[row] = fish->threat_z[row] = 0.0f;
        fish->threat_count[row] = 0;
        float reach = (float)mind->settings.flee_radius * fish_length_m(fish, row) /
                      fish->trait_boldness[row] * world->sight;
        reach = world_reach(world, reach);
        for (uint32_t s = 0; s < world->species_count; s++) {
            const struct species *predator = &world->species[s];
            if (predator->capture[self] <= 0.0f || predator->begin == predator->end)
                continue;
            struct scan scan;
            struct span span;
            scan_begin(&scan, &predator->grid, fish->x[row], fish->y[row], fish->z[row], reach);
            while (scan_next(&scan, &span))
                world->deep ? sum_threats(fish, row, &span, reach, true)
                            : sum_threats(fish, row, &span, reach, false);
        }
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
