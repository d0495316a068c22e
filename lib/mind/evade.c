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

static void sum_threats(struct fish *fish, uint32_t row, const struct span *span, float reach)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[row] - (fish->x[other] + span->shift_x);
        float dy = fish->y[row] - (fish->y[other] + span->shift_y);
        float distance2 = dx * dx + dy * dy;
        if (distance2 > reach * reach || distance2 == 0.0f ||
            fish->weight_g[other] <= fish->weight_g[row])
            continue;
        float distance = sqrtf(distance2);
        fish->threat_x[row] += dx / distance;
        fish->threat_y[row] += dy / distance;
        fish->threat_count[row]++;
    }
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    uint32_t self = (uint32_t)(species - world->species);
    for (uint32_t row = begin; row < end; row++) {
        fish->threat_x[row] = fish->threat_y[row] = 0.0f;
        fish->threat_count[row] = 0;
        float reach = (float)mind->settings.flee_radius * fish_length_m(fish, row) /
                      fish->trait_boldness[row];
        reach = world_reach(world, reach);
        for (uint32_t s = 0; s < world->species_count; s++) {
            const struct species *predator = &world->species[s];
            if (predator->capture[self] <= 0.0f || predator->begin == predator->end)
                continue;
            struct scan scan;
            struct span span;
            scan_begin(&scan, &predator->grid, fish->x[row], fish->y[row], reach);
            while (scan_next(&scan, &span))
                sum_threats(fish, row, &span, reach);
        }
    }
}

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    if (!fish->threat_count[row])
        return false;
    float x = fish->threat_x[row], y = fish->threat_y[row];
    double sine, cosine;
    real_sincos(mind->settings.flee_angle_deg * (REAL_PI / 180.0), &sine, &cosine);
    float side = x * fish->heading_y[row] - y * fish->heading_x[row] < 0.0f ? -1.0f : 1.0f;
    float c = (float)cosine, s = side * (float)sine;
    mind_want(world, row, x * c - y * s, x * s + y * c, 0.0);
    fish->intent_speed[row] = mind_fastest(world, species, row);
    fish->burst[row] = 1;
    return true;
}

const struct mind_rule MIND_EVADE_RULE = {.name = "evade", .sense = sense, .decide = decide};
