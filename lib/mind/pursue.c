/* SPDX-License-Identifier: MIT */
/*
 * pursue.c: choose the prey that promises most, lead it, and burst when it is near.
 *
 * Promise is p0 phi / distance: the chance of a capture over the time to get there. Among equals
 * the first in the order of the scan wins.
 */
#include "mind/mind.h"

#include <math.h>

/* The best prey found so far. */
struct choice {
    uint32_t row;
    float dx, dy, dz;
    double promise;
};

/* `deep` is a constant where this is called. */
static inline void choose_in_span(const fishsim_world *world, const struct species *predator,
                                  uint32_t row, float capture, const struct span *span,
                                  float reach2, struct choice *best, bool deep)
{
    const struct fish *fish = &world->fish;
    for (uint32_t prey = span->begin; prey < span->end; prey++) {
        float dx = fish->x[prey] + span->shift_x - fish->x[row];
        float dy = fish->y[prey] + span->shift_y - fish->y[row];
        float dz = deep ? fish->z[prey] + span->shift_z - fish->z[row] : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 > reach2 || prey == row)
            continue;
        double nearness = (double)capture / sqrt((double)distance2 + 1e-6);
        if (nearness <= best->promise) /* phi is at most 1 */
            continue;
        double promise = nearness * mind_suits(predator, (double)fish->ln_weight[row],
                                               (double)fish->ln_weight[prey]);
        if (promise > best->promise)
            *best = (struct choice){prey, dx, dy, dz, promise};
    }
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    (void)mind;
    struct fish *fish = &world->fish;
    for (uint32_t row = begin; row < end; row++) {
        struct choice best = {.row = NO_ROW};
        bool hungry = mind_hungry(world, species, row);
        float reach = (float)species->settings.feeding.vision_radius * fish_length_m(fish, row) *
                      fish->trait_vision[row] * world->sight;
        reach = world_reach(world, reach);
        for (uint32_t s = 0; hungry && s < world->species_count; s++) {
            const struct species *prey = &world->species[s];
            if (species->capture[s] <= 0.0f || prey->begin == prey->end)
                continue;
            struct scan scan;
            struct span span;
            scan_begin(&scan, &prey->grid, fish->x[row], fish->y[row], fish->z[row], reach);
            while (scan_next(&scan, &span))
                world->deep ? choose_in_span(world, species, row, species->capture[s], &span,
                                             reach * reach, &best, true)
                            : choose_in_span(world, species, row, species->capture[s], &span,
                                             reach * reach, &best, false);
        }
        fish->target[row] = best.row;
        fish->target_x[row] = best.dx;
        fish->target_y[row] = best.dy;
        fish->target_z[row] = best.dz;
    }
}

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    uint32_t prey = fish->target[row];
    if (prey == NO_ROW)
        return false;
    struct direction aim = {fish->target_x[row], fish->target_y[row], fish->target_z[row]};
    float distance = direction_length(aim);
    bool burst = distance <= (float)mind->settings.burst_radius * fish_length_m(fish, row);
    float speed = burst ? mind_fastest(world, species, row) : mind_cruise(world, species, row);
    /* Aim at where the prey will be when the gap is closed, at most two seconds ahead. */
    if (speed > 0.0f) {
        float lead_s = distance / speed < 2.0f ? distance / speed : 2.0f;
        aim.x += fish->heading_x[prey] * fish->speed[prey] * lead_s;
        aim.y += fish->heading_y[prey] * fish->speed[prey] * lead_s;
        aim.z += fish->heading_z[prey] * fish->speed[prey] * lead_s;
    }
    mind_want(world, row, aim, NULL);
    fish->intent_speed[row] = speed;
    fish->burst[row] = burst;
    return true;
}

const struct mind_rule MIND_PURSUE_RULE = {.name = "pursue", .sense = sense, .decide = decide};
