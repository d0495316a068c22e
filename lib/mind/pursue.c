/* SPDX-License-Identifier: MIT */
/*
 * pursue.c: choose the prey that promises most, lead it, and burst when it is near.
 *
 * Promise is p0 phi / distance: the chance of a capture over the time to get there. Among equals
 * the first in the order of the scan wins.
 *
 * phi is e^-y, no more than the inverse of the first terms of the series of e^y. By that bound few
 * prey can beat the best found so far, and those are weighed one by one; the lanes are rows of
 * prey.
 */
#include "mind/mind.h"

#include "base/lanes.h"

#include <math.h>

/* A hunter, and the best prey that it has found so far. */
struct hunt {
    uint32_t hunter, prey;
    float x, y, z, reach2;
    float near2; /* of a prey of phi 1 that could be better, the square of the distance */
    struct direction aim;
    double promise;
};

static float nearest2(float capture, double promise)
{
    double near = promise > 0.0 ? (double)capture / promise : INFINITY;
    return (float)(near * near);
}

/* One prey, by the rule. */
static void weigh(const fishsim_world *world, const struct species *predator, float capture,
                  uint32_t prey, const struct span *span, struct hunt *hunt)
{
    const struct fish *fish = &world->fish;
    struct direction aim = {fish->x[prey] + span->shift_x - hunt->x,
                            fish->y[prey] + span->shift_y - hunt->y,
                            fish->z[prey] + span->shift_z - hunt->z};
    float distance2 = direction_dot(aim, aim);
    if (distance2 > hunt->reach2 || prey == hunt->hunter)
        return;
    double nearness = (double)capture / sqrt((double)distance2 + 1e-6);
    if (nearness <= hunt->promise)
        return;
    double promise = nearness * mind_suits(predator, (double)fish->ln_weight[hunt->hunter],
                                           (double)fish->ln_weight[prey]);
    if (promise <= hunt->promise)
        return;
    hunt->prey = prey;
    hunt->aim = aim;
    hunt->promise = promise;
    hunt->near2 = nearest2(capture, promise);
}

/* Weighs those of a span that could be better. Lanes that come out too many do no harm, and there
 * is something to spare for the rounding of floats. */
static void weigh_span(const fishsim_world *world, const struct species *predator, float capture,
                       const struct span *span, struct hunt *hunt)
{
    const struct fish *fish = &world->fish;
    double sigma = predator->settings.feeding.prey_ratio_sigma;
    double ln_best = (double)fish->ln_weight[hunt->hunter] - predator->ln_prey_ratio;
    f32s narrowness = lanes_all((float)(1.0 / (2.0 * sigma * sigma))), one = lanes_all(1.0f);
    f32s x = lanes_all(hunt->x - span->shift_x), y = lanes_all(hunt->y - span->shift_y);
    f32s more = lanes_all(1.001f);
    for (uint32_t prey = span->begin; prey < span->end; prey += LANES) {
        uint32_t left = span->end - prey;
        f32s dx = lanes_load(fish->x + prey) - x, dy = lanes_load(fish->y + prey) - y;
        f32s distance2 = dx * dx + dy * dy;
        f32s off = lanes_all((float)ln_best) - lanes_load(fish->ln_weight + prey);
        f32s exponent = off * off * narrowness;
        f32s series = lanes_all(0.5f) + exponent * lanes_all(0.16666f);
        series = one + exponent * (one + exponent * series);
        m32s near =
            lanes_and(lanes_at_most(distance2, lanes_all(hunt->reach2) * more),
                      lanes_at_most(distance2 * series * series, lanes_all(hunt->near2) * more));
        near = lanes_and(near, lanes_first(left < LANES ? left : LANES));
        for (uint32_t bits = lanes_bits(near); bits; bits &= bits - 1)
            weigh(world, predator, capture, prey + (uint32_t)__builtin_ctz(bits), span, hunt);
    }
}

static void find_prey(const fishsim_world *world, const struct species *species, struct hunt *hunt)
{
    const struct fish *fish = &world->fish;
    uint32_t row = hunt->hunter;
    float reach = (float)species->settings.feeding.vision_radius * fish_length_m(fish, row) *
                  fish->trait_vision[row] * world->sight;
    reach = world_reach(world, reach);
    hunt->reach2 = reach * reach;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *prey = &world->species[s];
        if (species->capture[s] <= 0.0f || prey->begin == prey->end)
            continue;
        struct scan scan;
        struct span span;
        hunt->near2 = nearest2(species->capture[s], hunt->promise);
        scan_begin(&scan, &prey->grid, hunt->x, hunt->y, hunt->z, reach);
        while (scan_next(&scan, &span))
            weigh_span(world, species, species->capture[s], &span, hunt);
    }
}

/* Aims at where the prey will be when the gap is closed, at most two seconds ahead. */
static void chase(fishsim_world *world, const struct mind *mind, const struct species *species,
                  const struct hunt *hunt)
{
    struct fish *fish = &world->fish;
    uint32_t row = hunt->hunter, prey = hunt->prey;
    struct direction aim = hunt->aim;
    float distance = direction_length(aim);
    bool burst = distance <= (float)mind->settings.burst_radius * fish_length_m(fish, row);
    float speed = burst ? mind_fastest(world, species, row) : mind_cruise(world, species, row);
    if (speed > 0.0f) {
        float lead_s = distance / speed < 2.0f ? distance / speed : 2.0f;
        aim.x += fish->heading_x[prey] * fish->speed[prey] * lead_s;
        aim.y += fish->heading_y[prey] * fish->speed[prey] * lead_s;
        aim.z += fish->heading_z[prey] * fish->speed[prey] * lead_s;
    }
    mind_want(world, mind, row, aim, speed);
    fish->burst[row] = burst;
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    const struct fish *fish = &world->fish;
    for (uint32_t row = begin; row < end; row++) {
        struct hunt hunt = {row,  NO_ROW, fish->x[row], fish->y[row], fish->z[row],
                            0.0f, 0.0f,   NOWHERE,      0.0};
        if (!is_open(world, row) || !mind_hungry(world, species, row))
            continue;
        find_prey(world, species, &hunt);
        if (hunt.prey != NO_ROW)
            chase(world, mind, species, &hunt);
    }
}

const struct mind_rule MIND_PURSUE_RULE = {.name = "pursue", .decide = decide};
