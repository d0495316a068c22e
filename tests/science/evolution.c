/* SPDX-License-Identifier: MIT */
/*
 * Row 19: the breeder's equation R = h^2 S (Lush 1937), and the variance that mutation and drift
 * hold in a neutral haploid population, N sigma_m^2 (Lynch and Hill 1986).
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

static double mean_ln(struct suite *suite, const fishsim_world *world, uint32_t column,
                      double *variance)
{
    uint64_t count;
    const float *trait = floats_of(suite, world, column, &count);
    double sum = 0.0, squares = 0.0;
    for (uint64_t i = 0; i < count; i++) {
        double ln = log((double)trait[i]);
        sum += ln;
        squares += ln * ln;
    }
    double mean = sum / (double)count;
    if (variance)
        *variance = squares / (double)count - mean * mean;
    return mean;
}

/* ---- selection ------------------------------------------------------------------------------ */

/* The best fifth of 200,000 are the parents. The genetic deviation is 0.2, S = i sigma_p. */
static void check_response(struct suite *suite, double environment)
{
    const double GENETIC = 0.2, INTENSITY = 1.39981; /* of a fifth of a normal distribution */
    fishsim_config *config = scenario(suite, "generations");
    set_number(suite, config, "species.fish.start.count", 200000);
    set_number(suite, config, "species.fish.start.trait_sigma", GENETIC);
    set_text(suite, config, "species.fish.reproduction.parents", "two");
    set_text(suite, config, "species.fish.reproduction.selected_trait", "vision");
    set_number(suite, config, "species.fish.reproduction.selected_fraction", 0.2);
    set_number(suite, config, "species.fish.reproduction.environment_sigma", environment);
    set_number(suite, config, "species.fish.reproduction.mutation_sigma", 0.0);
    fishsim_world *world = world_of(suite, config, NULL);
    double before = mean_ln(suite, world, FISHSIM_COLUMN_TRAIT_VISION, NULL);
    tick(suite, world, 1);
    double after = mean_ln(suite, world, FISHSIM_COLUMN_TRAIT_VISION, NULL);
    fishsim_world_destroy(world);
    double phenotypic = hypot(GENETIC, environment);
    double heritability = GENETIC * GENETIC / (phenotypic * phenotypic);
    double expected = heritability * INTENSITY * phenotypic;
    char what[64];
    snprintf(what, sizeof what, "answer of ln z to selection at h2 = %.2f", heritability);
    check_part(suite, what, after - before, expected, 0.03);
    curve(suite, "R = h2 S", heritability, expected);
    curve(suite, "measured", heritability, after - before);
}

/* ---- drift ---------------------------------------------------------------------------------- */

/* Mean variance of ln z over generations, the eight traits and the seeds. */
static void check_drift(struct suite *suite)
{
    enum { FISH = 50, SEEDS = 16, WARM_UP = 500, GENERATIONS = 4000, EVERY = 10 };
    const double MUTATION = 0.005;
    double sum = 0.0, samples = 0.0;
    for (int seed = 1; seed <= SEEDS; seed++) {
        fishsim_config *config = scenario(suite, "generations");
        set_number(suite, config, "world.seed", seed);
        set_number(suite, config, "species.fish.start.count", FISH);
        set_text(suite, config, "species.fish.reproduction.parents", "one");
        set_number(suite, config, "species.fish.reproduction.mutation_sigma", MUTATION);
        fishsim_world *world = world_of(suite, config, NULL);
        tick(suite, world, WARM_UP);
        for (int done = WARM_UP; done < GENERATIONS; done += EVERY) {
            tick(suite, world, EVERY);
            for (uint32_t trait = 0; trait < 8; trait++) {
                double variance;
                mean_ln(suite, world, FISHSIM_COLUMN_TRAIT_SIZE + trait, &variance);
                sum += variance;
                samples++;
            }
        }
        fishsim_world_destroy(world);
    }
    check_part(suite, "variance of ln z among 50 neutral haploids / (N sigma_m2)",
               sum / samples / (FISH * MUTATION * MUTATION), 1.0, 0.10);
}

void row_evolution(struct suite *suite)
{
    static const double ENVIRONMENT[] = {0.0, 0.1, 0.2, 0.4};
    for (int i = 0; i < 4; i++)
        check_response(suite, ENVIRONMENT[i]);
    check_drift(suite);
}
