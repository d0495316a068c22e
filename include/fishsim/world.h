/* SPDX-License-Identifier: MIT */
/**
 * world.h: a living world: make it, tick it, read its state as columns, audit its energy.
 *
 * Space is measured in metres, movement in seconds of the tick, biology and the calendar in
 * calendar seconds (calendar.acceleration times the tick), mass in grams, energy in whole
 * microjoules. A world is a value: the same configuration and seed give the same world, bit for
 * bit, whatever the compiler, the threads or the sinks.
 */
#ifndef FISHSIM_WORLD_H
#define FISHSIM_WORLD_H

#include <fishsim/base.h>
#include <fishsim/config.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A world: opaque, made by fishsim_world_create, used by one thread at a time. */
typedef struct fishsim_world fishsim_world;

/**
 * Makes a world from a configuration and fills it with its first fish.
 * @param config  checked first, then copied; the caller keeps it
 * @param hooks   memory, log, assertion and executor hooks, or NULL
 * @param out     receives the world; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_CONFIG, ERR_LIMIT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_create(const fishsim_config *config,
                                                const fishsim_hooks *hooks, fishsim_world **out,
                                                fishsim_error *error);

/**
 * Copies the configuration that a world was made from, be it from a file, a snapshot or a clone.
 * @param out  receives a configuration with the world's hooks; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_config(const fishsim_world *world,
                                                    fishsim_config **out, fishsim_error *error);

/** Frees a world; NULL is allowed. Sinks and systems are not called. Since 0.1. */
FISHSIM_API void fishsim_world_destroy(fishsim_world *world);

/**
 * Advances the world by `ticks` ticks. After each one the ledger is audited, due systems run, and
 * every sink gets its events. Must not be called from a system or a sink.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE (dead world, or called from inside a tick),
 *         ERR_MEMORY or ERR_INVARIANT (the world is then dead)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_tick(fishsim_world *world, uint64_t ticks,
                                              fishsim_error *error);

/* ---- what a world is ------------------------------------------------------------------------ */

/** Size, time and counts of a world, at the end of its last tick. */
typedef struct fishsim_world_info {
    uint32_t struct_size;    /**< set by fishsim_world_info_init */
    uint32_t dims;           /**< 2 or 3, world.dims */
    uint64_t seed;           /**< world.seed */
    uint64_t tick;           /**< ticks done since the world was made */
    uint64_t fish;           /**< the count of every fish column, whatever a row is worth */
    uint64_t births;         /**< fish born since the world was made, the first ones not counted */
    uint64_t deaths;         /**< fish that died, of any cause */
    uint64_t births_refused; /**< births that world.max_fish did not admit */
    uint64_t agent_steps;    /**< sum over ticks of the rows at the start of the tick */
    double width_m;          /**< extent along x; positions lie in [0, width_m) */
    double height_m;         /**< extent along y; positions lie in [0, height_m) */
    double tick_seconds;     /**< seconds of movement in one tick */
    double calendar_seconds_per_tick; /**< calendar seconds in one tick */
    double calendar_seconds;          /**< calendar time since the world was made */
    double temperature_c;             /**< water temperature now */
    uint32_t species;                 /**< number of species */
    uint32_t walls;                   /**< 1 with walls, 0 on a torus */
    uint32_t hour;                    /**< hour of the calendar day, 0..23 */
    uint32_t day;                     /**< midnights passed since the world was made */
    double depth_m;      /**< extent along z; positions lie in [0, depth_m); 0 in two dimensions */
    uint64_t population; /**< live fish: the sum of the column worth */
} fishsim_world_info;

/** Sets up *info. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_info_init(fishsim_world_info *info, size_t struct_size);

/** Fills *info. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_get_info(const fishsim_world *world,
                                                  fishsim_world_info *info, fishsim_error *error);

/** Causes of death: X(name, number, meaning). */
#define FISHSIM_CAUSE_TABLE(X)                                                                     \
    X(EATEN, 1, "captured by a predator")                                                          \
    X(STARVED, 2, "condition fell below species.*.mortality.starvation_condition")                 \
    X(AGE, 3, "reached species.*.mortality.max_age_days")                                          \
    X(BACKGROUND, 4, "disease and all else that the model does not name")                          \
    X(FISHED, 5, "taken out by the host with fishsim_world_harvest")

enum {
#define FISHSIM_X(name, number, meaning) FISHSIM_CAUSE_##name = number,
    FISHSIM_CAUSE_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_CAUSE_CAPACITY = 16 /**< length of arrays by cause, with room for later ones */
};

/** Name of a cause in lower case, such as "eaten"; "none" for an unknown one. Since 0.1. */
FISHSIM_API const char *fishsim_cause_name(uint32_t cause);

/** One species of a world: what it is called and how it fares. Species are in order of name. */
typedef struct fishsim_species_info {
    uint32_t struct_size; /**< set by fishsim_species_info_init */
    uint32_t color_rgb;   /**< 0xRRGGBB, species.*.color */
    char name[32];        /**< as in the configuration */
    char label[128];      /**< for people, such as "Bay anchovy (Anchoa mitchilli)" */
    uint64_t fish;        /**< alive, every row counted with its worth */
    uint64_t births;      /**< born since the world was made */
    uint64_t deaths[FISHSIM_CAUSE_CAPACITY]; /**< by FISHSIM_CAUSE_*; the rest is 0 */
    uint64_t bites;                          /**< prey caught by this species */
    int64_t soma_uj;                         /**< energy of the bodies, gonads not counted */
    int64_t gut_uj;                          /**< energy of the food in the guts */
    int64_t repro_uj;                        /**< energy of the gonads */
    double biomass_g;                        /**< sum of the weights */
    double energy_density_j_per_g;           /**< of the body; the mean where it varies */
    uint64_t rows;                           /**< of its fish in the columns */
} fishsim_species_info;

/** Sets up *info. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_species_info_init(fishsim_species_info *info,
                                                     size_t struct_size);

/**
 * Fills *info for one species, in O(fish of that species).
 * @param species  0 .. fishsim_world_info.species - 1, as in the species column
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_species(const fishsim_world *world, uint32_t species,
                                                     fishsim_species_info *info,
                                                     fishsim_error *error);

/* ---- columns: the fish as arrays ------------------------------------------------------------ */

/** Element types of a column: X(name, number, bytes). */
#define FISHSIM_ELEMENT_TABLE(X)                                                                   \
    X(U8, 1, 1) X(U16, 2, 2) X(U32, 3, 4) X(U64, 4, 8) X(I64, 5, 8) X(F32, 6, 4)

enum {
#define FISHSIM_X(name, number, bytes) FISHSIM_ELEMENT_##name = number,
    FISHSIM_ELEMENT_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/**
 * Columns of the fish: ROW(NAME, field, number, element, unit, meaning). `field` is the name that
 * files and Arrow use. Row i of every column is the same fish; rows change place from tick to
 * tick, ids do not.
 */
#define FISHSIM_COLUMN_TABLE(ROW)                                                                  \
    ROW(ID, id, 1, U64, "", "identity; never 0, never used again")                                 \
    ROW(SPECIES, species, 2, U16, "", "index of the species")                                      \
    ROW(SEX, sex, 3, U8, "", "0 female, 1 male")                                                   \
    ROW(GENERATION, generation, 4, U32, "", "0 for the first fish, else the mother's plus 1")      \
    ROW(BIRTH_TICK, birth_tick, 5, I64, "tick", "tick of birth; 0 or less for the first fish")     \
    ROW(X, x, 6, F32, "m", "position along x, in [0, width)")                                      \
    ROW(Y, y, 7, F32, "m", "position along y, in [0, height)")                                     \
    ROW(Z, z, 8, F32, "m", "position along z; 0 in two dimensions")                                \
    ROW(HEADING_X, heading_x, 9, F32, "", "unit vector of the heading, x")                         \
    ROW(HEADING_Y, heading_y, 10, F32, "", "unit vector of the heading, y")                        \
    ROW(HEADING_Z, heading_z, 11, F32, "", "unit vector of the heading, z; 0 in two dimensions")   \
    ROW(SPEED, speed, 12, F32, "m/s", "swimming speed")                                            \
    ROW(LENGTH, length_cm, 13, F32, "cm", "total length; never shrinks")                           \
    ROW(WEIGHT, weight_g, 14, F32, "g", "wet weight of the body, soma / energy density")           \
    ROW(SOMA, soma_uj, 15, I64, "uJ", "energy of the body")                                        \
    ROW(GUT, gut_uj, 16, I64, "uJ", "energy of the food in the gut")                               \
    ROW(REPRO, repro_uj, 17, I64, "uJ", "energy of the gonads")                                    \
    ROW(HANDLING, handling_s, 18, F32, "s", "time left until the next bite is possible")           \
    ROW(WORTH, worth, 19, U32, "", "fish that it stands for, all alike; energies are of one")      \
    ROW(TRAIT_SIZE, trait_size, 20, F32, "", "multiplies the asymptotic weight")                   \
    ROW(TRAIT_CRUISE, trait_cruise, 21, F32, "", "multiplies the cruising speed")                  \
    ROW(TRAIT_BOLDNESS, trait_boldness, 22, F32, "", "divides the distance at which it flees")     \
    ROW(TRAIT_SOCIALITY, trait_sociality, 23, F32, "", "multiplies the radii of its school")       \
    ROW(TRAIT_PACE, trait_pace, 24, F32, "", "multiplies maximum consumption and respiration")     \
    ROW(TRAIT_VISION, trait_vision, 25, F32, "", "multiplies the distance at which it sees prey")  \
    ROW(TRAIT_INVESTMENT, trait_investment, 26, F32, "", "multiplies the share for reproduction")  \
    ROW(TRAIT_EGG, trait_egg, 27, F32, "",                                                         \
        "multiplies the weight of a recruit, divides their number")

enum {
#define FISHSIM_X(NAME, field, number, element, unit, meaning) FISHSIM_COLUMN_##NAME = number,
    FISHSIM_COLUMN_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** A view of one column: borrowed, read-only, valid until the next call that changes the world. */
typedef struct fishsim_column {
    uint32_t struct_size; /**< set by fishsim_column_init */
    int32_t element;      /**< FISHSIM_ELEMENT_* */
    const void *data;     /**< first element; not NULL even when count is 0 */
    uint64_t count;       /**< live fish */
    uint64_t stride;      /**< bytes from one element to the next */
    const char *name;     /**< such as "weight_g"; static */
    const char *unit;     /**< such as "g"; static */
    const char *meaning;  /**< static */
} fishsim_column;

/** Sets up *column. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_column_init(fishsim_column *column, size_t struct_size);

/**
 * Points *column at one column of the world, without copying.
 * @param number  FISHSIM_COLUMN_*
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_get_column(const fishsim_world *world, uint32_t number,
                                                    fishsim_column *column, fishsim_error *error);

/* ---- fields --------------------------------------------------------------------------------- */

/** Fields on a grid over the water: X(NAME, number, meaning). */
#define FISHSIM_FIELD_TABLE(X)                                                                     \
    X(PLANKTON, 1, "living plankton; grows and spreads")                                           \
    X(DETRITUS, 2, "dead matter; decays")

enum {
#define FISHSIM_X(NAME, number, meaning) FISHSIM_FIELD_##NAME = number,
    FISHSIM_FIELD_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** A view of one field: borrowed, read-only, valid until the next call that changes the world. */
typedef struct fishsim_field {
    uint32_t struct_size;     /**< set by fishsim_field_init */
    uint32_t columns;         /**< cells along x */
    uint32_t rows;            /**< cells along y */
    uint32_t reserved;        /**< 0 */
    const int64_t *energy_uj; /**< (rows x columns), row 0 at y = 0 */
    double cell_width_m;      /**< extent of a cell along x */
    double cell_height_m;     /**< extent of a cell along y */
    double capacity_uj;       /**< carrying capacity of one cell; 0 where there is none */
} fishsim_field;

/** Sets up *field. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_field_init(fishsim_field *field, size_t struct_size);

/** Points *field at one field (FISHSIM_FIELD_*). OK, ERR_ARGUMENT, ERR_ABI, ERR_NOT_FOUND.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_get_field(const fishsim_world *world, uint32_t number,
                                                   fishsim_field *field, fishsim_error *error);

/* ---- the energy ledger ---------------------------------------------------------------------- */

/** An exact amount of energy: joules + microjoules / 10^6, both of the same sign. */
typedef struct fishsim_energy {
    int64_t joules;
    int64_t microjoules; /**< in (-10^6, 10^6) */
} fishsim_energy;

/** Entries of the ledger: X(NAME, field, number, kind, meaning); kind +1 in, -1 out, 0 stock. */
#define FISHSIM_LEDGER_TABLE(X)                                                                    \
    X(PLANKTON, plankton, 0, 0, "energy in the plankton field")                                    \
    X(DETRITUS, detritus, 1, 0, "energy in the detritus field")                                    \
    X(GUT, gut, 2, 0, "energy in the guts of the fish")                                            \
    X(SOMA, soma, 3, 0, "energy in the bodies of the fish")                                        \
    X(REPRO, repro, 4, 0, "energy in the gonads of the fish")                                      \
    X(PRODUCTION, production, 5, 1, "net primary production of the plankton")                      \
    X(ADDED, added, 6, 1,                                                                          \
      "brought in by the host, or by species that are fed, bear or are replaced from outside")     \
    X(RESPIRATION, respiration, 7, -1, "heat of resting and swimming")                             \
    X(DIGESTION, digestion, 8, -1, "heat of digestion (specific dynamic action)")                  \
    X(EXCRETION, excretion, 9, -1, "urea and ammonia")                                             \
    X(SPAWNING, spawning, 10, -1, "heat of making eggs and milt")                                  \
    X(DECAY, decay, 11, -1, "heat of what breaks detritus down")                                   \
    X(LANDED, landed, 12, -1, "taken out by the host")

enum {
#define FISHSIM_X(NAME, field, number, kind, meaning) FISHSIM_LEDGER_##NAME = number,
    FISHSIM_LEDGER_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_LEDGER_COUNT = 13
};

/**
 * The energy ledger: stocks now and flows since the world was made. On every tick
 *     sum of stocks - sum of stocks at the start = sum of inflows - sum of outflows
 * holds to the microjoule; residual is the difference, and is 0.
 */
typedef struct fishsim_ledger {
    uint32_t struct_size; /**< set by fishsim_ledger_init */
    uint32_t reserved;    /**< 0 */
    fishsim_energy start; /**< all stocks when the world was made */
    fishsim_energy residual;
    fishsim_energy entry[FISHSIM_LEDGER_COUNT]; /**< by FISHSIM_LEDGER_* */
} fishsim_ledger;

/** Sets up *ledger. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_ledger_init(fishsim_ledger *ledger, size_t struct_size);

/** Recounts all stocks and fills *ledger, in O(fish + cells). OK, ERR_ARGUMENT, ERR_ABI.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_get_ledger(const fishsim_world *world,
                                                    fishsim_ledger *ledger, fishsim_error *error);

/** Name of an entry, such as "plankton"; "unknown" for another number. Since 0.1. */
FISHSIM_API const char *fishsim_ledger_entry_name(uint32_t entry);

/* ---- identity of a state -------------------------------------------------------------------- */

/**
 * A 64-bit hash of everything that the future of the world depends on, independent of the order in
 * which the fish are stored. Equal worlds have equal digests on every machine. 0 for NULL.
 * Since 0.1.
 */
FISHSIM_API uint64_t fishsim_world_digest(const fishsim_world *world);

/* ---- the host acts on the world ------------------------------------------------------------- */

/** When a system runs: X(name, number). */
#define FISHSIM_EVERY_TABLE(X) X(TICK, 1) X(HOUR, 2) X(DAY, 3)

enum {
#define FISHSIM_X(name, number) FISHSIM_EVERY_##name = number,
    FISHSIM_EVERY_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** A system: host code that runs inside the tick, every tick, calendar hour or calendar day. */
typedef struct fishsim_system {
    uint32_t struct_size; /**< set by fishsim_system_init */
    int32_t every;        /**< FISHSIM_EVERY_* */
    /**
     * Runs after the fish and fields, before the audit. `count` is the number of ticks done, of
     * calendar hours since midnight of the first day, or of midnights. May read the world, and may
     * call fishsim_world_add_food, fishsim_world_harvest and fishsim_world_set_temperature. A
     * negative status is reported to the log and to fishsim_world_get_system_failures, and does not
     * stop the tick.
     */
    fishsim_status (*run)(void *user, fishsim_world *world, uint64_t count);
    void *user;
} fishsim_system;

/** Sets up *system. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_system_init(fishsim_system *system, size_t struct_size);

/**
 * Adds a system; systems run in the order in which they were added. Systems are the host's: a
 * snapshot does not hold them. Not allowed inside a tick.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_add_system(fishsim_world *world,
                                                    const fishsim_system *system,
                                                    fishsim_error *error);

/** How often a system has returned a negative status. 0 for NULL. Since 0.1. */
FISHSIM_API uint64_t fishsim_world_get_system_failures(const fishsim_world *world);

/**
 * Brings energy into the cell of a field that holds (x_m, y_m), booked as `added`.
 * @param energy_uj  >= 0 and at most 10^15
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE (dead world, or from a sink)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_add_food(fishsim_world *world, uint32_t field, double x_m,
                                                  double y_m, int64_t energy_uj,
                                                  fishsim_error *error);

/**
 * Takes one live fish, or all that a row stands for, out of the world, booked as `landed`, cause of
 * death FISHED. Columns that were read before are no longer valid.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE, ERR_NOT_FOUND, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_harvest(fishsim_world *world, uint64_t fish_id,
                                                 fishsim_error *error);

/**
 * Sets the water temperature from the next tick on.
 * @param temperature_c  within [-2, 40]; and at which every species can live (see its key
 *                       species.*.consumption.tm_c), else ERR_ARGUMENT
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_set_temperature(fishsim_world *world, double temperature_c,
                                                         fishsim_error *error);

/**
 * Changes how the fish of a living world behave, from the next tick on: one key of a mind that the
 * world has, such as ("minds.couzin.orientation_radius", "4"). The fish keep their places; the
 * world is as if it had been loaded from a snapshot with that setting. Takes memory like one.
 * Columns that were read before are no longer valid. Not allowed inside a tick.
 * @return FISHSIM_OK, ERR_ARGUMENT (also for a key of anything but a mind), ERR_CONFIG, ERR_STATE,
 *         ERR_NOT_FOUND (no such key or mind), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_set(fishsim_world *world, const char *key,
                                             const char *value, fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_WORLD_H */
