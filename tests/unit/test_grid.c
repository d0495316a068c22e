/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* One species that schools, so that its grid has many cells, and one that does not. */
static const char TORUS[] = "world: {width_m: 40, height_m: 30, max_fish: 100000}\n"
                            "species:\n"
                            "  a: {minds: [couzin], start: {weight_g: 10}}\n"
                            "  b: {minds: [walk], start: {weight_g: 10}}\n";

static const char WALLS[] = "world: {width_m: 40, height_m: 30, boundary: walls}\n"
                            "species: {a: {minds: [couzin]}, b: {minds: [walk]}}\n";

/* The reach of this school is longer than the world: one cell. */
static const char ONE_CELL[] = "world: {width_m: 2, height_m: 2}\n"
                               "fields: {plankton: {diffusion_m2_per_s: 0}}\n"
                               "minds: {couzin: {attraction_radius: 1000}}\n"
                               "species: {a: {minds: [couzin]}, b: {minds: [couzin]}}\n";

/* Layers along z, and a school whose reach spans several. */
static const char DEEP_TORUS[] =
    "world: {dims: 3, width_m: 40, height_m: 30, depth_m: 20, max_fish: 100000}\n"
    "species:\n"
    "  a: {minds: [couzin], start: {weight_g: 10, count: 2000}}\n"
    "  b: {minds: [walk], start: {weight_g: 10}}\n";

static const char DEEP_WALLS[] =
    "world: {dims: 3, width_m: 40, height_m: 30, depth_m: 20, boundary: walls}\n"
    "species: {a: {minds: [couzin]}, b: {minds: [walk]}}\n";

static void scatter_fish(fishsim_world *world, uint32_t count)
{
    for (uint32_t n = 0; n < count; n++)
        put_fish(world, n % 3 == 0, (float)any(1, n) * world->width_m,
                 (float)any(2, n) * world->height_m, 10.0);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.z[row] = world->depth_m * (float)any(7, row);
}

static void assert_sorted(const fishsim_world *world)
{
    const struct fish *fish = &world->fish;
    uint32_t next = 0;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct grid *grid = &world->species[s].grid;
        assert_int_equal(world->species[s].begin, next);
        for (uint32_t cell = 0; cell < grid_cells(grid); cell++) {
            assert_int_equal(grid->cell_start[cell], next);
            for (uint64_t id = 0; next < grid->cell_start[cell + 1]; next++) {
                assert_int_equal(fish->species[next], s);
                assert_int_equal(grid_cell(grid, fish->x[next], fish->y[next], fish->z[next]),
                                 cell);
                assert_true(fish->id[next] > id);
                id = fish->id[next];
            }
        }
        assert_int_equal(world->species[s].end, next);
    }
    assert_int_equal(next, fish->count);
}

static void index_sorts_by_species_cell_and_id(void **state)
{
    (void)state;
    fishsim_world *world = world_from(TORUS);
    index_fish(world);
    assert_sorted(world);
    scatter_fish(world, 1000);
    index_fish(world);
    assert_true(world->species[0].grid.columns > 4 && world->species[0].grid.rows > 4);
    assert_sorted(world);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.x[row] = world->width_m * (float)any(3, row);
    index_fish(world);
    assert_sorted(world);
    fishsim_world_destroy(world);
}

static void a_crowded_cell_is_sorted_by_id(void **state)
{
    (void)state;
    static const uint32_t CROWDS[] = {1, 2, 63, 64, 65, 66, 1000};
    for (size_t i = 0; i < sizeof CROWDS / sizeof CROWDS[0]; i++) {
        fishsim_world *world = world_from(TORUS);
        for (uint32_t n = 0; n < CROWDS[i]; n++)
            put_fish(world, 0, 5.0f, 5.0f, 10.0);
        for (uint32_t row = 0; row < CROWDS[i]; row++) /* ids in a wild order, all different */
            world->fish.id[row] = hash_mix(row + 1);
        index_fish(world);
        assert_sorted(world);
        index_fish(world); /* and when it is sorted already */
        assert_sorted(world);
        for (uint32_t row = 0; row < CROWDS[i]; row++)
            world->fish.id[row] = CROWDS[i] - row;
        index_fish(world);
        assert_sorted(world);
        fishsim_world_destroy(world);
    }
}

/* Counts how often a scan shows each fish within reach, and checks the shift it comes with. */
static void assert_scan(const fishsim_world *world, uint32_t species, float x, float y, float z,
                        float reach)
{
    const struct fish *fish = &world->fish;
    const struct grid *grid = &world->species[species].grid;
    uint32_t *seen = calloc(fish->count + 1, sizeof *seen);
    struct scan scan;
    struct span span;
    scan_begin(&scan, grid, x, y, z, reach);
    while (scan_next(&scan, &span)) {
        assert_true(span.begin < span.end);
        for (uint32_t row = span.begin; row < span.end; row++) {
            assert_int_equal(fish->species[row], species);
            float dx = fish->x[row] + span.shift_x - x, dy = fish->y[row] + span.shift_y - y;
            float dz = fish->z[row] + span.shift_z - z;
            seen[row] += dx * dx + dy * dy + dz * dz <= reach * reach;
        }
    }
    for (uint32_t row = 0; row < fish->count; row++) {
        double dx = (double)fish->x[row] - (double)x, dy = (double)fish->y[row] - (double)y;
        double dz = (double)fish->z[row] - (double)z;
        if (grid->torus) {
            dx = minimum_image(dx, (double)grid->width_m);
            dy = minimum_image(dy, (double)grid->height_m);
            dz = world->deep ? minimum_image(dz, (double)grid->depth_m) : 0.0;
        }
        double distance = sqrt(dx * dx + dy * dy + dz * dz);
        if (fabs(distance - (double)reach) < 1e-5 * (double)grid->width_m)
            continue; /* too near to the edge for single precision to decide */
        bool within = fish->species[row] == species && distance < (double)reach;
        assert_int_equal(seen[row], within);
    }
    free(seen);
}

static void assert_scans(fishsim_world *world)
{
    float limit = world->reach_limit_m < 100.0f ? world->reach_limit_m : 100.0f;
    float below_x = nextafterf(world->width_m, 0.0f), below_y = nextafterf(world->height_m, 0.0f);
    put_fish(world, 0, 0.0f, 0.0f, 10.0);
    put_fish(world, 0, below_x, below_y, 10.0);
    put_fish(world, 1, 0.0f, below_y, 10.0);
    scatter_fish(world, 300);
    index_fish(world);
    for (uint32_t n = 0; n < 400; n++) {
        float reach = limit * (float)(n % 4 ? any(4, n) : 1.0);
        float x = world->width_m * (float)any(5, n), y = world->height_m * (float)any(6, n);
        x = n % 5 == 0 ? 0.0f : n % 5 == 1 ? below_x : x;
        y = n % 7 == 0 ? 0.0f : n % 7 == 1 ? below_y : y;
        float z = world->depth_m * (float)any(8, n);
        z = n % 3 == 0 ? 0.0f : n % 3 == 1 ? nextafterf(world->depth_m, 0.0f) : z;
        assert_scan(world, n & 1, x, y, z, reach);
    }
    fishsim_world_destroy(world);
}

static void a_scan_on_a_torus_shows_each_fish_in_reach_once(void **state)
{
    (void)state;
    assert_scans(world_from(TORUS));
}

static void a_scan_between_walls_shows_each_fish_in_reach_once(void **state)
{
    (void)state;
    assert_scans(world_from(WALLS));
}

static void a_scan_in_three_dimensions_shows_each_fish_in_reach_once(void **state)
{
    (void)state;
    fishsim_world *world = world_from(DEEP_TORUS);
    index_fish(world);
    assert_true(world->species[0].grid.layers > 2);
    assert_scans(world);
    assert_scans(world_from(DEEP_WALLS));
}

static void a_scan_in_a_grid_of_one_cell_shows_each_fish_in_reach_once(void **state)
{
    (void)state;
    fishsim_world *world = world_from(ONE_CELL);
    index_fish(world);
    assert_int_equal(world->species[0].grid.rows, 1);
    assert_scans(world);
}

static void a_scan_of_no_reach_at_the_seam_stays_on_its_side(void **state)
{
    (void)state;
    fishsim_world *world = world_from(TORUS);
    float x = nextafterf(world->width_m, 0.0f), y = nextafterf(world->height_m, 0.0f);
    put_fish(world, 0, x, y, 10.0);
    index_fish(world);
    struct scan scan;
    struct span span;
    scan_begin(&scan, &world->species[0].grid, x, y, 0.0f, 0.0f);
    assert_true(scan_next(&scan, &span));
    assert_true(span.shift_x == 0.0f && span.shift_y == 0.0f);
    assert_int_equal(span.end - span.begin, 1);
    fishsim_world_destroy(world);
}

static void the_last_cell_reaches_to_the_seam_whatever_the_rounding(void **state)
{
    (void)state;
    uint32_t rounded_up = 0;
    for (uint32_t columns = 1; columns <= 60; columns++)
        for (double width = 0.37; width < 40.0; width += 0.37) {
            uint32_t starts[61] = {0};
            starts[columns] = 1; /* one fish, in the last cell */
            struct grid grid = {.columns = columns,
                                .rows = columns,
                                .layers = 1,
                                .torus = 1,
                                .width_m = (float)width,
                                .height_m = (float)width,
                                .per_m_x = (float)(columns / width),
                                .per_m_y = (float)(columns / width),
                                .cell_start = starts};
            float at = nextafterf(grid.width_m, 0.0f);
            rounded_up += at * grid.per_m_x >= (float)columns;
            assert_int_equal(grid_cell(&grid, at, at, 0.0f), columns * columns - 1);
            grid.rows = 1;
            grid.per_m_y = 1.0f / grid.width_m;
            struct scan scan;
            struct span span;
            scan_begin(&scan, &grid, at, at, 0.0f, 0.0f);
            assert_true(scan_next(&scan, &span));
            assert_int_equal(span.end, 1);
            assert_true(span.shift_x == 0.0f && span.shift_y == 0.0f);
        }
    assert_true(rounded_up > 0); /* or this shows nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(index_sorts_by_species_cell_and_id),
        TEST(a_crowded_cell_is_sorted_by_id),
        TEST(a_scan_on_a_torus_shows_each_fish_in_reach_once),
        TEST(a_scan_between_walls_shows_each_fish_in_reach_once),
        TEST(a_scan_in_three_dimensions_shows_each_fish_in_reach_once),
        TEST(a_scan_in_a_grid_of_one_cell_shows_each_fish_in_reach_once),
        TEST(the_last_cell_reaches_to_the_seam_whatever_the_rounding),
        TEST(a_scan_of_no_reach_at_the_seam_stays_on_its_side),
    };
    return RUN(tests);
}
