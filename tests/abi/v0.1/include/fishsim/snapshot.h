/* SPDX-License-Identifier: MIT */
/**
 * snapshot.h: save a world, load it, clone it. A loaded world goes on bit for bit.
 *
 * A snapshot holds the configuration, the state of every fish and field, the ledger, the counters
 * and the position in every stream of random numbers; not the host's sinks, systems or hooks. It is
 * the same on every machine: little-endian, versioned, checksummed. Bytes are treated as hostile:
 * sizes are checked before memory is asked for, and invariants before a world is handed out.
 */
#ifndef FISHSIM_SNAPSHOT_H
#define FISHSIM_SNAPSHOT_H

#include <fishsim/base.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that fishsim_snapshot_save needs for this world now. 0 for NULL or a dead world.
 * Since 0.1. */
FISHSIM_API uint64_t fishsim_snapshot_size(const fishsim_world *world);

/**
 * Writes the world into the caller's buffer. Allowed from a sink.
 * @param capacity  bytes at `buffer`
 * @param written   receives the bytes used; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_BUFFER, ERR_STATE (dead world)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_snapshot_save(const fishsim_world *world, void *buffer,
                                                 uint64_t capacity, uint64_t *written,
                                                 fishsim_error *error);

/**
 * Makes a world from a snapshot.
 * @param hooks  hooks of the new world, or NULL
 * @param out    receives the world; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_FORMAT, ERR_VERSION, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_snapshot_load(const void *bytes, uint64_t length,
                                                 const fishsim_hooks *hooks, fishsim_world **out,
                                                 fishsim_error *error);

/**
 * Puts a world back to a snapshot; its sinks, systems and hooks stay. Unchanged on error. Not
 * allowed inside a tick. Errors as fishsim_snapshot_load, and ERR_STATE. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_snapshot_restore(fishsim_world *world, const void *bytes,
                                                    uint64_t length, fishsim_error *error);

/**
 * Saves to a file: written beside it, synced, then renamed over it, so that the old file or the
 * new one is whole whatever happens. Also ERR_IO. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_snapshot_save_file(const fishsim_world *world, const char *path,
                                                      fishsim_error *error);

/** Loads from a file; otherwise as fishsim_snapshot_load. Also ERR_IO. Since 0.1. */
FISHSIM_API fishsim_status fishsim_snapshot_load_file(const char *path, const fishsim_hooks *hooks,
                                                      fishsim_world **out, fishsim_error *error);

/**
 * Makes an independent copy of a world, with the same hooks and without sinks and systems.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE (dead world, or inside a tick), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_clone(const fishsim_world *world, fishsim_world **out,
                                               fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_SNAPSHOT_H */
