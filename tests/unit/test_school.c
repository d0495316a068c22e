/* SPDX-License-Identifier: MIT */
/* Tests of measure/school.c against plain loops, and on schools whose measures are known. */
#include "unit/builder.h"

#include "measure/school.h"

static const char WORLD[] =
    "world: {width_m: 30, height_m: 20}\n"
    "species: {fish: {minds: [], start: {count: 60, weight_g: 10, weight_sigma: 0, groups: 3, "
    "group_radius_m: 3}}, other: {minds: [], start: {count: 20, weight_g: 90}}}\n";

static struct school measure(const fishsim_world *world, uint32_t species)
{
    struct school_room room = {0};
    struct school school;
    assert_ok(school_measure(world, species, &room, &school, NULL));
    school_release(&room, &world->hooks);
    return school;
}

/* The world with its boundary, and `link_radius` of its lengths. */
static fishsim_world *world_with(const char *boundary, const char *count, const char *link)
{
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_load_text(config, WORLD, sizeof WORLD - 1, "test", NULL));
    assert_ok(fishsim_config_set(config, "world.boundary", boundary, NULL));
    assert_ok(fishsim_config_set(config, "species.fish.start.count", count, NULL));
    assert_ok(fishsim_config_set(config, "measures.link_radius", link, NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    fishsim_config_destroy(config);
    return world;
}

/* ---- against plain loops -------------------------------------------------------------------- */

static double along(double d, double extent, bool torus)
{
    return torus ? d - extent * floor(d / extent + 0.5) : d;
}

static double distance(const fishsim_world *world, uint32_t a, uint32_t b)
{
    const struct fish *fish = &world->fish;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    return hypot(along((double)fish->x[b] - (double)fish->x[a], 30.0, torus),
                 along((double)fish->y[b] - (double)fish->y[a], 20.0, torus));
}

/* Spreads a number over all fish that are linked to one. */
static void flood(const fishsim_world *world, uint32_t from, double link_m, uint32_t *of)
{
    for (uint32_t b = 0; b < world->fish.count; b++)
        if (!of[b] && world->fish.species[b] == world->fish.species[from] &&
            distance(world, from, b) <= link_m) {
            of[b] = of[from];
            flood(world, b, link_m, of);
        }
}

static void assert_spacing(const fishsim_world *world, double link_m)
{
    uint32_t of[80] = {0}, size[81] = {0}, clusters = 0, largest = 0, count = 0;
    double sum = 0.0;
    for (uint32_t a = 0; a < world->fish.count; a++) {
        if (world->fish.species[a] != 0)
            continue;
        double nearest = INFINITY;
        for (uint32_t b = 0; b < world->fish.count; b++)
            if (b != a && world->fish.species[b] == 0)
                nearest = fmin(nearest, distance(world, a, b));
        sum += nearest;
        count++;
        if (!of[a]) {
            of[a] = ++clusters;
            flood(world, a, link_m, of);
        }
        size[of[a]]++;
        largest = size[of[a]] > largest ? size[of[a]] : largest;
    }
    struct school school = measure(world, 0);
    assert_int_equal(school.fish, count);
    assert_int_equal(school.clusters, clusters);
    assert_int_equal(school.largest, largest);
    assert_near(school.nearest_m, sum / count, 1e-6);
}

static void spacing_equals_that_of_a_plain_loop(void **state)
{
    (void)state;
    static const char *const LINKS[] = {"0.5", "3", "6", "12", "300"};
    for (int torus = 0; torus < 2; torus++)
        for (int i = 0; i < 5; i++) {
            fishsim_world *world = world_with(torus ? "torus" : "walls", "60", LINKS[i]);
            /* 10 g are 10 cm. */
            assert_spacing(world, atof(LINKS[i]) * 0.1);
            assert_ok(fishsim_world_tick(world, 200, NULL));
            assert_spacing(world, atof(LINKS[i]) * 0.1);
            fishsim_world_destroy(world);
        }
}

/* ---- schools that are known ------------------------------------------------------------------ */

/* Puts the first fish on a circle about a point, swimming along it, outwards, or one way. */
enum way { ROUND, OUTWARD, ONE_WAY };

static void put_on_circle(fishsim_world *world, double x, double y, double radius, enum way way)
{
    struct fish *fish = &world->fish;
    for (uint32_t i = 0; i < 60; i++) {
        double angle = 2.0 * REAL_PI * i / 60.0;
        fish->x[i] = (float)fmod(x + radius * cos(angle) + 30.0, 30.0);
        fish->y[i] = (float)fmod(y + radius * sin(angle) + 20.0, 20.0);
        double to = way == ROUND ? angle + 0.5 * REAL_PI : way == OUTWARD ? angle : 0.7;
        fish->heading_x[i] = (float)cos(to);
        fish->heading_y[i] = (float)sin(to);
    }
}

static void a_mill_mills_also_across_the_seams_of_a_torus(void **state)
{
    (void)state;
    static const double PLACES[][2] = {{15, 10}, {0, 10}, {29.5, 0.2}, {1, 19.9}};
    for (int i = 0; i < 4; i++) {
        fishsim_world *world = world_with("torus", "60", "12");
        put_on_circle(world, PLACES[i][0], PLACES[i][1], 4.0, ROUND);
        struct school school = measure(world, 0);
        assert_near(school.polarisation, 0.0, 1e-6);
        assert_near(school.milling, 1.0, 1e-6);
        assert_near(school.spread_m, 4.0, 1e-5);
        assert_near(school.nearest_m, 8.0 * sin(REAL_PI / 60.0), 1e-5);
        assert_int_equal(school.clusters, 1);
        assert_int_equal(school.largest, 60);
        fishsim_world_destroy(world);
    }
}

static void a_parallel_school_is_polarised_and_a_burst_is_neither(void **state)
{
    (void)state;
    fishsim_world *world = world_with("torus", "60", "1");
    put_on_circle(world, 0, 0, 3.0, ONE_WAY);
    struct school school = measure(world, 0);
    assert_near(school.polarisation, 1.0, 1e-6);
    assert_near(school.milling, 0.0, 1e-6);
    put_on_circle(world, 0, 0, 3.0, OUTWARD);
    school = measure(world, 0);
    assert_near(school.polarisation, 0.0, 1e-6);
    assert_near(school.milling, 0.0, 1e-5);
    assert_int_equal(school.clusters, 60); /* 31 cm apart, and linked within 10 cm */
    assert_int_equal(school.largest, 1);
    fishsim_world_destroy(world);
}

/* A mill that stands upright, through surface and bottom of a torus. */
static void a_mill_of_any_axis_mills_in_three_dimensions(void **state)
{
    (void)state;
    fishsim_world *world = world_from(
        "world: {dims: 3, width_m: 30, height_m: 20, depth_m: 12}\n"
        "species: {fish: {minds: [], start: {count: 60, weight_g: 10, weight_sigma: 0}}}\n");
    struct fish *fish = &world->fish;
    for (uint32_t i = 0; i < 60; i++) {
        double angle = 2.0 * REAL_PI * i / 60.0;
        fish->x[i] = 7.0f;
        fish->y[i] = (float)(10.0 + 4.0 * cos(angle));
        fish->z[i] = (float)fmod(12.0 + 4.0 * sin(angle), 12.0);
        fish->heading_x[i] = 0.0f;
        fish->heading_y[i] = (float)-sin(angle);
        fish->heading_z[i] = (float)cos(angle);
    }
    struct school school = measure(world, 0);
    assert_near(school.polarisation, 0.0, 1e-6);
    assert_near(school.milling, 1.0, 1e-6);
    assert_near(school.spread_m, 4.0, 1e-5);
    assert_near(school.nearest_m, 8.0 * sin(REAL_PI / 60.0), 1e-5);
    assert_int_equal(school.clusters, 1);
    fishsim_world_destroy(world);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    fishsim_world *world = world_with("torus", "60", "5");
    assert_ok(fishsim_world_tick(world, 50, NULL));
    struct school before = measure(world, 0);
    for (uint32_t i = 0; i < world->fish.count; i++)
        world->fish.order[i] = (i * 37) % world->fish.count;
    reorder(&world->fish, &world->hooks);
    struct school after = measure(world, 0);
    assert_memory_equal(&before, &after, sizeof before);
    fishsim_world_destroy(world);
}

static void no_fish_or_a_single_one_is_no_school(void **state)
{
    (void)state;
    fishsim_world *world = world_with("torus", "0", "5");
    struct school school = measure(world, 0), nothing = {0};
    assert_memory_equal(&school, &nothing, sizeof school);
    fishsim_world_destroy(world);
    world = world_with("torus", "1", "5");
    school = measure(world, 0);
    assert_int_equal(school.fish, 1);
    assert_int_equal(school.clusters, 1);
    assert_near(school.polarisation, 1.0, 1e-6);
    assert_near(school.milling, 0.0, 0.0);
    assert_near(school.nearest_m, 0.0, 0.0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(spacing_equals_that_of_a_plain_loop),
        TEST(a_mill_mills_also_across_the_seams_of_a_torus),
        TEST(a_parallel_school_is_polarised_and_a_burst_is_neither),
        TEST(a_mill_of_any_axis_mills_in_three_dimensions),
        TEST(the_order_of_rows_does_not_matter),
        TEST(no_fish_or_a_single_one_is_no_school),
    };
    return RUN(tests);
}
