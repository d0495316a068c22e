/* SPDX-License-Identifier: MIT */
/*
 * Row 3 of the model: the phases of Couzin et al. 2002, in two dimensions. A hundred fish without a
 * zone of orientation swarm, with a middling one they mill, with a wide one they swim in parallel.
 *
 * Fish of 10 kg are 1 m long, so that radii are in metres. Polarisation p is the length of the mean
 * heading, rotation m that of the mean of r x v, r being the unit vector from the school's centre.
 */
#include "science.h"

static const char SCHOOL[] =
    "world: {width_m: 2000, height_m: 2000, tick_seconds: 0.1}\n"
    "fields: {cell_m: 500, plankton: {diffusion_m2_per_s: 0, growth_per_d: 0}}\n"
    "minds: {couzin: {repulsion_radius: 1, vision_deg: 270, noise_rad: 0.05}}\n"
    "species: {fish: {minds: [couzin], growth: {weight_inf_g: 20000}, "
    "start: {count: 100, weight_g: 10000, weight_sigma: 0, groups: 1, group_radius_m: 4}, "
    "motion: {cruise_bl_per_s: 3, acceleration_bl_per_s2: 1000, turn_deg_per_s: 40}, "
    "mortality: {background_coefficient: 0}}}\n";

enum { FISH = 100, STEPS = 4000, LAST = 1000, SEEDS = 4 };

struct phase {
    double p, m;
};

static double offset(double from, double to)
{
    double d = to - from;
    return d - 2000.0 * floor(d / 2000.0 + 0.5);
}

static struct phase phase_of(const fishsim_world *world)
{
    const float *x = column_of(world, FISHSIM_COLUMN_X).data;
    const float *y = column_of(world, FISHSIM_COLUMN_Y).data;
    const float *hx = column_of(world, FISHSIM_COLUMN_HEADING_X).data;
    const float *hy = column_of(world, FISHSIM_COLUMN_HEADING_Y).data;
    double centre_x = 0.0, centre_y = 0.0, sum_x = 0.0, sum_y = 0.0, turning = 0.0;
    for (int i = 0; i < FISH; i++) {
        centre_x += offset((double)x[0], (double)x[i]) / FISH;
        centre_y += offset((double)y[0], (double)y[i]) / FISH;
        sum_x += (double)hx[i] / FISH;
        sum_y += (double)hy[i] / FISH;
    }
    for (int i = 0; i < FISH; i++) {
        double rx = offset((double)x[0], (double)x[i]) - centre_x;
        double ry = offset((double)y[0], (double)y[i]) - centre_y;
        turning += (rx * (double)hy[i] - ry * (double)hx[i]) / (hypot(rx, ry) + 1e-9) / FISH;
    }
    return (struct phase){hypot(sum_x, sum_y), fabs(turning)};
}

/* Mean over the last steps and the seeds, for a width of the zone of orientation. */
static struct phase school(double orientation_width)
{
    struct phase mean = {0};
    for (int seed = 1; seed <= SEEDS; seed++) {
        fishsim_config *config = config_from(SCHOOL);
        set_number(config, "world.seed", seed);
        set_number(config, "minds.couzin.attraction_radius", 15.0 + orientation_width);
        set_number(config, "minds.couzin.orientation_radius", 1.0 + orientation_width);
        fishsim_world *world = world_from_config(config, NULL);
        tick(world, STEPS - LAST);
        for (int step = 0; step < LAST; step += 10) {
            tick(world, 10);
            struct phase now = phase_of(world);
            mean.p += now.p * 10 / LAST / SEEDS;
            mean.m += now.m * 10 / LAST / SEEDS;
        }
        fishsim_world_destroy(world);
    }
    print_message("# dr_o %g: p %.3f, m %.3f\n", orientation_width, mean.p, mean.m);
    return mean;
}

static void without_a_zone_of_orientation_they_swarm(void **state)
{
    (void)state;
    struct phase swarm = school(0.0);
    assert_true(swarm.p < 0.35);
    assert_true(swarm.m < 0.35);
}

static void with_a_middling_zone_of_orientation_they_mill(void **state)
{
    (void)state;
    struct phase mill = school(6.0);
    assert_true(mill.p < 0.35);
    assert_true(mill.m > 0.60 && mill.m < 0.80);
}

static void with_a_wide_zone_of_orientation_they_swim_in_parallel(void **state)
{
    (void)state;
    struct phase parallel = school(12.0);
    assert_true(parallel.p > 0.9);
    assert_true(parallel.m < 0.15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_zone_of_orientation_they_swarm),
        cmocka_unit_test(with_a_middling_zone_of_orientation_they_mill),
        cmocka_unit_test(with_a_wide_zone_of_orientation_they_swim_in_parallel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
