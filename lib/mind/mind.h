/* SPDX-License-Identifier: MIT */
/*
 * mind.h: what a mind is: it senses what it needs, and turns that into an intent.
 *
 * Called by tick/sense.c and tick/decide.c. A mind reads the state, and writes only the scratch
 * columns of its own rows: intents for the move to carry out. A new mind is one file with one
 * `struct mind_rule`, a row in mind.c and a word in the choices of minds.*.kind.
 */
#ifndef FISHSIM_LIB_MIND_H
#define FISHSIM_LIB_MIND_H

#include "world/world.h"

#include <stdbool.h>

struct mind_rule {
    const char *name;
    /*
     * How far it looks for its like, BL: the grid is made for that. Not NULL in a mind that
     * schools; such a mind uses the near, align and join columns, so a species has one at most.
     */
    double (*reach)(const struct mind_settings *settings);
    /* Fills scratch columns of rows [begin, end), all of one species. NULL: needs nothing. */
    void (*sense)(fishsim_world *world, const struct mind *mind, const struct species *species,
                  uint32_t begin, uint32_t end);
    /* Sets the intent of one row. False when the mind has nothing to do there. */
    bool (*decide)(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row);
};

extern const struct mind_rule MIND_BOIDS_RULE, MIND_COUZIN_RULE, MIND_EVADE_RULE, MIND_PURSUE_RULE,
    MIND_VICSEK_RULE, MIND_WALK_RULE;

/* The rule of an enum mind_kind. */
const struct mind_rule *mind_rule(uint32_t kind);

/*
 * Sets the heading that a row wants: a direction of any length, turned by the random angle of the
 * mind's noise, in three dimensions about an axis drawn evenly. NOWHERE means the present heading;
 * NULL settings no noise.
 */
void mind_want(fishsim_world *world, uint32_t row, struct direction wanted,
               const struct mind_settings *noise);

/* Zone of attraction as the reach of a mind. */
double mind_attraction_reach(const struct mind_settings *settings);

static const struct direction NOWHERE = {0.0f, 0.0f, 0.0f};

/*
 * Cosine of half the field of view; below -1, which no rounding reaches, when nothing is blind.
 */
double mind_blind_cos(const struct mind_settings *settings);

/* The speed at which a fish cruises, m/s, and the fastest it can swim. */
float mind_cruise(const fishsim_world *world, const struct species *species, uint32_t row);
float mind_fastest(const fishsim_world *world, const struct species *species, uint32_t row);

/* Whether the fish would bite now. */
static inline bool mind_hungry(const fishsim_world *world, const struct species *species,
                               uint32_t row)
{
    const struct fish *fish = &world->fish;
    return fish->handling_s[row] <= 0.0f &&
           (double)fish->gut_uj[row] <
               species->settings.feeding.hunger * (double)fish->gut_capacity_uj[row];
}

/*
 * phi: how well a prey of that weight suits the predator, in (0, 1] (mizer: log-normal in the ratio
 * of weights).
 */
double mind_suits(const struct species *predator, double ln_predator, double ln_prey);

#endif
