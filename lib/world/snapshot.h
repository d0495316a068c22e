/* SPDX-License-Identifier: MIT */
/*
 * snapshot.h: what the files of the snapshot share.
 *
 * snapshot.c knows the format, snapshot_check.c what holds in every world, snapshot_file.c files.
 */
#ifndef FISHSIM_LIB_SNAPSHOT_H
#define FISHSIM_LIB_SNAPSHOT_H

#include "world/world.h"

#include <fishsim/snapshot.h>

/*
 * Whether a world that was filled from outside is one that could have lived: every value in range,
 * ids unique, the ledger closed. ERR_FORMAT names the section, the field and the fish; ERR_MEMORY.
 */
fishsim_status snapshot_check(const fishsim_world *world, fishsim_error *error);

/*
 * Exchanges two worlds, all but what belongs to the host. The other one is then good for nothing
 * but to be destroyed.
 */
void world_swap(fishsim_world *world, fishsim_world *other);

/* The last word of a snapshot: a sum over the `length` bytes before it, a multiple of 8. */
uint64_t snapshot_checksum(const uint8_t *bytes, uint64_t length);

#endif
