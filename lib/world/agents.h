/* SPDX-License-Identifier: MIT */
/*
 * agents.h: the slots in which fish stand that the host controls.
 *
 * Called by the phases of the tick, which look up actions and count what agents achieve, by the
 * snapshot, and by lib/agent, which is their public side. Slots are numbered from 0 and as many as
 * the settings say; the column `agent` of a fish holds its slot plus 1, or 0. Between ticks every
 * LIVE slot has a fish.
 */
#ifndef FISHSIM_LIB_AGENTS_H
#define FISHSIM_LIB_AGENTS_H

#include "base/status.h"
#include "config/settings.h"
#include "world/action.h"

#include <fishsim/agent.h>

#include <stdbool.h>

/* Terms of the reward that are summed over ticks: the first ones of FISHSIM_REWARD_TABLE. */
enum { AGENT_SUMS = FISHSIM_REWARD_OFFSPRING + 1 };

enum agent_state { AGENT_FREE, AGENT_LIVE, AGENT_DEAD };

struct agent_slot {
    uint64_t id;
    int64_t energy_uj; /* of the fish, when it was last looked at */
    uint32_t row;      /* of a LIVE one, as agents_follow found it: sorting moves it on */
    uint32_t generation;
    uint32_t state; /* enum agent_state */
    uint32_t species;
    uint32_t action; /* a word of action.h, or ACTION_NONE: the minds decide */
    float sum[AGENT_SUMS];
    uint32_t place; /* in the ragged view, while it is written */
};

struct agents {
    uint32_t slots;
    struct agent_slot *slot;
    uint64_t admitted, refused;
    uint64_t next_id; /* fish from here on have not been looked at */
};

/* Whether a fish belongs to the controlled share of its species. */
bool agents_shared(double share, uint64_t id);

/* Makes the slots, all free. ERR_MEMORY. */
fishsim_status agents_take(fishsim_world *world, fishsim_error *error);
void agents_free(fishsim_world *world);

/*
 * Finds the fish of all slots again, marks those dead that have none, and admits the fish that have
 * come since. Changes nothing about fish. `ticked`: a tick has passed, whose gains are summed.
 */
void agents_follow(fishsim_world *world, bool ticked);

/* Puts the fish of a row into a free slot; false when there is none. */
bool agents_admit(fishsim_world *world, uint32_t row);
void agents_dismiss(fishsim_world *world, uint32_t slot);

#endif
