/* SPDX-License-Identifier: MIT */
/*
 * mind.c: the table of minds, and what they share.
 */
#include "mind/mind.h"

#include "base/random.h"
#include "base/real.h"

#include <math.h>

_Static_assert(MIND_KIND_COUNT == 5, "a new kind of mind needs its row in mind_rule()");

const struct mind_rule *mind_rule(uint32_t kind)
{
    static const struct mind_rule *const rules[MIND_KIND_COUNT] = {
        [MIND_COUZIN] = &MIND_COUZIN_RULE, [MIND_BOIDS] = &MIND_BOIDS_RULE,
        [MIND_WALK] = &MIND_WALK_RULE,     [MIND_PURSUE] = &MIND_PURSUE_RULE,
        [MIND_EVADE] = &MIND_EVADE_RULE,
    };
    return rules[kind];
}

/* Turns a unit vector by a normal random angle, in the plane. */
static struct direction stray_flat(struct direction unit, const struct random4 *draw,
                                   double noise_rad)
{
    double normal[2], sine, cosine;
    random_normal(draw->word[0], draw->word[1], normal);
    real_sincos(noise_rad * normal[0], &sine, &cosine);
    float s = (float)sine, c = (float)cosine;
    return (struct direction){unit.x * c - unit.y * s, unit.x * s + unit.y * c, 0.0f};
}

/* The same in three dimensions: towards a side drawn evenly from all those across the vector. */
static struct direction stray_deep(struct direction unit, const struct random4 *draw,
                                   double noise_rad)
{
    double normal[2], sine, cosine;
    struct direction side, up;
    direction_across(unit, &side, &up);
    real_sincos(2.0 * REAL_PI * random_uniform(draw->word[2]), &sine, &cosine);
    float s = (float)sine, c = (float)cosine;
    struct direction to = {side.x * c + up.x * s, side.y * c + up.y * s, side.z * c + up.z * s};
    random_normal(draw->word[0], draw->word[1], normal);
    real_sincos(noise_rad * normal[0], &sine, &cosine);
    return direction_turned(unit, to, (float)cosine, (float)sine);
}

void mind_want(fishsim_world *world, uint32_t row, struct direction wanted, double noise_rad)
{
    struct fish *fish = &world->fish;
    float length = direction_length(wanted);
    if (length > 0.0f)
        wanted = (struct direction){wanted.x / length, wanted.y / length, wanted.z / length};
    else
        wanted = fish_heading(fish, row);
    if (noise_rad > 0.0) {
        struct random4 draw =
            random_draw(world->settings.world.seed, world->tick, fish->id[row], RANDOM_MIND, 0);
        wanted = world->deep ? stray_deep(wanted, &draw, noise_rad)
                             : stray_flat(wanted, &draw, noise_rad);
    }
    fish->intent_x[row] = wanted.x;
    fish->intent_y[row] = wanted.y;
    fish->intent_z[row] = wanted.z;
}

double mind_blind_cos(const struct mind_settings *settings)
{
    double sine, cosine;
    real_sincos(settings->vision_deg * (REAL_PI / 360.0), &sine, &cosine);
    return settings->vision_deg < 360.0 ? cosine : -2.0;
}

float mind_cruise(const fishsim_world *world, const struct species *species, uint32_t row)
{
    const struct fish *fish = &world->fish;
    return (float)species->settings.motion.cruise_bl_per_s * fish->trait_cruise[row] *
           fish_length_m(fish, row);
}

float mind_fastest(const fishsim_world *world, const struct species *species, uint32_t row)
{
    const struct fish *fish = &world->fish;
    return (float)species->settings.motion.maximum_bl_per_s * fish_length_m(fish, row);
}

double mind_suits(const struct species *predator, double ln_predator, double ln_prey)
{
    const struct species_settings *settings = &predator->settings;
    double off = ln_predator - ln_prey - predator->ln_prey_ratio;
    double sigma = settings->feeding.prey_ratio_sigma;
    return real_exp(-off * off / (2.0 * sigma * sigma));
}
