/* SPDX-License-Identifier: MIT */
/*
 * own.c: the blocks that tell a fish of itself, and of the plankton where it is.
 */
#include "world/look.h"

enum { OWN_COLUMNS = 12 };

/* What the body of each watcher has. */
struct bodies {
    float weight_g[WATCHERS], handling_s[WATCHERS], trait_size[WATCHERS];
    float capacity_uj[WATCHERS], gut_uj[WATCHERS], energy_uj[WATCHERS];
    float full_g[WATCHERS], full_uj[WATCHERS]; /* of such lengths */
    float age_d[WATCHERS];
    float turned[WATCHERS], turn[WATCHERS], speed[WATCHERS], bite[WATCHERS];
};

static void fill_full(const struct species *species, const float *length_cm, struct bodies *bodies)
{
    for (uint32_t i = 0; i < WATCHERS; i++) {
        double full_g = species_weight_at(&species->settings, (double)length_cm[i]);
        bodies->full_g[i] = (float)full_g;
        bodies->full_uj[i] = (float)(species->varies ? species_body_uj(species, full_g)
                                                     : full_g * species->uj_per_g);
    }
}

static void fill_bodies(const fishsim_world *world, const struct watchers *watchers,
                        struct bodies *bodies)
{
    const struct fish *fish = &world->fish;
    for (uint32_t i = 0; i < WATCHERS; i++) {
        uint32_t row = watchers->row[i], word = fish->action[row];
        struct action last = action_unpack(word);
        bool told = action_given(word);
        int64_t age_ticks = (int64_t)world->tick - fish->birth_tick[row];
        bodies->gut_uj[i] = (float)fish->gut_uj[row];
        bodies->energy_uj[i] = (float)fish_energy(fish, row);
        bodies->age_d[i] = (float)((double)age_ticks * world->calendar_days_per_tick);
        bodies->turned[i] = action_body(word);
        bodies->turn[i] = told ? last.turn : 0.0f;
        bodies->speed[i] = told ? last.speed : 0.0f;
        bodies->bite[i] = told && last.bite ? 1.0f : 0.0f;
    }
    load_floats(watchers, fish->weight_g, bodies->weight_g);
    load_floats(watchers, fish->handling_s, bodies->handling_s);
    load_floats(watchers, fish->trait_size, bodies->trait_size);
    load_floats(watchers, fish->gut_capacity_uj, bodies->capacity_uj);
    fill_full(&world->species[watchers->species], watchers->length_cm, bodies);
}

static inline f32s part(f32s some, f32s whole)
{
    return lanes_smaller(some / whole, lanes_all(1.0f));
}

/* The block of LANES watchers from `lane` on, column by column. */
static void fill_columns(const fishsim_world *world, const struct watchers *watchers,
                         const struct bodies *bodies, uint32_t lane, f32s column[OWN_COLUMNS])
{
    const struct species *species = &world->species[watchers->species];
    f32s handling_s = lanes_all((float)species->settings.feeding.handling_s);
    f32s maturity_g = lanes_all((float)species->maturity_g);
    f32s per_length = lanes_all(world->perception.per_length_inf[watchers->species]);
    f32s none = lanes_all(0.0f), one = lanes_all(1.0f), two = lanes_all(2.0f);
    f32s capacity_uj = lanes_load(bodies->capacity_uj + lane);
    f32s weight_g = lanes_load(bodies->weight_g + lane), age_d = lanes_load(bodies->age_d + lane);
    f32s full_uj = lanes_load(bodies->full_uj + lane) + capacity_uj;
    f32s filled = part(lanes_load(bodies->gut_uj + lane), capacity_uj);
    f32s handling = part(lanes_load(bodies->handling_s + lane), handling_s);
    column[0] = part(lanes_load(bodies->energy_uj + lane), two * full_uj);
    column[1] = lanes_select(lanes_less(none, capacity_uj), filled, none);
    column[2] = part(lanes_all(0.5f) * weight_g, lanes_load(bodies->full_g + lane));
    column[3] = lanes_smaller(lanes_load(watchers->length_cm + lane) * per_length, one);
    column[4] = lanes_smaller(
        lanes_load(watchers->speed + lane) * lanes_load(watchers->per_fastest + lane), one);
    column[5] = lanes_load(bodies->turned + lane);
    column[6] = lanes_select(lanes_less(none, handling_s), handling, none);
    column[7] = age_d / (age_d + lanes_all(365.0f));
    column[8] = part(weight_g, maturity_g * lanes_load(bodies->trait_size + lane));
    column[9] = lanes_load(bodies->turn + lane);
    column[10] = lanes_load(bodies->speed + lane);
    column[11] = lanes_load(bodies->bite + lane);
}

void write_own(const fishsim_world *world, const struct watchers *watchers, float *const *out,
               uint32_t offset)
{
    struct bodies bodies;
    fill_bodies(world, watchers, &bodies);
    for (uint32_t lane = 0; lane < watchers->count; lane += LANES) {
        f32s column[OWN_COLUMNS];
        fill_columns(world, watchers, &bodies, lane, column);
        for (uint32_t k = 0; k < OWN_COLUMNS; k += 4) {
            f32x4 row[LANES];
            lanes_to_rows(column[k], column[k + 1], column[k + 2], column[k + 3], row);
            for (uint32_t i = 0; i < LANES && lane + i < watchers->count; i++)
                f32x4_store(out[lane + i] + offset + k, row[i]);
        }
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
    uint32_t row = cell / grid->columns, column = cell - row * grid->columns;
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
