/* SPDX-License-Identifier: MIT */
/*
 * couzin.c: the zones model of schooling (Couzin et al. 2002, J. Theor. Biol. 218:1-11).
 *
 * Turn away from fish in the zone of repulsion; if there are none, align with those in the zone of
 * orientation and approach those in the zone of attraction. The sums are of unit vectors and are
 * not normalised one by one: that would move the borders between swarm, mill and parallel school.
 */
#include "mind/mind.h"

#include <math.h>

/* One fish and its zones, in metres. */
struct view {
    float x, y, z, heading_x, heading_y, heading_z;
    float repulsion2, orientation2, attraction2;
    float blind_cos; /* cosine of half the field of view */
};

struct zones {
    float near_x, near_y, near_z, align_x, align_y, align_z, join_x, join_y, join_z;
    uint32_t near_count;
};

/* `deep` is a constant where this is called, so that a flat world does not pay for the depth. */
static inline void sum_span(const struct fish *fish, const struct view *view,
                            const struct span *span, struct zones *zones, bool deep)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[other] + span->shift_x - view->x;
        float dy = fish->y[other] + span->shift_y - view->y;
        float dz = deep ? fish->z[other] + span->shift_z - view->z : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 > view->attraction2 || distance2 == 0.0f)
            continue;
        float distance = sqrtf(distance2);
        float ux = dx / distance, uy = dy / distance, uz = deep ? dz / distance : 0.0f;
        float ahead = ux * view->heading_x + uy * view->heading_y;
        if (deep)
            ahead += uz * view->heading_z;
        if (distance2 < view->repulsion2) {
            zones->near_x -= ux;
            zones->near_y -= uy;
            if (deep)
                zones->near_z -= uz;
            zones->near_count++;
        } else if (ahead < view->blind_cos) {
            continue;
        } else if (distance2 < view->orientation2) {
            zones->align_x += fish->heading_x[other];
            zones->align_y += fish->heading_y[other];
            if (deep)
                zones->align_z += fish->heading_z[other];
        } else {
            zones->join_x += ux;
            zones->join_y += uy;
            if (deep)
                zones->join_z += uz;
        }
    }
}

static void sum_flat_span(const struct fish *fish, const struct view *view, const struct span *span,
                          struct zones *zones)
{
    sum_span(fish, view, span, zones, false);
}

static void sum_deep_span(const struct fish *fish, const struct view *view, const struct span *span,
                          struct zones *zones)
{
    sum_span(fish, view, span, zones, true);
}

static float square(float x)
{
    return x * x;
}

static void sense(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    const struct mind_settings *settings = &mind->settings;
    double blind_cos = mind_blind_cos(settings);
    for (uint32_t row = begin; row < end; row++) {
        float body = fish_length_m(fish, row) * fish->trait_sociality[row];
        float reach = world_reach(world, (float)settings->attraction_radius * body);
        struct view view = {
            .x = fish->x[row],
            .y = fish->y[row],
            .z = fish->z[row],
            .heading_x = fish->heading_x[row],
            .heading_y = fish->heading_y[row],
            .heading_z = fish->heading_z[row],
            .repulsion2 = square((float)settings->repulsion_radius * body),
            .orientation2 = square((float)settings->orientation_radius * body),
            .attraction2 = square(reach),
            .blind_cos = (float)blind_cos,
        };
        struct zones zones = {0};
        struct scan scan;
        struct span span;
        scan_begin(&scan, &species->grid, view.x, view.y, view.z, reach);
        while (scan_next(&scan, &span))
            world->deep ? sum_deep_span(fish, &view, &span, &zones)
                        : sum_flat_span(fish, &view, &span, &zones);
        fish->near_x[row] = zones.near_x;
        fish->near_y[row] = zones.near_y;
        fish->near_z[row] = zones.near_z;
        fish->align_x[row] = zones.align_x;
        fish->align_y[row] = zones.align_y;
        fish->align_z[row] = zones.align_z;
        fish->join_x[row] = zones.join_x;
        fish->join_y[row] = zones.join_y;
        fish->join_z[row] = zones.join_z;
        fish->near_count[row] = zones.near_count;
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
    mind_want(world, row, wanted, &mind->settings);
    fish->intent_speed[row] = mind_cruise(world, species, row);
    return true;
}

const struct mind_rule MIND_COUZIN_RULE = {
    .name = "couzin", .reach = mind_attraction_reach, .sense = sense, .decide = decide};
