/* SPDX-License-Identifier: MIT */
/*
 * world.h: the state of a world, as the phases of the tick see it.
 *
 * State is what a snapshot holds and the digest covers; all else can be computed from it and the
 * settings, or belongs to the host.
 */
#ifndef FISHSIM_LIB_WORLD_H
#define FISHSIM_LIB_WORLD_H

#include "base/host.h"
#include "base/status.h"
#include "config/settings.h"
#include "event/sink.h"
#include "world/agents.h"
#include "world/direction.h"
#include "world/fish.h"
#include "world/genome.h"
#include "world/ledger.h"
#include "world/perceive.h"
#include "world/species.h"

#include <fishsim/world.h>

#include <stdbool.h>

/* A field on a grid over the water, in uJ per cell. */
struct field {
    int64_t *energy_uj; /* (rows x columns) */
};

struct field_grid {
    uint32_t columns, rows;
    uint32_t cells;
    double cell_width_m, cell_height_m, cell_area_m2;
    float per_m_x, per_m_y;
};

/* No field cell holds more, so that sums over a world stay in range. */
#define FIELD_CELL_MAX_UJ ((int64_t)1 << 60)

/* A predator's claim on a prey, see tick/bite.c. */
struct claim {
    uint64_t order;          /* hash that decides between claims of the same moment */
    uint32_t moment;         /* of the hit within the tick, in 2^-24 */
    uint32_t predator, prey; /* rows */
    uint32_t certain;        /* 1: its chance has been drawn already */
};

/* What the rows of one species in one piece have grazed, and what has become of the food in them.
 */
struct flows {
    int64_t grazed, food, respired, digestion, excreted, egested, ripened;
};

/* The mature males of a species, see choose_mate in tick/breed.c. */
struct mates {
    uint64_t tick;        /* in which they were listed */
    uint32_t species;     /* plus 1; 0: none are listed */
    const uint32_t *rows; /* fish->order, as long as that stays in place */
    uint32_t count;
    uint64_t worth; /* of all rows together */
};

/* Minds whose kind is host, see mind/host_mind.c. They are the host's, as systems and sinks are. */
struct host_minds {
    fishsim_host_mind given[MINDS_MAX];     /* by mind */
    float *observations;                    /* (rows x perception.size) */
    float *actions;                         /* (rows x FISHSIM_ACTION_SIZE) */
    uint32_t observation_room, action_room; /* rows */
    uint64_t failures;
};

/* Where the library is: what the host may call depends on it. */
enum world_inside { INSIDE_NOTHING, INSIDE_TICK, INSIDE_SYSTEM, INSIDE_SINK };

struct fishsim_world {
    fishsim_hooks hooks;
    struct settings settings;
    bool dead;
    bool indexed;                /* rows stand as tick_index leaves them */
    uint8_t inside;              /* enum world_inside */
    const struct kernel *kernel; /* tick/kernel.h */

    /* State. */
    uint64_t tick;
    uint64_t next_id;
    double temperature_c;
    uint64_t births_refused;
    uint64_t agent_steps;
    struct fish fish;
    struct field plankton;
    struct field detritus;
    struct ledger ledger;
    struct agents agents;
    struct genomes genomes;

    /* Follows from the settings. */
    uint32_t species_count;
    uint32_t mind_count;
    struct species species[SPECIES_MAX]; /* counters in here are state */
    struct mind minds[MINDS_MAX];
    struct field_grid field_grid;
    struct perception perception;
    bool many; /* some rows may stand for more than one fish */
    bool deep; /* world.dims is 3; otherwise z and all that points along it is 0 */
    float width_m, height_m, depth_m;
    float reach_limit_m; /* no sense reaches further: just below half the torus */
    float sight;         /* part of the distances of sight, by the light of this tick */
    uint64_t calendar_us_per_tick;
    uint64_t calendar_start_us;
    double calendar_days_per_tick;
    double days_per_step; /* of the calendar, in one step of biology */

    /* Working memory. */
    uint32_t *cell_start; /* (total_cells + 1), all grids */
    uint32_t total_cells;
    int64_t *field_scratch; /* (cells), demand on plankton, then flux */
    int64_t *cell_sums;     /* (cell_parts x cells), see tick/fish_cells.c; NULL for no parts */
    uint32_t cell_parts;
    struct claim *claims;
    uint32_t claim_capacity;
    struct flows *flows; /* see flows_of_range in tick/tick.h */
    uint32_t flow_capacity;
    struct mates mates;

    /* The host's. */
    fishsim_system *systems;
    uint32_t system_count, system_capacity;
    uint64_t system_failures;
    struct sinks sinks;
    struct host_minds host_minds;
};

/* Builds a world without fish and with empty fields from checked settings. */
fishsim_status world_build(const struct settings *settings, const fishsim_hooks *hooks,
                           fishsim_world **out, fishsim_error *error);

/* Builds a world from checked settings with another seed, and fills it with its first fish. */
fishsim_status world_make(const struct settings *settings, uint64_t seed,
                          const fishsim_hooks *hooks, fishsim_world **out, fishsim_error *error);

/* Gives a world that was just built its first fish and its plankton, and opens the ledger. */
void world_fill(fishsim_world *world);

/* Adds a fish like the first ones, the nth of its species, without booking its energy. */
uint32_t world_add_first(fishsim_world *world, uint32_t species, uint64_t nth);

/* Recomputes what is derived from the state of all fish, after a load. */
void world_derive(fishsim_world *world);

/* Sets the temperature and what depends on it. The caller has checked it. */
void world_set_temperature(fishsim_world *world, double celsius);

/*
 * Adds a fish behind the others, with traits of 1, and gives it the next id. The caller has
 * reserved the row, and books the energy.
 */
uint32_t world_add_fish(fishsim_world *world, uint32_t species, double weight_g);

/* Sets what is derived from weight: its logarithm, and length if it has grown. */
static inline void fish_set_weight(struct fish *fish, const struct species *species, uint32_t row,
                                   double weight)
{
    /* A drained fish is about to die; its logarithm is finite. */
    float weight_g = (float)(weight > 1e-9 ? weight : 1e-9), length_cm = fish->length_cm[row];
    float ln_weight = real_log_f(weight_g);
    float full_cm =
        real_exp_f((ln_weight - species->ln_length_coefficient) * species->inverse_length_exponent);
    fish->weight_g[row] = weight_g;
    fish->ln_weight[row] = ln_weight;
    fish->length_cm[row] = full_cm > length_cm ? full_cm : length_cm;
}

/* Sets what is derived from soma_uj, where the energy of a gram does not depend on weight. */
static inline void fish_update_body(struct fish *fish, const struct species *species, uint32_t row)
{
    fish_set_weight(fish, species, row, real_of_int64(fish->soma_uj[row]) / species->uj_per_g);
}

void world_update_body(fishsim_world *world, uint32_t row);

/* Calendar hours from midnight of the first day to the end of a tick. */
uint64_t world_calendar_hour(const fishsim_world *world, uint64_t tick);

/* Counts one more of a term of the reward (FISHSIM_REWARD_*) if the fish of a row is an agent. */
static inline void agents_count(fishsim_world *world, uint32_t row, uint32_t term)
{
    uint32_t agent = world->fish.agent[row];
    if (agent)
        world->agents.slot[agent - 1].sum[term] += 1.0f;
}

/* Has the slot of a fish brought near that is come to soon: slots lie in no order of rows. */
static inline void agents_expect(const fishsim_world *world, uint32_t row, uint32_t end)
{
    enum { AHEAD = 12 };
    uint32_t agent = row + AHEAD < end ? world->fish.agent[row + AHEAD] : 0;
    if (agent)
        __builtin_prefetch(&world->agents.slot[agent - 1], 1);
}

/* Everything a fish holds, in uJ: one of those that a row stands for. */
static inline int64_t fish_energy(const struct fish *fish, uint32_t row)
{
    return fish->soma_uj[row] + fish->gut_uj[row] + fish->repro_uj[row];
}

static inline struct direction fish_heading(const struct fish *fish, uint32_t row)
{
    return (struct direction){fish->heading_x[row], fish->heading_y[row], fish->heading_z[row]};
}

/* What the fish has swum in this tick, m. */
static inline struct direction fish_step(const struct fish *fish, uint32_t row)
{
    return (struct direction){fish->step_x[row], fish->step_y[row], fish->step_z[row]};
}

/* Brings a coordinate back into [0, extent), on a torus. */
static inline __attribute__((always_inline)) float wrap_around(float at, float extent)
{
    float laps = floorf(at / extent) * extent;
    at = at < -extent || at >= 2.0f * extent ? at - laps : at;
    at = at < 0.0f ? at + extent : at;
    return at >= extent ? at - extent : at;
}

/* Where a fish that has swum was before, but for the last bits. `deep` is a constant where this is
 * called often. */
static inline struct direction fish_before(const fishsim_world *world, uint32_t row, bool deep)
{
    const struct fish *fish = &world->fish;
    struct direction at = {fish->x[row] - fish->step_x[row], fish->y[row] - fish->step_y[row],
                           deep ? fish->z[row] - fish->step_z[row] : 0.0f};
    if (world->settings.world.boundary == BOUNDARY_TORUS) {
        at.x = wrap_around(at.x, world->width_m);
        at.y = wrap_around(at.y, world->height_m);
        at.z = deep ? wrap_around(at.z, world->depth_m) : 0.0f;
    }
    return at;
}

/* Body length in metres. */
static inline float fish_length_m(const struct fish *fish, uint32_t row)
{
    return fish->length_cm[row] * 0.01f;
}

/* Cell of the fields that holds a point of the water. */
static inline uint32_t field_cell(const struct field_grid *grid, float x, float y)
{
    uint32_t column = (uint32_t)(int32_t)(x * grid->per_m_x);
    uint32_t row = (uint32_t)(int32_t)(y * grid->per_m_y);
    column = column < grid->columns ? column : grid->columns - 1;
    row = row < grid->rows ? row : grid->rows - 1;
    return row * grid->columns + column;
}

/* A sense's reach in metres, limited so that a torus never shows a fish twice. */
static inline float world_reach(const fishsim_world *world, float reach_m)
{
    return reach_m < world->reach_limit_m ? reach_m : world->reach_limit_m;
}

#endif
