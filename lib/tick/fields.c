/* SPDX-License-Identifier: MIT */
/*
 * fields.c: plankton grows and spreads, detritus decays.
 *
 * Growth is the exact solution of the logistic equation over the tick, so it needs no small step.
 * Spreading moves whole microjoules across cell faces: what leaves one cell enters the next, and
 * nothing is lost.
 */
#include "tick/tick.h"

#include "base/real.h"

#include <string.h>

static const double SECONDS_PER_DAY = 86400.0;

/* P <- K P e / (K + P (e - 1)) with e = exp(r d). */
static void grow_plankton(fishsim_world *world)
{
    const struct settings *settings = &world->settings;
    double capacity = settings->fields.plankton.capacity_g_per_m2 *
                      settings->fields.plankton.energy_j_per_g * 1e6 *
                      world->field_grid.cell_area_m2;
    double growth =
        real_exp(settings->fields.plankton.growth_per_d * world->calendar_days_per_tick);
    if (capacity <= 0.0 || growth == 1.0)
        return;
    int128 production = 0;
    for (uint32_t cell = 0; cell < world->field_grid.cells; cell++) {
        int64_t before = world->plankton.energy_uj[cell];
        double held = (double)before;
        double after = capacity * held * growth / (capacity + held * (growth - 1.0));
        int64_t rounded = (int64_t)(after + 0.5);
        world->plankton.energy_uj[cell] = rounded;
        production += rounded - before;
    }
    world->ledger.flow[FISHSIM_LEDGER_PRODUCTION] += production;
}

/* What flows down the difference of two cells, towards zero so that no cell goes below it. */
static int64_t flux(int64_t from, int64_t to, double rate)
{
    return (int64_t)(rate * (double)(from - to));
}

/* Adds to `change` what flows between a cell and the next one along x and along y. */
static void spread_cell(const fishsim_world *world, uint32_t column, uint32_t row, double rate_x,
                        double rate_y, int64_t *change)
{
    const struct field_grid *grid = &world->field_grid;
    const int64_t *held = world->plankton.energy_uj;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    uint32_t cell = row * grid->columns + column;
    if (grid->columns > 1 && (torus || column + 1 < grid->columns)) {
        uint32_t next = row * grid->columns + (column + 1) % grid->columns;
        int64_t moved = flux(held[cell], held[next], rate_x);
        change[cell] -= moved;
        change[next] += moved;
    }
    if (grid->rows > 1 && (torus || row + 1 < grid->rows)) {
        uint32_t next = (row + 1) % grid->rows * grid->columns + column;
        int64_t moved = flux(held[cell], held[next], rate_y);
        change[cell] -= moved;
        change[next] += moved;
    }
}

static void spread_plankton(fishsim_world *world)
{
    const struct field_grid *grid = &world->field_grid;
    double diffused_m2 = world->settings.fields.plankton.diffusion_m2_per_s *
                         world->calendar_days_per_tick * SECONDS_PER_DAY;
    if (diffused_m2 <= 0.0)
        return;
    double rate_x = diffused_m2 / (grid->cell_width_m * grid->cell_width_m);
    double rate_y = diffused_m2 / (grid->cell_height_m * grid->cell_height_m);
    memset(world->field_scratch, 0, grid->cells * sizeof *world->field_scratch);
    for (uint32_t row = 0; row < grid->rows; row++)
        for (uint32_t column = 0; column < grid->columns; column++)
            spread_cell(world, column, row, rate_x, rate_y, world->field_scratch);
    for (uint32_t cell = 0; cell < grid->cells; cell++)
        world->plankton.energy_uj[cell] += world->field_scratch[cell];
}

static void decay_detritus(fishsim_world *world)
{
    double kept =
        real_exp(-world->settings.fields.detritus.decay_per_d * world->calendar_days_per_tick);
    int128 decayed = 0;
    for (uint32_t cell = 0; cell < world->field_grid.cells; cell++) {
        int64_t held = world->detritus.energy_uj[cell];
        int64_t lost = (int64_t)((double)held * (1.0 - kept));
        world->detritus.energy_uj[cell] = held - lost;
        decayed += lost;
    }
    world->ledger.flow[FISHSIM_LEDGER_DECAY] += decayed;
}

void tick_fields(fishsim_world *world)
{
    grow_plankton(world);
    spread_plankton(world);
    decay_detritus(world);
}
