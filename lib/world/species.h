/* SPDX-License-Identifier: MIT */
/*
 * species.h: a species as the tick uses it: its settings and the numbers that follow from them.
 *
 * Formulas of bioenergetics are those of Fish Bioenergetics 4 (Deslauriers et al. 2017), of growth
 * and mortality those of mizer (Scott et al. 2014).
 */
#ifndef FISHSIM_LIB_SPECIES_H
#define FISHSIM_LIB_SPECIES_H

#include "config/settings.h"
#include "world/grid.h"

#include <fishsim/world.h>

#include <stdbool.h>

struct mind {
    struct mind_settings settings;
    const struct mind_rule *rule; /* mind/mind.h */
};

struct species {
    struct species_settings settings;
    struct grid grid;
    uint32_t begin, end; /* its rows, from the index phase to the end of the tick */
    uint32_t mind_count;
    const struct mind *minds[SPECIES_MINDS_MAX];
    bool hunts;                 /* eats fish */
    bool grazes;                /* eats plankton */
    float capture[SPECIES_MAX]; /* by prey species: web.*.* */
    double grazing;             /* web.*.plankton */

    /* Constants of the temperature. */
    double consumption_j; /* CA f_C(T), J per g^exponent and day */
    double respiration_j; /* RA f_R(T), J per g^exponent and day */
    double egestion;      /* part of the food */

    /* Constants of the species. */
    double consumption_exponent, respiration_exponent; /* of weight: 1 + CB, 1 + RB, or n, p */
    double excretion, sda;                             /* parts of assimilated food */
    double activity_s_per_bl, activity_s_per_cm;
    double maturity_g;
    double recruit_g;
    double ln_prey_ratio;
    double death_per_tick;                          /* probability of background mortality */
    float cruise_fraction;                          /* cruising speed, of the fastest */
    double widest_rad;                              /* of the larger one of these turns, up to pi */
    float widest_half_sin;                          /* sine of half of it */
    bool replaces;                                  /* mortality.replaced is not never */
    float turn_cos, turn_sin, burst_cos, burst_sin; /* of the largest turn in a tick */

    /* Counters since the world was made; part of its state. */
    uint64_t births;
    uint64_t deaths[FISHSIM_CAUSE_CAPACITY];
    uint64_t bites;
};

/* f_C(T) and f_R(T) of Fish Bioenergetics 4. */
double consumption_temperature(const struct species_settings *species, double celsius);
double respiration_temperature(const struct species_settings *species, double celsius);

/* Maximum consumption of a fish, J/d. */
double species_consumption(const struct species *species, double ln_weight, double pace);

/* Respiration of a fish that swims at speed_m_per_s, J/d. */
double species_respiration(const struct species *species, double ln_weight, double pace,
                           double speed_m_per_s, double length_cm);

/* Share of the surplus that goes to reproduction, in [0, 1]. */
double species_reproduction_share(const struct species *species, double weight_g, double ln_weight,
                                  double trait_size, double trait_investment);

/* Weight of a full-bodied fish of a length, and the length of a full-bodied fish of a weight. */
double species_weight_at(const struct species_settings *species, double length_cm);
double species_length_at(const struct species_settings *species, double weight_g);

/* Sets what depends on the temperature. */
void species_warm(struct species *species, double celsius);

/* Sets what depends on the settings alone. */
void species_prepare(struct species *species, double tick_seconds, double calendar_days_per_tick);

#endif
