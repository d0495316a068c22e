/* SPDX-License-Identifier: MIT */
/*
 * katz.c: attraction and repulsion through speed and turning, without alignment.
 *
 * Katz et al. 2011 (PNAS 108:18720-18725) inferred from golden shiners that a fish answers to where
 * its neighbours are, averaged over them, and not to where they head: neighbours ahead or behind
 * change its speed, those at its sides turn it, the more the faster it swims; near ones repel,
 * those farther off attract. The form of the response over distance is ours.
 */
#include "mind/mind.h"

#include <math.h>

struct view {
    struct direction at, heading;
    float repulsion, strongest, reach; /* m */
    float blind_cos;
};

/* From -1 at a touch over 0 at the distance of repulsion to 1 at the strongest, and back to 0. */
static inline float response(const struct view *view, float distance)
{
    if (distance < view->repulsion)
        return distance / view->repulsion - 1.0f;
    if (distance < view->strongest)
        return (distance - view->repulsion) / (view->strongest - view->repulsion);
    return (view->reach - distance) / (view->reach - view->strongest);
}

/* `deep` is a constant where this is called, so that a flat world does not pay for the depth. */
static inline void sum_span(const struct fish *fish, const struct view *view,
                            const struct span *span, struct direction *sum, uint32_t *count,
                            bool deep)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[other] + span->shift_x - view->at.x;
        float dy = fish->y[other] + span->shift_y - view->at.y;
        float dz = deep ? fish->z[other] + span->shift_z - view->at.z : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 >= view->reach * view->reach || distance2 == 0.0f)
            continue;
        float distance = sqrtf(distance2);
        float ahead = dx * view->heading.x + dy * view->heading.y;
        if (deep)
            ahead += dz * view->heading.z;
        if (ahead < view->blind_cos * distance)
            continue;
        float pull = response(view, distance) / distance;
        sum->x += pull * dx;
        sum->y += pull * dy;
        if (deep)
            sum->z += pull * dz;
        (*count)++;
    }
}

/* Sum of the responses to all neighbours, each along the direction to it; their number. */
static uint32_t look(const fishsim_world *world, const struct mind_settings *settings,
                     const struct species *species, uint32_t row, struct direction *sum)
{
    const struct fish *fish = &world->fish;
    float body = fish_length_m(fish, row) * fish->trait_sociality[row];
    struct view view = {
        .at = {fish->x[row], fish->y[row], fish->z[row]},
        .heading = fish_heading(fish, row),
        .repulsion = (float)settings->repulsion_radius * body,
        .strongest = (float)settings->orientation_radius * body,
        .reach = world_reach(world, (float)settings->attraction_radius * body),
        .blind_cos = (float)mind_blind_cos(settings),
    };
    uint32_t count = 0;
    struct scan scan;
    struct span span;
    *sum = NOWHERE;
    scan_begin(&scan, &species->grid, view.at.x, view.at.y, view.at.z, view.reach);
    while (scan_next(&scan, &span))
        world->deep ? sum_span(fish, &view, &span, sum, &count, true)
                    : sum_span(fish, &view, &span, sum, &count, false);
    return count;
}

/* Speed by the part of the mean response that lies ahead, heading by the rest times the speed. */
static void decide_row(fishsim_world *world, const struct mind *mind, const struct species *species,
                       uint32_t row)
{
    const struct mind_settings *settings = &mind->settings;
    struct direction heading = fish_heading(&world->fish, row), wanted = heading, mean;
    float cruise = mind_cruise(world, species, row), fastest = mind_fastest(world, species, row);
    float speed = cruise, count = (float)look(world, settings, species, row, &mean);
    if (count > 0.0f) {
        mean = (struct direction){mean.x / count, mean.y / count, mean.z / count};
        float ahead = direction_dot(mean, heading);
        float pace = cruise > 0.0f ? world->fish.speed[row] / cruise : 0.0f;
        float turning = (float)settings->turning_weight * pace;
        wanted.x += turning * (mean.x - ahead * heading.x);
        wanted.y += turning * (mean.y - ahead * heading.y);
        wanted.z += turning * (mean.z - ahead * heading.z);
        speed *= 1.0f + (float)settings->speeding_weight * ahead;
        speed = speed < 0.0f ? 0.0f : speed > fastest ? fastest : speed;
    }
    mind_want(world, mind, row, wanted, speed);
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        if (is_open(world, row))
            decide_row(world, mind, species, row);
}

const struct mind_rule MIND_KATZ_RULE = {
    .name = "katz", .reach = mind_attraction_reach, .errs = true, .decide = decide};
