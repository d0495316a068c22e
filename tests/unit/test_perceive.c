/* SPDX-License-Identifier: MIT */
#include "builder.h"

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

static const char TORUS[] = WATER("torus");
static const char WALLS[] = WATER("walls");

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

/* A world with the fish that looks, id 1, in the middle, heading along +y. */
static fishsim_world *water(const char *yaml)
{
    fishsim_world *world = world_from(yaml);
    assert_int_equal(world->perception.size, SIZE);
    put_fish(world, A, 30.0f, 25.0f, 10000.0);
    set_heading(world, 0, 90.0);
    return world;
}

/* What fish 1 perceives, and one block of it. */
static const float *look(fishsim_world *world, enum observe_block block, float row[SIZE])
{
    index_fish(world);
    struct moment moment = perceive_moment(world);
    perceive_row(world, &moment, row_of(world, 1), row, NULL);
    return row + world->perception.at[block];
}

static double reach_of(const fishsim_world *world)
{
    return 10.0 * (double)fish_length_m(&world->fish, row_of(world, 1));
}

static double fastest_of(const fishsim_world *world)
{
    return world->species[A].settings.motion.maximum_bl_per_s * reach_of(world) / 10.0;
}

/* ---- rays ----------------------------------------------------------------------------------- */

static void a_ray_shows_how_near_the_nearest_of_each_kind_is(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, A, 30.0f, 28.0f, 10000.0); /* ahead */
    put_fish(world, A, 30.0f, 31.0f, 10000.0); /* behind that one */
    put_fish(world, B, 25.0f, 25.0f, 10000.0); /* to the left */
    put_fish(world, C, 30.0f, 23.0f, 10000.0); /* behind */
    put_fish(world, D, 34.0f, 25.0f, 10000.0); /* to the right, of no interest */
    float row[SIZE], wanted[RAYS][4] = {{0}};
    const float *rays = look(world, BLOCK_RAYS, row);
    double reach = reach_of(world);
    wanted[0][KIN] = (float)(1.0 - 3.0 / reach);
    wanted[2][PREY] = (float)(1.0 - 5.0 / reach);
    wanted[4][PREDATOR] = (float)(1.0 - 2.0 / reach);
    for (int ray = 0; ray < RAYS; ray++)
        for (int kind = KIN; kind <= WALL; kind++)
            assert_near(rays[ray * RAY_SIZE + kind], wanted[ray][kind], 1e-5);
    fishsim_world_destroy(world);
}

static void a_fish_is_seen_by_the_ray_nearest_to_its_direction(void **state)
{
    (void)state;
    /* Degrees to the left, and the ray of eight. */
    static const int SEEN[][2] = {{0, 0},   {22, 0},  {23, 1},  {67, 1},  {68, 2}, {157, 3},
                                  {158, 4}, {202, 4}, {203, 5}, {337, 7}, {338, 0}};
    for (size_t i = 0; i < sizeof SEEN / sizeof SEEN[0]; i++) {
        fishsim_world *world = water(TORUS);
        double angle = (90.0 + SEEN[i][0]) * REAL_PI / 180.0;
        put_fish(world, A, (float)(30.0 + 4.0 * cos(angle)), (float)(25.0 + 4.0 * sin(angle)),
                 10000.0);
        float row[SIZE];
        const float *rays = look(world, BLOCK_RAYS, row);
        for (int ray = 0; ray < RAYS; ray++)
            assert_true((rays[ray * RAY_SIZE + KIN] > 0.0f) == (ray == SEEN[i][1]));
        fishsim_world_destroy(world);
    }
}

static void a_ray_shows_how_fast_the_nearest_fish_there_closes_in(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.speed[0] = 0.5f;
    uint32_t chaser = put_fish(world, D, 30.0f, 22.0f, 10000.0);
    set_heading(world, chaser, 90.0);
    world->fish.speed[chaser] = 2.0f;
    uint32_t ahead = put_fish(world, A, 30.0f, 30.0f, 10000.0);
    set_heading(world, ahead, -90.0);
    world->fish.speed[ahead] = 1.0f;
    float row[SIZE];
    const float *rays = look(world, BLOCK_RAYS, row);
    double scale = 2.0 * fastest_of(world);
    assert_near(rays[4 * RAY_SIZE + CLOSING], (2.0 - 0.5) / scale, 1e-5);
    assert_near(rays[0 * RAY_SIZE + CLOSING], (1.0 + 0.5) / scale, 1e-5);
    assert_near(rays[2 * RAY_SIZE + CLOSING], 0.0, 0.0);
    fishsim_world_destroy(world);
}

static void rays_meet_walls_and_a_torus_has_none(void **state)
{
    (void)state;
    fishsim_world *world = water(WALLS);
    world->fish.x[0] = 3.0f;
    set_heading(world, 0, 0.0);
    float row[SIZE];
    const float *rays = look(world, BLOCK_RAYS, row);
    double reach = reach_of(world);
    for (int ray = 0; ray < RAYS; ray++) {
        double along = -3.0 / cos(ray * REAL_PI / 4.0);
        double wanted = ray > 2 && ray < 6 ? 1.0 - along / reach : 0.0;
        assert_near(rays[ray * RAY_SIZE + WALL], wanted, 1e-5);
    }
    fishsim_world_destroy(world);
    world = water(TORUS);
    world->fish.x[0] = 3.0f;
    rays = look(world, BLOCK_RAYS, row);
    for (int ray = 0; ray < RAYS; ray++)
        assert_near(rays[ray * RAY_SIZE + WALL], 0.0, 0.0);
    fishsim_world_destroy(world);
}

/* ---- the nearest ---------------------------------------------------------------------------- */

static void the_nearest_come_first_and_the_rest_is_left_out(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, C, 26.0f, 25.0f, 10000.0); /* 4 to the left: predator */
    put_fish(world, D, 30.0f, 27.0f, 10000.0); /* 2 ahead: neither */
    put_fish(world, A, 30.0f, 16.0f, 10000.0); /* 9 behind: the fourth */
    put_fish(world, B, 33.0f, 25.0f, 1000.0);  /* 3 to the right: prey */
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    static const double WANTED[NEAREST][4] = {
        {2.0, 0.0, 0.0, 0.0}, {0.0, -3.0, -2.302585, 1.0}, {0.0, 4.0, 0.0, -1.0}};
    for (int i = 0; i < NEAREST; i++, nearest += NEAREST_SIZE) {
        assert_near(nearest[DX], WANTED[i][0] / reach_of(world), 1e-5);
        assert_near(nearest[DY], WANTED[i][1] / reach_of(world), 1e-5);
        assert_near(nearest[LN_RATIO], WANTED[i][2] / 7.0, 1e-5);
        assert_near(nearest[RELATION], WANTED[i][3], 0.0);
        assert_near(nearest[VALID], 1.0, 0.0);
    }
    fishsim_world_destroy(world);
}

static void velocities_are_relative_and_in_the_own_frame(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.speed[0] = 1.0f;
    uint32_t other = put_fish(world, A, 31.0f, 26.0f, 10000.0);
    set_heading(world, other, 0.0);
    world->fish.speed[other] = 2.0f;
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    double scale = 2.0 * fastest_of(world);
    assert_near(nearest[DVX], -1.0 / scale, 1e-5);
    assert_near(nearest[DVY], -2.0 / scale, 1e-5);
    assert_near(nearest[RELATION], 0.5, 0.0);
    fishsim_world_destroy(world);
}

static void alone_or_out_of_sight_there_is_nobody(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, A, 30.0f, (float)(25.001 + reach_of(world)), 10000.0);
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    for (int i = 0; i < NEAREST * NEAREST_SIZE; i++)
        assert_near(nearest[i], 0.0, 0.0);
    const float *rays = row + world->perception.at[BLOCK_RAYS];
    for (int i = 0; i < RAYS * RAY_SIZE; i++)
        assert_near(rays[i], 0.0, 0.0);
    world->fish.y[row_of(world, 2)] -= 0.01f;
    assert_near(look(world, BLOCK_NEAREST, row)[VALID], 1.0, 0.0);
    fishsim_world_destroy(world);
}

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
        struct moment moment = perceive_moment(world);
        perceive_row(world, &moment, row_of(world, 1), NULL, &company);
        assert_int_equal(company.kin, slow_distances(world, true, distance));
        assert_near(company.nearest_m, distance[0], 1e-4);
    }
    fishsim_world_destroy(world);
}

/* ---- lateral line --------------------------------------------------------------------------- */

static void water_is_felt_in_the_sector_it_is_pushed_from(void **state)
{
    (void)state;
    /* Degrees to the left, of four sectors the one, share of 2 BL, speed towards the fish. */
    static const double FELT[][4] = {{0, 0, 0.5, 2.0},    {44, 0, 0.5, 2.0}, {46, 1, 0.25, 1.0},
                                     {180, 2, 0.9, -1.0}, {270, 3, 0.5, 0},  {90, 1, 1.01, 2.0}};
    for (size_t i = 0; i < sizeof FELT / sizeof FELT[0]; i++) {
        fishsim_world *world = water(TORUS);
        double direction = 90.0 + FELT[i][0], angle = direction * REAL_PI / 180.0;
        double body = reach_of(world) / 10.0, away = FELT[i][2] * 2.0 * body;
        uint32_t other = put_fish(world, D, (float)(30.0 + away * cos(angle)),
                                  (float)(25.0 + away * sin(angle)), 10000.0);
        set_heading(world, other, FELT[i][3] < 0.0 ? direction : direction + 180.0);
        world->fish.speed[other] = (float)fabs(FELT[i][3]);
        float row[SIZE];
        const float *line = look(world, BLOCK_LATERAL_LINE, row);
        double nearness = FELT[i][2] < 1.0 ? 1.0 - FELT[i][2] : 0.0;
        for (int sector = 0; sector < SECTORS; sector++)
            assert_near(line[sector],
                        sector == (int)FELT[i][1] ? nearness * FELT[i][3] / fastest_of(world) : 0.0,
                        1e-5);
        fishsim_world_destroy(world);
    }
}

/* ---- plankton, clock, company --------------------------------------------------------------- */

/* Fills cell (column, row) of 6 x 5 to a part of its capacity. */
static void fill_cell(fishsim_world *world, uint32_t column, uint32_t row, double part)
{
    const struct settings *settings = &world->settings;
    double capacity_j = settings->fields.plankton.capacity_g_per_m2 *
                        settings->fields.plankton.energy_j_per_g * 100.0;
    world->plankton.energy_uj[row * 6 + column] = (int64_t)(part * capacity_j * 1e6);
}

static void fill_all(fishsim_world *world, double part)
{
    for (uint32_t cell = 0; cell < 30; cell++)
        fill_cell(world, cell % 6, cell / 6, part);
}

static void plankton_is_told_here_ahead_and_to_the_left(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.x[0] = 35.0f; /* cell (3, 2) */
    fill_all(world, 0.25);
    fill_cell(world, 3, 2, 0.5);
    fill_cell(world, 3, 3, 0.375); /* +y */
    fill_cell(world, 2, 2, 0.625); /* -x */
    fill_cell(world, 4, 3, 0.75);  /* at the corner */
    world->detritus.energy_uj[15] = world->plankton.energy_uj[15] * 2;
    static const double TO[][3] = {{90.0, 0.125, 0.375},
                                   {0.0, -0.375, 0.125},
                                   {180.0, 0.375, -0.125},
                                   {-90.0, -0.125, -0.375}};
    for (size_t i = 0; i < 4; i++) {
        set_heading(world, 0, TO[i][0]);
        float row[SIZE];
        const float *plankton = look(world, BLOCK_PLANKTON, row);
        assert_near(plankton[HERE], 0.5, 1e-6);
        assert_near(plankton[AHEAD], TO[i][1], 1e-6);
        assert_near(plankton[LEFT], TO[i][2], 1e-6);
        assert_near(plankton[MOST], 0.75, 1e-6);
        assert_near(plankton[DETRITUS], 0.5, 1e-6);
    }
    fishsim_world_destroy(world);
}

static void plankton_is_tasted_across_the_seam_and_not_through_walls(void **state)
{
    (void)state;
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = water(walls ? WALLS : TORUS);
        world->fish.x[0] = 5.0f; /* cell (0, 0) */
        world->fish.y[0] = 5.0f;
        set_heading(world, 0, 0.0);
        fill_all(world, 0.25);
        fill_cell(world, 5, 0, 1.0); /* -x on a torus */
        fill_cell(world, 0, 4, 0.5); /* -y on a torus */
        float row[SIZE];
        const float *plankton = look(world, BLOCK_PLANKTON, row);
        assert_near(plankton[AHEAD], walls ? 0.0 : -0.75, 1e-6);
        assert_near(plankton[LEFT], walls ? 0.0 : -0.25, 1e-6);
        assert_near(plankton[MOST], walls ? 0.25 : 1.0, 1e-6);
        fishsim_world_destroy(world);
    }
}

static void the_clock_is_at_its_top_at_six(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    float row[SIZE];
    const float *clock = look(world, BLOCK_CLOCK, row);
    assert_near(clock[0], 1.0, 1e-6);
    assert_near(clock[1], 0.0, 1e-6);
    world->tick += 3 * 3600 * (uint64_t)1000000 / world->calendar_us_per_tick; /* nine */
    clock = look(world, BLOCK_CLOCK, row);
    assert_near(clock[0], sqrt(0.5), 1e-4);
    assert_near(clock[1], -sqrt(0.5), 1e-4);
    fishsim_world_destroy(world);
}

static void company_is_of_the_own_kind_but_touch_is_of_any(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    struct company company;
    struct moment moment = perceive_moment(world);
    index_fish(world);
    perceive_row(world, &moment, 0, NULL, &company);
    assert_near(company.nearest_m, reach_of(world), 1e-5);
    assert_int_equal(company.kin + company.touching, 0);
    put_fish(world, B, 30.1f, 25.0f, 10000.0); /* touches, not of its kind */
    set_heading(world, put_fish(world, A, 27.0f, 21.0f, 10000.0), 180.0); /* 5 m off */
    set_heading(world, put_fish(world, A, 30.0f, 33.0f, 10000.0), 90.0);  /* 8 m off */
    index_fish(world);
    perceive_row(world, &moment, row_of(world, 1), NULL, &company);
    assert_near(company.nearest_m, 5.0, 1e-5);
    assert_int_equal(company.kin, 2);
    assert_int_equal(company.touching, 1);
    assert_near(company.heading_x, -1.0, 1e-5);
    assert_near(company.heading_y, 1.0, 1e-5);
    fishsim_world_destroy(world);
}

/* ---- itself, and the range ------------------------------------------------------------------ */

static void it_knows_its_own_body_and_its_last_action(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    const float action[3] = {-0.5f, 0.25f, 1.0f};
    world->fish.action[0] = action_with_body(action_pack(action), 0.75f);
    world->fish.speed[0] = (float)(0.5 * fastest_of(world));
    world->fish.handling_s[0] = (float)(0.25 * world->species[A].settings.feeding.handling_s);
    world->fish.birth_tick[0] =
        (int64_t)world->tick - (int64_t)(365.0 / world->calendar_days_per_tick);
    float row[SIZE];
    const float *own = look(world, BLOCK_OWN, row);
    double part = (double)world->perception.per_length_inf[A] * (double)world->fish.length_cm[0];
    assert_near(own[1], 0.5, 1e-5);
    assert_near(own[3], part, 1e-5);
    assert_near(own[4], 0.5, 1e-5);
    assert_near(own[5], 0.75, 0.5 / ACTION_BODY_STEPS);
    assert_near(own[6], world->species[A].settings.feeding.handling_s > 0.0 ? 0.25 : 0.0, 1e-5);
    assert_near(own[7], 0.5, 1e-4);
    assert_near(own[9], -0.5, 0.51 / ACTION_STEPS);
    assert_near(own[10], 0.25, 0.51 / ACTION_STEPS);
    assert_near(own[11], 1.0, 0.0);
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
        struct moment moment = perceive_moment(world);
        for (uint32_t row = 0; row < world->fish.count; row++) {
            float out[SIZE];
            memset(out, 0xff, sizeof out); /* not a number: each must be written */
            perceive_row(world, &moment, row, out, NULL);
            for (int i = 0; i < SIZE; i++)
                assert_true(out[i] >= -1.0f && out[i] <= 1.0f);
        }
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_ray_shows_how_near_the_nearest_of_each_kind_is),
        TEST(a_fish_is_seen_by_the_ray_nearest_to_its_direction),
        TEST(a_ray_shows_how_fast_the_nearest_fish_there_closes_in),
        TEST(rays_meet_walls_and_a_torus_has_none),
        TEST(the_nearest_come_first_and_the_rest_is_left_out),
        TEST(velocities_are_relative_and_in_the_own_frame),
        TEST(alone_or_out_of_sight_there_is_nobody),
        TEST(sight_crosses_the_seam_of_a_torus_and_no_wall),
        TEST(a_crowd_is_seen_as_by_going_through_all_fish),
        TEST(water_is_felt_in_the_sector_it_is_pushed_from),
        TEST(plankton_is_told_here_ahead_and_to_the_left),
        TEST(plankton_is_tasted_across_the_seam_and_not_through_walls),
        TEST(the_clock_is_at_its_top_at_six),
        TEST(company_is_of_the_own_kind_but_touch_is_of_any),
        TEST(it_knows_its_own_body_and_its_last_action),
        TEST(nothing_perceived_ever_leaves_its_range),
    };
    return RUN(tests);
}
