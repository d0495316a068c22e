/* SPDX-License-Identifier: MIT */
/*
 * snapshot_fixture.h: snapshots in memory, for the tests of world/snapshot*.c.
 */
#ifndef FISHSIM_TESTS_SNAPSHOT_FIXTURE_H
#define FISHSIM_TESTS_SNAPSHOT_FIXTURE_H

#include "allocator.h"
#include "world_fixture.h"

#include "world/snapshot.h"

/* Places in the header. */
enum { HEADER_BYTES = 64, VERSION_AT = 8, LENGTH_AT = 16, CONFIG_AT = 24 };

/* A snapshot in memory of its exact size. */
struct bytes {
    uint8_t *data;
    uint64_t length;
};

static inline struct bytes save(const fishsim_world *world)
{
    fishsim_error error = {0};
    struct bytes bytes = {.length = fishsim_snapshot_size(world)};
    uint64_t written = 0;
    assert_true(bytes.length > HEADER_BYTES);
    bytes.data = malloc(bytes.length);
    assert_non_null(bytes.data);
    assert_status(FISHSIM_OK,
                  fishsim_snapshot_save(world, bytes.data, bytes.length, &written, &error), &error);
    assert_int_equal(written, bytes.length);
    return bytes;
}

static inline fishsim_world *load(struct bytes bytes)
{
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_snapshot_load(bytes.data, bytes.length, NULL, &world, &error),
                  &error);
    return world;
}

/* Loading must fail with `status` and a message that holds `word`, and leave nothing behind. */
static inline void assert_refused_at(struct bytes bytes, fishsim_status status, const char *word,
                                     int line)
{
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    fishsim_status got = fishsim_snapshot_load(bytes.data, bytes.length, &hooks, &world, &error);
    if (got != status || !strstr(error.message, word)) {
        print_error("%s: \"%s\" (wanted %s, \"%s\")\n", fishsim_status_name(got), error.message,
                    fishsim_status_name(status), word);
        _fail(__FILE__, line);
    }
    assert_null(world);
    assert_detail(&error, status);
    assert_int_equal(allocator.live_blocks, 0);
}

#define assert_refused(bytes, status, word) assert_refused_at(bytes, status, word, __LINE__)

/* Makes length and checksum right again after a change. */
static inline void mend(struct bytes bytes)
{
    memcpy(bytes.data + LENGTH_AT, &bytes.length, sizeof bytes.length);
    uint64_t sum = snapshot_checksum(bytes.data, bytes.length - 8);
    memcpy(bytes.data + bytes.length - 8, &sum, sizeof sum);
}

#endif
