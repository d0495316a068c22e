/* SPDX-License-Identifier: MIT */
/*
 * Rows 7 and 8: predators and prey as individuals that are well mixed, against the equations of
 * Lotka and Volterra, and of Rosenzweig and MacArthur, in which prey have a capacity and predators
 * handle what they catch. Time is in days.
 */
#include "rows.h"

#include <math.h>

enum { HUNTER, PREY };

static double prey_of(struct suite *suite, const fishsim_world *world)
{
    return (double)species_of(suite, world, PREY).fish;
}

/*
 * Row 7: prey multiply at r = 1, predators die at m = 0.5, N* = 50,000. The period is 2 pi /
 * sqrt(r m) = 8.886 for small cycles, and 8.905 at an amplitude of 20 %, at which it starts: the
 * mean time between crossings of N* upwards, over the seeds.
 */
enum { N = 50000, SEEDS = 4 };

/* Mean period of one seed. */
static double period_of(struct suite *suite, int seed)
{
    enum { TICKS = 2800 };
    const double DT = 0.01;
    double last = N * 1.2, first_cross = -1.0, cross = -1.0;
    int crossings = 0;
    fishsim_config *config = scenario(suite, "lotka");
    set_number(suite, config, "world.seed", seed);
    set_number(suite, config, "species.hunter.start.count", 2 * N);
    set_number(suite, config, "species.prey.start.count", last);
    set_number(suite, config, "species.hunter.feeding.attack_per_d", 0.5 / N);
    fishsim_world *world = world_of(suite, config, NULL);
    for (int step = 1; step <= TICKS; step++) {
        tick(suite, world, 1);
        double prey = prey_of(suite, world);
        if (seed == 1 && step % 20 == 0) {
            curve(suite, "prey", step * DT, prey);
            curve(suite, "predators", step * DT, (double)species_of(suite, world, HUNTER).fish);
        }
        /* The noise of births crosses N* more than once: only half a period on it counts again. */
        if (last < N && prey >= N && (step - 1) * DT - cross > 4.0) {
            cross = (step - 1 + (N - last) / (prey - last)) * DT;
            first_cross = crossings++ ? first_cross : cross;
        }
        last = prey;
    }
    fishsim_world_destroy(world);
    return (cross - first_cross) / (crossings - 1);
}

void row_lotka(struct suite *suite)
{
    double mean = 0.0;
    for (int seed = 1; seed <= SEEDS; seed++)
        mean += period_of(suite, seed) / SEEDS;
    check_part(suite, "period, d", mean, 8.905, 0.02);
}

/* ---- the paradox of enrichment --------------------------------------------------------------- */

enum { SCALE = 200 }; /* fish for one of the equations' */

struct series {
    double mean, variation;
};

/* Mean and coefficient of variation of the prey, and the curves of a picture. */
static struct series enriched(struct suite *suite, double capacity, const char *prey_name,
                              const char *hunter_name)
{
    enum { WARM_UP = 4000, TICKS = 12000, EVERY = 40 };
    const double DT = 0.1;
    double sum = 0.0, squares = 0.0, count = 0.0;
    fishsim_config *config = scenario(suite, "lotka");
    set_number(suite, config, "calendar.acceleration", 86400);
    set_number(suite, config, "species.hunter.start.count", 25 * SCALE);
    set_number(suite, config, "species.prey.start.count", 15 * SCALE);
    set_number(suite, config, "species.hunter.feeding.attack_per_d", 0.02 / SCALE);
    set_number(suite, config, "species.hunter.feeding.handling_s", 1);
    set_number(suite, config, "species.hunter.reproduction.offspring_per_prey", 0.5);
    set_number(suite, config, "species.hunter.mortality.rate_per_d", 0.1);
    set_number(suite, config, "species.prey.reproduction.birth_per_d", 0.5);
    set_number(suite, config, "species.prey.reproduction.capacity", capacity * SCALE);
    fishsim_world *world = world_of(suite, config, NULL);
    for (int step = EVERY; step <= TICKS; step += EVERY) {
        tick(suite, world, EVERY);
        double prey = prey_of(suite, world) / SCALE;
        curve(suite, prey_name, step * DT, prey);
        curve(suite, hunter_name, step * DT, (double)species_of(suite, world, HUNTER).fish / SCALE);
        if (step <= WARM_UP)
            continue;
        sum += prey;
        squares += prey * prey;
        count++;
    }
    fishsim_world_destroy(world);
    struct series series = {.mean = sum / count};
    series.variation = sqrt(fmax(squares / count - series.mean * series.mean, 0.0)) / series.mean;
    return series;
}

/* Row 8: a = .02, h = 1, e = .5, m = .1, r = .5: the critical capacity is 75, N* = 12.5. */
void row_enrichment(struct suite *suite)
{
    struct series below = enriched(suite, 45.0, "prey, below", "predators, below");
    struct series above = enriched(suite, 112.5, "prey, above", "predators, above");
    check_between(suite, "coefficient of variation of the prey at 0.6 K_c", below.variation, 0.0,
                  0.2);
    check_between(suite, "coefficient of variation of the prey at 1.5 K_c", above.variation, 0.8,
                  10.0);
    check_part(suite, "mean prey at 0.6 K_c", below.mean, 12.5, 0.05);
}
