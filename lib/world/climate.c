/* SPDX-License-Identifier: MIT */
/*
 * climate.c: a season as a cosine of the day of the year, and daylight with an hour of twilight
 * about 6 and 18 h.
 */
#include "world/climate.h"

#include "base/real.h"

#include <math.h>

static const double DAYS_PER_YEAR = 365.25;
static const double DAY_US = 86400e6;
static const double TWILIGHT = 0.13; /* height of the sun, of its height at noon: half an hour */

double climate_temperature(const fishsim_world *world, uint64_t hour)
{
    const struct settings *settings = &world->settings;
    double year = ((double)hour / 24.0 - settings->world.warmest_day) / DAYS_PER_YEAR;
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * (year - floor(year)), &sine, &cosine);
    return settings->world.temperature_c + settings->world.temperature_swing_c * cosine;
}

float climate_sight(const fishsim_world *world)
{
    double night = world->settings.world.night_vision;
    if (night >= 1.0)
        return 1.0f;
    uint128 us = (uint128)world->tick * world->calendar_us_per_tick + world->calendar_start_us;
    double day = (double)(uint64_t)(us % (uint64_t)DAY_US) / DAY_US;
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * day, &sine, &cosine);
    double light = 0.5 - 0.5 * cosine / TWILIGHT;
    light = light < 0.0 ? 0.0 : light > 1.0 ? 1.0 : light;
    return (float)(night + (1.0 - night) * light);
}
