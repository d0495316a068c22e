/* SPDX-License-Identifier: MIT */
/* Tests of world/snapshot.c: what is saved goes on bit for bit; what is damaged is refused. */
#include "snapshot_fixture.h"

/* ---- going on -------------------------------------------------------------------------------- */

static void a_loaded_world_goes_on_bit_for_bit(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    for (int i = 0; i < 20; i++) {
        struct bytes bytes = save(world);
        fishsim_world *loaded = load(bytes);
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(world));
        assert_int_equal(loaded->sinks.sequence, world->sinks.sequence);
        struct bytes again = save(loaded);
        assert_int_equal(again.length, bytes.length);
        assert_memory_equal(again.data, bytes.data, bytes.length);
        tick_world(world, 3);
        tick_world(loaded, 3);
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(world));
        assert_int_equal(loaded->sinks.sequence, world->sinks.sequence);
        free(bytes.data);
        free(again.data);
        fishsim_world_destroy(loaded);
    }
    fishsim_world_destroy(world);
}

/* What is derived is the same as it was, length included: a lean fish keeps its length. */
static void derived_columns_come_back(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 40);
    struct bytes bytes = save(world);
    fishsim_world *loaded = load(bytes);
    size_t size = world->fish.count * sizeof(float);
    assert_memory_equal(loaded->fish.weight_g, world->fish.weight_g, size);
    assert_memory_equal(loaded->fish.ln_weight, world->fish.ln_weight, size);
    assert_memory_equal(loaded->fish.length_cm, world->fish.length_cm, size);
    free(bytes.data);
    fishsim_world_destroy(loaded);
    fishsim_world_destroy(world);
}

static void the_host_s_temperature_is_state(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    assert_ok(fishsim_world_set_temperature(world, 18.5, NULL));
    struct bytes bytes = save(world);
    fishsim_world *loaded = load(bytes);
    assert_true(info_of(loaded).temperature_c == 18.5);
    tick_world(world, 10);
    tick_world(loaded, 10);
    assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(world));
    free(bytes.data);
    fishsim_world_destroy(loaded);
    fishsim_world_destroy(world);
}

static void worlds_without_fish_or_species_travel_too(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    while (world->fish.count)
        assert_ok(fishsim_world_harvest(world, world->fish.id[0], NULL));
    fishsim_config *config = NULL;
    fishsim_world *bare = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_world_create(config, NULL, &bare, NULL));
    fishsim_config_destroy(config);
    fishsim_world *worlds[] = {world, bare};
    for (int i = 0; i < 2; i++) {
        struct bytes bytes = save(worlds[i]);
        fishsim_world *loaded = load(bytes);
        tick_world(worlds[i], 3);
        tick_world(loaded, 3);
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(worlds[i]));
        free(bytes.data);
        fishsim_world_destroy(loaded);
        fishsim_world_destroy(worlds[i]);
    }
}

static void a_clone_is_a_world_of_its_own(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 20);
    fishsim_world *clone = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_clone(world, &clone, &error), &error);
    uint64_t digest = fishsim_world_digest(world);
    assert_int_equal(fishsim_world_digest(clone), digest);
    tick_world(clone, 5);
    assert_int_equal(fishsim_world_digest(world), digest);
    tick_world(world, 5);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(clone));
    fishsim_world_destroy(world);
    tick_world(clone, 5); /* and needs nothing of the other's */
    fishsim_world_destroy(clone);
}

/* ---- restoring ------------------------------------------------------------------------------- */

static fishsim_status count_events(void *user, const fishsim_event *events, uint64_t count)
{
    uint64_t *last = user;
    *last = events[count - 1].sequence;
    return FISHSIM_OK;
}

static fishsim_status count_ticks(void *user, fishsim_world *world, uint64_t count)
{
    (void)world;
    (void)count;
    ++*(int *)user;
    return FISHSIM_OK;
}

static void restoring_keeps_what_is_the_host_s(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_world *world = lively_world(&hooks);
    fishsim_world *other = lively_world_with(NULL, "world.seed", "99");
    uint64_t last = 0;
    int ticks = 0;
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_events = count_events;
    sink.user = &last;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;
    system.run = count_ticks;
    system.user = &ticks;
    assert_ok(fishsim_world_add_system(world, &system, NULL));

    tick_world(other, 30);
    struct bytes bytes = save(other);
    tick_world(world, 7);
    assert_ok(fishsim_world_harvest(world, world->fish.id[0], NULL)); /* told to no sink yet */
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_snapshot_restore(world, bytes.data, bytes.length, &error),
                  &error);
    assert_int_equal(info_of(world).seed, 99);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    uint64_t heard = last;
    tick_world(world, 10);
    tick_world(other, 10);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    assert_int_equal(ticks, 17);
    assert_int_not_equal(last, heard);
    assert_int_equal(last, other->sinks.sequence);
    free(bytes.data);
    fishsim_world_destroy(other);
    fishsim_world_destroy(world);
    assert_int_equal(allocator.live_bytes, 0);
}

static void a_failed_restore_changes_nothing(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct bytes bytes = save(world);
    tick_world(world, 7);
    uint64_t digest = fishsim_world_digest(world);
    bytes.data[bytes.length / 2] ^= 1;
    fishsim_error error = {0};
    assert_int_equal(fishsim_snapshot_restore(world, bytes.data, bytes.length, &error),
                     FISHSIM_ERR_FORMAT);
    assert_int_equal(fishsim_world_digest(world), digest);
    bytes.data[bytes.length / 2] ^= 1;
    world->inside = INSIDE_SINK;
    assert_int_equal(fishsim_snapshot_restore(world, bytes.data, bytes.length, &error),
                     FISHSIM_ERR_STATE);
    world->inside = INSIDE_NOTHING;
    world->dead = true;
    assert_int_equal(fishsim_snapshot_restore(world, bytes.data, bytes.length, &error),
                     FISHSIM_ERR_STATE);
    world->dead = false;
    tick_world(world, 1);
    free(bytes.data);
    fishsim_world_destroy(world);
}

/* ---- saving ---------------------------------------------------------------------------------- */

static void a_world_is_saved_whole_or_not_at_all(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct bytes bytes = save(world);
    fishsim_error error = {0};
    uint64_t written = 77;
    memset(bytes.data, 0xAA, bytes.length);
    assert_int_equal(fishsim_snapshot_save(world, bytes.data, bytes.length - 1, &written, &error),
                     FISHSIM_ERR_BUFFER);
    assert_detail(&error, FISHSIM_ERR_BUFFER);
    assert_int_equal(written, 77);
    for (uint64_t i = 0; i < bytes.length; i++)
        assert_int_equal(bytes.data[i], 0xAA);
    static const uint8_t refused[] = {INSIDE_TICK, INSIDE_SYSTEM};
    for (int i = 0; i < 2; i++) {
        world->inside = refused[i];
        assert_int_equal(fishsim_snapshot_save(world, bytes.data, bytes.length, NULL, &error),
                         FISHSIM_ERR_STATE);
    }
    world->inside = INSIDE_SINK;
    assert_ok(fishsim_snapshot_save(world, bytes.data, bytes.length, NULL, &error));
    world->inside = INSIDE_NOTHING;
    world->dead = true;
    assert_int_equal(fishsim_snapshot_size(world), 0);
    assert_int_equal(fishsim_snapshot_save(world, bytes.data, bytes.length, NULL, &error),
                     FISHSIM_ERR_STATE);
    world->dead = false;
    free(bytes.data);
    fishsim_world_destroy(world);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void no_damaged_byte_goes_unseen(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct bytes bytes = save(world);
    for (uint64_t at = 0; at < bytes.length; at++) {
        fishsim_world *loaded = NULL;
        bytes.data[at] ^= (uint8_t)(1u << at % 8);
        fishsim_status status =
            fishsim_snapshot_load(bytes.data, bytes.length, NULL, &loaded, NULL);
        bool version = at >= VERSION_AT && at < VERSION_AT + 4;
        assert_int_equal(status, version ? FISHSIM_ERR_VERSION : FISHSIM_ERR_FORMAT);
        assert_null(loaded);
        bytes.data[at] ^= (uint8_t)(1u << at % 8);
    }
    free(bytes.data);
    fishsim_world_destroy(world);
}

static void a_snapshot_cut_short_or_too_long_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct bytes bytes = save(world);
    for (uint64_t length = 0; length < bytes.length; length += length < 200 ? 1 : 61) {
        struct bytes cut = {malloc(length + 1), length};
        memcpy(cut.data, bytes.data, length);
        assert_refused(cut, FISHSIM_ERR_FORMAT, "");
        if (length >= HEADER_BYTES + 8 && length % 8 == 0) {
            mend(cut);
            assert_refused(cut, FISHSIM_ERR_FORMAT, "the counts do not make the length");
        }
        free(cut.data);
    }
    struct bytes longer = {calloc(1, bytes.length + 8), bytes.length + 8};
    memcpy(longer.data, bytes.data, bytes.length);
    mend(longer);
    assert_refused(longer, FISHSIM_ERR_FORMAT, "the counts do not make the length");
    free(longer.data);
    free(bytes.data);
    fishsim_world_destroy(world);
}

/* Counts that lie: no multiplication wraps, nothing is allocated for them. */
static void counts_that_lie_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct bytes bytes = save(world);
    static const uint32_t lies[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
    for (uint64_t at = CONFIG_AT; at < HEADER_BYTES; at += 4) {
        for (int i = 0; i < 5; i++) {
            struct bytes lying = {malloc(bytes.length), bytes.length};
            memcpy(lying.data, bytes.data, bytes.length);
            if (memcmp(lying.data + at, &lies[i], 4) != 0) {
                memcpy(lying.data + at, &lies[i], 4);
                mend(lying);
                assert_refused(lying, FISHSIM_ERR_FORMAT, "header: ");
            }
            free(lying.data);
        }
    }
    free(bytes.data);
    fishsim_world_destroy(world);
}

/* Loads what the world saves now, with its configuration's text changed in place. */
static void assert_text_refused(const fishsim_world *world, const char *from, const char *to,
                                const char *word)
{
    struct bytes bytes = save(world);
    char *text = (char *)bytes.data + HEADER_BYTES;
    char *place = strstr(text, from);
    assert_non_null(place);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(place, to, strlen(to));
    mend(bytes);
    assert_refused(bytes, FISHSIM_ERR_FORMAT, word);
    free(bytes.data);
}

static void the_configuration_is_checked_like_any_other(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    assert_text_refused(world, "width_m: 20", "width_m: -2", "configuration: ");
    assert_text_refused(world, "width_m", "wodth_m", "configuration: ");
    assert_text_refused(world, "max_fish: 900", "max_fish: 123", "configuration: ");
    assert_text_refused(world, "width_m: 20", "width_m: 60", "field cells");
    struct bytes bytes = save(world);
    bytes.data[HEADER_BYTES + 20] = 0;
    mend(bytes);
    assert_refused(bytes, FISHSIM_ERR_FORMAT, "NUL");
    free(bytes.data);
    tick_world(world, 60);
    assert_text_refused(world, "max_fish: 900", "max_fish: 300", "max_fish");
    fishsim_world_destroy(world);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *out = NULL;
    struct bytes bytes = save(world);
    assert_int_equal(fishsim_snapshot_size(NULL), 0);
    assert_int_equal(fishsim_snapshot_save(NULL, bytes.data, 1, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_save(world, NULL, 1, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_save(world, NULL, 0, NULL, NULL), FISHSIM_ERR_BUFFER);
    assert_int_equal(fishsim_snapshot_load(NULL, 1, NULL, &out, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_load(bytes.data, 1, NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_restore(NULL, bytes.data, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_restore(world, NULL, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_clone(NULL, &out, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_clone(world, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    world->inside = INSIDE_SINK;
    assert_int_equal(fishsim_world_clone(world, &out, NULL), FISHSIM_ERR_STATE);
    world->inside = INSIDE_NOTHING;
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.struct_size = 4;
    assert_int_equal(fishsim_snapshot_load(bytes.data, bytes.length, &hooks, &out, NULL),
                     FISHSIM_ERR_ABI);
    assert_null(out);
    free(bytes.data);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_world_goes_on_bit_for_bit),
        cmocka_unit_test(derived_columns_come_back),
        cmocka_unit_test(the_host_s_temperature_is_state),
        cmocka_unit_test(worlds_without_fish_or_species_travel_too),
        cmocka_unit_test(a_clone_is_a_world_of_its_own),
        cmocka_unit_test(restoring_keeps_what_is_the_host_s),
        cmocka_unit_test(a_failed_restore_changes_nothing),
        cmocka_unit_test(a_world_is_saved_whole_or_not_at_all),
        cmocka_unit_test(no_damaged_byte_goes_unseen),
        cmocka_unit_test(a_snapshot_cut_short_or_too_long_is_refused),
        cmocka_unit_test(counts_that_lie_are_refused),
        cmocka_unit_test(the_configuration_is_checked_like_any_other),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
