/* SPDX-License-Identifier: MIT */
/*
 * builder.h: small worlds for the tests of the core, fish by fish and phase by phase.
 *
 * These tests see internal headers and link with the static library. What they share with the
 * tests of the contract (statuses, columns, the ledger) comes from api.h.
 */
#ifndef FISHSIM_TESTS_BUILDER_H
#define FISHSIM_TESTS_BUILDER_H

#include "api/api.h"

#undef fail /* cmocka's; the library has a function of that name */

#include "base/host.h"
#include "base/random.h"
#include "base/real.h"
#include "base/status.h"
#include "mind/mind.h"
#include "tick/tick.h"
#include "world/grid.h"
#include "world/world.h"

#include <math.h>

/* cmocka's tables of tests, one line for each. */
#define TEST(function) cmocka_unit_test(function)
#define RUN(tests)     cmocka_run_group_tests(tests, NULL, NULL)

static inline void assert_near_at(double got, double wanted, double tolerance, const char *file,
                                  int line)
{
    if (fabs(got - wanted) <= tolerance)
        return;
    print_error("%.17g is not within %g of %.17g\n", got, tolerance, wanted);
    _fail(file, line);
}

#define assert_near(got, wanted, tolerance)                                                        \
    assert_near_at((double)(got), (double)(wanted), (double)(tolerance), __FILE__, __LINE__)

/* A world from YAML text. */
static inline fishsim_world *world_from(const char *yaml)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, yaml, strlen(yaml), "test", &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

/* Puts row fish->order[i] at row i, in all columns: id and species are left to whoever sorts. */
static inline void reorder(struct fish *fish, const fishsim_hooks *hooks)
{
    uint64_t *id = memory_take(hooks, fish->count * sizeof *id);
    uint16_t *species = memory_take(hooks, fish->count * sizeof *species);
    assert_true(id && species);
    memcpy(id, fish->id, fish->count * sizeof *id);
    memcpy(species, fish->species, fish->count * sizeof *species);
    fish_permute(fish, hooks);
    for (uint32_t row = 0; row < fish->count; row++) {
        fish->id[row] = id[fish->order[row]];
        fish->species[row] = species[fish->order[row]];
    }
    memory_release(hooks, id, fish->count * sizeof *id);
    memory_release(hooks, species, fish->count * sizeof *species);
}

/* Counts the present stocks as the start of the ledger, after a test has changed them by hand. */
static inline void rebase_ledger(fishsim_world *world)
{
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    world->ledger.start += ledger_residual(world, stock);
}

/* Adds a fish with its gut half full, heading along +x at rest; returns its row. */
static inline uint32_t put_fish(fishsim_world *world, uint32_t species, float x, float y,
                                double weight_g)
{
    struct fish *fish = &world->fish;
    assert_ok(fish_reserve(fish, &world->hooks, (uint64_t)fish->count + 1, NULL));
    uint32_t row = world_add_fish(world, species, weight_g);
    fish->x[row] = x;
    fish->y[row] = y;
    double day_j = species_consumption(&world->species[species], (double)fish->ln_weight[row], 1.0);
    fish->gut_capacity_uj[row] = (float)(day_j * 1e6);
    fish->gut_uj[row] = (int64_t)fish->gut_capacity_uj[row] / 2;
    fish->field_cell[row] = field_cell(&world->field_grid, x, y);
    rebase_ledger(world);
    return row;
}

static inline void set_heading(fishsim_world *world, uint32_t row, double degrees)
{
    world->fish.heading_x[row] = (float)cos(degrees * REAL_PI / 180.0);
    world->fish.heading_y[row] = (float)sin(degrees * REAL_PI / 180.0);
}

/* What the index phase of a tick does. Rows change place: find fish again by row_of. */
static inline void index_fish(fishsim_world *world)
{
    world->indexed = false;
    tick_index(world);
    world->indexed = false;
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.field_cell[row] =
            field_cell(&world->field_grid, world->fish.x[row], world->fish.y[row]);
}

static inline uint32_t row_of(const fishsim_world *world, uint64_t id)
{
    uint32_t row = 0;
    while (row < world->fish.count && world->fish.id[row] != id)
        row++;
    return row < world->fish.count ? row : NO_ROW;
}

/* The shortest offset on a torus. */
static inline double minimum_image(double offset, double extent)
{
    return offset - extent * floor(offset / extent + 0.5);
}

/* A number in [0, 1) for tests that want many cases: n-th of a stream. */
static inline double any(uint64_t stream, uint32_t n)
{
    return random_uniform(random_draw(stream, 0, 0, RANDOM_START, n).word[0]);
}

#endif
