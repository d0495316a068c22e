/* SPDX-License-Identifier: MIT */
/*
 * measure.c: the measures of a species as the host asks for them, or as sinks get them in the tick.
 *
 * Nothing here changes what a snapshot holds or the digest covers.
 */
#include "measure/measure.h"

#include "measure/school.h"
#include "world/world.h"

#include <math.h>

static const struct sized MEASURES = SIZED(fishsim_measures, value);

/* ---- names ---------------------------------------------------------------------------------- */

const char *fishsim_measure_name(uint32_t measure)
{
    switch (measure) {
#define X(NAME, name, number, unit, meaning)                                                       \
    case number:                                                                                   \
        return #name;
        FISHSIM_MEASURE_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

const char *fishsim_measure_unit(uint32_t measure)
{
    switch (measure) {
#define X(NAME, name, number, unit, meaning)                                                       \
    case number:                                                                                   \
        return unit;
        FISHSIM_MEASURE_TABLE(X)
#undef X
    default:
        return "";
    }
}

const char *fishsim_school_name(uint32_t school)
{
    switch (school) {
#define X(NAME, name, number, meaning)                                                             \
    case number:                                                                                   \
        return #name;
        FISHSIM_SCHOOL_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

/* ---- one species ---------------------------------------------------------------------------- */

/* Borders of the states of a school (Tunstrom et al. 2013). */
static const double ORDERED = 0.65, DISORDERED = 0.35;

static uint32_t state_of(const struct school *school)
{
    double p = school->polarisation, m = school->milling;
    if (school->fish < 2)
        return FISHSIM_SCHOOL_NONE;
    if (p < DISORDERED && m < DISORDERED)
        return FISHSIM_SCHOOL_SWARM;
    if (p < DISORDERED && m > ORDERED)
        return FISHSIM_SCHOOL_MILLING;
    if (p > ORDERED && m < DISORDERED)
        return FISHSIM_SCHOOL_POLARISED;
    return FISHSIM_SCHOOL_BETWEEN;
}

static fishsim_status measure_species(const fishsim_world *world, uint32_t species,
                                      struct school_room *room, fishsim_measures *measures,
                                      fishsim_error *error)
{
    struct school school;
    fishsim_status status = school_measure(world, species, room, &school, error);
    if (status)
        return status;
    double *value = measures->value;
    measures->struct_size = sizeof *measures;
    measures->species = species;
    value[FISHSIM_MEASURE_FISH] = (double)school.number;
    value[FISHSIM_MEASURE_BIOMASS] = school.biomass_g;
    value[FISHSIM_MEASURE_WEIGHT] = school.number ? school.biomass_g / (double)school.number : 0.0;
    value[FISHSIM_MEASURE_LENGTH] = school.length_cm;
    value[FISHSIM_MEASURE_POLARISATION] = school.polarisation;
    value[FISHSIM_MEASURE_MILLING] = school.milling;
    value[FISHSIM_MEASURE_SCHOOL] = (double)state_of(&school);
    value[FISHSIM_MEASURE_NEAREST] = school.nearest_m;
    value[FISHSIM_MEASURE_CLUSTERS] = (double)school.clusters;
    value[FISHSIM_MEASURE_LARGEST_CLUSTER] = (double)school.largest;
    value[FISHSIM_MEASURE_SPREAD] = school.spread_m;
    return FISHSIM_OK;
}

fishsim_status fishsim_measures_init(fishsim_measures *measures, size_t struct_size)
{
    return sized_init(measures, struct_size, &MEASURES);
}

fishsim_status fishsim_world_measure(const fishsim_world *world, uint32_t species,
                                     fishsim_measures *measures, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_measure: world is NULL");
    if (species >= world->species_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no species has the number %u", species);
    struct school_room room = {0};
    fishsim_measures filled = {0};
    fishsim_status status = measure_species(world, species, &room, &filled, error);
    school_release(&room, &world->hooks);
    return status ? status : sized_give(measures, &filled, &MEASURES, error);
}

/* ---- in the tick ---------------------------------------------------------------------------- */

fishsim_status measure_take(fishsim_world *world, fishsim_error *error)
{
    struct sinks *sinks = &world->sinks;
    uint64_t every = world->settings.measures.every;
    sinks->measured = every && world->tick % every == 0 && sinks_want_measures(sinks);
    fishsim_status status = FISHSIM_OK;
    for (uint32_t s = 0; sinks->measured && s < world->species_count && !status; s++)
        status = measure_species(world, s, &sinks->school_room, &sinks->measures[s], error);
    return status;
}

/* ---- size spectrum -------------------------------------------------------------------------- */

enum { OCTAVE_LIMIT = 100, OCTAVES_MAX = 200 };

/* The e of 2^e <= weight < 2^(e + 1). */
static int octave_of(float weight_g)
{
    int exponent;
    frexp((double)weight_g, &exponent);
    return exponent - 1;
}

fishsim_status fishsim_world_get_spectrum(const fishsim_world *world, uint32_t species,
                                          int32_t first_octave, uint32_t count, uint64_t *fish,
                                          double *biomass_g, fishsim_error *error)
{
    if (!world || count > OCTAVES_MAX || first_octave < -OCTAVE_LIMIT ||
        first_octave > OCTAVE_LIMIT)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_spectrum: %s",
                    !world                ? "world is NULL"
                    : count > OCTAVES_MAX ? "count is above 200"
                                          : "first_octave is outside of -100 .. 100");
    if (species >= world->species_count && species != FISHSIM_ALL_SPECIES)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no species has the number %u", species);
    int128 nanograms[OCTAVES_MAX] = {0};
    uint64_t number[OCTAVES_MAX] = {0};
    const struct fish *all = &world->fish;
    for (uint32_t row = 0; row < all->count; row++) {
        int64_t at = (int64_t)octave_of(all->weight_g[row]) - first_octave;
        if (at < 0 || at >= count ||
            (species != FISHSIM_ALL_SPECIES && all->species[row] != species))
            continue;
        number[at] += all->worth[row];
        nanograms[at] += (int128)((double)all->weight_g[row] * 1e9) * all->worth[row];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (fish)
            fish[i] = number[i];
        if (biomass_g)
            biomass_g[i] = (double)nanograms[i] * 1e-9;
    }
    return FISHSIM_OK;
}
