/* SPDX-License-Identifier: MIT */
/*
 * Row 20, too: a world of super-individuals goes on as one of so many single fish does. Grazers
 * breed, are eaten by hunters that meet them by chance, and die of what has no name; biomass,
 * births and deaths over a hundred days are held against those of single fish.
 */
#include "rows.h"

#include <stdio.h>

enum { DAYS = 100, TICKS_PER_DAY = 24, GRAZER = 0 };

/* Means over the days of a run, and what there was in all of it. */
struct course {
    double biomass_g, fish, born, eaten, background, rows, open;
};

static void add_day(struct suite *suite, const fishsim_world *world, struct course *course,
                    const char *name, uint32_t day)
{
    fishsim_species_info grazers = species_of(suite, world, GRAZER);
    fishsim_energy residual = ledger_of(suite, world).residual;
    course->biomass_g += grazers.biomass_g / DAYS;
    course->fish += (double)grazers.fish / DAYS;
    course->rows += (double)grazers.rows / DAYS;
    course->open += residual.joules != 0 || residual.microjoules != 0;
    if (name)
        curve(suite, name, day, grazers.biomass_g);
}

static struct course run(struct suite *suite, double worth, double seed, const char *name)
{
    static const char *const KEYS[] = {"species.grazer.start.worth",
                                       "species.grazer.reproduction.recruit_worth",
                                       "species.hunter.start.worth"};
    fishsim_config *config = scenario(suite, "worth");
    for (int i = 0; i < 3; i++)
        set_number(suite, config, KEYS[i], worth);
    set_number(suite, config, "world.seed", seed);
    fishsim_world *world = world_of(suite, config, NULL);
    struct course course = {0};
    for (uint32_t day = 1; day <= DAYS; day++) {
        tick(suite, world, TICKS_PER_DAY);
        add_day(suite, world, &course, seed > 1 ? NULL : name, day);
    }
    fishsim_species_info grazers = species_of(suite, world, GRAZER);
    course.born = (double)grazers.births;
    course.eaten = (double)grazers.deaths[FISHSIM_CAUSE_EATEN];
    course.background = (double)grazers.deaths[FISHSIM_CAUSE_BACKGROUND];
    fishsim_world_destroy(world);
    return course;
}

static struct course mean_of(struct suite *suite, double worth, int seeds, const char *name)
{
    struct course mean = {0};
    for (int seed = 1; seed <= seeds; seed++) {
        struct course one = run(suite, worth, seed, name);
        mean.biomass_g += one.biomass_g / seeds;
        mean.fish += one.fish / seeds;
        mean.rows += one.rows / seeds;
        mean.born += one.born / seeds;
        mean.eaten += one.eaten / seeds;
        mean.background += one.background / seeds;
        mean.open += one.open;
    }
    return mean;
}

void check_worth(struct suite *suite)
{
    struct course single = mean_of(suite, 1, 3, "single fish");
    struct course many = mean_of(suite, 10, 8, "worth 10");
    check_part(suite, "biomass of super-individuals of worth 10, g, mean of 100 days",
               many.biomass_g, single.biomass_g, 0.03);
    check_part(suite, "their fish", many.fish, single.fish, 0.03);
    check_part(suite, "their births", many.born, single.born, 0.05);
    check_part(suite, "eaten of them", many.eaten, single.eaten, 0.05);
    check_part(suite, "dead of what has no name", many.background, single.background, 0.1);
    check_between(suite, "rows of them for one of single fish", many.rows / single.rows, 0.1, 0.6);
    check_near(suite, "days on which their ledger did not close", many.open, 0, 0);
}
