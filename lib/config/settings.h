/* SPDX-License-Identifier: MIT */
/*
 * settings.h: a configuration as typed values, the form in which the rest of the library reads it.
 *
 * Plain data without pointers, so that a copy is an assignment. Each member is one row of the table
 * of keys (keys.c), which gives its path, default, range, unit and meaning. Species are kept in
 * order of name: their order in a file means nothing.
 */
#ifndef FISHSIM_LIB_SETTINGS_H
#define FISHSIM_LIB_SETTINGS_H

#include <stdint.h>

enum {
    NAME_BYTES = 32,  /* a name and its NUL */
    TEXT_BYTES = 128, /* a text and its NUL */
    SPECIES_MAX = 32,
    MINDS_MAX = 32,
    SPECIES_MINDS_MAX = 6, /* minds in one species' list */
};

/* A value of type NAMES. */
struct names {
    uint32_t count;
    char name[SPECIES_MINDS_MAX][NAME_BYTES];
};

/* Values of CHOICE keys are the place of the word in the row's list. */
enum boundary { BOUNDARY_TORUS, BOUNDARY_WALLS };
enum action_space { ACTION_CONTINUOUS, ACTION_DISCRETE };
enum engine_kernel { KERNEL_AUTO, KERNEL_SCALAR, KERNEL_V128, KERNEL_AVX2, KERNEL_AVX512 };
enum mind_kind {
    MIND_COUZIN,
    MIND_BOIDS,
    MIND_WALK,
    MIND_PURSUE,
    MIND_EVADE,
    MIND_VICSEK,
    MIND_HOST,
    MIND_FORAGE,
    MIND_KATZ,
    MIND_BRAIN,
    MIND_KIND_COUNT
};
enum encounter { ENCOUNTER_CONTACT, ENCOUNTER_MIXED };
enum growth_model { GROWTH_BIOENERGETICS, GROWTH_ALLOMETRIC, GROWTH_NONE };
enum reproduction_mode { REPRODUCTION_ENERGY, REPRODUCTION_RATE, REPRODUCTION_GENERATIONS };
enum genome { GENOME_SHARED, GENOME_OWN };
enum parents { PARENTS_TWO, PARENTS_ONE };
enum speed { SPEED_SWUM, SPEED_WEIGHT };
enum replaced { REPLACED_NEVER, REPLACED_EATEN, REPLACED_ALWAYS };
enum moves_with { MOVES_WITH_NEW, MOVES_WITH_OLD };
enum species_base {
    BASE_NONE,
    BASE_BAY_ANCHOVY,
    BASE_HERRING,
    BASE_BLUEFISH,
    BASE_STRIPED_BASS,
    BASE_GENERIC
};

struct mind_settings {
    char name[NAME_BYTES];
    uint32_t kind;
    double repulsion_radius;   /* BL */
    double orientation_radius; /* BL */
    double attraction_radius;  /* BL */
    double vision_deg;
    double noise_rad;
    double noise_width_rad;
    uint32_t moves_with;
    double separation_weight;
    double alignment_weight;
    double cohesion_weight;
    double speeding_weight;
    double turning_weight;
    double burst_radius; /* BL */
    double flee_radius;  /* BL */
    double flee_angle_deg;
    uint64_t hidden;
    uint32_t genome;
    double mutation_sigma;
};

struct species_settings {
    char name[NAME_BYTES];
    uint32_t base;
    char label[TEXT_BYTES];
    uint32_t color;
    struct names minds;
    struct {
        uint64_t count;
        uint64_t worth;
        double weight_g;
        double weight_sigma;
        uint64_t groups;
        double group_radius_m;
        double gut_fraction;
        double age_days;
        double trait_sigma;
    } start;
    struct {
        double length_coefficient;
        double length_exponent;
        uint64_t energy_equation;
        double energy_density_j_per_g;
        double energy_slope_j_per_g2;
        double energy_cutoff_g;
        double energy_density_above_j_per_g;
        double energy_slope_above_j_per_g2;
        double energy_exponent;
    } body;
    struct {
        double cruise_bl_per_s;
        double maximum_bl_per_s;
        double acceleration_bl_per_s2;
        double turn_deg_per_s;
        double burst_turn_deg_per_s;
    } motion;
    struct {
        uint64_t equation;
        double a;
        double b;
        double q;
        double to_c;
        double tm_c;
        double tl_c;
        double k1;
        double k4;
    } consumption;
    struct {
        uint64_t equation;
        double a;
        double b;
        double q;
        double to_c;
        double tm_c;
        double activity_s_per_bl;
        double activity_s_per_cm;
        double activity_factor;
        uint32_t speed;
        double speed_tl_c;
        double speed_a;
        double speed_b;
        double speed_q;
        double speed_cold_a;
        double speed_cold_q;
    } respiration;
    struct {
        double sda_fraction;
        double excretion_fraction;
        double egestion_fraction;
        double egestion_exponent;
        double egestion_ration;
        double indigestible_fraction;
        double excretion_exponent;
        double excretion_ration;
    } waste;
    struct {
        double prey_energy_j_per_g;
        double clearance_m2_per_d;
        double clearance_exponent;
        double vision_radius;
        double bite_radius;
        double handling_s;
        double hunger;
        double prey_ratio;
        double prey_ratio_sigma;
        double confusion_exponent;
        double handling_speed;
        double half_attention;
        uint32_t encounter;
        double attack_per_d;
        double attack_exponent;
    } feeding;
    struct {
        uint32_t model;
        double weight_inf_g;
        double exponent_n;
        double exponent_m;
        double exponent_p;
        double intake_per_y;
        double maintenance_per_y;
        double assimilation;
        double critical_level;
        double feeding_level;
    } growth;
    struct {
        uint32_t mode;
        uint32_t parents;
        double maturity_weight_g;
        double clutch_fraction;
        double efficiency;
        double recruit_weight_g;
        uint64_t recruit_worth;
        double scatter_m;
        double mutation_sigma;
        double birth_per_d;
        double capacity;
        double offspring_per_prey;
        double most_recruits_per_d;
        double generation_days;
        uint32_t selected_trait;
        double selected_fraction;
        double environment_sigma;
    } reproduction;
    struct {
        double background_coefficient;
        double rate_per_d;
        uint32_t replaced;
        double starvation_condition;
        double max_age_days;
    } mortality;
    struct {
        double share;
    } agents;
};

struct agents_settings {
    uint64_t slots;
    uint32_t action;
    uint64_t ticks_per_action;
    uint64_t episode_ticks;
    struct names observe;
    uint64_t rays;
    uint64_t nearest;
    uint64_t sectors;
    double sight_radius; /* BL */
    struct {
        double net_energy;
        double prey;
        double alive;
        double death;
        double offspring;
        double collision;
        double spacing;
        double polarisation;
    } reward;
    double spacing_target; /* BL */
    struct {
        double random;
        double scripted;
    } score;
};

struct settings {
    char title[TEXT_BYTES];
    struct {
        uint64_t seed;
        uint64_t dims;
        double width_m;
        double height_m;
        double depth_m;
        uint32_t boundary;
        double tick_seconds;
        uint64_t max_fish;
        double temperature_c;
        double temperature_swing_c;
        double warmest_day;
        double night_vision;
    } world;
    struct {
        double acceleration;
        uint64_t biology_every;
        double start_hour;
    } calendar;
    struct {
        double cell_m;
        struct {
            double capacity_g_per_m2;
            double energy_j_per_g;
            double growth_per_d;
            double diffusion_m2_per_s;
            double initial_fraction;
            double initial_width_m;
        } plankton;
        struct {
            double decay_per_d;
        } detritus;
    } fields;
    struct {
        uint64_t frame_every;
        uint64_t bite_every;
    } events;
    struct {
        uint64_t every;
        double link_radius; /* BL */
    } measures;
    struct agents_settings agents;
    struct {
        uint32_t kernel;
    } engine;
    uint32_t species_count;
    uint32_t mind_count;
    struct species_settings species[SPECIES_MAX]; /* in order of name */
    struct mind_settings minds[MINDS_MAX];        /* in order of name */
    /* capture[predator][prey]; column SPECIES_MAX is plankton. In the order of `species`. */
    double web[SPECIES_MAX][SPECIES_MAX + 1];
};

#endif
