/* SPDX-License-Identifier: MIT */
/*
 * test_malloc.c: every allocation fails in turn where no hooks are given, and those fail that never
 * go through hooks: of the Arrow export, which outlives its objects, and inside libyaml.
 *
 * This program's own malloc stands before the C library's, so that calls from shared libraries are
 * met too; it needs glibc, and is not for sanitizers or valgrind, which bring theirs.
 */
#include "allocator.h"
#include "world_fixture.h"

#include <errno.h>

#include <fishsim/arrow.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

/* While armed, the call number `fail_at` fails, or all calls from it on. */
static bool armed;
static uint64_t calls, fail_at, failed;
static bool fail_on;
static int64_t live; /* blocks taken less blocks given back while armed */

static bool refuse(void)
{
    if (!armed)
        return false;
    calls++;
    bool now = fail_on ? calls >= fail_at : calls == fail_at;
    failed += now;
    live += !now;
    return now;
}

void *malloc(size_t size)
{
    return refuse() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refuse() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    if (refuse())
        return NULL;
    live -= armed && memory;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return refuse() ? NULL : __libc_memalign(alignment, size);
}

void free(void *memory)
{
    live -= armed && memory;
    __libc_free(memory);
}

static void arm(uint64_t place, bool on)
{
    calls = failed = 0;
    live = 0;
    fail_at = place;
    fail_on = on;
    armed = true;
}

typedef bool (*scenario)(uint64_t place, bool on);

/* Fails every place in turn, until the scenario gets through. */
static void sweep(scenario play)
{
    for (int on = 0; on < 2; on++) {
        uint64_t place = 1;
        while (!play(place, on)) {
            assert_true(place < 100000);
            place++;
        }
        assert_true(place > 1); /* else nothing was tested */
    }
}

/* ---- Arrow ------------------------------------------------------------------------------------
 */

static bool export_a_world(uint64_t place, bool on)
{
    fishsim_world *world = lively_world(NULL);
    struct ArrowSchema schema = {.n_children = 77};
    struct ArrowArray array = {.length = 77};
    fishsim_error error = {0};
    arm(place, on);
    fishsim_status status = fishsim_world_export_arrow(world, &schema, &array, &error);
    if (!status) {
        array.release(&array);
        schema.release(&schema);
    }
    armed = false;
    assert_int_equal(live, 0);
    assert_int_equal(status, failed ? FISHSIM_ERR_MEMORY : FISHSIM_OK);
    if (failed) {
        assert_detail(&error, FISHSIM_ERR_MEMORY);
        assert_int_equal(schema.n_children, 77);
        assert_int_equal(array.length, 77);
        assert_null(schema.release);
        assert_null(array.release);
    }
    fishsim_world_destroy(world);
    return !failed;
}

/* Reads a stream to its end, asking again where memory was short. Counts the refusals. */
static uint64_t read_stream(struct ArrowArrayStream *stream, int64_t *rows)
{
    uint64_t refused = 0;
    struct ArrowSchema schema;
    while (stream->get_schema(stream, &schema) == ENOMEM) {
        refused++;
        armed = armed && !fail_on; /* the shortage ends here */
    }
    schema.release(&schema);
    for (;;) {
        struct ArrowArray batch;
        int status = stream->get_next(stream, &batch);
        if (status == ENOMEM && stream->get_last_error(stream)) {
            refused++;
            armed = armed && !fail_on;
            continue;
        }
        if (status != 0 || !batch.release)
            return refused;
        *rows += batch.length;
        batch.release(&batch);
    }
}

static bool export_events(uint64_t place, bool on)
{
    fishsim_world *world = lively_world(NULL);
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, 100000, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    tick_world(world, 30);
    uint64_t count;
    fishsim_event_log_events(log, &count);
    struct ArrowArrayStream stream = {0};
    fishsim_error error = {0};
    int64_t rows = 0;
    uint64_t refused = 0;
    arm(place, on);
    fishsim_status status = fishsim_event_log_export_arrow(log, &stream, &error);
    if (!status) {
        refused = read_stream(&stream, &rows);
        armed = true; /* to count what is given back */
        stream.release(&stream);
    }
    armed = false;
    if (status) {
        assert_detail(&error, FISHSIM_ERR_MEMORY);
        assert_null(stream.release);
    } else {
        assert_int_equal(rows, count); /* no event is lost over a refusal */
        assert_int_equal(refused > 0, failed > 0);
    }
    if (!on)
        assert_int_equal(live, 0);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
    return !failed;
}

/* ---- libyaml ----------------------------------------------------------------------------------
 */

static bool load_a_configuration(uint64_t place, bool on)
{
    fishsim_config *config = NULL;
    fishsim_error error = {0};
    char before[64], after[64];
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_set(config, "world.width_m", "123", NULL));
    assert_ok(fishsim_config_get(config, "world.width_m", before, sizeof before, NULL, NULL));
    arm(place, on);
    fishsim_status status =
        fishsim_config_load_text(config, LIVELY_WORLD, sizeof LIVELY_WORLD - 1, "lively", &error);
    armed = false;
    assert_int_equal(live, 0);
    if (failed) {
        assert_int_equal(status, FISHSIM_ERR_MEMORY);
        assert_detail(&error, FISHSIM_ERR_MEMORY);
        assert_ok(fishsim_config_get(config, "world.width_m", after, sizeof after, NULL, NULL));
        assert_string_equal(after, before);
        assert_int_equal(
            fishsim_config_get(config, "species.anchovy.label", after, sizeof after, NULL, NULL),
            FISHSIM_ERR_NOT_FOUND);
    } else {
        assert_ok(status);
    }
    fishsim_config_destroy(config);
    return !failed;
}

static bool set_a_key(uint64_t place, bool on)
{
    fishsim_config *config = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    arm(place, on);
    fishsim_status status = fishsim_config_set(config, "species.a.minds", "[evade, walk]", &error);
    armed = false;
    assert_int_equal(live, 0);
    assert_int_equal(status, failed ? FISHSIM_ERR_MEMORY : FISHSIM_OK);
    fishsim_config_destroy(config);
    return !failed;
}

static bool load_a_snapshot(uint64_t place, bool on)
{
    fishsim_world *world = lively_world(NULL), *loaded = NULL;
    uint64_t length = fishsim_snapshot_size(world);
    void *bytes = malloc(length);
    assert_ok(fishsim_snapshot_save(world, bytes, length, NULL, NULL));
    struct allocator allocator = {0}; /* takes from aligned_alloc above */
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_error error = {0};
    arm(place, on);
    fishsim_status status = fishsim_snapshot_load(bytes, length, &hooks, &loaded, &error);
    armed = false;
    assert_int_equal(status, failed ? FISHSIM_ERR_MEMORY : FISHSIM_OK);
    if (failed)
        assert_detail(&error, FISHSIM_ERR_MEMORY);
    fishsim_world_destroy(loaded);
    fishsim_world_destroy(world);
    assert_int_equal(allocator.live_blocks, 0);
    free(bytes);
    return !failed;
}

#define SWEEP(name)                                                                                \
    static void sweep_##name(void **state)                                                         \
    {                                                                                              \
        (void)state;                                                                               \
        sweep(name);                                                                               \
    }
SWEEP(export_a_world)
SWEEP(export_events)
SWEEP(load_a_configuration)
SWEEP(set_a_key)
SWEEP(load_a_snapshot)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_export_a_world),       cmocka_unit_test(sweep_export_events),
        cmocka_unit_test(sweep_load_a_configuration), cmocka_unit_test(sweep_set_a_key),
        cmocka_unit_test(sweep_load_a_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
