/* SPDX-License-Identifier: MIT */
/*
 * suite.h: what the rows of the validation table share: worlds from scenarios, checks, curves.
 *
 * A row runs worlds on the public headers alone, and holds what it measures against what was
 * published. Its checks come out as TAP; with --json also as data for docs/validation.md, together
 * with the curves of its pictures. A parameter may be scaled from outside (--scale KEY=FACTOR), so
 * that a row can be shown to fail.
 */
#ifndef FISHSIM_TESTS_SUITE_H
#define FISHSIM_TESTS_SUITE_H

#include <fishsim/fishsim.h>

#include <stdbool.h>
#include <stdint.h>

struct suite;

/* One row of the table. `source` may be several, separated by "; ". */
struct row {
    uint32_t number;
    const char *title, *source;
    void (*run)(struct suite *suite);
};

/* ---- what is found -------------------------------------------------------------------------- */

/* |measured - expected| <= tolerance. */
void check_near(struct suite *suite, const char *what, double measured, double expected,
                double tolerance);

/* |measured - expected| <= part * |expected|. */
void check_part(struct suite *suite, const char *what, double measured, double expected,
                double part);

void check_between(struct suite *suite, const char *what, double measured, double low, double high);

/* Something to be told that has no band of its own. */
void check_told(struct suite *suite, const char *what, double measured, double expected);

/* A point of a curve in the picture of this row. */
void curve(struct suite *suite, const char *name, double x, double y);

/* ---- worlds --------------------------------------------------------------------------------- */

/*
 * tests/science/scenarios/NAME.yaml, examples/scenarios/NAME.yaml. All functions below end the
 * program when the library says no.
 */
fishsim_config *scenario(struct suite *suite, const char *name);
fishsim_config *example(struct suite *suite, const char *name);
void set_text(struct suite *suite, fishsim_config *config, const char *key, const char *value);
void set_number(struct suite *suite, fishsim_config *config, const char *key, double value);

/* A world from a configuration, which it takes over, after --scale has been applied to it. */
fishsim_world *world_of(struct suite *suite, fishsim_config *config, const fishsim_hooks *hooks);

void tick(struct suite *suite, fishsim_world *world, uint64_t ticks);
fishsim_world_info info_of(struct suite *suite, const fishsim_world *world);
fishsim_species_info species_of(struct suite *suite, const fishsim_world *world, uint32_t species);
fishsim_measures measures_of(struct suite *suite, const fishsim_world *world, uint32_t species);
fishsim_ledger ledger_of(struct suite *suite, const fishsim_world *world);
fishsim_field field_of(struct suite *suite, const fishsim_world *world, uint32_t field);

/* Elements of a column, and their number in *count. */
const float *floats_of(struct suite *suite, const fishsim_world *world, uint32_t column,
                       uint64_t *count);

/* Ends the program unless a call has succeeded. */
void must(struct suite *suite, fishsim_status status, const fishsim_error *error);

static inline double joules(fishsim_energy energy)
{
    return (double)energy.joules + (double)energy.microjoules * 1e-6;
}

#endif
