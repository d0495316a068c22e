/* SPDX-License-Identifier: MIT */
/*
 * mind.c: the table of minds, and what they share.
 */
#include "mind/mind.h"

#include "base/random.h"
#include "base/real.h"

#include <math.h>

_Static_assert(MIND_KIND_COUNT == 10, "a new kind of mind needs its row in mind_rule()");

const struct mind_rule *mind_rule(uint32_t kind)
{
    static const struct mind_rule *const rules[MIND_KIND_COUNT] = {
        [MIND_COUZIN] = &MIND_COUZIN_RULE, [MIND_BOIDS] = &MIND_BOIDS_RULE,
        [MIND_WALK] = &MIND_WALK_RULE,     [MIND_PURSUE] = &MIND_PURSUE_RULE,
        [MIND_EVADE] = &MIND_EVADE_RULE,   [MIND_VICSEK] = &MIND_VICSEK_RULE,
        [MIND_HOST] = &MIND_HOST_RULE,     [MIND_FORAGE] = &MIND_FORAGE_RULE,
        [MIND_KATZ] = &MIND_KATZ_RULE,     [MIND_BRAIN] = &MIND_BRAIN_RULE,
    };
    return rules[kind];
}

double mind_attraction_reach(const struct mind_settings *settings)
{
    return settings->attraction_radius;
}

/* A normal angle of standard deviation noise_rad, or an even one of width noise_width_rad, or both.
 */
static double stray_angle(const struct mind_settings *noise, const struct random4 *draw)
{
    double angle = 0.0, normal[2];
    if (noise->noise_rad > 0.0) {
        random_normal(draw->word[0], draw->word[1], normal);
        angle = noise->noise_rad * normal[0];
    }
    if (noise->noise_width_rad > 0.0)
        angle += noise->noise_width_rad * (random_uniform(draw->word[3]) - 0.5);
    return angle;
}

/* Turns a unit vector in the plane. */
static struct direction stray_flat(struct direction unit, double angle)
{
    double sine, cosine;
    real_sincos(angle, &sine, &cosine);
    float s = (float)sine, c = (float)cosine;
    return (struct direction){unit.x * c - unit.y * s, unit.x * s + unit.y * c, 0.0f};
}

/* Turns a unit vector towards a side of it, given by an angle. */
static struct direction stray_deep(struct direction unit, double angle, double side_angle)
{
    double sine, cosine;
    struct direction side, up;
    direction_across(unit, &side, &up);
    real_sincos(side_angle, &sine, &cosine);
    float s = (float)sine, c = (float)cosine;
    struct direction to = {side.x * c + up.x * s, side.y * c + up.y * s, side.z * c + up.z * s};
    real_sincos(angle, &sine, &cosine);
    return direction_turned(unit, to, (float)cosine, (float)sine);
}

void mind_want(fishsim_world *world, uint32_t row, struct direction wanted,
               const struct mind_settings *noise)
{
    struct fish *fish = &world->fish;
    float length = direction_length(wanted);
    if (length > 0.0f)
        wanted = (struct direction){wanted.x / length, wanted.y / length, wanted.z / length};
    else
        wanted = fish_heading(fish, row);
    if (noise && (noise->noise_rad > 0.0 || noise->noise_width_rad > 0.0)) {
        struct random4 draw =
            random_draw(world->settings.world.seed, world->tick, fish->id[row], RANDOM_MIND, 0);
        double angle = stray_angle(noise, &draw);
        wanted = world->deep
                     ? stray_deep(wanted, angle, 2.0 * REAL_PI * random_uniform(draw.word[2]))
                     : stray_flat(wanted, angle);
    }
    fish->intent_x[row] = wanted.x;
    fish->intent_y[row] = wanted.y;
    fish->intent_z[row] = wanted.z;
}

void mind_follow(fishsim_world *world, const struct species *species, uint32_t row, uint32_t word)
{
    struct fish *fish = &world->fish;
    struct action action = action_unpack(word);
    double sine, cosine;
    real_sincos((double)action.turn * species->widest_rad, &sine, &cosine);
    float s = (float)sine, c = (float)cosine;
    fish->intent_x[row] = fish->heading_x[row] * c - fish->heading_y[row] * s;
    fish->intent_y[row] = fish->heading_x[row] * s + fish->heading_y[row] * c;
    fish->intent_z[row] = 0.0f;
    fish->intent_speed[row] = action.speed * mind_fastest(world, species, row);
    fish->burst[row] =
        species->settings.motion.burst_turn_deg_per_s > species->settings.motion.turn_deg_per_s;
    fish->action[row] = word & ACTION_MASK;
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
