/* SPDX-License-Identifier: MIT */
/*
 * meet.c: hunters of well-mixed water meet prey by chance, wherever both are.
 *
 * A hunter meets each prey of the world at the rate a W^q in calendar time, so that its meetings in
 * a tick are Poisson distributed. The first one that suits it, with probability p0 phi as for a
 * strike elsewhere, is the prey it claims. With handling time this is the response of Holling
 * (1959) of type II; the rate of the encounters of Lotka, Volterra, Rosenzweig and MacArthur.
 *
 * The hunters of a super-individual meet prey each for itself, and each prey met is one fish, so a
 * row of them may have several claims in a tick. Rows of prey are met as if all were worth as much
 * as the most, and a meeting with one that is worth less is as likely to be with nobody.
 *
 * Called by bite.c for every hungry hunter of such a species.
 */
#include "mind/mind.h"
#include "tick/tick.h"

#include "base/random.h"
#include "base/real.h"

/* More meetings in a tick make no difference to one hunter: it has one strike. */
enum { MEETINGS_OF_ONE = 64 };

/* Meetings that a tick brings a row with prey of one species, if each were worth most_worth. */
static double expected_meetings(const fishsim_world *world, const struct species *hunter,
                                uint32_t row, uint32_t s)
{
    const struct species *prey = &world->species[s];
    if (hunter->capture[s] <= 0.0f)
        return 0.0;
    double count = (double)prey->most_worth * (double)(prey->end - prey->begin);
    double half = hunter->settings.feeding.half_attention;
    double attention = 1.0;
    if (half > 0.0 && count > 0.0) {
        double number = (double)species_number(world, prey);
        attention = number / (half + number);
    }
    double power =
        real_exp(hunter->settings.feeding.attack_exponent * (double)world->fish.ln_weight[row]);
    return hunter->settings.feeding.attack_per_d * power * attention * count *
           world->calendar_days_per_tick * (double)world->fish.worth[row];
}

/* A Poisson number, by the inverse of its distribution. */
static uint32_t poisson(double mean, double uniform, uint32_t most)
{
    double term = real_exp(-mean), sum = term;
    uint32_t number = 0;
    while (uniform > sum && number < most) {
        number++;
        term *= mean / number;
        sum += term;
    }
    return number;
}

/* The row of the fish met, by a number drawn evenly from all expected meetings. */
static uint32_t choose_prey(const fishsim_world *world, const double *expected, double at,
                            uint32_t word)
{
    uint32_t s = 0;
    while (s + 1 < world->species_count && (at >= expected[s] || expected[s] <= 0.0))
        at -= expected[s++];
    const struct species *prey = &world->species[s];
    uint32_t count = prey->end - prey->begin;
    return count ? prey->begin + (uint32_t)((uint64_t)word * count >> 32) : NO_ROW;
}

/* Whether a fish of the row that was met is one that the hunter can catch. */
static double chance_of(const fishsim_world *world, const struct species *species, uint32_t row,
                        uint32_t prey)
{
    const struct fish *fish = &world->fish;
    const struct species *kind = &world->species[fish->species[prey]];
    double suits = (double)species->capture[fish->species[prey]] *
                   mind_suits(species, (double)fish->ln_weight[row], (double)fish->ln_weight[prey]);
    return kind->many ? suits * fish->worth[prey] / kind->most_worth : suits;
}

/* Whether the hunter of a meeting is one of those of the row that have caught something already:
 * any of them is as likely to be. */
static bool is_busy(const fishsim_world *world, uint32_t row, uint32_t meeting, uint32_t caught)
{
    struct random4 draw = random_draw(world->settings.world.seed, world->tick, world->fish.id[row],
                                      RANDOM_MEETING, MEETINGS_MOST + meeting);
    return random_uniform(draw.word[0]) * world->fish.worth[row] < caught;
}

uint32_t meet_by_chance(const fishsim_world *world, const struct species *species, uint32_t row,
                        struct claim *claims)
{
    const struct fish *fish = &world->fish;
    uint32_t hunters = fish->worth[row], count = 0;
    uint32_t most = hunters > 1 ? MEETINGS_MOST : MEETINGS_OF_ONE;
    uint64_t seed = world->settings.world.seed;
    double expected[SPECIES_MAX], mean = 0.0;
    for (uint32_t s = 0; s < world->species_count; s++)
        mean += expected[s] = expected_meetings(world, species, row, s);
    struct random4 first = random_draw(seed, world->tick, fish->id[row], RANDOM_MEETING, 0);
    uint32_t meetings = poisson(mean, random_uniform(first.word[0]), most);
    for (uint32_t i = 1; i <= meetings && count < hunters; i++) {
        struct random4 draw = random_draw(seed, world->tick, fish->id[row], RANDOM_MEETING, i);
        uint32_t prey =
            choose_prey(world, expected, mean * random_uniform(draw.word[0]), draw.word[1]);
        if (prey == NO_ROW || prey == row)
            continue;
        if (random_uniform(draw.word[2]) >= chance_of(world, species, row, prey) ||
            (count && is_busy(world, row, i, count)))
            continue;
        claims[count++] = (struct claim){
            .predator = row, .prey = prey, .moment = draw.word[3] >> 8, .certain = 1};
    }
    return count;
}
