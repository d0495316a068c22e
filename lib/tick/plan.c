/* SPDX-License-Identifier: MIT */
/*
 * plan.c: minds that perceive as agents do make their plans, and the host is asked for its own.
 */
#include "mind/mind.h"
#include "tick/tick.h"

static void plan_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    for (uint32_t i = 0; i < species->mind_count; i++) {
        const struct mind *mind = species->minds[i];
        if (mind->rule->plan)
            mind->rule->plan(world, mind, species, begin, end);
    }
}

void tick_plan(fishsim_world *world)
{
    if (!world->perception.used)
        return;
    for_each_species_rows(world, plan_rows);
    host_minds_ask(world);
}
