/* SPDX-License-Identifier: MIT */
/*
 * species.h: a species as the tick uses it: its settings and the numbers that follow from them.
 *
 * Formulas of bioenergetics are those of Fish Bioenergetics 4 (Deslauriers et al. 2017), of growth
 * and mortality those of mizer (Scott et al. 2014).
 */
#ifndef FISHSIM_LIB_SPECIES_H
#define FISHSIM_LIB_SPECIES_H

#include "base/int128.h"
#include "base/real.h"
#include "config/settings.h"
#include "world/grid.h"

#include <fishsim/measure.h>
#include <fishsim/world.h>

#include <stdbool.h>

struct mind {
    struct mind_settings settings;
    const struct mind_rule *rule; /* mind/mind.h */
};

/* What a species has eaten of another. */
struct prey {
    uint64_t fish;
    int128 energy_uj;
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
    double egestion_ration, excretion_ration;          /* FG, UG */
    double indigestible; /* part of the food that is egested on top of `egestion` */
    double speed_cm_per_s, speed_exponent; /* where activity follows weight: a exp(q T), b */
    double excretion, sda;                 /* parts of assimilated food */
    double activity_s_per_bl, activity_s_per_cm;
    double uj_per_g; /* of the body, at 0 g or 1 g where it varies */
    bool varies;     /* the energy of a gram, by weight */
    float ln_length_coefficient, inverse_length_exponent; /* of W = a L^b: ln a, 1 / b */
    double maturity_g;
    double recruit_g;
    double ln_prey_ratio;
    double recruits_live;  /* part of the recruits of this tick, by Beverton and Holt */
    double death_per_step; /* probability of background mortality */
    uint32_t most_worth;   /* of a row: start.worth or reproduction.recruit_worth */
    bool many;             /* rows may stand for more than one fish */
    double rate_max_j;     /* J per day, bound of the rates of one fish */
    float cruise_fraction; /* cruising speed, of the fastest */
    double widest_rad;     /* of the larger one of these turns, up to pi */
    float widest_half_sin; /* sine of half of it */
    bool replaces;         /* mortality.replaced is not never */
    float turn_cos, turn_sin, burst_cos, burst_sin; /* of the largest turn in a tick */

    /* Counters since the world was made; part of its state. Energies are in uJ. */
    uint64_t births;
    uint64_t deaths[FISHSIM_CAUSE_CAPACITY];
    uint64_t bites;
    int128 flow[FISHSIM_FLOW_CAPACITY]; /* by FISHSIM_FLOW_* */
    struct prey eaten[SPECIES_MAX];     /* by prey species */
};

/* f_C(T) and f_R(T) of Fish Bioenergetics 4. */
double consumption_temperature(const struct species_settings *species, double celsius);
double respiration_temperature(const struct species_settings *species, double celsius);

static inline double bounded_rate(const struct species *species, double joules_per_day)
{
    return joules_per_day < species->rate_max_j ? joules_per_day : species->rate_max_j;
}

/* Activity multiplies respiration at most so many times. */
static const double ACTIVITY_MAX = 10.0;

/* Maximum consumption of a fish, J/d. */
static inline double species_consumption(const struct species *species, double ln_weight,
                                         double pace)
{
    double power = real_exp(species->consumption_exponent * ln_weight);
    return bounded_rate(species, species->consumption_j * power * pace);
}

/*
 * Respiration of a fish that swims at speed_m_per_s, J/d; this and the next are what tests hold the
 * floats of tick/grow.c against.
 */
static inline double species_respiration(const struct species *species, double ln_weight,
                                         double pace, double speed_m_per_s, double length_cm)
{
    double per_bl = species->activity_s_per_bl, per_cm = species->activity_s_per_cm;
    double cm_per_s = 100.0 * speed_m_per_s;
    double activity = real_exp(per_bl * cm_per_s / length_cm + per_cm * cm_per_s);
    activity = activity < ACTIVITY_MAX ? activity : ACTIVITY_MAX;
    return bounded_rate(species, species->respiration_j *
                                     real_exp(species->respiration_exponent * ln_weight) *
                                     activity * pace);
}

/* Share of the surplus that goes to reproduction, in [0, 1]. */
static inline double species_reproduction_share(const struct species *species, double weight_g,
                                                double ln_weight, double trait_size,
                                                double trait_investment)
{
    double ratio = species->maturity_g * trait_size / weight_g;
    double u = ratio < 10.0 ? ratio : 10.0; /* u^10 would leave less than 10^-10 */
    double u2 = u * u, u4 = u2 * u2;
    double mature = 1.0 / (1.0 + u4 * u4 * u2);
    double exponent = species->settings.growth.exponent_m - species->settings.growth.exponent_n;
    double ln_inf = real_log(species->settings.growth.weight_inf_g * trait_size);
    double of_surplus = real_exp(exponent * (ln_weight - ln_inf));
    double wanted = mature * (of_surplus < 1.0 ? of_surplus : 1.0) * trait_investment;
    double share = wanted < 1.0 ? wanted : 1.0;
    return ratio > 10.0 ? 0.0 : share;
}

/* Energy of a body of a weight, uJ, and the weight of a body by its energy. */
double species_body_uj(const struct species *species, double weight_g);
double species_body_g(const struct species *species, double soma_uj);

/* Weight of a full-bodied fish of a length, and the length of a full-bodied fish of a weight. */
static inline double species_weight_at(const struct species_settings *species, double length_cm)
{
    double b = species->body.length_exponent;
    double power = b == 3.0 ? length_cm * length_cm * length_cm : real_pow(length_cm, b);
    return species->body.length_coefficient * power;
}
static inline double species_length_at(const struct species_settings *species, double weight_g)
{
    return real_pow(weight_g / species->body.length_coefficient,
                    1.0 / species->body.length_exponent);
}

/* Sets what depends on the temperature. */
void species_warm(struct species *species, double celsius);

/* Sets what depends on the settings alone. */
void species_prepare(struct species *species, double tick_seconds, double days_per_step);

#endif
