/* SPDX-License-Identifier: MIT */
/* arrow.h: exports own their memory and outlive what they were made from. tests/arrow/ reads them
 * with an Arrow library. */
#include "api.h"

static void a_world_is_exported_as_its_columns(void **state)
{
    (void)state;
    static const char *const formats[] = {
        [FISHSIM_ELEMENT_U8] = "C",  [FISHSIM_ELEMENT_U16] = "S", [FISHSIM_ELEMENT_U32] = "I",
        [FISHSIM_ELEMENT_U64] = "L", [FISHSIM_ELEMENT_I64] = "l", [FISHSIM_ELEMENT_F32] = "f",
    };
    fishsim_world *world = small_world();
    struct ArrowSchema schema;
    struct ArrowArray array;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_export_arrow(world, &schema, &array, &error), &error);
    assert_string_equal(schema.format, "+s");
    assert_non_null(schema.metadata);
    assert_int_equal(array.length, info_of(world).fish);
    assert_int_equal(array.null_count, 0);
    int64_t child = 0;
#define X(NAME, field, number, element, unit, meaning)                                             \
    assert_string_equal(schema.children[child]->name, #field);                                     \
    assert_string_equal(schema.children[child]->format, formats[FISHSIM_ELEMENT_##element]);       \
    assert_int_equal(array.children[child]->length, array.length);                                 \
    child++;
    FISHSIM_COLUMN_TABLE(X)
#undef X
    assert_int_equal(schema.n_children, child);
    assert_int_equal(array.n_children, child);
    schema.release(&schema);
    array.release(&array);
    assert_null(schema.release);
    assert_null(array.release);
    fishsim_world_destroy(world);
}

static void an_export_outlives_its_world(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct ArrowSchema schema;
    struct ArrowArray array;
    uint64_t first = id_at(world, 0);
    assert_ok(fishsim_world_export_arrow(world, &schema, &array, NULL));
    fishsim_world_destroy(world);
    const uint64_t *ids = array.children[0]->buffers[1];
    assert_int_equal(ids[0], first);
    schema.release(&schema);
    assert_int_equal(ids[array.length - 1] != 0, 1);
    array.release(&array);
}

static void a_child_may_be_moved_out(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct ArrowSchema schema;
    struct ArrowArray array;
    assert_ok(fishsim_world_export_arrow(world, &schema, &array, NULL));
    struct ArrowArray moved = *array.children[0];
    array.children[0]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    assert_int_equal(((const uint64_t *)moved.buffers[1])[0], id_at(world, 0));
    moved.release(&moved);
    fishsim_world_destroy(world);
}

static void a_log_is_a_stream_that_ends(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, 100000, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    assert_ok(fishsim_world_tick(world, 1000, NULL));
    uint64_t count = 0, seen = 0;
    fishsim_event_log_events(log, &count);
    assert_true(count > 0);

    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_event_log_export_arrow(log, &stream, &error), &error);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_int_equal(schema.n_children, 13);
    assert_string_equal(schema.children[0]->name, "sequence");
    schema.release(&schema);
    for (;;) {
        struct ArrowArray batch;
        assert_int_equal(stream.get_next(&stream, &batch), 0);
        if (!batch.release)
            break;
        assert_true(batch.length > 0 && batch.length <= 65536);
        const uint64_t *sequence = batch.children[0]->buffers[1];
        assert_int_equal(sequence[0], seen + 1);
        seen += (uint64_t)batch.length;
        batch.release(&batch);
    }
    assert_int_equal(seen, count);
    stream.release(&stream);
    assert_null(stream.release);
}

static void an_empty_log_is_an_empty_stream(void **state)
{
    (void)state;
    fishsim_event_log *log = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    assert_ok(fishsim_event_log_create(NULL, 10, &log, NULL));
    assert_ok(fishsim_event_log_export_arrow(log, &stream, NULL));
    assert_int_equal(stream.get_next(&stream, &batch), 0);
    assert_null(batch.release);
    stream.release(&stream);
    fishsim_event_log_destroy(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_is_exported_as_its_columns),
        cmocka_unit_test(an_export_outlives_its_world),
        cmocka_unit_test(a_child_may_be_moved_out),
        cmocka_unit_test(a_log_is_a_stream_that_ends),
        cmocka_unit_test(an_empty_log_is_an_empty_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
