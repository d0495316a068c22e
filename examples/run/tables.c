/* SPDX-License-Identifier: MIT */
/*
 * tables.c: --parquet by the adapter fishsim-parquet.
 */
#include "tables.h"

#include "reading.h"
#include "say.h"

#include <fishsim/parquet.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tables {
    fishsim_world *world;
    fishsim_parquet *parquet;
    uint32_t sink_id;
    const char *directory;
    char simulation[65];
};

/* "reef-seed1": what an id may not hold becomes '_'. */
static void name_simulation(char id[65], const char *name, uint64_t seed)
{
    static const char SAFE[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    snprintf(id, 65, "%.32s-seed%" PRIu64, name, seed);
    for (char *at = id + strspn(id, SAFE); *at != '\0'; at += strspn(at, SAFE)) {
        *at = '_';
    }
}

static int begin(struct tables *tables, const struct scenario *scenario)
{
    fishsim_world_info info;
    fishsim_parquet_options options;
    fishsim_error error = {0};
    fishsim_sink sink;

    if (read_info(tables->world, &info) != 0 ||
        fishsim_parquet_options_init(&options, sizeof options) != FISHSIM_OK) {
        return EXIT_FAILED;
    }
    name_simulation(tables->simulation, scenario->name, info.seed);
    options.root = tables->directory;
    options.simulation_id = tables->simulation;
    if (fishsim_parquet_open(tables->world, &options, &tables->parquet, &error) != FISHSIM_OK) {
        complain_of("--parquet", &error);
        return EXIT_FAILED;
    }
    if (fishsim_parquet_sink(tables->parquet, &sink, &error) != FISHSIM_OK ||
        fishsim_world_add_sink(tables->world, &sink, &tables->sink_id, &error) != FISHSIM_OK) {
        complain_of("--parquet", &error);
        fishsim_parquet_close(tables->parquet, NULL);
        return EXIT_FAILED;
    }
    return 0;
}

int tables_open(const char *directory, const struct scenario *scenario, struct tables **tables)
{
    struct tables *made;
    int status;

    *tables = NULL;
    if (directory == NULL) {
        return 0;
    }
    made = calloc(1, sizeof *made);
    if (made == NULL) {
        complain("out of memory");
        return EXIT_FAILED;
    }
    made->world = scenario->world;
    made->directory = directory;
    status = begin(made, scenario);
    if (status != 0) {
        free(made);
        return status;
    }
    *tables = made;
    return 0;
}

int tables_close(struct tables *tables)
{
    fishsim_parquet_counts counts;
    fishsim_error error = {0};
    int failed;

    if (tables == NULL) {
        return 0;
    }
    fishsim_world_remove_sink(tables->world, tables->sink_id, NULL);
    failed = fishsim_parquet_counts_init(&counts, sizeof counts) != FISHSIM_OK ||
             fishsim_parquet_flush(tables->parquet, &error) != FISHSIM_OK;
    fishsim_parquet_get_counts(tables->parquet, &counts, NULL);
    printf("%" PRIu64 " events and %" PRIu64 " rows of fish in %s/%s\n", counts.event_rows,
           counts.fish_rows, tables->directory, tables->simulation);
    if (failed) {
        complain_of("--parquet", &error);
        complain("--parquet: %" PRIu64 " rows were lost", counts.rows_lost);
    }
    fishsim_parquet_close(tables->parquet, NULL);
    free(tables);
    return failed ? -1 : 0;
}
