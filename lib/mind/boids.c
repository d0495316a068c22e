/* SPDX-License-Identifier: MIT */
/*
 * boids.c: separation, alignment and cohesion (Reynolds 1987, SIGGRAPH 21:25-34).
 *
 * Cheaper than zones: offsets are summed as they are, without a root or a division for each pair.
 * near: sum of offsets from fish too close; align: sum of velocities; join: sum of offsets to all.
 */
#include "mind/mind.h"

#include <math.h>

struct view {
    float x, y, z, heading_x, heading_y, heading_z;
    float separation2, perception2;
    float blind_cos; /* cosine of half the field of view, times its own absolute value */
};

struct sums {
    float near_x, near_y, near_z, align_x, align_y, align_z, join_x, join_y, join_z;
    uint32_t count;
};

/* cos(angle to the offset) >= cos(half the field of view), compared as signed squares. */
static inline bool in_view(const struct view *view, float dx, float dy, float dz, float distance2,
                           bool deep)
{
    float ahead = dx * view->heading_x + dy * view->heading_y;
    if (deep)
        ahead += dz * view->heading_z;
    return ahead * fabsf(ahead) >= view->blind_cos * distance2;
}

/* `deep` is a constant where this is called, so that a flat world does not pay for the depth. */
static inline void sum_span(const struct fish *fish, const struct view *view,
                            const struct span *span, struct sums *sums, bool deep)
{
    for (uint32_t other = span->begin; other < span->end; other++) {
        float dx = fish->x[other] + span->shift_x - view->x;
        float dy = fish->y[other] + span->shift_y - view->y;
        float dz = deep ? fish->z[other] + span->shift_z - view->z : 0.0f;
        float distance2 = deep ? dx * dx + dy * dy + dz * dz : dx * dx + dy * dy;
        if (distance2 > view->perception2 || distance2 == 0.0f ||
            !in_view(view, dx, dy, dz, distance2, deep))
            continue;
        if (distance2 < view->separation2) {
            sums->near_x -= dx;
            sums->near_y -= dy;
            if (deep)
                sums->near_z -= dz;
        }
        sums->align_x += fish->heading_x[other] * fish->speed[other];
        sums->align_y += fish->heading_y[other] * fish->speed[other];
        sums->join_x += dx;
        sums->join_y += dy;
        if (deep) {
            sums->align_z += fish->heading_z[other] * fish->speed[other];
            sums->join_z += dz;
        }
        sums->count++;
    }
}

static void sum_flat_span(const struct fish *fish, const struct view *view, const struct span *span,
                          struct sums *sums)
{
    sum_span(fish, view, span, sums, false);
}

static void sum_deep_span(const struct fish *fish, const struct view *view, const struct span *span,
                          struct sums *sums)
{
    sum_span(fish, view, span, sums, true);
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
        float separation = (float)settings->repulsion_radius * body;
        struct view view = {
            .x = fish->x[row],
            .y = fish->y[row],
            .z = fish->z[row],
            .heading_x = fish->heading_x[row],
            .heading_y = fish->heading_y[row],
            .heading_z = fish->heading_z[row],
            .separation2 = separation * separation,
            .perception2 = reach * reach,
            .blind_cos = (float)(blind_cos * fabs(blind_cos)),
        };
        struct sums sums = {0};
        struct scan scan;
        struct span span;
        scan_begin(&scan, &species->grid, view.x, view.y, view.z, reach);
        while (scan_next(&scan, &span))
            world->deep ? sum_deep_span(fish, &view, &span, &sums)
                        : sum_flat_span(fish, &view, &span, &sums);
        fish->near_x[row] = sums.near_x;
        fish->near_y[row] = sums.near_y;
        fish->near_z[row] = sums.near_z;
        fish->align_x[row] = sums.align_x;
        fish->align_y[row] = sums.align_y;
        fish->align_z[row] = sums.align_z;
        fish->join_x[row] = sums.join_x;
        fish->join_y[row] = sums.join_y;
        fish->join_z[row] = sums.join_z;
        fish->near_count[row] = sums.count;
    }
}

/*
 * The three urges on a common scale: separation in units of its radius, alignment in units of
 * cruising speed, cohesion in units of the perception radius. Added to the present heading.
 */
static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    struct fish *fish = &world->fish;
    const struct mind_settings *settings = &mind->settings;
    float cruise = mind_cruise(world, species, row);
    struct direction wanted = fish_heading(fish, row);
    float count = (float)fish->near_count[row];
    if (count > 0.0f) {
        float body = fish_length_m(fish, row) * fish->trait_sociality[row];
        float separation = (float)settings->repulsion_radius * body;
        float perception = (float)settings->attraction_radius * body;
        float s = separation > 0.0f ? (float)settings->separation_weight / separation : 0.0f;
        float a = cruise > 0.0f ? (float)settings->alignment_weight / (count * cruise) : 0.0f;
        float c = (float)settings->cohesion_weight / (count * perception);
        wanted.x += s * fish->near_x[row] + a * fish->align_x[row] + c * fish->join_x[row];
        wanted.y += s * fish->near_y[row] + a * fish->align_y[row] + c * fish->join_y[row];
        wanted.z += s * fish->near_z[row] + a * fish->align_z[row] + c * fish->join_z[row];
    }
    mind_want(world, row, wanted, settings);
    fish->intent_speed[row] = cruise;
    return true;
}

const struct mind_rule MIND_BOIDS_RULE = {
    .name = "boids", .reach = mind_attraction_reach, .sense = sense, .decide = decide};
