/* SPDX-License-Identifier: MIT */
/*
 * vicsek.c: everybody takes the mean heading of its neighbours, itself counted, and errs by an even
 * angle (Vicsek et al. 1995, Phys. Rev. Lett. 75:1226-1229).
 */
#include "mind/group.h"

/* Sums of the headings within the radius of orientation. */
struct sums {
    f32s x, y, z;
};

/* `deep` is a constant where this is called. */
BODY_OF_LOOP void sum_span(const struct fish *fish, const struct group *group, f32s reach2,
                           const struct span *span, struct sums part[SUM_PARTS], bool deep)
{
    f32s x = group->x - lanes_all(span->shift_x), y = group->y - lanes_all(span->shift_y);
    f32s z = group->z - lanes_all(span->shift_z);
    for (uint32_t other = abreast_first(span->begin); other < span->end; other += ABREAST) {
        f32s dx = abreast_load(fish->x + other) - x, dy = abreast_load(fish->y + other) - y;
        f32s distance2 = dx * dx + dy * dy;
        if (deep) {
            f32s dz = abreast_load(fish->z + other) - z;
            distance2 = distance2 + dz * dz;
        }
        m32s near = lanes_and(abreast_within(other, span->begin, span->end),
                              lanes_at_most(distance2, reach2));
        struct sums *sums = &part[sum_part(other)];
        sums->x = lanes_add(near, sums->x, abreast_load(fish->heading_x + other));
        sums->y = lanes_add(near, sums->y, abreast_load(fish->heading_y + other));
        if (deep)
            sums->z = lanes_add(near, sums->z, abreast_load(fish->heading_z + other));
    }
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    const struct fish *fish = &world->fish;
    struct group group;
    struct scan scan;
    struct span span;
    while (group_next(&group, fish, &species->grid, &begin, end)) {
        struct sums part[SUM_PARTS] = {0};
        f32s reach = lanes_all((float)mind->settings.orientation_radius) *
                     group_body(&group, fish, fish->trait_sociality);
        reach = group_reach(world, reach);
        group_scan(&group, &scan, &species->grid, reach);
        while (scan_next(&scan, &span))
            if (world->deep)
                sum_span(fish, &group, reach * reach, &span, part, true);
            else
                sum_span(fish, &group, reach * reach, &span, part, false);
        const struct sums *even = &part[0], *odd = &part[SUM_PARTS - 1];
        group_want(&group, world, mind, twins_sum(even->x, odd->x), twins_sum(even->y, odd->y),
                   twins_sum(even->z, odd->z), group_cruise(&group, world, species));
    }
}

static double reach(const struct mind_settings *settings)
{
    return settings->orientation_radius;
}

const struct mind_rule MIND_VICSEK_RULE = {
    .name = "vicsek", .reach = reach, .errs = true, .decide = decide};
