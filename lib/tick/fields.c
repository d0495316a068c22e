/* SPDX-License-Identifier: MIT */
/*
 * fields.c: plankton grows and spreads, detritus decays.
 *
 * Growth is the exact solution of the logistic equation over the tick, so it needs no small step.
 * Spreading moves whole microjoules across cell faces: what leaves one cell enters the next, and
 * nothing is lost. Cells are worked on in parts that threads share.
 */
#include "tick/tick.h"

#include "base/real.h"

#include <string.h>

static const double SECONDS_PER_DAY = 86400.0;

/* What a pass over all cells needs, and what it has moved, in parts that threads share. */
struct pass {
    fishsim_world *world;
    double capacity_uj, growth; /* of plankton: K, and e^(r d) */
    double rate_x, rate_y;      /* of spreading across a face, by axis */
    double lost;                /* part of the detritus */
    uint32_t size;              /* of a part */
    int128 part[PARTS_MAX];
};

/* Runs a task over all cells; returns the sum of what its parts have left. */
static int128 run_pass(fishsim_world *world, struct pass *pass, range_task task)
{
    enum { LEAST = 1024 };
    uint32_t cells = world->field_grid.cells;
    int128 sum = 0;
    pass->world = world;
    pass->size = part_size(cells, LEAST);
    memset(pass->part, 0, sizeof pass->part);
    parallel_for(&world->hooks, cells, pass->size, task, pass);
    for (uint32_t i = 0; i < PARTS_MAX; i++)
        sum += pass->part[i];
    return sum;
}

/* P <- K P e / (K + P (e - 1)) with e = exp(r d). */
static void grow_cells(void *context, uint32_t begin, uint32_t end)
{
    struct pass *pass = context;
    int64_t *energy_uj = pass->world->plankton.energy_uj;
    double capacity = pass->capacity_uj, growth = pass->growth;
    int128 production = 0;
    for (uint32_t cell = begin; cell < end; cell++) {
        int64_t before = energy_uj[cell];
        double held = (double)before;
        double after = capacity * held * growth / (capacity + held * (growth - 1.0));
        energy_uj[cell] = (int64_t)(after + 0.5);
        production += energy_uj[cell] - before;
    }
    pass->part[begin / pass->size] = production;
}

static void grow_plankton(fishsim_world *world)
{
    const struct settings *settings = &world->settings;
    struct pass pass = {
        .capacity_uj = settings->fields.plankton.capacity_g_per_m2 *
                       settings->fields.plankton.energy_j_per_g * 1e6 *
                       world->field_grid.cell_area_m2,
        .growth = real_exp(settings->fields.plankton.growth_per_d * world->calendar_days_per_tick),
    };
    if (pass.capacity_uj > 0.0 && pass.growth != 1.0)
        world->ledger.flow[FISHSIM_LEDGER_PRODUCTION] += run_pass(world, &pass, grow_cells);
}

/* What flows down the difference of two cells, towards zero so that no cell goes below it. */
static int64_t flux(int64_t from, int64_t to, double rate)
{
    return (int64_t)(rate * (double)(from - to));
}

/* What comes into a cell through its two faces along an axis of `count` cells. */
static int64_t inflow(const int64_t *held, uint32_t cell, uint32_t at, uint32_t count,
                      uint32_t stride, bool torus, double rate)
{
    int64_t sum = 0;
    if (count > 1 && (torus || at > 0)) {
        uint32_t before = at > 0 ? cell - stride : cell + (count - 1) * stride;
        sum += flux(held[before], held[cell], rate);
    }
    if (count > 1 && (torus || at + 1 < count)) {
        uint32_t behind = at + 1 < count ? cell + stride : cell - (count - 1) * stride;
        sum -= flux(held[cell], held[behind], rate);
    }
    return sum;
}

/* What leaves one cell enters the next: both work it out from the same two numbers. */
static void spread_cells(void *context, uint32_t begin, uint32_t end)
{
    struct pass *pass = context;
    const fishsim_world *world = pass->world;
    const struct field_grid *grid = &world->field_grid;
    const int64_t *held = world->plankton.energy_uj;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    uint32_t column = begin % grid->columns, row = begin / grid->columns;
    for (uint32_t cell = begin; cell < end; cell++) {
        world->field_scratch[cell] =
            inflow(held, cell, column, grid->columns, 1, torus, pass->rate_x) +
            inflow(held, cell, row, grid->rows, grid->columns, torus, pass->rate_y);
        row += column + 1 == grid->columns;
        column = column + 1 == grid->columns ? 0 : column + 1;
    }
}

static void add_changes(void *context, uint32_t begin, uint32_t end)
{
    struct pass *pass = context;
    for (uint32_t cell = begin; cell < end; cell++)
        pass->world->plankton.energy_uj[cell] += pass->world->field_scratch[cell];
}

static void spread_plankton(fishsim_world *world)
{
    const struct field_grid *grid = &world->field_grid;
    double diffused_m2 = world->settings.fields.plankton.diffusion_m2_per_s *
                         world->calendar_days_per_tick * SECONDS_PER_DAY;
    struct pass pass = {.rate_x = diffused_m2 / (grid->cell_width_m * grid->cell_width_m),
                        .rate_y = diffused_m2 / (grid->cell_height_m * grid->cell_height_m)};
    if (diffused_m2 <= 0.0)
        return;
    run_pass(world, &pass, spread_cells);
    run_pass(world, &pass, add_changes);
}

static void decay_cells(void *context, uint32_t begin, uint32_t end)
{
    struct pass *pass = context;
    int64_t *energy_uj = pass->world->detritus.energy_uj;
    int128 decayed = 0;
    for (uint32_t cell = begin; cell < end; cell++) {
        int64_t lost = (int64_t)((double)energy_uj[cell] * pass->lost);
        energy_uj[cell] -= lost;
        decayed += lost;
    }
    pass->part[begin / pass->size] = decayed;
}

static void decay_detritus(fishsim_world *world)
{
    double kept =
        real_exp(-world->settings.fields.detritus.decay_per_d * world->calendar_days_per_tick);
    struct pass pass = {.lost = 1.0 - kept};
    world->ledger.flow[FISHSIM_LEDGER_DECAY] += run_pass(world, &pass, decay_cells);
}

void tick_fields(fishsim_world *world)
{
    grow_plankton(world);
    spread_plankton(world);
    decay_detritus(world);
}
