/* SPDX-License-Identifier: MIT */
/*
 * mind.c: the table of minds, and what they share.
 */
#include "mind/mind.h"

#include "tick/tick.h"

#include "base/lanes.h"
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

/* Intents become unit vectors; where there is none it is the present heading. */
static void normalise(struct fish *fish, uint32_t begin, uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        struct direction wanted = {fish->intent_x[row], fish->intent_y[row], fish->intent_z[row]};
        float length = direction_length(wanted);
        bool some = length > 0.0f;
        float x = fish->heading_x[row], y = fish->heading_y[row], z = fish->heading_z[row];
        fish->intent_x[row] = some ? wanted.x / length : x;
        fish->intent_y[row] = some ? wanted.y / length : y;
        fish->intent_z[row] = some ? wanted.z / length : z;
    }
}

/* Angles by which the intents of a piece err. */
struct errors {
    double normal_rad[PIECE], width_rad[PIECE]; /* of the noise of each row */
    uint32_t word[4][PIECE];
    float sine[PIECE], cosine[PIECE];
};

/* The noise of each row's mind. False when no intent errs. */
static bool find_noise(const fishsim_world *world, uint32_t begin, uint32_t end,
                       struct errors *errors)
{
    const uint8_t *number = world->fish.mind;
    double normal_rad = 0.0, width_rad = 0.0, any = 0.0;
    for (uint32_t row = begin; row < end; row++) {
        if (row == begin || number[row] != number[row - 1]) {
            const struct mind *mind = mind_of(world, row);
            bool errs = mind && mind->rule->errs;
            normal_rad = errs ? mind->settings.noise_rad : 0.0;
            width_rad = errs ? mind->settings.noise_width_rad : 0.0;
            any += normal_rad + width_rad;
        }
        errors->normal_rad[row - begin] = normal_rad;
        errors->width_rad[row - begin] = width_rad;
    }
    return any > 0.0;
}

static void draw_errors(const fishsim_world *world, uint32_t begin, uint32_t end,
                        struct errors *errors)
{
    const struct fish *fish = &world->fish;
    uint64_t seed = world->settings.world.seed, tick = world->tick;
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        struct random4 draw = random_draw(seed, tick, fish->id[row], RANDOM_MIND, 0);
        errors->word[0][row - begin] = draw.word[0];
        errors->word[1][row - begin] = draw.word[1];
        errors->word[2][row - begin] = draw.word[2];
        errors->word[3][row - begin] = draw.word[3];
    }
}

/* A normal angle, and an even one, of the widths that the noise of each row has. */
static void find_angles(struct errors *errors, uint32_t count)
{
    EACH_APART
    for (uint32_t i = 0; i < count; i++) {
        double normal[2], sine, cosine;
        random_normal(errors->word[0][i], errors->word[1][i], normal);
        double even = random_uniform(errors->word[3][i]) - 0.5;
        real_sincos(errors->normal_rad[i] * normal[0] + errors->width_rad[i] * even, &sine,
                    &cosine);
        errors->sine[i] = (float)sine;
        errors->cosine[i] = (float)cosine;
    }
}

static void stray_flat(struct fish *fish, const struct errors *errors, uint32_t begin, uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        float x = fish->intent_x[row], y = fish->intent_y[row];
        float s = errors->sine[row - begin], c = errors->cosine[row - begin];
        fish->intent_x[row] = x * c - y * s;
        fish->intent_y[row] = x * s + y * c;
    }
}

/* In three dimensions a vector turns towards a side drawn evenly from all those across it. */
static void stray_deep(struct fish *fish, const struct errors *errors, uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++) {
        uint32_t i = row - begin;
        if (errors->normal_rad[i] + errors->width_rad[i] <= 0.0)
            continue;
        struct direction unit = {fish->intent_x[row], fish->intent_y[row], fish->intent_z[row]};
        struct direction side, up;
        double sine, cosine;
        direction_across(unit, &side, &up);
        real_sincos(2.0 * REAL_PI * random_uniform(errors->word[2][i]), &sine, &cosine);
        float s = (float)sine, c = (float)cosine;
        struct direction to = {side.x * c + up.x * s, side.y * c + up.y * s, side.z * c + up.z * s};
        unit = direction_turned(unit, to, errors->cosine[i], errors->sine[i]);
        fish->intent_x[row] = unit.x;
        fish->intent_y[row] = unit.y;
        fish->intent_z[row] = unit.z;
    }
}

void mind_finish(fishsim_world *world, uint32_t begin, uint32_t end)
{
    struct errors errors;
    normalise(&world->fish, begin, end);
    if (!find_noise(world, begin, end, &errors))
        return;
    draw_errors(world, begin, end, &errors);
    find_angles(&errors, end - begin);
    (world->deep ? stray_deep : stray_flat)(&world->fish, &errors, begin, end);
}

/* Cosine and sine of the turns that so many actions want. */
static void find_cosines(const struct species *species, const uint32_t *words, uint32_t count,
                         float *cosines, float *sines)
{
    double widest_rad = species->widest_rad;
    EACH_APART
    for (uint32_t i = 0; i < count; i++) {
        double sine, cosine;
        real_sincos((double)action_unpack(words[i]).turn * widest_rad, &sine, &cosine);
        sines[i] = (float)sine;
        cosines[i] = (float)cosine;
    }
}

void mind_follow_all(fishsim_world *world, const struct species *species, const uint32_t *rows,
                     const uint32_t *words, uint32_t count)
{
    struct fish *fish = &world->fish;
    float cosine[PIECE], sine[PIECE];
    bool bursts =
        species->settings.motion.burst_turn_deg_per_s > species->settings.motion.turn_deg_per_s;
    find_cosines(species, words, count, cosine, sine);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i];
        float s = sine[i], c = cosine[i];
        fish->intent_x[row] = fish->heading_x[row] * c - fish->heading_y[row] * s;
        fish->intent_y[row] = fish->heading_x[row] * s + fish->heading_y[row] * c;
        fish->intent_z[row] = 0.0f;
        fish->mind[row] = BY_ORDER;
        fish->intent_speed[row] = action_unpack(words[i]).speed * mind_fastest(world, species, row);
        fish->burst[row] = bursts;
        fish->action[row] = words[i] & ACTION_MASK;
    }
}

void mind_follow(fishsim_world *world, const struct species *species, uint32_t row, uint32_t word)
{
    mind_follow_all(world, species, &row, &word, 1);
}

double mind_blind_cos(const struct mind_settings *settings)
{
    double sine, cosine;
    real_sincos(settings->vision_deg * (REAL_PI / 360.0), &sine, &cosine);
    return settings->vision_deg < 360.0 ? cosine : -2.0;
}

double mind_suits(const struct species *predator, double ln_predator, double ln_prey)
{
    const struct species_settings *settings = &predator->settings;
    double off = ln_predator - ln_prey - predator->ln_prey_ratio;
    double sigma = settings->feeding.prey_ratio_sigma;
    return real_exp(-off * off / (2.0 * sigma * sigma));
}
