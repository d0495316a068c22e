/* SPDX-License-Identifier: MIT */
/*
 * own.c: the blocks that tell a fish of itself, and of the plankton where it is.
 */
#include "world/look.h"

/* Full weights of fish of those lengths, g. */
static void full_weights(const struct species_settings *settings, const float *length_cm,
                         uint32_t count, double *full_g)
{
    double exponent = settings->body.length_exponent, a = settings->body.length_coefficient;
    if (exponent == 3.0) {
        for (uint32_t i = 0; i < count; i++)
            full_g[i] = species_weight_at(settings, (double)length_cm[i]);
        return;
    }
    EACH_APART
    for (uint32_t i = 0; i < count; i++)
        full_g[i] = a * real_pow((double)length_cm[i], exponent);
}

static void write_one(const fishsim_world *world, const struct watcher *self, double full_g,
                      float *out)
{
    const struct fish *fish = &world->fish;
    uint32_t row = self->row;
    const struct species *species = &world->species[self->species];
    const struct species_settings *settings = &species->settings;
    double full_uj = species_body_uj(species, full_g);
    float capacity_uj = fish->gut_capacity_uj[row];
    float full = (float)full_uj + capacity_uj;
    float handling_s = (float)settings->feeding.handling_s;
    float age_d = (float)((double)((int64_t)world->tick - fish->birth_tick[row]) *
                          world->calendar_days_per_tick);
    uint32_t word = fish->action[row];
    bool told = action_given(word);
    struct action last = action_unpack(word);
    out[0] = at_most_one((float)fish_energy(fish, row) / (2.0f * full));
    out[1] = capacity_uj > 0.0f ? at_most_one((float)fish->gut_uj[row] / capacity_uj) : 0.0f;
    out[2] = at_most_one(0.5f * fish->weight_g[row] / (float)full_g);
    out[3] = at_most_one(fish->length_cm[row] * world->perception.per_length_inf[self->species]);
    out[4] = at_most_one(self->speed * self->per_fastest);
    out[5] = action_body(word);
    out[6] = handling_s > 0.0f ? at_most_one(fish->handling_s[row] / handling_s) : 0.0f;
    out[7] = age_d / (age_d + 365.0f);
    out[8] =
        at_most_one(fish->weight_g[row] / ((float)species->maturity_g * fish->trait_size[row]));
    out[9] = told ? last.turn : 0.0f;
    out[10] = told ? last.speed : 0.0f;
    out[11] = told && last.bite ? 1.0f : 0.0f;
}

void write_own(const fishsim_world *world, const struct watcher *watchers, uint32_t count,
               float *const *out, uint32_t offset)
{
    float length_cm[WATCHERS];
    double full_g[WATCHERS];
    for (uint32_t i = 0; i < WATCHERS; i++)
        length_cm[i] = world->fish.length_cm[watchers[i < count ? i : 0].row];
    full_weights(&world->species[watchers[0].species].settings, length_cm, WATCHERS, full_g);
    for (uint32_t i = 0; i < count; i++)
        write_one(world, &watchers[i], full_g[i], out[i] + offset);
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

void write_plankton(const fishsim_world *world, const struct watcher *self, float *out)
{
    const struct field_grid *grid = &world->field_grid;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    float scale = world->perception.plankton_per_capacity;
    uint32_t cell = field_cell(grid, self->x, self->y);
    uint32_t column = cell % grid->columns, row = cell / grid->columns;
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
    out[1] = clip(along_x * self->heading_x + along_y * self->heading_y);
    out[2] = clip(along_y * self->heading_x - along_x * self->heading_y);
    out[3] = most;
    out[4] = detritus / (detritus + 1.0f);
}
