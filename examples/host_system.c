/* SPDX-License-Identifier: MIT */
/*
 * host_system.c: a host that takes part in the world: a feeder that throws food into one corner
 * every hour by day, and a line about the fish every few hours.
 *
 *     host_system scenarios/tank.yaml
 *
 * What a system brings in is booked in the ledger, so that the residual stays 0. A system that
 * fails is counted and told to the log; it never stops the world.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const int64_t MEAL_UJ = INT64_C(20000000000); /* 20 kJ: eight grams of plankton */

/* Throws a meal into the corner at (1, 1) m from 7 to 18 h. */
static fishsim_status feed(void *user, fishsim_world *world, uint64_t count)
{
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);

    (void)user;
    (void)count;
    if (status == FISHSIM_OK) {
        status = fishsim_world_get_info(world, &info, NULL);
    }
    if (status != FISHSIM_OK || info.hour < 7 || info.hour > 18) {
        return status;
    }
    return fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1.0, 1.0, MEAL_UJ, NULL);
}

static fishsim_status read_column(const fishsim_world *world, uint32_t number,
                                  fishsim_column *column)
{
    fishsim_status status = fishsim_column_init(column, sizeof *column);

    return status == FISHSIM_OK ? fishsim_world_get_column(world, number, column, NULL) : status;
}

/* Polarisation, 0 to 1: the length of the mean heading. */
static double polarisation(const fishsim_column *heading_x, const fishsim_column *heading_y)
{
    double x = 0.0, y = 0.0;

    for (uint64_t i = 0; i < heading_x->count; i++) {
        x += *(const float *)((const char *)heading_x->data + i * heading_x->stride);
        y += *(const float *)((const char *)heading_y->data + i * heading_y->stride);
    }
    return heading_x->count > 0 ? sqrt(x * x + y * y) / (double)heading_x->count : 0.0;
}

/* Prints a line every third hour. `count` is the hours since midnight of the first day. */
static fishsim_status report(void *user, fishsim_world *world, uint64_t count)
{
    fishsim_column heading_x, heading_y, weight;
    fishsim_status status = read_column(world, FISHSIM_COLUMN_HEADING_X, &heading_x);
    double sum_g = 0.0;

    (void)user;
    if (status == FISHSIM_OK) {
        status = read_column(world, FISHSIM_COLUMN_HEADING_Y, &heading_y);
    }
    if (status == FISHSIM_OK) {
        status = read_column(world, FISHSIM_COLUMN_WEIGHT, &weight);
    }
    if (status != FISHSIM_OK || count % 3 != 0) {
        return status;
    }
    for (uint64_t i = 0; i < weight.count; i++) {
        sum_g += *(const float *)((const char *)weight.data + i * weight.stride);
    }
    printf("hour %3" PRIu64 "  %" PRIu64 " fish  %7.1f g  polarisation %.2f\n", count, weight.count,
           sum_g, polarisation(&heading_x, &heading_y));
    return FISHSIM_OK;
}

static fishsim_status add_hourly(fishsim_world *world,
                                 fishsim_status (*run)(void *, fishsim_world *, uint64_t),
                                 fishsim_error *error)
{
    fishsim_system system;
    fishsim_status status = fishsim_system_init(&system, sizeof system);

    if (status != FISHSIM_OK) {
        return status;
    }
    system.every = FISHSIM_EVERY_HOUR;
    system.run = run;
    return fishsim_world_add_system(world, &system, error);
}

static fishsim_status open_world(const char *path, fishsim_world **world, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(NULL, &config, error);

    if (status == FISHSIM_OK) {
        status = fishsim_config_load_file(config, path, error);
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_create(config, NULL, world, error);
    }
    fishsim_config_destroy(config);
    return status;
}

/* One calendar day, or a few thousand ticks of a slower calendar. */
static fishsim_status live_a_day(fishsim_world *world, fishsim_error *error)
{
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_info(world, &info, error);
    }
    if (status != FISHSIM_OK) {
        return status;
    }
    return fishsim_world_tick(
        world, (uint64_t)fmin(ceil(86400.0 / info.calendar_seconds_per_tick), 3000.0), error);
}

static fishsim_status print_books(const fishsim_world *world, fishsim_error *error)
{
    fishsim_ledger ledger;
    fishsim_status status = fishsim_ledger_init(&ledger, sizeof ledger);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_ledger(world, &ledger, error);
    }
    if (status == FISHSIM_OK) {
        printf("fed %" PRId64 " J; ledger residual %" PRId64 " J %" PRId64 " uJ; %" PRIu64
               " failures of systems\n",
               ledger.entry[FISHSIM_LEDGER_ADDED].joules, ledger.residual.joules,
               ledger.residual.microjoules, fishsim_world_get_system_failures(world));
    }
    return status;
}

int main(int argc, char **argv)
{
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    fishsim_status status = open_world(argc > 1 ? argv[1] : "tank.yaml", &world, &error);

    if (status == FISHSIM_OK) {
        status = add_hourly(world, feed, &error);
    }
    if (status == FISHSIM_OK) {
        status = add_hourly(world, report, &error);
    }
    if (status == FISHSIM_OK) {
        status = live_a_day(world, &error);
    }
    if (status == FISHSIM_OK) {
        status = print_books(world, &error);
    }
    if (status != FISHSIM_OK) {
        fprintf(stderr, "host_system: %s\n",
                error.message[0] != '\0' ? error.message : fishsim_status_meaning(status));
    }
    fishsim_world_destroy(world);
    return status == FISHSIM_OK ? 0 : 1;
}
