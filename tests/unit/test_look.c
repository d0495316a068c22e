/* SPDX-License-Identifier: MIT */
/* look.c: who is in sight, and that nothing depends on who looks together. */
#include "perceive_fixture.h"

#include "world/hash.h"

static void sight_crosses_the_seam_of_a_torus_and_no_wall(void **state)
{
    (void)state;
    float row[SIZE];
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = water(walls ? WALLS : TORUS);
        world->fish.x[0] = 59.0f;
        world->fish.y[0] = 49.0f;
        set_heading(world, 0, 0.0);
        put_fish(world, A, 2.0f, 1.0f, 10000.0);
        const float *nearest = look(world, BLOCK_NEAREST, row);
        double reach = reach_of(world), near = 1.0 - sqrt(13.0) / reach;
        assert_near(nearest[DX], walls ? 0.0 : 3.0 / reach, 1e-5);
        assert_near(nearest[DY], walls ? 0.0 : 2.0 / reach, 1e-5);
        const float *rays = row + world->perception.at[BLOCK_RAYS];
        assert_near(rays[1 * RAY_SIZE + KIN], walls ? 0.0 : near, 1e-5);
        fishsim_world_destroy(world);
    }
}

/* Distances of fish in sight of fish 1 in order, the slow way; returns how many. */
static uint32_t slow_distances(const fishsim_world *world, bool kin, double *distance)
{
    const struct fish *fish = &world->fish;
    uint32_t self = row_of(world, 1), count = 0;
    for (uint32_t row = 0; row < fish->count; row++) {
        double dx = minimum_image((double)fish->x[row] - (double)fish->x[self], 60.0);
        double dy = minimum_image((double)fish->y[row] - (double)fish->y[self], 50.0);
        double d = hypot(dx, dy);
        if (row == self || d >= reach_of(world) || (kin && fish->species[row] != A))
            continue;
        uint32_t place = count++;
        for (; place > 0 && distance[place - 1] > d; place--)
            distance[place] = distance[place - 1];
        distance[place] = d;
    }
    return count;
}

static void a_crowd_is_seen_as_by_going_through_all_fish(void **state)
{
    (void)state;
    enum { CROWD = 1500 };
    fishsim_world *world = water(TORUS);
    for (uint32_t n = 0; n < CROWD; n++)
        put_fish(world, A + n % 4, (float)(60.0 * any(1, n)), (float)(50.0 * any(2, n)), 10000.0);
    float row[SIZE];
    static double distance[CROWD];
    for (uint32_t n = 0; n < 40; n++) {
        uint32_t self = row_of(world, 1);
        world->fish.x[self] = (float)(60.0 * any(3, n));
        world->fish.y[self] = (float)(50.0 * any(4, n));
        set_heading(world, self, 360.0 * any(5, n));
        const float *nearest = look(world, BLOCK_NEAREST, row);
        assert_true(slow_distances(world, false, distance) > 100);
        for (int i = 0; i < NEAREST; i++, nearest += NEAREST_SIZE)
            assert_near(hypot((double)nearest[DX], (double)nearest[DY]),
                        distance[i] / reach_of(world), 1e-5);
        struct company company;
        perceive_row(world, row_of(world, 1), NULL, &company);
        assert_int_equal(company.kin, slow_distances(world, true, distance));
        assert_near(company.nearest_m, distance[0], 1e-4);
    }
    fishsim_world_destroy(world);
}

static void company_is_of_the_own_kind_but_touch_is_of_any(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    struct company company;
    index_fish(world);
    perceive_row(world, 0, NULL, &company);
    assert_near(company.nearest_m, reach_of(world), 1e-5);
    assert_int_equal(company.kin + company.touching, 0);
    put_fish(world, B, 30.1f, 25.0f, 10000.0); /* touches, not of its kind */
    set_heading(world, put_fish(world, A, 27.0f, 21.0f, 10000.0), 180.0); /* 5 m off */
    set_heading(world, put_fish(world, A, 30.0f, 33.0f, 10000.0), 90.0);  /* 8 m off */
    index_fish(world);
    perceive_row(world, row_of(world, 1), NULL, &company);
    assert_near(company.nearest_m, 5.0, 1e-5);
    assert_int_equal(company.kin, 2);
    assert_int_equal(company.touching, 1);
    assert_near(company.heading_x, -1.0, 1e-5);
    assert_near(company.heading_y, 1.0, 1e-5);
    fishsim_world_destroy(world);
}

/* Everything about a fish that perception reads, far out of the usual. */
static void distort(fishsim_world *world, uint32_t row)
{
    struct fish *fish = &world->fish;
    fish->speed[row] = (float)(100.0 * any(13, row));
    set_heading(world, row, 360.0 * any(14, row));
    fish->gut_uj[row] = (int64_t)(2.0 * any(15, row) * (double)fish->gut_capacity_uj[row]);
    fish->soma_uj[row] *= 1 + row % 7;
    fish->handling_s[row] = (float)(1e4 * any(16, row));
    fish->birth_tick[row] = -(int64_t)(1e9 * any(17, row));
}

static void nothing_perceived_ever_leaves_its_range(void **state)
{
    (void)state;
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = water(walls ? WALLS : TORUS);
        for (uint32_t n = 0; n < 300; n++) {
            float x = n % 5 ? (float)(60.0 * any(11, n)) : 0.0f; /* many at one place */
            float y = n % 5 ? (float)(50.0 * any(12, n)) : 0.0f;
            distort(world, put_fish(world, n % 4, x, y, n % 3 ? 10000.0 : 0.01));
        }
        for (uint32_t cell = 0; cell < 30; cell++)
            fill_cell(world, cell % 6, cell / 6, 3.0 * any(18, cell));
        index_fish(world);
        for (uint32_t row = 0; row < world->fish.count; row++) {
            float out[SIZE];
            memset(out, 0xff, sizeof out); /* not a number: each must be written */
            perceive_row(world, row, out, NULL);
            for (int i = 0; i < SIZE; i++)
                assert_true(out[i] >= -1.0f && out[i] <= 1.0f);
        }
        fishsim_world_destroy(world);
    }
}

/* ---- all kernels, all groupings -------------------------------------------------------------- */

/* Waters in which perception takes different ways, of fish anywhere and in heaps. */
static const char *const WATERS[] = {
    "world: {width_m: 30, height_m: 20}\n",
    "world: {width_m: 30, height_m: 20, boundary: walls}\n",
    "world: {width_m: 3, height_m: 40}\n",
    "world: {width_m: 4, height_m: 4}\nagents: {sight_radius: 30, nearest: 32, rays: 64}\n",
    "agents: {rays: 1, nearest: 1, sectors: 1}\n",
    "agents: {rays: 13, nearest: 5, sectors: 64}\n",
    "agents: {observe: [nearest, own], nearest: 4}\n",
    "agents: {observe: [rays], rays: 8}\n",
    "agents: {observe: [clock, lateral_line]}\n",
};

static const char FISH[] = "world: {width_m: 15, height_m: 12}\n"
                           "species:\n"
                           "  a: {minds: [couzin], start: {count: 200, weight_g: 5}}\n"
                           "  b: {minds: [walk], start: {count: 200, weight_g: 50, groups: 3}}\n"
                           "  c: {minds: [walk], start: {count: 20, weight_g: 500}}\n"
                           "web: {b: {a: 1}, c: {b: 1}}\n";

static fishsim_world *lively(const char *water)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, FISH, strlen(FISH), NULL, &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, water, strlen(water), NULL, &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    fishsim_config_destroy(config);
    assert_status(FISHSIM_OK, fishsim_world_tick(world, 20, &error), &error);
    /* Some stand at one place, and some at the seam. */
    for (uint32_t row = 0; row < world->fish.count; row += 7) {
        world->fish.x[row] = row % 2 ? 0.0f : nextafterf(world->width_m, 0.0f);
        world->fish.y[row] = row % 3 ? 1.0f : 0.0f;
    }
    index_fish(world);
    return world;
}

static void every_kernel_and_every_grouping_gives_the_same_bits(void **state)
{
    (void)state;
    static float together[ROWS_MAX][700], alone[700];
    static float *out[ROWS_MAX];
    static struct company company[ROWS_MAX];
    for (size_t i = 0; i < sizeof WATERS / sizeof WATERS[0]; i++) {
        fishsim_world *world = lively(WATERS[i]);
        for (uint32_t step = 1; step < 12; step += 5) {
            uint32_t rows[ROWS_MAX], count = 0;
            for (uint32_t row = 0; row < world->fish.count; row += step) {
                out[count] = together[count];
                rows[count++] = row;
            }
            perceive(world, rows, count, out, company);
            for (uint32_t n = 0; n < count; n++) {
                struct company lonely;
                perceive_row(world, rows[n], alone, &lonely);
                assert_memory_equal(alone, together[n], world->perception.size * sizeof(float));
                assert_memory_equal(&lonely, &company[n], sizeof lonely);
            }
        }
        fishsim_world_destroy(world);
    }
}

/* A hash of all that is perceived in a crowd of three kinds, made without the C library's cosine.
 */
static uint64_t hash_of_a_crowd(const char *yaml)
{
    static const float HEADING[][2] = {{0.6f, 0.8f}, {-0.8f, 0.6f}, {0.28f, -0.96f}, {-1.0f, 0.0f}};
    fishsim_world *world = water(yaml);
    world->fish.heading_x[0] = 0.6f;
    world->fish.heading_y[0] = 0.8f;
    for (uint32_t n = 0; n < 200; n++) {
        uint32_t row = put_fish(world, A + n % 3, (float)(60.0 * any(21, n)),
                                (float)(50.0 * any(22, n)), 1000.0 * (1 + n % 7));
        world->fish.heading_x[row] = HEADING[n % 4][0];
        world->fish.heading_y[row] = HEADING[n % 4][1];
        world->fish.speed[row] = (float)any(23, n);
    }
    index_fish(world);
    uint64_t hash = 0;
    for (uint32_t row = 0; row < world->fish.count; row++) {
        float out[SIZE];
        uint32_t word;
        perceive_row(world, row, out, NULL);
        for (int i = 0; i < SIZE; i++) {
            memcpy(&word, &out[i], sizeof word);
            hash = hash_mix(hash ^ word);
        }
    }
    fishsim_world_destroy(world);
    return hash;
}

/* These numbers change with a formula of perception, or of the length of a body, alone. */
static void bits_are_the_same_on_any_machine(void **state)
{
    (void)state;
    assert_int_equal(hash_of_a_crowd(TORUS), 0x5dad28171a2b9e92);
    assert_int_equal(hash_of_a_crowd(WALLS), 0x90d5454ee7fc2aef);
}

static void perceiving_changes_nothing(void **state)
{
    (void)state;
    fishsim_world *world = lively(WATERS[0]);
    uint64_t before = fishsim_world_digest(world);
    float row[SIZE + 200];
    struct company company;
    for (uint32_t i = 0; i < world->fish.count; i++)
        perceive_row(world, i, row, &company);
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sight_crosses_the_seam_of_a_torus_and_no_wall),
        TEST(a_crowd_is_seen_as_by_going_through_all_fish),
        TEST(company_is_of_the_own_kind_but_touch_is_of_any),
        TEST(nothing_perceived_ever_leaves_its_range),
        TEST(every_kernel_and_every_grouping_gives_the_same_bits),
        TEST(bits_are_the_same_on_any_machine),
        TEST(perceiving_changes_nothing),
    };
    return RUN(tests);
}
