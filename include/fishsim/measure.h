/* SPDX-License-Identifier: MIT */
/**
 * measure.h: what people plot: schooling, clusters, biomass, the size spectrum, and where energy
 * goes.
 *
 * Measuring never changes a world. Sums are of integers, so that a measure has the same bits
 * whatever the order in which the fish are stored. Ask at any time with fishsim_world_measure, or
 * set `measures.every` in the configuration and give a sink an on_measures callback (event.h).
 */
#ifndef FISHSIM_MEASURE_H
#define FISHSIM_MEASURE_H

#include <fishsim/base.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Measures of one species: X(NAME, name, number, unit, meaning). All are 0 for a species without
 * fish. Numbers, biomass and means count every fish that a row stands for (the column worth); from
 * polarisation on a row is one body, whatever its worth. The centre of a school on a torus is that
 * of the copies of its fish nearest to each other. polarisation  |sum of v| / n, v the unit
 * headings (Couzin et al. 2002) milling       |sum of r x v| / n, r the unit vectors from the
 * centre to the fish (the same) clusters      two fish within measures.link_radius mean lengths of
 * each other are of one
 */
#define FISHSIM_MEASURE_TABLE(X)                                                                   \
    X(FISH, fish, 0, "", "fish alive")                                                             \
    X(BIOMASS, biomass_g, 1, "g", "sum of the weights")                                            \
    X(WEIGHT, mean_weight_g, 2, "g", "mean weight")                                                \
    X(LENGTH, mean_length_cm, 3, "cm", "mean length")                                              \
    X(POLARISATION, polarisation, 4, "", "length of the mean heading, 0 to 1")                     \
    X(MILLING, milling, 5, "", "turning about the centre, 0 to 1")                                 \
    X(SCHOOL, school, 6, "", "state of the school, FISHSIM_SCHOOL_*")                              \
    X(NEAREST, nearest_m, 7, "m", "mean distance to the nearest fish of the species")              \
    X(CLUSTERS, clusters, 8, "", "clusters of fish")                                               \
    X(LARGEST_CLUSTER, largest_cluster, 9, "", "fish in the largest cluster")                      \
    X(SPREAD, spread_m, 10, "m", "root mean square of the distances from the centre")

enum {
#define FISHSIM_X(NAME, name, number, unit, meaning) FISHSIM_MEASURE_##NAME = number,
    FISHSIM_MEASURE_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_MEASURE_CAPACITY = 32 /**< length of arrays by measure, with room for later ones */
};

/** Name of a measure, such as "milling"; "unknown" for another number. Static. Since 0.1. */
FISHSIM_API const char *fishsim_measure_name(uint32_t measure);

/** Unit of a measure, such as "m"; "" for a pure number or an unknown one. Static. Since 0.1. */
FISHSIM_API const char *fishsim_measure_unit(uint32_t measure);

/**
 * States of a school: X(NAME, name, number, meaning); the borders are those of Tunstrom et al.
 * 2013.
 */
#define FISHSIM_SCHOOL_TABLE(X)                                                                    \
    X(NONE, none, 0, "fewer than two fish")                                                        \
    X(SWARM, swarm, 1, "polarisation and milling below 0.35")                                      \
    X(MILLING, milling, 2, "polarisation below 0.35, milling above 0.65")                          \
    X(POLARISED, polarised, 3, "polarisation above 0.65, milling below 0.35")                      \
    X(BETWEEN, between, 4, "none of these")

enum {
#define FISHSIM_X(NAME, name, number, meaning) FISHSIM_SCHOOL_##NAME = number,
    FISHSIM_SCHOOL_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** Name of a state, such as "milling"; "unknown" for another number. Static. Since 0.1. */
FISHSIM_API const char *fishsim_school_name(uint32_t school);

/** The measures of one species at one tick. */
typedef struct fishsim_measures {
    uint32_t struct_size;                   /**< set by fishsim_measures_init */
    uint32_t species;                       /**< index of the species */
    double value[FISHSIM_MEASURE_CAPACITY]; /**< by FISHSIM_MEASURE_*; the rest is 0 */
} fishsim_measures;

/** Sets up *measures. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_measures_init(fishsim_measures *measures, size_t struct_size);

/**
 * Measures one species now. Takes memory from the world's hooks for the time of the call, in
 * proportion to its fish. May be called from a sink or a system.
 * @param species   0 .. fishsim_world_info.species - 1
 * @param measures  set up by fishsim_measures_init; filled
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND (no such species), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_measure(const fishsim_world *world, uint32_t species,
                                                 fishsim_measures *measures, fishsim_error *error);

/** In place of a species: all of them. */
#define FISHSIM_ALL_SPECIES UINT32_MAX

/**
 * Counts fish by octaves of weight: entry i is of the weights in [2^(first + i), 2^(first + i + 1))
 * grams, every row counted with its worth. Fish outside are not counted. The slope of ln(fish /
 * width of the octave) over ln(weight) is that of the number-density size spectrum.
 * @param species       index of a species, or FISHSIM_ALL_SPECIES
 * @param first_octave  within -100 .. 100
 * @param count         entries of the arrays, at most 200
 * @param fish          receives the numbers (count); may be NULL
 * @param biomass_g     receives the sums of weights (count); may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND (no such species)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_spectrum(const fishsim_world *world, uint32_t species,
                                                      int32_t first_octave, uint32_t count,
                                                      uint64_t *fish, double *biomass_g,
                                                      fishsim_error *error);

/* ---- where the energy of a species goes ----------------------------------------------------- */

/**
 * Flows of energy through a species since the world was made: X(NAME, name, number, kind, meaning).
 * Kind +1 is into its fish, -1 out of them, 0 within. To the microjoule and at any time,
 *     what its fish hold - what they held at the start = sum of flows in - sum of flows out
 */
#define FISHSIM_FLOW_TABLE(X)                                                                      \
    X(GRAZED, grazed, 0, 1, "plankton that it has eaten")                                          \
    X(HUNTED, hunted, 1, 1, "fish that it has eaten")                                              \
    X(ADDED, added, 2, 1, "from outside: food, and fish that came in")                             \
    X(EGESTED, egested, 3, -1, "faeces, to detritus")                                              \
    X(EXCRETED, excreted, 4, -1, "urea and ammonia")                                               \
    X(DIGESTION, digestion, 5, -1, "heat of digestion")                                            \
    X(RESPIRED, respired, 6, -1, "heat of respiration")                                            \
    X(SPAWN_HEAT, spawn_heat, 7, -1, "heat of making eggs and milt")                               \
    X(SPAWN_LOST, spawn_lost, 8, -1, "eggs and milt that are lost, to detritus")                   \
    X(EATEN, eaten, 9, -1, "taken by predators")                                                   \
    X(DEAD, dead, 10, -1, "carcasses of those that died otherwise, to detritus")                   \
    X(LANDED, landed, 11, -1, "taken out by the host")                                             \
    X(GROWN, grown, 12, 0, "net gain of bodies and gonads from food; below 0 where they starve")   \
    X(RIPENED, ripened, 13, 0, "surplus that went into gonads")                                    \
    X(RECRUITED, recruited, 14, 0, "bodies of the recruits that clutches became")

enum {
#define FISHSIM_X(NAME, name, number, kind, meaning) FISHSIM_FLOW_##NAME = number,
    FISHSIM_FLOW_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_FLOW_CAPACITY = 24 /**< length of arrays by flow, with room for later ones */
};

/** Name of a flow, such as "grazed"; "unknown" for another number. Static. Since 0.1. */
FISHSIM_API const char *fishsim_flow_name(uint32_t flow);

/** The flows of one species, and its place in the food web. */
typedef struct fishsim_flows {
    uint32_t struct_size; /**< set by fishsim_flows_init */
    uint32_t species;     /**< index of the species */
    /**
     * 1 + the mean level of what it has eaten, weighted by energy, plankton being 1; 1 where it has
     * eaten nothing, 0 where it has eaten of nothing but a circle of species that eat each other.
     * Food from outside does not count. Source: Lindeman 1942; Pauly et al. 1998.
     */
    double trophic_level;
    fishsim_energy flow[FISHSIM_FLOW_CAPACITY]; /**< by FISHSIM_FLOW_*; the rest is 0 */
} fishsim_flows;

/** Sets up *flows. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_flows_init(fishsim_flows *flows, size_t struct_size);

/**
 * Reads the flows of one species. May be called from a sink or a system.
 * @param species  0 .. fishsim_world_info.species - 1
 * @param flows    set up by fishsim_flows_init; filled
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND (no such species)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_flows(const fishsim_world *world, uint32_t species,
                                                   fishsim_flows *flows, fishsim_error *error);

/**
 * Reads one entry of the diet matrix: what a species has eaten of another since the world was made.
 * Plankton is in the flows. May be called from a sink or a system.
 * @param predator  index of the species that eats
 * @param prey      index of the species that is eaten
 * @param fish      receives the number of fish; may be NULL
 * @param energy    receives the energy that went into guts; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND (no such species)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_diet(const fishsim_world *world, uint32_t predator,
                                                  uint32_t prey, uint64_t *fish,
                                                  fishsim_energy *energy, fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_MEASURE_H */
