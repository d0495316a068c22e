/* SPDX-License-Identifier: MIT */
/*
 * batch.h: what the files of a batch share.
 *
 * batch.c makes it and lets worlds go and come, episode.c is what one world does meanwhile,
 * batch_save.c puts worlds into bytes. A world under way belongs to whoever runs it, with its rows
 * in the buffers; all else belongs to the thread that uses the batch.
 */
#ifndef FISHSIM_LIB_BATCH_H
#define FISHSIM_LIB_BATCH_H

#include "agent/agent.h"
#include "base/crew.h"

#include <fishsim/batch.h>

struct episode {
    fishsim_world *world; /* one object from the making of the batch to its end */
    uint32_t scenario;
    uint64_t seed;   /* of episode 0 */
    uint64_t number; /* episodes since that one */
    bool begun;      /* it has made a step, or tried to, since it was reset */
    bool named;      /* mark of the present call */
    bool ended;
    bool under_way;
    float *rewards; /* (slots) */
    double statistics[FISHSIM_STATISTIC_COUNT];
    fishsim_error error; /* of the last step */
};

struct fishsim_batch {
    fishsim_hooks hooks;
    fishsim_hooks world_hooks;
    int32_t autoreset;
    uint32_t threads;
    uint32_t count, slots, size;
    struct episode *episodes; /* (count) */
    fishsim_batch_buffers buffers;
    struct crew *crew;
    uint32_t under_way;
    uint32_t *list; /* (count), scratch of calls */
};

/* A batch of `count` episodes without worlds yet, but with all else. */
fishsim_status batch_take(const fishsim_hooks *hooks, uint32_t count, uint32_t threads,
                          fishsim_batch **out, fishsim_error *error);

/* Seed of the present episode. */
uint64_t episode_seed(const struct episode *episode);

/* Gives the episode's world the first state of its seed and number. ERR_MEMORY: as it was. */
fishsim_status episode_begin(fishsim_batch *batch, struct episode *episode, fishsim_error *error);

/* Whether the actions in the buffers would do for a step; the message names world and slot. */
fishsim_status episode_check(const fishsim_batch *batch, uint32_t index, fishsim_error *error);

/* Takes the actions over, then makes the step of the world `index`; the second is a crew's task. */
void episode_order(fishsim_batch *batch, uint32_t index);
void episode_step(void *batch, uint32_t index);

/* Writes the rows of a world as it stands; flags of a step that ends nothing. */
void episode_write(fishsim_batch *batch, uint32_t index);

/* ERR_ARGUMENT or ERR_STATE unless the world (or all, for FISHSIM_BATCH_ALL) is here and idle. */
fishsim_status batch_check_idle(const fishsim_batch *batch, uint32_t world, const char *call,
                                fishsim_error *error);

#endif
