/* SPDX-License-Identifier: MIT */
/**
 * agent.h: fish under the control of the host: observe them, act for them, be rewarded.
 *
 * Which fish: species.*.agents.share of a species, or single ones by id. An agent takes one of
 * agents.slots slots and keeps it until it dies; a fish that is born into a controlled share takes
 * a slot that is free, under an id of its own, and else goes on by the minds of its species and is
 * counted as refused. There are two views of the same agents: the fixed slots, whose arrays never
 * change shape, and the ragged list of the live ones by id.
 *
 * A step is: act, tick the world, then read observations and rewards as often as wanted. An action
 * holds until the next act. An agent without one does what the minds of its species do, which is
 * the scripted policy of a task. An agent that dies stays in its slot, not alive, with its last
 * reward and `terminated` set, until the next act.
 *
 * Observations are rows of float in [-1, 1], seen from the fish: x ahead, y to its left. What is in
 * them is configured (agents.observe and its neighbours) and described at run time. Reading them
 * never changes the trajectory, but puts the fish in another order of rows: columns that were read
 * before are no longer valid. Agents live in worlds of two dimensions.
 *
 * Snapshots hold agents, their slots and what they have been told; a loaded world gives the same
 * observations and rewards. One thread at a time may use a world.
 */
#ifndef FISHSIM_AGENT_H
#define FISHSIM_AGENT_H

#include <fishsim/base.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what there is -------------------------------------------------------------------------- */

/** Sizes of a world's agents, and how they fare. Shapes do not change while a world lives. */
typedef struct fishsim_agents_info {
    uint32_t struct_size;      /**< set by fishsim_agents_info_init */
    uint32_t slots;            /**< rows of every fixed-slot array */
    uint32_t live;             /**< agents alive now */
    uint32_t observation_size; /**< floats in one observation */
    uint32_t blocks;           /**< blocks in one observation, see fishsim_agents_get_block */
    uint32_t action_space;     /**< 0 continuous, 1 discrete: agents.action; both are accepted */
    uint32_t ticks_per_action; /**< agents.ticks_per_action */
    uint32_t reserved;         /**< 0 */
    uint64_t episode_ticks;    /**< agents.episode_ticks; 0: an episode is never truncated */
    uint64_t admitted;         /**< agents so far, the first ones included */
    uint64_t refused;          /**< fish of a controlled share for which no slot was free */
    double score_random;       /**< return of random actions in this task: a score of 0 */
    double score_scripted;     /**< return of the minds of the species: a score of 1 */
} fishsim_agents_info;

/** Sets up *info. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_agents_info_init(fishsim_agents_info *info, size_t struct_size);

/** Fills *info; a world without agents has 0 slots. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_agents_get_info(const fishsim_world *world,
                                                   fishsim_agents_info *info, fishsim_error *error);

/** One block of an observation: `rows` x `columns` floats from `offset` on. Strings are static. */
typedef struct fishsim_block {
    uint32_t struct_size; /**< set by fishsim_block_init */
    uint32_t offset;      /**< of its first float in an observation */
    uint32_t rows;        /**< such as rays or neighbours */
    uint32_t columns;     /**< numbers for each */
    float low;            /**< no value is lower */
    float high;           /**< no value is higher */
    const char *name;     /**< as in agents.observe */
    const char *unit;     /**< what 1 stands for, column by column */
    const char *meaning;  /**< the columns, in order */
} fishsim_block;

/** Sets up *block. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_block_init(fishsim_block *block, size_t struct_size);

/**
 * Describes one block of the observations of a world.
 * @param index  0 .. fishsim_agents_info.blocks - 1, in the order in which they lie in a row
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_get_block(const fishsim_world *world, uint32_t index,
                                                    fishsim_block *block, fishsim_error *error);

/* ---- who is controlled ---------------------------------------------------------------------- */

/**
 * Takes control of one live fish.
 * @return FISHSIM_OK (also when it is an agent already), ERR_ARGUMENT, ERR_STATE (dead world, or
 *         inside a tick), ERR_NOT_FOUND (no live fish of that id), ERR_LIMIT (no slot is free)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_control(fishsim_world *world, uint64_t fish_id,
                                                  fishsim_error *error);

/**
 * Gives one agent back to the minds of its species and frees its slot.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_NOT_FOUND (no live agent of that id)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_release(fishsim_world *world, uint64_t fish_id,
                                                  fishsim_error *error);

/**
 * Changes the share of a species that is controlled: takes control of the fish that belong to the
 * new share, oldest id first, and gives back those that do not. Those born from now on follow it.
 * @param share  within [0, 1]
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_NOT_FOUND (no such species), ERR_LIMIT (more
 *         fish than slots; nothing is changed)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_set_share(fishsim_world *world, uint32_t species,
                                                    double share, fishsim_error *error);

/**
 * Lists the live agents in order of slot: the ragged view.
 * @param ids       receives their ids; `capacity` elements, or NULL
 * @param slots     receives their slots; `capacity` elements, or NULL
 * @param capacity  at least the live agents, else ERR_BUFFER; *count is set all the same
 * @param count     receives the number of live agents; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_BUFFER
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_list(const fishsim_world *world, uint64_t *ids,
                                               uint32_t *slots, uint32_t capacity, uint32_t *count,
                                               fishsim_error *error);

/* ---- observe -------------------------------------------------------------------------------- */

/**
 * Writes the observations of the live agents, one row each, in the order of fishsim_agents_list.
 * @param observations  (capacity x observation_size), row-major
 * @param ids           receives the id of each row; `capacity` elements, or NULL
 * @param count         receives the number of rows; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_BUFFER (nothing is written but *count)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_observe(fishsim_world *world, float *observations,
                                                  uint64_t *ids, uint32_t capacity, uint32_t *count,
                                                  fishsim_error *error);

/**
 * Writes the observations of all slots; rows of slots without a live agent are 0. Every array but
 * `observations` may be NULL.
 * @param observations  (slots x observation_size), row-major
 * @param alive         (slots): 1 for a live agent
 * @param ids           (slots): its id; that of the dead one in the step of its death; 0 when free
 * @param generations   (slots): how many agents the slot has had, this one included
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_observe_slots(fishsim_world *world, float *observations,
                                                        uint8_t *alive, uint64_t *ids,
                                                        uint32_t *generations,
                                                        fishsim_error *error);

/* ---- act ------------------------------------------------------------------------------------ */

/**
 * Numbers of a continuous action: X(NAME, name, number, low, high, unit, meaning). They are kept to
 * 1/2047. An agent turns by at most the larger of its species' turning rates, as built-in minds do
 * that flee or pursue.
 */
#define FISHSIM_ACTION_TABLE(X)                                                                    \
    X(TURN, turn, 0, -1, 1, "largest turning rate", "turn to the left")                            \
    X(SPEED, speed, 1, 0, 1, "motion.maximum_bl_per_s", "wanted speed")                            \
    X(BITE, bite, 2, -1, 1, "", "bites what it meets when above 0; grazing goes on regardless")

enum {
#define FISHSIM_X(NAME, name, number, low, high, unit, meaning) FISHSIM_ACTION_##NAME = number,
    FISHSIM_ACTION_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_ACTION_SIZE = 3,
    /**
     * Discrete actions are (turn * 3 + speed) * 2 + bite with turn 0..4 for -1, -1/2, 0, 1/2, 1;
     * speed 0..2 for rest, cruise, burst; bite 0..1.
     */
    FISHSIM_ACTION_TURNS = 5,
    FISHSIM_ACTION_SPEEDS = 3,
    FISHSIM_ACTION_BITES = 2,
    FISHSIM_ACTION_DISCRETE = 30
};

/**
 * Begins a step: gives actions to the named agents, takes them from all others, clears rewards, and
 * frees the slots of the dead. With count 0 all agents follow the minds of their species.
 * @param ids      live agents, none twice; `count` of them
 * @param actions  (count x FISHSIM_ACTION_SIZE), each finite and within the bounds of
 *                 FISHSIM_ACTION_TABLE
 * @return FISHSIM_OK, ERR_ARGUMENT (a bad action, named; nothing is changed), ERR_STATE,
 *         ERR_NOT_FOUND (an id that is no live agent; nothing is changed)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_act(fishsim_world *world, const uint64_t *ids,
                                              const float *actions, uint32_t count,
                                              fishsim_error *error);

/** As fishsim_agents_act with discrete actions, each within [0, 30). Since 0.1. */
FISHSIM_API fishsim_status fishsim_agents_act_discrete(fishsim_world *world, const uint64_t *ids,
                                                       const int32_t *actions, uint32_t count,
                                                       fishsim_error *error);

/**
 * As fishsim_agents_act for all slots at once; rows of slots without a live agent are not read.
 * @param actions  (slots x FISHSIM_ACTION_SIZE)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_act_slots(fishsim_world *world, const float *actions,
                                                    fishsim_error *error);

/** As fishsim_agents_act_slots with discrete actions (slots). Since 0.1. */
FISHSIM_API fishsim_status fishsim_agents_act_slots_discrete(fishsim_world *world,
                                                             const int32_t *actions,
                                                             fishsim_error *error);

/**
 * Which parts of a discrete action can have an effect: 5 turns, 3 speeds, 2 bites. A fish that
 * handles prey, is not hungry, or eats no fish cannot bite. Rows of slots without a live agent
 * are 0.
 * @param mask  (slots x 10)
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_mask(const fishsim_world *world, uint8_t *mask,
                                               fishsim_error *error);

/* ---- be rewarded ---------------------------------------------------------------------------- */

/**
 * Terms of the reward: X(NAME, name, number, unit, meaning). The first five are summed over the
 * ticks since the last act; the others tell of the moment at which they are read.
 */
#define FISHSIM_REWARD_TABLE(X)                                                                    \
    X(NET_ENERGY, net_energy, 0, "d", "energy gained, in days of maximum consumption")             \
    X(PREY, prey, 1, "", "prey caught")                                                            \
    X(ALIVE, alive, 2, "tick", "ticks lived")                                                      \
    X(DEATH, death, 3, "", "1 when it died")                                                       \
    X(OFFSPRING, offspring, 4, "", "recruits borne or sired")                                      \
    X(COLLISION, collision, 5, "", "fish nearer than a fifth of its length")                       \
    X(SPACING, spacing, 6, "BL", "-|distance of the nearest of its kind - spacing_target|")        \
    X(POLARISATION, polarisation, 7, "", "length of the mean heading of it and its kind in sight")

enum {
#define FISHSIM_X(NAME, name, number, unit, meaning) FISHSIM_REWARD_##NAME = number,
    FISHSIM_REWARD_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_REWARD_COUNT = 8
};

/**
 * Reads the rewards of the step, for all slots. Reading changes nothing. Every array may be NULL.
 * @param rewards     (slots): sum of weight times term
 * @param terms       (slots x FISHSIM_REWARD_COUNT); terms whose weight is 0 are given all the same
 * @param terminated  (slots): 1 for an agent that died in this step
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_reward(fishsim_world *world, float *rewards, float *terms,
                                                 uint8_t *terminated, fishsim_error *error);

/**
 * Sets the weights of the terms, in place of those of agents.reward.*.
 * @param weights  FISHSIM_REWARD_COUNT finite numbers, each within [-10^9, 10^9]
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_agents_set_weights(fishsim_world *world, const double *weights,
                                                      fishsim_error *error);

/** 1 when the world has done agents.episode_ticks ticks or more, else 0; 0 for NULL. Since 0.1. */
FISHSIM_API uint32_t fishsim_agents_truncated(const fishsim_world *world);

/* ---- a mind of the host's ------------------------------------------------------------------- */

/**
 * A mind whose kind is `host`: inside the tick the host gets the observations of all fish that have
 * it, and fills in their actions. The same observations give the same trajectory only if it
 * answers the same.
 */
typedef struct fishsim_host_mind {
    uint32_t struct_size; /**< set by fishsim_host_mind_init */
    uint32_t reserved;    /**< 0 */
    /**
     * @param observations  (count x size), row-major
     * @param ids           (count)
     * @param actions       (count x FISHSIM_ACTION_SIZE), to be filled; 0 before
     * A negative status, or an action that is not within bounds, is counted and logged; those fish
     * go on to the next mind of their species. Must not call functions of this world.
     */
    fishsim_status (*decide)(void *user, const float *observations, const uint64_t *ids,
                             uint32_t count, uint32_t size, float *actions);
    void *user;
} fishsim_host_mind;

/** Sets up *mind. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_host_mind_init(fishsim_host_mind *mind, size_t struct_size);

/**
 * Puts the host in charge of the mind `name`, whose minds.*.kind must be host; until then, and
 * with mind->decide NULL, such a mind has nothing to do. Host minds belong to the host: snapshots
 * and clones do not hold them.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE, ERR_NOT_FOUND (no mind of that name and
 *         kind)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_set_host_mind(fishsim_world *world, const char *name,
                                                       const fishsim_host_mind *mind,
                                                       fishsim_error *error);

/** How often a host mind has failed. 0 for NULL. Since 0.1. */
FISHSIM_API uint64_t fishsim_world_get_host_mind_failures(const fishsim_world *world);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_AGENT_H */
