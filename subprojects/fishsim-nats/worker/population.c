/* SPDX-License-Identifier: MIT */
/* population.c: see population.h. */
#include "population.h"

#include "alarm.h"
#include "trouble.h"

#include <fishsim/event.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    POPULATION_EVERY = 60, /* ticks */
    HIGHEST_LEAST = 20,    /* fish; fewer come and go by chance */
};

struct one_species {
    char name[32];
    uint64_t fish, highest;
    struct alarm collapsed, extinct;
};

struct population {
    struct worker *worker;
    char simulation[FISHSIM_WIRE_ID_BYTES];
    uint64_t tick;
    uint32_t count;
    struct one_species species[]; /* (count) */
};

/* Raises and ends the alarms of one species as its numbers are now. */
static void judge(const struct population *population, struct one_species *species)
{
    struct worker *worker = population->worker;
    const struct alarm_place place = {population->simulation, species->name, population->tick};
    double part = worker->settings->collapse * (double)species->highest;
    double limit = species->collapsed.raised ? 2 * part : part; /* a way back, not a seesaw */
    bool collapsed = species->highest >= HIGHEST_LEAST && (double)species->fish < limit;
    char text[160];
    snprintf(text, sizeof text, "%s of %s: %" PRIu64 " fish, of once %" PRIu64, species->name,
             population->simulation, species->fish, species->highest);
    alarm_hold(worker, &species->collapsed, collapsed, ALARM_PopulationCollapsed, &place, text);
    alarm_hold(worker, &species->extinct, species->fish == 0 && species->highest > 0,
               ALARM_SpeciesExtinct, &place, text);
}

static fishsim_status count_species(struct population *population, const fishsim_world *world,
                                    uint32_t i)
{
    struct one_species *species = &population->species[i];
    fishsim_species_info info;
    fishsim_status status = fishsim_species_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_species(world, i, &info, NULL);
    if (status)
        return status;
    memcpy(species->name, info.name, sizeof species->name);
    species->fish = info.fish;
    if (species->fish > species->highest)
        species->highest = species->fish;
    return FISHSIM_OK;
}

static fishsim_status on_frame(void *user, const fishsim_world *world)
{
    struct population *population = user;
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, NULL);
    population->tick = info.tick;
    for (uint32_t i = 0; i < population->count && !status; i++) {
        status = count_species(population, world, i);
        if (!status)
            judge(population, &population->species[i]);
    }
    return status;
}

fishsim_status population_watch(struct worker *worker, const char *simulation_id,
                                fishsim_world *world, struct population **out, fishsim_error *error)
{
    fishsim_world_info info;
    fishsim_sink sink;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, error);
    if (status)
        return status;
    struct population *made = calloc(1, sizeof *made + info.species * sizeof made->species[0]);
    if (!made)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory to watch species");
    made->worker = worker;
    made->count = info.species;
    memcpy(made->simulation, simulation_id, strlen(simulation_id) + 1);
    fishsim_sink_init(&sink, sizeof sink);
    sink.kinds = 0;
    sink.frame_every = POPULATION_EVERY;
    sink.on_frame = on_frame;
    sink.user = made;
    for (uint32_t i = 0; i < made->count && !status; i++)
        status = count_species(made, world, i);
    if (!status)
        status = fishsim_world_add_sink(world, &sink, NULL, error);
    if (status)
        free(made);
    else
        *out = made;
    return status;
}

void population_unwatch(struct population *population)
{
    if (!population)
        return;
    for (uint32_t i = 0; i < population->count; i++) {
        struct one_species *species = &population->species[i];
        const struct alarm_place place = {population->simulation, species->name, population->tick};
        alarm_hold(population->worker, &species->collapsed, false, ALARM_PopulationCollapsed,
                   &place, "the simulation has ended");
        alarm_hold(population->worker, &species->extinct, false, ALARM_SpeciesExtinct, &place,
                   "the simulation has ended");
    }
    free(population);
}
