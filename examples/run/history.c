/* SPDX-License-Identifier: MIT */
/*
 * history.c: takes samples of a world as it runs, and writes them as a table.
 */
#include "history.h"

#include "output.h"
#include "reading.h"
#include "say.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ticks between two samples; see history.h. */
static uint64_t choose_interval(double calendar_seconds_per_tick, uint64_t ticks)
{
    double hours = (double)ticks * calendar_seconds_per_tick / 3600.0;
    double interval = 3600.0 / calendar_seconds_per_tick;

    if (hours > HISTORY_SAMPLES_MAX) {
        interval *= ceil(hours / HISTORY_SAMPLES_MAX);
    } else if (hours < HISTORY_SAMPLES_MIN) {
        interval = floor((double)ticks / HISTORY_SAMPLES_MIN);
    }
    /* A tick may be longer than the interval; and rounding must not exceed the promised number. */
    interval = fmax(ceil(interval), ceil((double)ticks / HISTORY_SAMPLES_MAX));
    return interval < 1.0 ? 1 : (uint64_t)interval;
}

int history_begin(struct history *history, const fishsim_world *world, uint64_t ticks)
{
    fishsim_world_info info;
    fishsim_field plankton;
    size_t columns;

    *history = (struct history){.species = 0};
    if (read_info(world, &info) != 0 || read_field(world, FISHSIM_FIELD_PLANKTON, &plankton) != 0) {
        return -1;
    }
    history->species = info.species;
    history->every_ticks = choose_interval(info.calendar_seconds_per_tick, ticks);
    history->plankton_capacity_j =
        plankton.capacity_uj * 1e-6 * (double)plankton.columns * (double)plankton.rows;
    /* The first, the last, and one for every multiple of the interval between them. */
    history->capacity = (size_t)(ticks / history->every_ticks) + 3;
    columns = info.species > 0 ? info.species : 1;
    history->samples = calloc(history->capacity, sizeof *history->samples);
    history->of_species = calloc(history->capacity * columns, sizeof *history->of_species);
    if (history->samples == NULL || history->of_species == NULL) {
        complain("out of memory");
        history_free(history);
        return -1;
    }
    return 0;
}

void history_free(struct history *history)
{
    free(history->samples);
    free(history->of_species);
    *history = (struct history){.species = 0};
}

uint64_t history_next_tick(const struct history *history, uint64_t tick)
{
    return (tick / history->every_ticks + 1) * history->every_ticks;
}

const struct species_sample *history_species(const struct history *history, size_t sample,
                                             uint32_t species)
{
    return &history->of_species[sample * history->species + species];
}

double history_plankton_fraction(const struct history *history, size_t sample)
{
    double capacity_j = history->plankton_capacity_j;

    return capacity_j > 0.0 ? history->samples[sample].plankton_j / capacity_j : 0.0;
}

static int sample_species(const fishsim_world *world, uint32_t species,
                          struct species_sample *sample)
{
    fishsim_species_info info;
    fishsim_measures measures;

    if (read_species(world, species, &info) != 0 || read_measures(world, species, &measures) != 0) {
        return -1;
    }
    memcpy(sample->measures, measures.value, sizeof sample->measures);
    sample->fish = info.fish;
    sample->births = info.births;
    sample->bites = info.bites;
    sample->biomass_g = info.biomass_g;
    for (uint32_t cause = 0; cause < CAUSES; cause++) {
        sample->deaths[cause] = info.deaths[cause];
    }
    return 0;
}

int history_sample(struct history *history, const fishsim_world *world)
{
    fishsim_world_info info;
    fishsim_ledger ledger;
    size_t row = history->count;

    if (read_info(world, &info) != 0 || read_ledger(world, &ledger) != 0) {
        return -1;
    }
    if (row > 0 && history->samples[row - 1].tick == info.tick) {
        return 0;
    }
    if (row >= history->capacity) {
        complain("history: more samples than the run has ticks");
        return -1;
    }
    for (uint32_t s = 0; s < history->species; s++) {
        if (sample_species(world, s, &history->of_species[row * history->species + s]) != 0) {
            return -1;
        }
    }
    history->samples[row] = (struct sample){
        .tick = info.tick,
        .calendar_s = info.calendar_seconds,
        .plankton_j = joules(&ledger.entry[FISHSIM_LEDGER_PLANKTON]),
        .detritus_j = joules(&ledger.entry[FISHSIM_LEDGER_DETRITUS]),
    };
    history->count = row + 1;
    return 0;
}

/* ---- the table ------------------------------------------------------------------------------ */

/* Measures of a school that have a column; what a body weighs has one of its own. */
static const uint32_t SCHOOL[] = {FISHSIM_MEASURE_POLARISATION, FISHSIM_MEASURE_MILLING,
                                  FISHSIM_MEASURE_NEAREST, FISHSIM_MEASURE_CLUSTERS,
                                  FISHSIM_MEASURE_LARGEST_CLUSTER};

enum { SCHOOL_COUNT = sizeof SCHOOL / sizeof SCHOOL[0] };

static void write_heads(FILE *file, const char *species)
{
    fprintf(file, ",%s_fish,%s_biomass_g,%s_births", species, species, species);
    for (uint32_t cause = 1; cause < CAUSES; cause++) {
        fprintf(file, ",%s_deaths_%s", species, fishsim_cause_name(cause));
    }
    fprintf(file, ",%s_bites", species);
    for (uint32_t i = 0; i < SCHOOL_COUNT; i++) {
        fprintf(file, ",%s_%s", species, fishsim_measure_name(SCHOOL[i]));
    }
}

static void write_cells(FILE *file, const struct species_sample *sample)
{
    fprintf(file, ",%" PRIu64 ",%.6g,%" PRIu64, sample->fish, sample->biomass_g, sample->births);
    for (uint32_t cause = 1; cause < CAUSES; cause++) {
        fprintf(file, ",%" PRIu64, sample->deaths[cause]);
    }
    fprintf(file, ",%" PRIu64, sample->bites);
    for (uint32_t i = 0; i < SCHOOL_COUNT; i++) {
        fprintf(file, ",%.6g", sample->measures[SCHOOL[i]]);
    }
}

static void write_row(FILE *file, const struct history *history, size_t row)
{
    const struct sample *sample = &history->samples[row];

    fprintf(file, "%" PRIu64 ",%.6f,%.9g,%.6f,%.9g", sample->tick, sample->calendar_s / 86400.0,
            sample->plankton_j, history_plankton_fraction(history, row), sample->detritus_j);
    for (uint32_t s = 0; s < history->species; s++) {
        write_cells(file, history_species(history, row, s));
    }
    fputc('\n', file);
}

int history_write_csv(const struct history *history, const fishsim_world *world,
                      const char *directory)
{
    fishsim_species_info info;
    struct output output;

    if (output_open(&output, directory, "population.csv") != 0) {
        return -1;
    }
    fputs("tick,day,plankton_j,plankton_fraction,detritus_j", output.file);
    for (uint32_t s = 0; s < history->species; s++) {
        if (read_species(world, s, &info) == 0) {
            write_heads(output.file, info.name);
        }
    }
    fputc('\n', output.file);
    for (size_t row = 0; row < history->count; row++) {
        write_row(output.file, history, row);
    }
    return output_close(&output);
}
