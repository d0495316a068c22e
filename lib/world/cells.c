/* SPDX-License-Identifier: MIT */
/*
 * cells.c: the size of the cells of each species' grid, by how far its fish look for their like.
 *
 * Called by tick/tick.c before the fish are sorted, and by world.c for the memory. Cells decide in
 * which order a fish meets the others, and so the last bits of its sums: they follow from the state
 * alone, by sums of integers.
 */
#include "world/cells.h"

#include "base/real.h"
#include "config/config.h"
#include "mind/mind.h"

#include <math.h>

/* How far the minds of a species look for its like, BL; 0 when it does not school. */
static double school_reach(const struct species *species)
{
    double reach = 0.0;
    for (uint32_t i = 0; i < species->mind_count; i++) {
        const struct mind *mind = species->minds[i];
        double looks = mind->rule->reach ? mind->rule->reach(&mind->settings) : 0.0;
        reach = looks > reach ? looks : reach;
    }
    return reach;
}

/* Not many more than fish at the start: cells must be cleared in every tick. */
static uint32_t most_of(const struct species *species)
{
    uint64_t most = 4 * settings_first_rows(&species->settings);
    return most < 1024 ? 1024 : (uint32_t)most;
}

uint64_t cells_most(const fishsim_world *world)
{
    uint64_t most = 0;
    for (uint32_t s = 0; s < world->species_count; s++)
        most += most_of(&world->species[s]);
    return most;
}

static uint32_t whole_cells(double extent, double cell)
{
    double count = floor(extent / cell);
    return count < 1.0 ? 1 : (uint32_t)count;
}

/* So many cells along one axis, of those that are left for it and the axes after it. */
static uint32_t at_most(uint32_t count, uint32_t *left)
{
    count = count < *left ? count : *left;
    *left /= count;
    return count;
}

/*
 * Cells a quarter of the reach wide and one reach tall make three ranges of rows hold a
 * neighbourhood with little beside it, or nine in three dimensions, where a layer is one reach
 * thick. A species that does not school gets cells of about two fish.
 */
static void fit(const fishsim_world *world, struct species *species, uint64_t count,
                double length_cm)
{
    struct grid *grid = &species->grid;
    double width = world->settings.world.width_m, height = world->settings.world.height_m;
    double depth = world->settings.world.depth_m;
    double reach = school_reach(species) * 0.01 * length_cm;
    double cell_width = reach / 4.0, cell_height = reach, cell_depth = reach;
    if (reach <= 0.0) {
        double room = 2.0 * width * height * (world->deep ? depth : 1.0) / (double)count;
        cell_width = cell_height = cell_depth =
            world->deep ? real_pow(room, 1.0 / 3.0) : sqrt(room);
    }
    double most = most_of(species);
    double too_many = (width / cell_width) * (height / cell_height) / most;
    if (world->deep)
        too_many *= depth > cell_depth ? depth / cell_depth : 1.0;
    if (too_many > 1.0) {
        double larger = world->deep ? real_pow(too_many, 1.0 / 3.0) : sqrt(too_many);
        cell_width *= larger;
        cell_height *= larger;
        cell_depth *= larger;
    }
    /* In water that is narrower than a cell, the others must be fewer. */
    uint32_t left = most_of(species);
    grid->columns = at_most(whole_cells(width, cell_width), &left);
    grid->rows = at_most(whole_cells(height, cell_height), &left);
    grid->layers = world->deep ? at_most(whole_cells(depth, cell_depth), &left) : 1;
    grid->torus = world->settings.world.boundary == BOUNDARY_TORUS;
    grid->width_m = world->width_m;
    grid->height_m = world->height_m;
    grid->per_m_x = (float)(grid->columns / width);
    grid->per_m_y = (float)(grid->rows / height);
    if (world->deep) {
        grid->depth_m = world->depth_m;
        grid->per_m_z = (float)(grid->layers / depth);
    }
}

/* Fish of each species and the sum of their lengths, in parts that threads share. */
struct census {
    const struct fish *fish;
    uint32_t size; /* of a part */
    struct {
        uint64_t count, length_um;
    } part[PARTS_MAX][SPECIES_MAX];
};

/* A length is taken for no more than 2 km, which fits 31 bits. */
static const float LONGEST_UM = 2e9f;

static void count_rows(void *context, uint32_t begin, uint32_t end)
{
    struct census *census = context;
    const struct fish *fish = census->fish;
    for (uint32_t first = begin, last; first < end; first = last) {
        int64_t length_um = 0;
        uint32_t species = fish->species[first];
        last = species_run(fish->species, first, end);
        for (uint32_t row = first; row < last; row++) {
            float um = fish->length_cm[row] * 1e4f;
            length_um += (int32_t)(um < LONGEST_UM ? um : LONGEST_UM);
        }
        census->part[begin / census->size][species].count += last - first;
        census->part[begin / census->size][species].length_um += (uint64_t)length_um;
    }
}

/* Rows of a species, and their mean length in cm: a row of 1 cm when there are none. */
static uint64_t take_census(const struct census *census, uint32_t species, double *length_cm)
{
    uint64_t count = 0, length_um = 0;
    for (uint32_t part = 0; part < PARTS_MAX; part++) {
        count += census->part[part][species].count;
        length_um += census->part[part][species].length_um;
    }
    *length_cm = count ? 1e-4 * (double)length_um / (double)count : 1.0;
    return count ? count : 1;
}

void cells_fit(fishsim_world *world)
{
    enum { LEAST = 4096 };
    struct census census = {.fish = &world->fish, .size = part_size(world->fish.count, LEAST)};
    parallel_for(&world->hooks, world->fish.count, census.size, count_rows, &census);
    world->total_cells = 0;
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        double length_cm;
        uint64_t count = take_census(&census, s, &length_cm);
        fit(world, species, count, length_cm);
        species->grid.first_cell = world->total_cells;
        species->grid.cell_start = world->cell_start + world->total_cells;
        world->total_cells += grid_cells(&species->grid);
    }
}
