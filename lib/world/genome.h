/* SPDX-License-Identifier: MIT */
/*
 * genome.h: the weights of brains: one set for all fish of a mind, or a genome for each fish.
 *
 * Genomes lie in a pool of places of one size. A fish knows its place by the column `genome`, which
 * is the place plus 1, or 0; a mind that all its fish share has a place of its own. Places of the
 * dead are found again when there is none left. Where a genome lies means nothing.
 *
 * Called when a world is made, by births, by brains, snapshots and digests.
 */
#ifndef FISHSIM_LIB_GENOME_H
#define FISHSIM_LIB_GENOME_H

#include "base/status.h"
#include "config/settings.h"

#include <fishsim/world.h>

#include <stdbool.h>

struct species;

/* No weight is further from 0. */
#define WEIGHT_MAX 1e6f

struct genomes {
    uint32_t genes;    /* floats in a place: those of the largest brain; 0: nobody has one */
    uint32_t capacity; /* places */
    float *weights;    /* (capacity x genes) */
    uint32_t *spare;   /* (capacity) places that nobody has */
    uint32_t spare_count;
    uint32_t of_mind[MINDS_MAX]; /* place plus 1 of a mind that is shared */
};

/* The brain in a species' list of minds, or NULL. */
const struct mind_settings *brain_of(const struct species *species);

/* Floats of one genome: weights (inputs x hidden), hidden biases, (3 x hidden), 3 biases. */
uint32_t brain_genes(const fishsim_world *world, const struct mind_settings *brain);

/* The weights with which a fish thinks; its species has a brain. */
const float *brain_weights(const fishsim_world *world, uint32_t row);

/* Draws the weights of all brains and of the first fish. ERR_MEMORY. */
fishsim_status genomes_fill(fishsim_world *world, fishsim_error *error);
void genomes_free(fishsim_world *world);

/* Makes sure that `more` fish can be born. ERR_MEMORY. */
fishsim_status genomes_room(fishsim_world *world, uint32_t more, fishsim_error *error);

/* Gives a child each gene from one parent or the other, mutated; there is room. */
void genomes_inherit(fishsim_world *world, uint32_t child, uint32_t mother, uint32_t father);

/* Copies what minds share from one world to another of the same minds. */
void genomes_keep(fishsim_world *world, const fishsim_world *old);

/*
 * All weights in order: of the shared minds, then of the fish by row. `visit` gets each genome
 * once; the number of floats is what the visits come to.
 */
typedef void (*genome_visit)(void *context, float *weights, uint32_t genes);
void genomes_visit(const fishsim_world *world, genome_visit visit, void *context);
uint64_t genomes_floats(const fishsim_world *world);

/* The floats that the minds and rows of a world ask for, whether or not they have places. */
uint64_t genomes_wanted(const fishsim_world *world);

/* Makes places for all rows, before a snapshot fills them. ERR_MEMORY. */
fishsim_status genomes_take(fishsim_world *world, fishsim_error *error);

/* 0 when nobody has a brain; does not depend on rows or places. */
uint64_t genomes_hash(const fishsim_world *world);

#endif
