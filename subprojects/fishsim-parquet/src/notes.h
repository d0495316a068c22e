/* SPDX-License-Identifier: MIT */
/*
 * notes.h: what the key-value metadata of a file says of the world that its rows come from.
 */
#ifndef FISHSIM_PARQUET_NOTES_H
#define FISHSIM_PARQUET_NOTES_H

#include "table.h"

#include <fishsim/world.h>

enum { NOTE_CAPACITY = 10 };

struct notes {
    struct table_note list[NOTE_CAPACITY]; /* the first is fishsim.table */
    char *config;                          /* YAML */
    char *species;                         /* "0=anchovy,1=bass" */
    char kinds[256];
    char causes[256];
    char seed[24];
    char config_hash[17];
};

/* Describes a world. `simulation_id` is kept as a pointer. OK, ERR_MEMORY, and as the library. */
fishsim_status notes_make(struct notes *notes, const fishsim_world *world,
                          const char *simulation_id, fishsim_error *error);

/* Says in which table the rows are. */
void notes_set_table(struct notes *notes, const char *table);

void notes_free(struct notes *notes);

#endif
