/* SPDX-License-Identifier: MIT */
/*
 * mind.h: what a mind is: it looks around, and turns what it sees into an intent.
 *
 * Called by tick/plan.c and tick/decide.c. A mind reads the state, and writes only the scratch
 * columns of its own rows: intents for the move to carry out. A new mind is one file with one
 * `struct mind_rule`, a row in mind.c and a word in the choices of minds.*.kind.
 */
#ifndef FISHSIM_LIB_MIND_H
#define FISHSIM_LIB_MIND_H

#include "world/world.h"

#include <stdbool.h>

struct mind_rule {
    const char *name;
    /* How far it looks for its like, BL: the grid is made for that. NULL: for no distance. */
    double (*reach)(const struct mind_settings *settings);
    bool errs; /* its noise turns what it wants */
    /*
     * Fills the plan column of rows [begin, end), all of one species, before any fish decides: that
     * of the agents among them included. NULL: needs no plan. A species has one such mind at most.
     */
    void (*plan)(fishsim_world *world, const struct mind *mind, const struct species *species,
                 uint32_t begin, uint32_t end);
    /*
     * Decides, by mind_want, for those open rows of [begin, end) for which it has something to do:
     * rows of one species, in the order of the index.
     */
    void (*decide)(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end);
};

extern const struct mind_rule MIND_BOIDS_RULE, MIND_COUZIN_RULE, MIND_EVADE_RULE, MIND_PURSUE_RULE,
    MIND_BRAIN_RULE, MIND_FORAGE_RULE, MIND_HOST_RULE, MIND_KATZ_RULE, MIND_VICSEK_RULE,
    MIND_WALK_RULE;

/* Around the asking of host minds: room for it, before the plan phase, and the end of it. */
fishsim_status host_minds_room(fishsim_world *world, fishsim_error *error);
void host_minds_ask(fishsim_world *world);
void host_minds_free(fishsim_world *world);

/* Hands the host minds of `old` to a world that takes its place, where there are such minds. */
void host_minds_keep(fishsim_world *world, const fishsim_world *old);

/* Whether an action is within FISHSIM_ACTION_TABLE; else *bad is the first number that is not. */
bool action_within(const float action[FISHSIM_ACTION_SIZE], uint32_t *bad);

/* The rule of an enum mind_kind. */
const struct mind_rule *mind_rule(uint32_t kind);

/*
 * A row on which no mind has decided is open. It wants what decide.c has set for it beforehand: to
 * keep its heading at cruising speed. 1 + the number of a mind closes it; BY_ORDER an order.
 */
enum { OPEN = 0, BY_ORDER = 255 };
_Static_assert(MINDS_MAX + 1 < BY_ORDER, "a byte holds the number of a mind");

static inline bool is_open(const fishsim_world *world, uint32_t row)
{
    return world->fish.mind[row] == OPEN;
}

static inline uint8_t mind_number(const fishsim_world *world, const struct mind *mind)
{
    return (uint8_t)(mind - world->minds + 1);
}

/* Who has decided for a row; NULL when it is open or follows an order. */
static inline const struct mind *mind_of(const fishsim_world *world, uint32_t row)
{
    uint8_t number = world->fish.mind[row];
    return number == OPEN || number == BY_ORDER ? NULL : &world->minds[number - 1];
}

/*
 * Decides for a row: the heading that it wants, of any length, to be turned by the noise of the
 * mind if that errs, and the speed. NOWHERE means the present heading.
 */
static inline void mind_want(fishsim_world *world, const struct mind *mind, uint32_t row,
                             struct direction wanted, float speed)
{
    struct fish *fish = &world->fish;
    fish->intent_x[row] = wanted.x;
    fish->intent_y[row] = wanted.y;
    fish->intent_z[row] = wanted.z;
    fish->intent_speed[row] = speed;
    fish->mind[row] = mind_number(world, mind);
}

/*
 * Makes unit vectors of what rows [begin, end) want, at most a PIECE of them, and turns them by
 * their noise; in three dimensions about an axis drawn evenly.
 */
void mind_finish(fishsim_world *world, uint32_t begin, uint32_t end);

/* Zone of attraction as the reach of a mind. */
double mind_attraction_reach(const struct mind_settings *settings);

static const struct direction NOWHERE = {0.0f, 0.0f, 0.0f};

/*
 * Sets the intent of a row from an action word, and notes it as the action of that fish. The whole
 * turn is the larger of the turning rates, since built-in minds turn so when they flee or pursue.
 */
void mind_follow(fishsim_world *world, const struct species *species, uint32_t row, uint32_t word);

/* The same for `count` rows of one species, at most a PIECE of them. */
void mind_follow_all(fishsim_world *world, const struct species *species, const uint32_t *rows,
                     const uint32_t *words, uint32_t count);

/* What the host has told the fish of a row to do, or ACTION_NONE. */
static inline uint32_t agent_action(const fishsim_world *world, uint32_t row)
{
    uint32_t agent = world->fish.agent[row];
    return agent ? world->agents.slot[agent - 1].action : ACTION_NONE;
}

/*
 * Cosine of half the field of view; below -1, which no rounding reaches, when nothing is blind.
 */
double mind_blind_cos(const struct mind_settings *settings);

/* The speed at which a fish cruises, m/s. */
static inline float mind_cruise(const fishsim_world *world, const struct species *species,
                                uint32_t row)
{
    const struct fish *fish = &world->fish;
    return (float)species->settings.motion.cruise_bl_per_s * fish->trait_cruise[row] *
           fish_length_m(fish, row);
}

/* The fastest that it can swim, m/s. */
static inline float mind_fastest(const fishsim_world *world, const struct species *species,
                                 uint32_t row)
{
    return (float)species->settings.motion.maximum_bl_per_s * fish_length_m(&world->fish, row);
}

/* Whether the fish is able and hungry enough to bite now. */
static inline bool mind_hungry(const fishsim_world *world, const struct species *species,
                               uint32_t row)
{
    const struct fish *fish = &world->fish;
    return fish->handling_s[row] <= 0.0f &&
           (double)fish->gut_uj[row] <
               species->settings.feeding.hunger * (double)fish->gut_capacity_uj[row];
}

/* Whether the fish bites what it meets in this tick. */
static inline bool mind_bites(const fishsim_world *world, const struct species *species,
                              uint32_t row)
{
    uint32_t word = world->fish.action[row];
    return mind_hungry(world, species, row) && (!action_given(word) || action_unpack(word).bite);
}

/*
 * phi: how well a prey of that weight suits the predator, in (0, 1] (mizer: log-normal in the ratio
 * of weights).
 */
double mind_suits(const struct species *predator, double ln_predator, double ln_prey);

#endif
