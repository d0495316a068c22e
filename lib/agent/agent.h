/* SPDX-License-Identifier: MIT */
/*
 * agent.h: what the files of this room share.
 *
 * control.c says who is an agent, observe.c what it sees and is worth, act.c what it is told. They
 * stand above the tick and see to it that rows are sorted before they perceive.
 */
#ifndef FISHSIM_LIB_AGENT_H
#define FISHSIM_LIB_AGENT_H

#include "world/world.h"

#include <fishsim/agent.h>

/* Whether the agents of a world may be read or told something now: it lives, and does not tick. */
fishsim_status agents_check(const fishsim_world *world, const char *call, fishsim_error *error);

/* Slot of a live agent, or NO_ROW. */
uint32_t agents_find(const fishsim_world *world, uint64_t fish_id);

/* Actions of either kind; the other pointer is NULL. Both: the minds of the species decide. */
struct orders {
    const float *continuous; /* (n x FISHSIM_ACTION_SIZE) */
    const int32_t *discrete; /* (n) */
};

/* Whether orders by slot are good for all live agents (ERR_ARGUMENT), and a new step with them. */
fishsim_status agents_check_orders(const fishsim_world *world, const struct orders *orders,
                                   fishsim_error *error);
void agents_take_orders(fishsim_world *world, const struct orders *orders);

/* Where observe and reward leave what they find, by slot or by place; NULL: not wanted. */
struct agents_view {
    float *observations; /* (n x perception.size) */
    float *rewards;      /* (slots) */
    float *terms;        /* (slots x FISHSIM_REWARD_COUNT) */
    bool ragged;         /* rows are places, else slots */
};

/*
 * Perceives once for every live agent and writes what is wanted. Rows of slots without a live agent
 * are cleared in fixed slots; rewards of the dead are written.
 */
void agents_look(fishsim_world *world, const struct agents_view *view);

#endif
