/* SPDX-License-Identifier: MIT */
/*
 * school.h: the shape of a species' school: heading, turning, spacing and clusters.
 *
 * Used by measure/measure.c. Reads positions, headings and lengths; needs no order of the rows.
 */
#ifndef FISHSIM_LIB_SCHOOL_H
#define FISHSIM_LIB_SCHOOL_H

#include "base/status.h"

#include <fishsim/world.h>

/* Working memory, kept from one call to the next. */
struct school_room {
    uint32_t *rows;       /* (capacity) rows of the fish that are measured, by cell */
    uint32_t *cluster;    /* (capacity) by place in `rows`: a place nearer to the cluster's root */
    uint32_t *cell;       /* (capacity) cell of each place, while they are sorted */
    uint32_t *cell_begin; /* (capacity + 1) first place of each cell */
    uint32_t capacity, cluster_capacity, cell_capacity, begin_capacity;
};

struct school {
    uint32_t fish;               /* rows: a super-individual is one body */
    uint64_t number;             /* fish that they stand for */
    double biomass_g, length_cm; /* of all these: sum of weights, mean of lengths */
    double polarisation, milling, spread_m, nearest_m;
    uint32_t clusters, largest;
};

/* Measures one species. ERR_MEMORY leaves *school undefined. */
fishsim_status school_measure(const fishsim_world *world, uint32_t species,
                              struct school_room *room, struct school *school,
                              fishsim_error *error);

void school_release(struct school_room *room, const fishsim_hooks *hooks);

#endif
