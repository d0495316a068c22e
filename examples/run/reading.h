/* SPDX-License-Identifier: MIT */
/*
 * reading.h: the library's views of a world, each set up and filled in one call.
 *
 * Every function returns 0, or -1 after a complaint. What a view points at is valid until the world
 * changes.
 */
#ifndef FISHSIM_RUN_READING_H
#define FISHSIM_RUN_READING_H

#include <fishsim/fishsim.h>

int read_info(const fishsim_world *world, fishsim_world_info *info);
int read_species(const fishsim_world *world, uint32_t species, fishsim_species_info *info);
int read_measures(const fishsim_world *world, uint32_t species, fishsim_measures *measures);
int read_flows(const fishsim_world *world, uint32_t species, fishsim_flows *flows);
int read_field(const fishsim_world *world, uint32_t number, fishsim_field *field);
int read_ledger(const fishsim_world *world, fishsim_ledger *ledger);

/* A column of float (FISHSIM_ELEMENT_F32), as most are. */
int read_reals(const fishsim_world *world, uint32_t number, fishsim_column *column);
int read_column(const fishsim_world *world, uint32_t number, int32_t element,
                fishsim_column *column);

/* Element `row` of a column that one of the two has read. */
float real_at(const fishsim_column *column, uint64_t row);
uint16_t u16_at(const fishsim_column *column, uint64_t row);
uint64_t u64_at(const fishsim_column *column, uint64_t row);

/* An exact energy as a number that a picture or a table can use. */
double joules(const fishsim_energy *energy);

#endif
