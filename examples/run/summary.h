/* SPDX-License-Identifier: MIT */
/*
 * summary.h: what became of a run, for people (a table) and for programs (summary.json).
 */
#ifndef FISHSIM_RUN_SUMMARY_H
#define FISHSIM_RUN_SUMMARY_H

#include "arguments.h"
#include "drive.h"
#include "scenario.h"

/* Everything that a summary tells of, borrowed. */
struct summary {
    const struct arguments *arguments;
    const struct scenario *scenario;
    const struct outcome *outcome;
    const fishsim_world *world;
};

/* Prints the closing table to stdout. 0, or -1 after a complaint. */
int summary_print(const struct summary *summary);

/* Writes DIR/summary.json. 0, or -1 after a complaint. */
int summary_write_json(const struct summary *summary, const char *directory);

#endif
