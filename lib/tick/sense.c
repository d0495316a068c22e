/* SPDX-License-Identifier: MIT */
/*
 * sense.c: every mind of a species gathers what it needs to know about the water around.
 */
#include "mind/mind.h"
#include "tick/tick.h"

static void sense_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    for (uint32_t i = 0; i < species->mind_count; i++) {
        const struct mind *mind = species->minds[i];
        if (mind->rule->sense)
            mind->rule->sense(world, mind, species, begin, end);
    }
}

void tick_sense(fishsim_world *world)
{
    for_each_species_rows(world, sense_rows);
    host_minds_ask(world);
}
