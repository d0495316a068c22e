/* SPDX-License-Identifier: MIT */
/*
 * tick.h: the phases of a tick, one file each, called by tick.c in the order in which they stand
 * here.
 *
 * Every phase reads what the ones before it have left. Work on ranges of rows may run in parallel:
 * it writes only the columns of its own rows. What touches shared cells, lists or counters runs in
 * row order on one thread, or sums integers.
 */
#ifndef FISHSIM_LIB_TICK_H
#define FISHSIM_LIB_TICK_H

#include "world/world.h"

/* Rows that one piece of parallel work takes. Part of no result. */
enum { PIECE = 256 };

/*
 * Sorts the fish, and notes where each species begins and ends; nothing to do while they stand so.
 */
void tick_index(fishsim_world *world);

void tick_sense(fishsim_world *world);
void tick_decide(fishsim_world *world);
void tick_move(fishsim_world *world);
fishsim_status tick_bite(fishsim_world *world, fishsim_error *error);
void tick_graze(fishsim_world *world);
fishsim_status tick_grow(fishsim_world *world, fishsim_error *error);
fishsim_status tick_breed(fishsim_world *world, fishsim_error *error);
void tick_die(fishsim_world *world);
void tick_fields(fishsim_world *world);
void tick_calendar(fishsim_world *world);

/* Work on rows [begin, end), all of one species. */
typedef void (*species_task)(fishsim_world *world, struct species *species, uint32_t begin,
                             uint32_t end);

/* Runs a task over all sorted rows in parallel pieces, cut where a species ends. */
void for_each_species_rows(fishsim_world *world, species_task task);

/* Marks a fish as dead and reports it; its energy is the caller's business. */
void mark_dead(fishsim_world *world, uint32_t row, uint32_t cause, uint64_t killer_id,
               uint16_t killer_species);

#endif
