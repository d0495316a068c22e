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
#include <string.h>

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
        float length = direction_length(wanted), inverse = 1.0f / length;
        bool some = length > 0.0f;
        float x = fish->heading_x[row], y = fish->heading_y[row], z = fish->heading_z[row];
        fish->intent_x[row] = some ? wanted.x * inverse : x;
        fish->intent_y[row] = some ? wanted.y * inverse : y;
        fish->intent_z[row] = some ? wanted.z * inverse : z;
    }
}

/* Angles by which the intents of a piece err. */
struct errors {
    bool even;                                 /* whether any width_rad is above 0 */
    float normal_rad[PIECE], width_rad[PIECE]; /* of the noise of each row */
    uint32_t word[4][PIECE];
    float sine[PIECE], cosine[PIECE];
};

/* The noise of each row's mind. False when no intent errs. */
static bool find_noise(const fishsim_world *world, uint32_t begin, uint32_t end,
                       struct errors *errors)
{
    const uint8_t *number = world->fish.mind + begin;
    bool any = false;
    errors->even = false;
    memset(errors->normal_rad, 0, sizeof errors->normal_rad);
    memset(errors->width_rad, 0, sizeof errors->width_rad);
    for (uint32_t m = 0; m < world->mind_count; m++) {
        const struct mind *mind = &world->minds[m];
        uint8_t own = mind_number(world, mind);
        float normal_rad = (float)mind->settings.noise_rad;
        float width_rad = (float)mind->settings.noise_width_rad;
        if (!mind->rule->errs || normal_rad + width_rad <= 0.0f ||
            !memchr(number, own, end - begin))
            continue;
        any = true;
        errors->even = errors->even || width_rad > 0.0f;
        EACH_APART
        for (uint32_t i = 0; i < end - begin; i++) {
            errors->normal_rad[i] = number[i] == own ? normal_rad : errors->normal_rad[i];
            errors->width_rad[i] = number[i] == own ? width_rad : errors->width_rad[i];
        }
    }
    return any;
}

/* The words of the normal angle, and where it has a use, those of the others. */
static void draw_errors(const fishsim_world *world, uint32_t begin, uint32_t end,
                        struct errors *errors)
{
    const uint64_t *id = world->fish.id + begin;
    uint64_t stream = random_stream(world->settings.world.seed, world->tick, RANDOM_MIND);
    uint32_t pairs = errors->even || world->deep ? 2 : 1;
    for (uint32_t pair = 0; pair < pairs; pair++) {
        uint32_t *low = errors->word[2 * pair], *high = errors->word[2 * pair + 1];
        EACH_APART
        for (uint32_t i = 0; i < end - begin; i++) {
            uint64_t bits = random_of_stream(stream, 2 * id[i] + pair);
            low[i] = (uint32_t)bits;
            high[i] = (uint32_t)(bits >> 32);
        }
    }
}

/* A normal angle, and where it has a use an even one, of the widths that each row has. */
static void find_angles(struct errors *errors, uint32_t count)
{
    float angle[PIECE];
    EACH_APART
    for (uint32_t i = 0; i < count; i++)
        angle[i] = errors->normal_rad[i] * random_normal_f(errors->word[0][i], errors->word[1][i]);
    for (uint32_t i = 0; errors->even && i < count; i++)
        angle[i] += errors->width_rad[i] * (0.5f * random_even_f(errors->word[3][i]));
    EACH_APART
    for (uint32_t i = 0; i < count; i++)
        real_sincos_f(angle[i], &errors->sine[i], &errors->cosine[i]);
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
        if (errors->normal_rad[i] + errors->width_rad[i] <= 0.0f)
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

/* What a row wants by an order of which cosine and sine are found. */
BODY_OF_LOOP void follow(const fishsim_world *world, uint32_t row, uint32_t word, float c, float s,
                         float maximum_bl_per_s)
{
    const struct fish *fish = &world->fish;
    float x = fish->heading_x[row], y = fish->heading_y[row];
    fish->intent_x[row] = x * c - y * s;
    fish->intent_y[row] = x * s + y * c;
    fish->intent_z[row] = 0.0f;
    fish->intent_speed[row] =
        action_unpack(word).speed * (maximum_bl_per_s * fish_length_m(fish, row));
    fish->action[row] = word & ACTION_MASK;
}

void mind_follow_all(fishsim_world *world, const struct species *species, const uint32_t *rows,
                     const uint32_t *words, uint32_t count)
{
    float cosine[PIECE], sine[PIECE];
    float maximum_bl_per_s = (float)species->settings.motion.maximum_bl_per_s;
    bool bursts =
        species->settings.motion.burst_turn_deg_per_s > species->settings.motion.turn_deg_per_s;
    find_cosines(species, words, count, cosine, sine);
    for (uint32_t i = 0; i < count; i++) {
        world->fish.mind[rows[i]] = BY_ORDER;
        world->fish.burst[rows[i]] = bursts;
    }
    if (count && rows[count - 1] - rows[0] == count - 1) {
        EACH_APART
        for (uint32_t i = 0; i < count; i++)
            follow(world, rows[0] + i, words[i], cosine[i], sine[i], maximum_bl_per_s);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        follow(world, rows[i], words[i], cosine[i], sine[i], maximum_bl_per_s);
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
