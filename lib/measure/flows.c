/* SPDX-License-Identifier: MIT */
/*
 * flows.c: the energy that has gone through a species, what it has eaten, and its trophic level.
 *
 * The phases of the tick count into struct species; here it is read.
 */
#include "base/status.h"
#include "world/world.h"

#include <fishsim/measure.h>

#include <stdbool.h>

static const struct sized FLOWS = SIZED(fishsim_flows, flow);

const char *fishsim_flow_name(uint32_t flow)
{
    switch (flow) {
#define X(NAME, name, number, kind, meaning)                                                       \
    case number:                                                                                   \
        return #name;
        FISHSIM_FLOW_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

fishsim_status fishsim_flows_init(fishsim_flows *flows, size_t struct_size)
{
    return sized_init(flows, struct_size, &FLOWS);
}

/* ---- trophic levels ------------------------------------------------------------------------- */

/* The levels t of all species as the solution of a t = b. */
struct levels {
    double a[SPECIES_MAX][SPECIES_MAX], b[SPECIES_MAX];
};

/* t_i = 1 + sum over prey j of (part of j in the diet of i) t_j, of which plankton has t = 1. */
static void set_up(const fishsim_world *world, struct levels *levels)
{
    for (uint32_t i = 0; i < world->species_count; i++) {
        const struct species *species = &world->species[i];
        double grazed = (double)species->flow[FISHSIM_FLOW_GRAZED];
        double all = grazed + (double)species->flow[FISHSIM_FLOW_HUNTED];
        double per_uj = all > 0.0 ? 1.0 / all : 0.0;
        levels->b[i] = 1.0 + grazed * per_uj;
        for (uint32_t j = 0; j < world->species_count; j++)
            levels->a[i][j] = (i == j) - (double)species->eaten[j].energy_uj * per_uj;
    }
}

/* What is left of a diagonal when all food comes from species that eat each other in a circle. */
static const double SINGULAR = 1e-9;

/* Eliminates downwards. Rows sum to 0 or more, so that none needs to change place. */
static void eliminate(struct levels *levels, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = k + 1; i < count && levels->a[k][k] > SINGULAR; i++) {
            double factor = levels->a[i][k] / levels->a[k][k];
            for (uint32_t j = k; j < count; j++)
                levels->a[i][j] -= factor * levels->a[k][j];
            levels->a[i][k] = 0.0;
            levels->b[i] -= factor * levels->b[k];
        }
}

/* Solves upwards. What lives in a circle, or on one, has no level: 0. */
static void solve(struct levels *levels, uint32_t count)
{
    eliminate(levels, count);
    for (uint32_t k = count; k-- > 0;) {
        bool has_level = levels->a[k][k] > SINGULAR;
        double level = levels->b[k];
        for (uint32_t j = 0; j < count; j++) {
            if (j == k || levels->a[k][j] == 0.0)
                continue;
            has_level = has_level && j > k && levels->b[j] > 0.0;
            level -= levels->a[k][j] * levels->b[j];
        }
        levels->b[k] = has_level ? level / levels->a[k][k] : 0.0;
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

fishsim_status fishsim_world_get_flows(const fishsim_world *world, uint32_t species,
                                       fishsim_flows *flows, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_flows: world is NULL");
    if (species >= world->species_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no species has the number %u", species);
    struct levels levels;
    set_up(world, &levels);
    solve(&levels, world->species_count);
    fishsim_flows filled = {0};
    filled.species = species;
    filled.trophic_level = levels.b[species];
    for (uint32_t i = 0; i < FISHSIM_FLOW_CAPACITY; i++)
        filled.flow[i] = energy_of(world->species[species].flow[i]);
    return sized_give(flows, &filled, &FLOWS, error);
}

fishsim_status fishsim_world_get_diet(const fishsim_world *world, uint32_t predator, uint32_t prey,
                                      uint64_t *fish, fishsim_energy *energy, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_diet: world is NULL");
    if (predator >= world->species_count || prey >= world->species_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no species has the number %u",
                    predator >= world->species_count ? predator : prey);
    const struct prey *eaten = &world->species[predator].eaten[prey];
    if (fish)
        *fish = eaten->fish;
    if (energy)
        *energy = energy_of(eaten->energy_uj);
    return FISHSIM_OK;
}
