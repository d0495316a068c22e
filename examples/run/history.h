/* SPDX-License-Identifier: MIT */
/*
 * history.h: the numbers of a run over time, kept for the table and the chart.
 *
 * The number of samples is known before the run, so memory is bounded and asked for once: one
 * sample a calendar hour, or as many hours as keep a long run to HISTORY_SAMPLES_MAX of them, or as
 * few ticks as give a short run HISTORY_SAMPLES_MIN. Samples lie at multiples of that interval in
 * the world's own ticks, and at the first and the last tick of the run.
 */
#ifndef FISHSIM_RUN_HISTORY_H
#define FISHSIM_RUN_HISTORY_H

#include <fishsim/fishsim.h>

#include <stddef.h>
#include <stdint.h>

enum {
    HISTORY_SAMPLES_MIN = 240,
    HISTORY_SAMPLES_MAX = 4000,
    CAUSES = FISHSIM_CAUSE_FISHED + 1 /* causes of death that this program knows, and 0 */
};

/* One species at one time. Births, deaths and bites are sums since the world was made. */
struct species_sample {
    uint64_t fish;
    uint64_t births;
    uint64_t deaths[CAUSES];
    uint64_t bites;
    double biomass_g;
    double measures[FISHSIM_MEASURE_CAPACITY]; /* by FISHSIM_MEASURE_* */
};

struct sample {
    uint64_t tick;
    double calendar_s;
    double plankton_j;
    double detritus_j;
};

struct history {
    uint32_t species;
    uint64_t every_ticks;
    size_t count;
    size_t capacity;
    double plankton_capacity_j;
    struct sample *samples;            /* (count) */
    struct species_sample *of_species; /* (count x species) */
};

/* Prepares the history of a world that is to run for `ticks` ticks. 0, or -1 after a complaint. */
int history_begin(struct history *history, const fishsim_world *world, uint64_t ticks);

/* Takes a sample of the world now, unless that tick has one. 0, or -1 after a complaint. */
int history_sample(struct history *history, const fishsim_world *world);

/* The tick after `tick` at which the next sample is due. */
uint64_t history_next_tick(const struct history *history, uint64_t tick);

const struct species_sample *history_species(const struct history *history, size_t sample,
                                             uint32_t species);

/* Plankton as a part of its capacity, 0 where it has none. */
double history_plankton_fraction(const struct history *history, size_t sample);

/* Writes DIR/population.csv. 0, or -1 after a complaint. */
int history_write_csv(const struct history *history, const fishsim_world *world,
                      const char *directory);

void history_free(struct history *history);

#endif
