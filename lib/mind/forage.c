/* SPDX-License-Identifier: MIT */
/*
 * forage.c: graze where there is most: swim towards the richest of the nine cells of plankton
 * around, and slow down in it.
 *
 * Area-restricted search by what can be seen from here (Charnov 1976 for when to leave): a cell is
 * left for a neighbour that holds a tenth more. Where all are alike it walks.
 */
#include "mind/mind.h"

/* A neighbour must be so much richer, and a fish in the richest cell swims so much slower. */
static const double RICHER = 1.1;
static const float SLOW = 0.2f;

/* The neighbour of a cell along one axis; false where there is a wall. */
static bool step_along(uint32_t cell, int32_t step, uint32_t count, bool torus, uint32_t *next)
{
    if (step < 0 && cell == 0)
        *next = count - 1;
    else if (step > 0 && cell + 1 == count)
        *next = 0;
    else
        *next = (uint32_t)((int32_t)cell + step);
    return torus || (step >= 0 && *next >= cell) || (step <= 0 && *next <= cell);
}

/* The richest neighbour of a cell, as a step; false where none is richer. */
static bool find_richer(const fishsim_world *world, uint32_t cell, int32_t *best_x, int32_t *best_y)
{
    const struct field_grid *grid = &world->field_grid;
    const int64_t *held = world->plankton.energy_uj;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS, found = false;
    double most = RICHER * (double)held[cell];
    for (int32_t y = -1; y <= 1; y++)
        for (int32_t x = -1; x <= 1; x++) {
            uint32_t column, row;
            if (!step_along(cell % grid->columns, x, grid->columns, torus, &column) ||
                !step_along(cell / grid->columns, y, grid->rows, torus, &row))
                continue;
            double there = (double)held[row * grid->columns + column];
            if ((x || y) && there > most) {
                most = there;
                *best_x = x;
                *best_y = y;
                found = true;
            }
        }
    return found;
}

static void decide_row(fishsim_world *world, const struct mind *mind, const struct species *species,
                       uint32_t row)
{
    const struct fish *fish = &world->fish;
    const struct field_grid *grid = &world->field_grid;
    uint32_t cell = field_cell(grid, fish->x[row], fish->y[row]);
    bool food = world->plankton.energy_uj[cell] > 0;
    int32_t x = 0, y = 0;
    bool richer = find_richer(world, cell, &x, &y);
    float cruise = mind_cruise(world, species, row);
    struct direction wanted = NOWHERE;
    if (richer) {
        /* Towards the middle of that cell. */
        double column = (double)(cell % grid->columns) + 0.5 + x;
        double line = (double)(cell / grid->columns) + 0.5 + y;
        wanted.x = (float)(column * grid->cell_width_m) - fish->x[row];
        wanted.y = (float)(line * grid->cell_height_m) - fish->y[row];
    }
    mind_want(world, mind, row, wanted, richer || !food ? cruise : SLOW * cruise);
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        if (is_open(world, row))
            decide_row(world, mind, species, row);
}

const struct mind_rule MIND_FORAGE_RULE = {.name = "forage", .errs = true, .decide = decide};
