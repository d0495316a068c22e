/* SPDX-License-Identifier: MIT */
/*
 * vicsek.c: everybody takes the mean heading of its neighbours, itself counted, and errs by an even
 * angle (Vicsek et al. 1995, Phys. Rev. Lett. 75:1226-1229).
 *
 * align: sum of the headings of all fish within the radius of orientation, on all sides.
 */
#include "mind/mind.h"

/* `deep` is a constant where this is called, so that a flat world does not pay for the depth. */
static inline void sum_span(const struct fish *fish, struct direction at, float reach2,
                            const struct span *span, struct direction *sum, bool deep)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[other] + span->shift_x - at.x;
        float dy = fish->y[other] + span->shift_y - at.y;
        float dz = deep ? fish->z[other] + span->shift_z - at.z : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 > reach2)
            continue;
        sum->x += fish->heading_x[other];
        sum->y += fish->heading_y[other];
        if (deep)
            sum->z += fish->heading_z[other];
    }
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    for (uint32_t row = begin; row < end; row++) {
        struct direction at = {fish->x[row], fish->y[row], fish->z[row]}, sum = {0.0f, 0.0f, 0.0f};
        float reach = (float)mind->settings.orientation_radius * fish_length_m(fish, row) *
                      fish->trait_sociality[row];
        reach = world_reach(world, reach);
        struct scan scan;
        struct span span;
        scan_begin(&scan, &species->grid, at.x, at.y, at.z, reach);
        while (scan_next(&scan, &span))
            world->deep ? sum_span(fish, at, reach * reach, &span, &sum, true)
                        : sum_span(fish, at, reach * reach, &span, &sum, false);
        fish->align_x[row] = sum.x;
        fish->align_y[row] = sum.y;
        fish->align_z[row] = sum.z;
    }
}

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    struct direction mean = {fish->align_x[row], fish->align_y[row], fish->align_z[row]};
    mind_want(world, row, mean, mind);
    fish->intent_speed[row] = mind_cruise(world, species, row);
    return true;
}

static double reach(const struct mind_settings *settings)
{
    return settings->orientation_radius;
}

const struct mind_rule MIND_VICSEK_RULE = {
    .name = "vicsek", .reach = reach, .sense = sense, .decide = decide};
