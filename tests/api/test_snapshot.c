/* SPDX-License-Identifier: MIT */
/* snapshot.h: a loaded, restored or cloned world goes on bit for bit. */
#define _POSIX_C_SOURCE 200809L

#include "api.h"

#include <unistd.h>

struct bytes {
    void *data;
    uint64_t length;
};

static struct bytes saved(const fishsim_world *world)
{
    struct bytes bytes = {NULL, fishsim_snapshot_size(world)};
    fishsim_error error = {0};
    uint64_t written = 0;
    assert_true(bytes.length > 0);
    bytes.data = malloc(bytes.length);
    assert_non_null(bytes.data);
    assert_status(FISHSIM_OK,
                  fishsim_snapshot_save(world, bytes.data, bytes.length, &written, &error), &error);
    assert_int_equal(written, bytes.length);
    return bytes;
}

/* Both worlds have one digest, now and after some more ticks. */
static void assert_same_future(fishsim_world *one, fishsim_world *two)
{
    for (int i = 0; i < 4; i++) {
        assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(two));
        assert_ok(fishsim_world_tick(one, 50, NULL));
        assert_ok(fishsim_world_tick(two, 50, NULL));
    }
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(two));
}

static void a_loaded_world_goes_on_bit_for_bit(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    for (int i = 0; i < 5; i++) {
        fishsim_world *loaded = NULL;
        fishsim_error error = {0};
        struct bytes bytes = saved(world);
        assert_status(FISHSIM_OK,
                      fishsim_snapshot_load(bytes.data, bytes.length, NULL, &loaded, &error),
                      &error);
        assert_balanced(loaded);
        assert_same_future(world, loaded);
        fishsim_world_destroy(loaded);
        free(bytes.data);
    }
    fishsim_world_destroy(world);
}

static void what_the_host_did_is_in_the_snapshot(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *loaded = NULL;
    assert_ok(fishsim_world_tick(world, 100, NULL));
    assert_ok(fishsim_world_set_temperature(world, 18.5, NULL));
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 5, 5, 1000000, NULL));
    assert_ok(fishsim_world_harvest(world, id_at(world, 3), NULL));
    struct bytes bytes = saved(world);
    assert_ok(fishsim_snapshot_load(bytes.data, bytes.length, NULL, &loaded, NULL));
    fishsim_world_info info = info_of(loaded);
    assert_int_equal(info.tick, 100);
    assert_true(info.temperature_c == 18.5);
    assert_int_equal(microjoules(ledger_of(loaded).entry[FISHSIM_LEDGER_ADDED]), 1000000);
    assert_same_future(world, loaded);
    free(bytes.data);
    fishsim_world_destroy(world);
    fishsim_world_destroy(loaded);
}

static void saving_twice_gives_the_same_bytes(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *loaded = NULL;
    assert_ok(fishsim_world_tick(world, 200, NULL));
    struct bytes one = saved(world);
    assert_ok(fishsim_snapshot_load(one.data, one.length, NULL, &loaded, NULL));
    struct bytes two = saved(loaded);
    assert_int_equal(one.length, two.length);
    assert_memory_equal(one.data, two.data, one.length);
    free(one.data);
    free(two.data);
    fishsim_world_destroy(world);
    fishsim_world_destroy(loaded);
}

static void a_buffer_that_is_too_small_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t size = fishsim_snapshot_size(world), written = 77;
    char *buffer = malloc(size);
    assert_non_null(buffer);
    fishsim_error error = {0};
    assert_int_equal(fishsim_snapshot_save(world, buffer, size - 1, &written, &error),
                     FISHSIM_ERR_BUFFER);
    assert_detail(&error, FISHSIM_ERR_BUFFER);
    assert_int_equal(fishsim_snapshot_save(world, buffer, 1, NULL, NULL), FISHSIM_ERR_BUFFER);
    free(buffer);
    fishsim_world_destroy(world);
}

static void every_damaged_byte_and_every_cut_is_noticed(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *loaded = NULL;
    struct bytes bytes = saved(world);
    unsigned char *data = bytes.data;
    for (uint64_t i = 0; i < bytes.length; i += i < 256 ? 1 : 97) {
        data[i] ^= 0x10;
        fishsim_error error = {0};
        fishsim_status status = fishsim_snapshot_load(data, bytes.length, NULL, &loaded, &error);
        assert_true(status == FISHSIM_ERR_FORMAT || status == FISHSIM_ERR_VERSION);
        assert_detail(&error, status);
        assert_null(loaded);
        data[i] ^= 0x10;
    }
    for (uint64_t length = 0; length < bytes.length; length += length < 256 ? 1 : 997)
        assert_int_equal(fishsim_snapshot_load(data, length, NULL, &loaded, NULL),
                         FISHSIM_ERR_FORMAT);
    assert_null(loaded);
    free(bytes.data);
    fishsim_world_destroy(world);
}

static fishsim_status count_call(void *user, fishsim_world *world, uint64_t count)
{
    (void)world;
    (void)count;
    ++*(uint64_t *)user;
    return FISHSIM_OK;
}

static fishsim_status count_frame(void *user, const fishsim_world *world)
{
    (void)world;
    ++*(uint64_t *)user;
    return FISHSIM_OK;
}

static void attach_counters(fishsim_world *world, uint64_t *systems, uint64_t *frames)
{
    fishsim_system system;
    fishsim_sink sink;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;
    system.run = count_call;
    system.user = systems;
    assert_ok(fishsim_world_add_system(world, &system, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.frame_every = 1;
    sink.on_frame = count_frame;
    sink.user = frames;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
}

static void a_restored_world_keeps_its_sinks_and_systems(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *twin = NULL;
    uint64_t systems = 0, frames = 0;
    struct bytes bytes = saved(world);
    attach_counters(world, &systems, &frames);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_snapshot_restore(world, bytes.data, bytes.length, &error),
                  &error);
    assert_int_equal(info_of(world).tick, 0);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_int_equal(systems, 20);
    assert_int_equal(frames, 20);
    assert_ok(fishsim_snapshot_load(bytes.data, bytes.length, NULL, &twin, NULL));
    assert_ok(fishsim_world_tick(twin, 10, NULL));
    assert_int_equal(systems, 20);
    assert_same_future(world, twin);
    free(bytes.data);
    fishsim_world_destroy(world);
    fishsim_world_destroy(twin);
}

static void a_failed_restore_leaves_the_world_as_it_was(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *twin = small_world();
    struct bytes bytes = saved(world);
    assert_ok(fishsim_world_tick(world, 60, NULL));
    assert_ok(fishsim_world_tick(twin, 60, NULL));
    fishsim_error error = {0};
    assert_int_equal(fishsim_snapshot_restore(world, bytes.data, bytes.length / 2, &error),
                     FISHSIM_ERR_FORMAT);
    assert_detail(&error, FISHSIM_ERR_FORMAT);
    assert_same_future(world, twin);
    free(bytes.data);
    fishsim_world_destroy(world);
    fishsim_world_destroy(twin);
}

static void a_clone_is_the_same_world_without_sinks_and_systems(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *clone = NULL;
    uint64_t systems = 0, frames = 0;
    attach_counters(world, &systems, &frames);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_clone(world, &clone, &error), &error);
    uint64_t digest = fishsim_world_digest(world);
    assert_int_equal(fishsim_world_digest(clone), digest);
    assert_ok(fishsim_world_tick(clone, 10, NULL));
    assert_int_equal(systems, 10);
    assert_int_equal(frames, 10);
    assert_int_equal(fishsim_world_digest(world), digest);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_same_future(world, clone);
    fishsim_world_destroy(world);
    assert_ok(fishsim_world_tick(clone, 1, NULL));
    fishsim_world_destroy(clone);
}

static void a_snapshot_goes_through_a_file(void **state)
{
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "test_snapshot.%ld.fish", (long)getpid());
    fishsim_world *world = small_world(), *loaded = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_world_tick(world, 30, NULL));
    assert_status(FISHSIM_OK, fishsim_snapshot_save_file(world, path, &error), &error);
    assert_status(FISHSIM_OK, fishsim_snapshot_save_file(world, path, &error), &error);
    assert_status(FISHSIM_OK, fishsim_snapshot_load_file(path, NULL, &loaded, &error), &error);
    assert_same_future(world, loaded);
    assert_int_equal(unlink(path), 0);
    fishsim_world_destroy(loaded);

    loaded = NULL;
    assert_int_equal(fishsim_snapshot_load_file(path, NULL, &loaded, &error), FISHSIM_ERR_IO);
    assert_detail(&error, FISHSIM_ERR_IO);
    assert_non_null(strstr(error.message, path));
    assert_null(loaded);
    assert_int_equal(fishsim_snapshot_save_file(world, "no/such/folder/a.fish", &error),
                     FISHSIM_ERR_IO);
    assert_detail(&error, FISHSIM_ERR_IO);
    fishsim_world_destroy(world);
}

/* Saves from inside a sink, at the end of a tick. */
static fishsim_status save_frame(void *user, const fishsim_world *world)
{
    struct bytes *bytes = user;
    bytes->length = fishsim_snapshot_size(world);
    free(bytes->data);
    bytes->data = malloc(bytes->length);
    return fishsim_snapshot_save(world, bytes->data, bytes->length, NULL, NULL);
}

static void a_sink_may_save_the_world(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *loaded = NULL;
    struct bytes bytes = {0};
    fishsim_sink sink;
    uint32_t id = 0;
    uint64_t failures = 1;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.frame_every = 1;
    sink.on_frame = save_frame;
    sink.user = &bytes;
    assert_ok(fishsim_world_add_sink(world, &sink, &id, NULL));
    assert_ok(fishsim_world_tick(world, 70, NULL));
    assert_ok(fishsim_world_get_sink_failures(world, id, &failures, NULL));
    assert_int_equal(failures, 0);
    assert_ok(fishsim_world_remove_sink(world, id, NULL));
    assert_ok(fishsim_snapshot_load(bytes.data, bytes.length, NULL, &loaded, NULL));
    assert_same_future(world, loaded);
    free(bytes.data);
    fishsim_world_destroy(world);
    fishsim_world_destroy(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_world_goes_on_bit_for_bit),
        cmocka_unit_test(what_the_host_did_is_in_the_snapshot),
        cmocka_unit_test(saving_twice_gives_the_same_bytes),
        cmocka_unit_test(a_buffer_that_is_too_small_is_refused),
        cmocka_unit_test(every_damaged_byte_and_every_cut_is_noticed),
        cmocka_unit_test(a_restored_world_keeps_its_sinks_and_systems),
        cmocka_unit_test(a_failed_restore_leaves_the_world_as_it_was),
        cmocka_unit_test(a_clone_is_the_same_world_without_sinks_and_systems),
        cmocka_unit_test(a_snapshot_goes_through_a_file),
        cmocka_unit_test(a_sink_may_save_the_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
