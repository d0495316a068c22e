/* SPDX-License-Identifier: MIT */
/**
 * batch.h: many worlds of agents stepped together, into arrays that the caller owns.
 *
 * All worlds have the same number of slots and the same observations; row w * slots + s of an array
 * is slot s of world w. A step gives actions to the agents of a world, ticks it
 * agents.ticks_per_action times, and writes what came of it. Worlds do not depend on each other or
 * on the number of threads: each has its own seed, and results are the same on one thread or many.
 *
 * An episode of a world ends when it is truncated (agents.episode_ticks) or no agent is alive. Then
 * another begins, with a seed that follows from the world's seed and the number of the episode.
 *
 * One thread at a time uses a batch. What it makes and frees in its worlds may be made and freed on
 * any of its threads, so the allocator of its hooks must stand being called by several at once when
 * `threads` or the execute hook is used.
 */
#ifndef FISHSIM_BATCH_H
#define FISHSIM_BATCH_H

#include <fishsim/agent.h>
#include <fishsim/base.h>
#include <fishsim/config.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A batch: opaque, made by fishsim_batch_create, used by one thread at a time. */
typedef struct fishsim_batch fishsim_batch;

/** What happens at the end of an episode, as Gymnasium calls it: X(NAME, number, meaning). */
#define FISHSIM_AUTORESET_TABLE(X)                                                                 \
    X(NEXT_STEP, 0, "the next step of that world resets it and reads no actions; rewards are 0")   \
    X(SAME_STEP, 1, "reset at once; the last observations are in final_observation")               \
    X(DISABLED, 2, "the world must be reset; to step it is an error")

enum {
#define FISHSIM_X(NAME, number, meaning) FISHSIM_AUTORESET_##NAME = number,
    FISHSIM_AUTORESET_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** Of all worlds, in place of the index of one. */
#define FISHSIM_BATCH_ALL UINT32_MAX

/** How a batch is made. */
typedef struct fishsim_batch_options {
    uint32_t struct_size; /**< set by fishsim_batch_options_init */
    uint32_t worlds;      /**< 1 to 65536 */
    int32_t autoreset;    /**< FISHSIM_AUTORESET_*; NEXT_STEP at first */
    /**
     * Threads that the batch starts for itself and ends when it is destroyed, up to 64. Only with
     * them does work go on between send and receive. 0: worlds are stepped inside the calls, by
     * the execute hook if there is one.
     */
    uint32_t threads;
    const uint32_t *scenarios; /**< (worlds) index of its configuration; NULL: by turns */
    const uint64_t *seeds;     /**< (worlds), each below 2^53; NULL: world.seed plus its index */
} fishsim_batch_options;

/** Sets up *options. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_batch_options_init(fishsim_batch_options *options,
                                                      size_t struct_size);

/** Numbers that tell of an episode: X(NAME, name, number, unit, meaning). */
#define FISHSIM_STATISTIC_TABLE(X)                                                                 \
    X(EPISODE, episode, 0, "", "number of the episode since the world's seed was set, from 0")     \
    X(FINISHED, finished, 1, "", "1 in the step that ends it, else 0")                             \
    X(STEPS, steps, 2, "", "steps")                                                                \
    X(RETURN, return, 3, "", "rewards, summed over steps and agents, by the number of slots")      \
    X(AGENTS, agents, 4, "", "agents so far")                                                      \
    X(DEATHS, deaths, 5, "", "agents that died")                                                   \
    X(REFUSED, refused, 6, "", "fish of a controlled share for which no slot was free")            \
    X(NET_ENERGY, net_energy, 7, "d", "this term, summed like the return")                         \
    X(PREY, prey, 8, "", "prey that agents caught, all together")                                  \
    X(OFFSPRING, offspring, 9, "", "recruits of agents, all together")                             \
    X(SEED, seed, 10, "", "world.seed of the episode")

enum {
#define FISHSIM_X(NAME, name, number, unit, meaning) FISHSIM_STATISTIC_##NAME = number,
    FISHSIM_STATISTIC_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_STATISTIC_COUNT = 11
};

/**
 * Arrays of the caller's, all row-major and contiguous, for n = worlds x slots. Any but one of the
 * actions may be NULL. They are read and written during calls only, but with `threads` from send to
 * receive; and must live as long as the batch has them.
 */
typedef struct fishsim_batch_buffers {
    uint32_t struct_size;      /**< set by fishsim_batch_buffers_init */
    uint32_t reserved;         /**< 0 */
    const float *actions;      /**< (n x FISHSIM_ACTION_SIZE) in; NULL: discrete actions */
    const int32_t *choices;    /**< (n) in: discrete actions; both NULL: the scripted policy */
    float *observations;       /**< (n x observation_size) */
    float *rewards;            /**< (n) */
    float *terms;              /**< (n x FISHSIM_REWARD_COUNT) */
    uint8_t *terminated;       /**< (n): died in this step */
    uint8_t *truncated;        /**< (n): alive at the end of the episode */
    uint8_t *alive;            /**< (n) */
    uint64_t *ids;             /**< (n): of the fish in the slot, 0 when free */
    uint32_t *generations;     /**< (n): how many agents the slot has had in this episode */
    uint8_t *masks;            /**< (n x 10): as fishsim_agents_mask */
    float *final_observations; /**< (n x observation_size): SAME_STEP, when it ends */
    uint8_t *ended;            /**< (worlds): the episode has ended in this step */
    double *statistics;        /**< (worlds x FISHSIM_STATISTIC_COUNT) */
} fishsim_batch_buffers;

/** Sets up *buffers. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_batch_buffers_init(fishsim_batch_buffers *buffers,
                                                      size_t struct_size);

/**
 * Makes the worlds of a batch. Nothing is written into buffers yet.
 * @param configs  `config_count` configurations with the same number of slots and observations of
 *                 the same size; copied
 * @param hooks    of the batch and all its worlds, or NULL
 * @param out      receives the batch; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_CONFIG (the message names the configuration's
 *         index), ERR_LIMIT, ERR_MEMORY (also when the system starts no more threads)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_create(const fishsim_config *const *configs,
                                                uint32_t config_count,
                                                const fishsim_batch_options *options,
                                                const fishsim_hooks *hooks, fishsim_batch **out,
                                                fishsim_error *error);

/** Waits for worlds under way and frees the batch with its worlds; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_batch_destroy(fishsim_batch *batch);

/**
 * Lends arrays to a batch, in place of those it had; NULL takes them back. Not while worlds are
 * under way.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_set_buffers(fishsim_batch *batch,
                                                     const fishsim_batch_buffers *buffers,
                                                     fishsim_error *error);

/** Sizes of a batch: worlds, slots of each, floats of an observation. Any may be NULL. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_get_shape(const fishsim_batch *batch, uint32_t *worlds,
                                                   uint32_t *slots, uint32_t *observation_size,
                                                   fishsim_error *error);

/**
 * A world of the batch, to read it, to add sinks and systems, to set weights or host minds. It
 * stays the same object through resets and restores. Neither destroy nor tick it; not while it is
 * under way. NULL when there is no such world. Since 0.1.
 */
FISHSIM_API fishsim_world *fishsim_batch_get_world(fishsim_batch *batch, uint32_t world);

/**
 * Begins a new episode in the named worlds and writes their first observations.
 * @param worlds  `count` indices, none twice; NULL: all worlds, and count is the number of worlds
 * @param seeds   (count) new seeds below 2^53, episode 0; NULL: the next episode of the present
 *                seed
 * @return FISHSIM_OK, ERR_ARGUMENT (nothing is changed), ERR_STATE (worlds under way), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_reset(fishsim_batch *batch, const uint32_t *worlds,
                                               uint32_t count, const uint64_t *seeds,
                                               fishsim_error *error);

/**
 * Steps all worlds and waits for them.
 * @return FISHSIM_OK; ERR_ARGUMENT (a bad action; the message names world and slot; no world is
 *         stepped); ERR_STATE (worlds under way, or DISABLED and an episode has ended); what
 *         fishsim_world_tick returns for a world that died, which can then only be reset or
 * restored Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_step(fishsim_batch *batch, fishsim_error *error);

/**
 * Sends worlds on their step. Their actions are read before this returns. With `threads` they are
 * under way when it does; else they wait for fishsim_batch_receive.
 * @param worlds  `count` indices of worlds that are not under way, none twice; NULL: all
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE; nothing is sent then
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_send(fishsim_batch *batch, const uint32_t *worlds,
                                              uint32_t count, fishsim_error *error);

/**
 * Waits until at least `least` of the worlds under way have made their step, and hands over all
 * that have. Their rows in the buffers are then the caller's again.
 * @param least   at most the worlds under way; 0: does not wait
 * @param worlds  receives their indices, ascending; room for the worlds of the batch
 * @param count   receives their number
 * @return FISHSIM_OK, ERR_ARGUMENT; what fishsim_world_tick returned for the first world that
 *         failed (all are handed over all the same)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_receive(fishsim_batch *batch, uint32_t least,
                                                 uint32_t *worlds, uint32_t *count,
                                                 fishsim_error *error);

/** Bytes that fishsim_batch_save needs now, for one world or FISHSIM_BATCH_ALL; 0 when it would
 * fail. Since 0.1. */
FISHSIM_API uint64_t fishsim_batch_save_size(const fishsim_batch *batch, uint32_t world);

/**
 * Saves a world, or all, with episode and seed, not while it is under way.
 * @param written  receives the length; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_BUFFER
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_save(const fishsim_batch *batch, uint32_t world,
                                              void *buffer, uint64_t capacity, uint64_t *written,
                                              fishsim_error *error);

/**
 * Restores a world, or all, from what fishsim_batch_save wrote for a world of the same scenario,
 * and writes the arrays anew; final_observations stay. Bytes are treated as hostile.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_FORMAT, ERR_VERSION, ERR_MEMORY; no world is
 *         changed then
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_restore(fishsim_batch *batch, uint32_t world,
                                                 const void *bytes, uint64_t length,
                                                 fishsim_error *error);

/**
 * Makes world `to` a copy of world `from`, of the same scenario, and writes its arrays. From here
 * on the two differ by their actions only.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_MEMORY; nothing is changed then
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_fork(fishsim_batch *batch, uint32_t from, uint32_t to,
                                              fishsim_error *error);

/**
 * Makes an independent copy of a whole batch, with the same options and hooks, threads of its own,
 * and no buffers.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_batch_clone(const fishsim_batch *batch, fishsim_batch **out,
                                               fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_BATCH_H */
