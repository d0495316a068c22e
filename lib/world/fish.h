/* SPDX-License-Identifier: MIT */
/*
 * fish.h: all fish of a world, as a structure of arrays.
 *
 * Row i of every column is the same fish, or `worth` fish that are all alike: then the columns hold
 * what one of them has (Scheffer et al. 1995). The tick's index phase sorts the rows by (species,
 * cell, id), and from then to the end of the tick rows keep their place: dead fish are marked in
 * `fate` and leave at the end, newborns stand behind the sorted ones. Between ticks the order means
 * nothing.
 */
#ifndef FISHSIM_LIB_FISH_H
#define FISHSIM_LIB_FISH_H

#include <fishsim/base.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * State: X(field, type). Every field of FISHSIM_COLUMN_TABLE is here under the same name, and what
 * the outside has no use for:
 *   gut_capacity_uj  one day of maximum consumption at the last metabolism
 *   action           what it was told to do last, see action.h
 */
#define FISH_STATE(X)                                                                              \
    X(id, uint64_t)                                                                                \
    X(birth_tick, int64_t)                                                                         \
    X(soma_uj, int64_t)                                                                            \
    X(gut_uj, int64_t)                                                                             \
    X(repro_uj, int64_t)                                                                           \
    X(x, float)                                                                                    \
    X(y, float)                                                                                    \
    X(z, float)                                                                                    \
    X(heading_x, float)                                                                            \
    X(heading_y, float)                                                                            \
    X(heading_z, float)                                                                            \
    X(speed, float)                                                                                \
    X(length_cm, float)                                                                            \
    X(handling_s, float)                                                                           \
    X(trait_size, float)                                                                           \
    X(trait_cruise, float)                                                                         \
    X(trait_boldness, float)                                                                       \
    X(trait_sociality, float)                                                                      \
    X(trait_pace, float)                                                                           \
    X(trait_vision, float)                                                                         \
    X(trait_investment, float)                                                                     \
    X(trait_egg, float)                                                                            \
    X(gut_capacity_uj, float)                                                                      \
    X(generation, uint32_t)                                                                        \
    X(worth, uint32_t)                                                                             \
    X(action, uint32_t)                                                                            \
    X(species, uint16_t)                                                                           \
    X(sex, uint8_t)

/* Computed from the rest of the world, kept because it is read often: X(field, type). */
#define FISH_DERIVED(X)                                                                            \
    X(weight_g, float)                                                                             \
    X(ln_weight, float)                                                                            \
    X(agent, uint32_t)  /* slot of agents.h plus 1, or 0 */                                        \
    X(genome, uint32_t) /* place of genome.h plus 1, or 0 */

/* Columns of FISH_STATE and FISH_DERIVED: those that move when fish change rows. */
#define FISH_KEPT(X) FISH_STATE(X) FISH_DERIVED(X)

/* Valid within one tick only, written and read by its phases: X(field, type). */
#define FISH_SCRATCH(X)                                                                            \
    X(flow_uj, int64_t)    /* demand for plankton, then food egested */                            \
    X(ripened_uj, int64_t) /* what the gonads have gained in this tick */                          \
    X(step_x, float)       /* displacement of the move, before wrapping */                         \
    X(step_y, float)                                                                               \
    X(step_z, float)                                                                               \
    X(intent_x, float) /* wanted heading, a unit vector */                                         \
    X(intent_y, float)                                                                             \
    X(intent_z, float)                                                                             \
    X(intent_speed, float)  /* wanted speed, m/s */                                                \
    X(plan, uint32_t)       /* what a mind that perceives wants, a word of action.h */             \
    X(field_cell, uint32_t) /* cell of the fields, after the move */                               \
    X(caught, uint32_t)     /* prey that it has caught in this tick */                             \
    X(burst, uint8_t)       /* intent is to pursue or flee: turns at the burst rate */             \
    X(mind, uint8_t)        /* who has decided, see mind.h */                                      \
    X(lagging, uint8_t)     /* moves with the velocity that it had */                              \
    X(ripe, uint8_t)        /* its gonads are full: it may spawn */                                \
    X(doom, uint8_t)        /* cause of a death that die.c has found and not yet carried out */    \
    X(fate, uint8_t)        /* 0 alive, else the cause of its death */

#define FISH_TRAITS 8
#define NO_ROW      UINT32_MAX

struct fish {
    uint32_t count;
    uint32_t capacity;
#define X(field, type) type *field;
    FISH_STATE(X)
    FISH_DERIVED(X)
    FISH_SCRATCH(X)
#undef X
    /* Columns that hold the same for all fish: these need not move when rows do. */
    struct {
        bool depth, agent, genome, action, worth;
    } alike;
    uint32_t *order; /* index phase: row to take from, by new row */
    uint32_t *key;   /* index phase: sort key by old row */
    void *memory;    /* of all of these arrays */
};

/* Frees the memory of all columns. */
void fish_release(struct fish *fish, const fishsim_hooks *hooks);

/* Makes room for `capacity` rows; rows are kept. ERR_MEMORY leaves the fish as they were. */
fishsim_status fish_reserve(struct fish *fish, const fishsim_hooks *hooks, uint64_t capacity,
                            fishsim_error *error);

/* Copies all rows of `source` into `target`, which has the room. Scratch is not copied. */
void fish_copy(struct fish *target, const struct fish *source);

/* Puts row order[i] at row i, for i in [0, count), in all columns but id and species, which whoever
 * sorts has set by then or sets after; those of scratch hold anything then. */
void fish_permute(struct fish *fish, const fishsim_hooks *hooks);

/* Takes a row out by moving the last one into its place. */
void fish_remove(struct fish *fish, uint32_t row);

/* A trait by its logarithm; a factor of four is the most that it can differ from 1. */
float trait_of(double ln_trait);

/* The row behind those from `row` on that are of one species, at most `end`; four at a time. */
static inline uint32_t species_run(const uint16_t *species, uint32_t row, uint32_t end)
{
    uint64_t same = species[row] * (uint64_t)0x0001000100010001, four;
    for (; end - row >= 4; row += 4) {
        memcpy(&four, species + row, 8);
        if (four != same)
            break;
    }
    while (row < end && species[row] == (uint16_t)same)
        row++;
    return row;
}

/* The eight trait columns, in the order of FISHSIM_COLUMN_TABLE. */
void fish_traits(const struct fish *fish, float *trait[FISH_TRAITS]);

#endif
