/* SPDX-License-Identifier: MIT */
/*
 * perceive_fixture.h: a water in which little is to be seen, for the tests of what fish perceive.
 *
 * Whatever is perceived here is perceived by every kernel that runs on the machine, and must have
 * the same bits.
 */
#ifndef FISHSIM_TESTS_PERCEIVE_FIXTURE_H
#define FISHSIM_TESTS_PERCEIVE_FIXTURE_H

#include "builder.h"

#include "tick/kernel.h"
#include "world/perceive.h"

/* Fish of 10 kg are 1 m long and see 10 m: a looks, b is its prey, c its predator, d neither. */
#define WATER(boundary)                                                                            \
    "world: {width_m: 60, height_m: 50, boundary: " boundary "}\n"                                 \
    "calendar: {start_hour: 6}\n"                                                                  \
    "fields: {cell_m: 10}\n"                                                                       \
    "agents: {rays: 8, nearest: 3, sectors: 4, sight_radius: 10}\n"                                \
    "species:\n"                                                                                   \
    "  a: {growth: {weight_inf_g: 20000}}\n"                                                       \
    "  b: {growth: {weight_inf_g: 20000}}\n"                                                       \
    "  c: {growth: {weight_inf_g: 20000}}\n"                                                       \
    "  d: {growth: {weight_inf_g: 20000}}\n"                                                       \
    "web: {a: {b: 1}, c: {a: 1}}\n"

#define TORUS WATER("torus")
#define WALLS WATER("walls")

enum { A, B, C, D };
enum {
    RAYS = 8,
    NEAREST = 3,
    SECTORS = 4,
    RAY_SIZE = 5,
    NEAREST_SIZE = 7,
    SIZE = 12 + 40 + 21 + 11
};
enum { KIN, PREY, PREDATOR, WALL, CLOSING };
enum { DX, DY, DVX, DVY, LN_RATIO, RELATION, VALID };
enum { HERE, AHEAD, LEFT, MOST, DETRITUS };
enum { ROWS_MAX = 512 };

/* A world with the fish that looks, id 1, in the middle, heading along +y. */
static inline fishsim_world *water(const char *yaml)
{
    fishsim_world *world = world_from(yaml);
    assert_int_equal(world->perception.size, SIZE);
    put_fish(world, A, 30.0f, 25.0f, 10000.0);
    set_heading(world, 0, 90.0);
    return world;
}

/* Perceives for `count` rows by every kernel; all must give the bits of the scalar one. */
static inline void perceive(const fishsim_world *world, const uint32_t *rows, uint32_t count,
                            float *const *out, struct company *company)
{
    enum { FLOATS_MAX = 700 };
    static float again[ROWS_MAX][FLOATS_MAX];
    static float *other[ROWS_MAX];
    static struct company other_company[ROWS_MAX];
    struct moment moment = perceive_moment(world);
    assert_true(count <= ROWS_MAX && world->perception.size <= FLOATS_MAX);
    for (uint32_t i = 0; i < count; i++)
        other[i] = again[i];
    const struct perceived first = {count, rows, out, company};
    const struct perceived second = {count, rows, out ? other : NULL,
                                     company ? other_company : NULL};
    kernel_choose(KERNEL_SCALAR)->perceive(world, &moment, &first);
    for (uint32_t kind = KERNEL_V128; kind <= KERNEL_AVX512; kind++) {
        kernel_choose(kind)->perceive(world, &moment, &second);
        for (uint32_t i = 0; out && i < count; i++)
            assert_memory_equal(out[i], again[i], world->perception.size * sizeof(float));
        if (company)
            assert_memory_equal(company, other_company, count * sizeof *company);
    }
}

static inline void perceive_row(const fishsim_world *world, uint32_t row, float *out,
                                struct company *company)
{
    perceive(world, &row, 1, out ? &out : NULL, company);
}

/* What fish 1 perceives, and one block of it. */
static inline const float *look(fishsim_world *world, enum observe_block block, float row[SIZE])
{
    index_fish(world);
    perceive_row(world, row_of(world, 1), row, NULL);
    return row + world->perception.at[block];
}

static inline double reach_of(const fishsim_world *world)
{
    return 10.0 * (double)fish_length_m(&world->fish, row_of(world, 1));
}

static inline double fastest_of(const fishsim_world *world)
{
    return world->species[A].settings.motion.maximum_bl_per_s * reach_of(world) / 10.0;
}

/* Fills cell (column, row) of 6 x 5 to a part of its capacity. */
static inline void fill_cell(fishsim_world *world, uint32_t column, uint32_t row, double part)
{
    const struct settings *settings = &world->settings;
    double capacity_j = settings->fields.plankton.capacity_g_per_m2 *
                        settings->fields.plankton.energy_j_per_g * 100.0;
    world->plankton.energy_uj[row * 6 + column] = (int64_t)(part * capacity_j * 1e6);
}

static inline void fill_all(fishsim_world *world, double part)
{
    for (uint32_t cell = 0; cell < 30; cell++)
        fill_cell(world, cell % 6, cell / 6, part);
}

#endif
