/* SPDX-License-Identifier: MIT */
/*
 * sense.c: every mind of a species gathers what it needs to know about the water around.
 *
 * A fish that the host has told what to do is not asked, so its minds need not look. Minds that
 * perceive see to that themselves.
 */
#include "mind/mind.h"
#include "tick/tick.h"

/* Fewer fish with orders next to each other are looked for all the same: lanes are kept full. */
enum { WORTH_A_CUT = 16 };

static bool is_told(const fishsim_world *world, uint32_t row)
{
    return action_given(agent_action(world, row));
}

/* The next rows from *begin on that are looked for: [*begin, the answer), empty at the end. */
static uint32_t next_stretch(const fishsim_world *world, uint32_t *begin, uint32_t end)
{
    while (*begin < end && is_told(world, *begin))
        ++*begin;
    uint32_t stop = *begin;
    for (uint32_t row = *begin; row < end && row - stop < WORTH_A_CUT; row++)
        if (!is_told(world, row))
            stop = row + 1;
    return stop;
}

static void ask_minds(fishsim_world *world, const struct species *species, bool plan,
                      uint32_t begin, uint32_t end)
{
    for (uint32_t i = 0; i < species->mind_count; i++) {
        const struct mind *mind = species->minds[i];
        if (mind->rule->sense && mind->rule->plans == plan)
            mind->rule->sense(world, mind, species, begin, end);
    }
}

static void sense_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    ask_minds(world, species, true, begin, end);
    for (uint32_t stop; (stop = next_stretch(world, &begin, end)) > begin; begin = stop)
        ask_minds(world, species, false, begin, stop);
}

void tick_sense(fishsim_world *world)
{
    for_each_species_rows(world, sense_rows);
    host_minds_ask(world);
}
