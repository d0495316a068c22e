/* SPDX-License-Identifier: MIT */
/*
 * fish_cells.c: what flows between fish and the cells of the fields.
 *
 * Called by graze.c and grow.c. Many fish share a cell, so parts of the rows have sums of their own
 * for all cells, which are added up. Sums of integers are the same however they are cut.
 */
#include "tick/tick.h"

/* A pass over all fish, then one over all cells. */
struct pass {
    fishsim_world *world;
    int64_t *energy_uj; /* of the field */
    int64_t sign;
    uint32_t parts, size; /* of the rows */
};

static void add_rows(const struct fish *fish, int64_t *energy_uj, int64_t sign, uint32_t begin,
                     uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        energy_uj[fish->field_cell[row]] += sign * fish->flow_uj[row];
}

/* Sums up some parts of the rows, each in its own cells. */
static void sum_parts(void *context, uint32_t begin, uint32_t end)
{
    const struct pass *pass = context;
    const struct fish *fish = &pass->world->fish;
    uint32_t cells = pass->world->field_grid.cells;
    for (uint32_t part = begin; part < end; part++) {
        int64_t *sums = pass->world->cell_sums + (size_t)part * cells;
        uint32_t first = part * pass->size, left = fish->count - first;
        memset(sums, 0, cells * sizeof *sums);
        add_rows(fish, sums, 1, first, first + (left < pass->size ? left : pass->size));
    }
}

static void add_parts(void *context, uint32_t begin, uint32_t end)
{
    const struct pass *pass = context;
    uint32_t cells = pass->world->field_grid.cells;
    for (uint32_t part = 0; part < pass->parts; part++) {
        const int64_t *sums = pass->world->cell_sums + (size_t)part * cells;
        for (uint32_t cell = begin; cell < end; cell++)
            pass->energy_uj[cell] += pass->sign * sums[cell];
    }
}

static void flow(fishsim_world *world, int64_t *energy_uj, int64_t sign)
{
    enum { CELLS = 1024, FISH_PER_CELL = 2 };
    struct pass pass = {world, energy_uj, sign, 0, 0};
    uint32_t count = world->fish.count, cells = world->field_grid.cells;
    uint32_t worth =
        count / FISH_PER_CELL / cells; /* parts whose cells cost less than their fish */
    worth = worth < world->cell_parts ? worth : world->cell_parts;
    if (worth < 2) {
        add_rows(&world->fish, energy_uj, sign, 0, count);
        return;
    }
    pass.size = count / worth + 1;
    pass.parts = (count - 1) / pass.size + 1;
    parallel_for(&world->hooks, pass.parts, 1, sum_parts, &pass);
    parallel_for(&world->hooks, cells, CELLS, add_parts, &pass);
}

void flow_into_cells(fishsim_world *world, int64_t *energy_uj)
{
    flow(world, energy_uj, 1);
}

void flow_out_of_cells(fishsim_world *world, int64_t *energy_uj)
{
    flow(world, energy_uj, -1);
}
