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

#include "base/random.h"
#include "world/world.h"

#include <math.h>
#include <string.h>

/* Rows that one piece of parallel work takes. Part of no result. */
enum { PIECE = 256 };

/*
 * Sorts the fish, and notes where each species begins and ends; nothing to do while they stand so.
 */
void tick_index(fishsim_world *world);
/* All phases, in order. */
fishsim_status tick_phases(fishsim_world *world, fishsim_error *error);

void tick_plan(fishsim_world *world);
void tick_decide(fishsim_world *world);
void tick_move(fishsim_world *world);
fishsim_status tick_bite(fishsim_world *world, fishsim_error *error);
fishsim_status tick_graze(fishsim_world *world, fishsim_error *error);
fishsim_status tick_grow(fishsim_world *world, fishsim_error *error);
fishsim_status tick_breed(fishsim_world *world, fishsim_error *error);
fishsim_status tick_multiply(fishsim_world *world, fishsim_error *error);
fishsim_status tick_die(fishsim_world *world, fishsim_error *error);
void tick_fields(fishsim_world *world);
void tick_calendar(fishsim_world *world);

/* Whether this tick has a step of biology, for all ticks since the last one. */
static inline bool biology_is_due(const fishsim_world *world)
{
    return world->tick % world->settings.calendar.biology_every == 0;
}

/* Work on rows [begin, end), all of one species. */
typedef void (*species_task)(fishsim_world *world, struct species *species, uint32_t begin,
                             uint32_t end);

/* Runs a task over all sorted rows in parallel pieces, cut where a species ends. */
void for_each_species_rows(fishsim_world *world, species_task task);

/* Makes room for the flows of all such ranges of rows, each of them 0. ERR_MEMORY. */
fishsim_status flows_begin(fishsim_world *world, fishsim_error *error);

/* The flows of the range that holds a row of a species. Along the rows piece and species only go
 * up, so their sum tells all ranges apart. */
static inline struct flows *flows_of_range(fishsim_world *world, const struct species *species,
                                           uint32_t row)
{
    return &world->flows[row / PIECE + (uint32_t)(species - world->species)];
}

/* Where the piece of a row ends. */
static inline uint32_t range_end(uint32_t row)
{
    return row + PIECE - row % PIECE;
}

/* The next row from `row` on that bears a mark, or `end`. Marks are rare: eight rows at a time. */
static inline uint32_t next_marked(const uint8_t *mark, uint32_t row, uint32_t end)
{
    uint64_t eight = 0;
    while (end - row >= 8) {
        memcpy(&eight, mark + row, 8);
        if (eight)
            break;
        row += 8;
    }
    while (row < end && !mark[row])
        row++;
    return row;
}

/* fish_cells.c: adds what flows from every fish to its cell of a field, or takes it away. */
void flow_into_cells(fishsim_world *world, int64_t *energy_uj);
void flow_out_of_cells(fishsim_world *world, int64_t *energy_uj);

/* What the hunters of a row of well-mixed water claim, at most MEETINGS_MOST; returns how many. */
enum { MEETINGS_MOST = 1024 };
uint32_t meet_by_chance(const fishsim_world *world, const struct species *species, uint32_t row,
                        struct claim *claims);

/* Fish of a species as the tick began. */
uint64_t species_number(const fishsim_world *world, const struct species *species);

/* A whole number near `expected`: what it is above one below is the chance of one more. */
static inline double round_by_chance(double expected, uint32_t word)
{
    double below = floor(expected);
    return random_uniform(word) < expected - below ? below + 1.0 : below;
}

/* The part of so many recruits of a step of biology that live (Beverton and Holt 1957). */
double recruits_that_live(const fishsim_world *world, const struct species *species,
                          double recruits_per_step);

/* Makes room for so many more fish than there are rows, whatever world.max_fish is. ERR_MEMORY. */
fishsim_status make_room(fishsim_world *world, uint32_t more, fishsim_error *error);

/*
 * How many of so many newborn world.max_fish admits, in rows of recruit_worth; the others are
 * counted as refused. `rows` receives the rows that they make.
 */
uint64_t admit_births(fishsim_world *world, const struct species *species, uint64_t births,
                      uint32_t *rows);

/* Adds recruits of two parents, or of one that is both, as one row; returns it. It has room. */
uint32_t bear(fishsim_world *world, uint32_t mother, uint32_t father, double weight_g,
              uint32_t worth);

/* So many of them with energy that comes in from outside, in rows that have room. */
void bear_from_outside(fishsim_world *world, uint32_t mother, uint32_t father, uint64_t number);

/* A mature male of the species drawn evenly, or the mother herself where one parent is enough;
 * NO_ROW when there is none. */
uint32_t choose_mate(fishsim_world *world, const struct species *species, uint32_t mother);

/* So many fish of a row die of a cause that leaves carcasses, which become detritus. */
void leave_carcasses(fishsim_world *world, uint32_t row, uint32_t number, uint32_t cause);

/*
 * So many fish of a row die, the row with the last of them. Reports it; their energy is the
 * caller's business.
 */
void die_of(fishsim_world *world, uint32_t row, uint32_t number, uint32_t cause, uint64_t killer_id,
            uint16_t killer_species);

#endif
