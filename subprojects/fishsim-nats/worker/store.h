/* SPDX-License-Identifier: MIT */
/*
 * store.h: simulations kept in files, so that they go on after the worker has gone.
 *
 * One file for each, {id}.simulation: a line with what the run knows, then the world's snapshot. It
 * is written beside its place, synced and renamed, so that the old or the new one is whole. Ids are
 * checked by the callers, so that no name leaves the folder; links are not followed.
 */
#ifndef FISHSIM_WORKER_STORE_H
#define FISHSIM_WORKER_STORE_H

#include <fishsim/world.h>
#include <stdbool.h>

/* What a run knows besides its world. */
struct kept {
    uint64_t sequence;  /* of its last event or frame on the bus */
    uint64_t last_tick; /* 0: without an end */
    double ticks_per_second;
    bool paused;
};

fishsim_status store_save(const char *folder, const char *id, const fishsim_world *world,
                          const struct kept *kept, fishsim_error *error);

/* ERR_NOT_FOUND: there is none; ERR_FORMAT, ERR_VERSION: it is damaged, or of another version. */
fishsim_status store_load(const char *folder, const char *id, fishsim_world **world,
                          struct kept *kept, fishsim_error *error);

void store_remove(const char *folder, const char *id);

/* Calls `found` for each id that the folder holds. */
void store_list(const char *folder, void (*found)(void *user, const char *id), void *user);

#endif
