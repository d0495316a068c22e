/* SPDX-License-Identifier: MIT */
/*
 * own.c: the blocks that tell a fish of itself, and of the plankton where it is.
 */
#include "world/look.h"

#include "base/real.h"

enum { OWN_COLUMNS = 12 };

/* What the body of each watcher has. */
struct bodies {
    uint32_t action[WATCHERS];
    float weight_g[WATCHERS], handling_s[WATCHERS], trait_size[WATCHERS], capacity_uj[WATCHERS];
    int64_t energy_uj[WATCHERS], gut_uj[WATCHERS], age_ticks[WATCHERS];
    double full_g[WATCHERS], full_uj[WATCHERS];
};

/* Full weights of fish of those lengths, g, and what such bodies hold. */
static void fill_full(const struct species *species, const float *length_cm, struct bodies *bodies)
{
    const struct species_settings *settings = &species->settings;
    double exponent = settings->body.length_exponent, a = settings->body.length_coefficient;
    double uj_per_g = settings->body.energy_density_j_per_g * 1e6;
    if (exponent == 3.0) {
        EACH_APART
        for (uint32_t i = 0; i < WATCHERS; i++) {
            double length = (double)length_cm[i];
            bodies->full_g[i] = a * (length * length * length);
        }
    } else {
        EACH_APART
        for (uint32_t i = 0; i < WATCHERS; i++)
            bodies->full_g[i] = a * real_pow((double)length_cm[i], exponent);
    }
    EACH_APART
    for (uint32_t i = 0; i < WATCHERS; i++)
        bodies->full_uj[i] = bodies->full_g[i] * uj_per_g;
    for (uint32_t i = 0; species->varies && i < WATCHERS; i++)
        bodies->full_uj[i] = species_body_uj(species, bodies->full_g[i]);
}

static void fill_bodies(const fishsim_world *world, const struct watchers *watchers,
                        struct bodies *bodies)
{
    const struct fish *fish = &world->fish;
    int64_t tick = (int64_t)world->tick;
    for (uint32_t i = 0; i < WATCHERS; i++) {
        uint32_t row = watchers->row[i];
        bodies->energy_uj[i] = fish_energy(fish, row);
        bodies->gut_uj[i] = fish->gut_uj[row];
        bodies->age_ticks[i] = tick - fish->birth_tick[row];
        bodies->action[i] = fish->action[row];
    }
    load_floats(watchers, fish->weight_g, bodies->weight_g);
    load_floats(watchers, fish->handling_s, bodies->handling_s);
    load_floats(watchers, fish->trait_size, bodies->trait_size);
    load_floats(watchers, fish->gut_capacity_uj, bodies->capacity_uj);
    fill_full(&world->species[watchers->species], watchers->length_cm, bodies);
}

static void fill_columns(const fishsim_world *world, const struct watchers *watchers,
                         const struct bodies *bodies, float column[OWN_COLUMNS][WATCHERS])
{
    const struct species *species = &world->species[watchers->species];
    float handling_s = (float)species->settings.feeding.handling_s;
    float maturity_g = (float)species->maturity_g;
    float per_length_inf = world->perception.per_length_inf[watchers->species];
    EACH_APART
    for (uint32_t i = 0; i < WATCHERS; i++) {
        float capacity_uj = bodies->capacity_uj[i];
        float full = (float)bodies->full_uj[i] + capacity_uj;
        float age_d = (float)((double)bodies->age_ticks[i] * world->calendar_days_per_tick);
        float filled = at_most_one((float)bodies->gut_uj[i] / capacity_uj);
        float handling = at_most_one(bodies->handling_s[i] / handling_s);
        column[0][i] = at_most_one((float)bodies->energy_uj[i] / (2.0f * full));
        column[1][i] = capacity_uj > 0.0f ? filled : 0.0f;
        column[2][i] = at_most_one(0.5f * bodies->weight_g[i] / (float)bodies->full_g[i]);
        column[3][i] = at_most_one(watchers->length_cm[i] * per_length_inf);
        column[4][i] = at_most_one(watchers->speed[i] * watchers->per_fastest[i]);
        column[6][i] = handling_s > 0.0f ? handling : 0.0f;
        column[7][i] = age_d / (age_d + 365.0f);
        column[8][i] = at_most_one(bodies->weight_g[i] / (maturity_g * bodies->trait_size[i]));
    }
    EACH_APART
    for (uint32_t i = 0; i < WATCHERS; i++) {
        uint32_t word = bodies->action[i];
        struct action last = action_unpack(word);
        bool told = action_given(word);
        column[5][i] = action_body(word);
        column[9][i] = told ? last.turn : 0.0f;
        column[10][i] = told ? last.speed : 0.0f;
        column[11][i] = told && last.bite ? 1.0f : 0.0f;
    }
}

void write_own(const fishsim_world *world, const struct watchers *watchers, float *const *out,
               uint32_t offset)
{
    struct bodies bodies;
    float column[OWN_COLUMNS][WATCHERS];
    fill_bodies(world, watchers, &bodies);
    fill_columns(world, watchers, &bodies, column);
    for (uint32_t lane = 0; lane < watchers->count; lane += LANES)
        for (uint32_t k = 0; k < OWN_COLUMNS; k += 4) {
            f32x4 row[LANES];
            lanes_to_rows(lanes_load(column[k] + lane), lanes_load(column[k + 1] + lane),
                          lanes_load(column[k + 2] + lane), lanes_load(column[k + 3] + lane), row);
            for (uint32_t i = 0; i < LANES && lane + i < watchers->count; i++)
                f32x4_store(out[lane + i] + offset + k, row[i]);
        }
}

/* The neighbour of a cell along one axis: round the torus, or the cell itself at a wall. */
static uint32_t beside(uint32_t cell, int32_t step, uint32_t count, bool torus)
{
    if (step < 0)
        return cell > 0 ? cell - 1 : torus ? count - 1 : cell;
    if (step > 0)
        return cell + 1 < count ? cell + 1 : torus ? 0 : cell;
    return cell;
}

void write_plankton(const fishsim_world *world, const struct watchers *watchers, uint32_t nth,
                    float *out)
{
    const struct field_grid *grid = &world->field_grid;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    float scale = world->perception.plankton_per_capacity;
    uint32_t cell = field_cell(grid, watchers->x[nth], watchers->y[nth]);
    uint32_t column = cell % grid->columns, row = cell / grid->columns;
    float heading_x = watchers->heading_x[nth], heading_y = watchers->heading_y[nth];
    float around[3][3], most = 0.0f;
    for (int32_t j = 0; j < 3; j++)
        for (int32_t i = 0; i < 3; i++) {
            uint32_t at = beside(row, j - 1, grid->rows, torus) * grid->columns +
                          beside(column, i - 1, grid->columns, torus);
            around[j][i] = at_most_one((float)world->plankton.energy_uj[at] * scale);
            most = around[j][i] > most ? around[j][i] : most;
        }
    float along_x = around[1][2] - around[1][0], along_y = around[2][1] - around[0][1];
    float detritus = (float)world->detritus.energy_uj[cell] * scale;
    out[0] = around[1][1];
    out[1] = clip(along_x * heading_x + along_y * heading_y);
    out[2] = clip(along_y * heading_x - along_x * heading_y);
    out[3] = most;
    out[4] = detritus / (detritus + 1.0f);
}
