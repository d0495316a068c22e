/* SPDX-License-Identifier: MIT */
/* Tests of event/arrow.c: the rules of the Arrow C data and stream interfaces. */
#include "world_fixture.h"

#include "world/world.h"

#include <fishsim/arrow.h>

static void export_world(const fishsim_world *world, struct ArrowSchema *schema,
                         struct ArrowArray *array)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_export_arrow(world, schema, array, &error), &error);
}

static void a_world_is_a_struct_of_its_columns(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 20);
    struct ArrowSchema schema;
    struct ArrowArray array;
    export_world(world, &schema, &array);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(array.length, world->fish.count);
    assert_int_equal(array.n_buffers, 1);
    assert_null(array.buffers[0]);
    int64_t place = 0;
#define FORMAT_U8  "C"
#define FORMAT_U16 "S"
#define FORMAT_U32 "I"
#define FORMAT_U64 "L"
#define FORMAT_I64 "l"
#define FORMAT_F32 "f"
#define COLUMN(NAME, column, number, element, unit, meaning)                                       \
    {                                                                                              \
        const struct ArrowSchema *type = schema.children[place];                                   \
        const struct ArrowArray *child = array.children[place++];                                  \
        assert_string_equal(type->name, #column);                                                  \
        assert_string_equal(type->format, FORMAT_##element);                                       \
        assert_int_equal(type->flags, 0);                                                          \
        assert_int_equal(child->length, array.length);                                             \
        assert_int_equal(child->null_count, 0);                                                    \
        assert_int_equal(child->n_buffers, 2);                                                     \
        assert_null(child->buffers[0]);                                                            \
        assert_int_equal((uintptr_t)child->buffers[1] % 64, 0);                                    \
        assert_memory_equal(child->buffers[1], world->fish.column,                                 \
                            world->fish.count * sizeof *world->fish.column);                       \
    }
    FISHSIM_COLUMN_TABLE(COLUMN)
#undef COLUMN
    assert_int_equal(schema.n_children, place);
    assert_int_equal(array.n_children, place);
    array.release(&array);
    schema.release(&schema);
    fishsim_world_destroy(world);
}

static int32_t read_int(const char **at)
{
    int32_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

static void read_text(const char **at, char *text, size_t capacity)
{
    int32_t length = read_int(at);
    assert_in_range(length, 0, capacity - 1);
    memcpy(text, *at, (size_t)length);
    text[length] = '\0';
    *at += length;
}

static void metadata_tells_which_state_it_is(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 7);
    struct ArrowSchema schema;
    struct ArrowArray array;
    export_world(world, &schema, &array);
    char digest[32];
    snprintf(digest, sizeof digest, "%016llx", (unsigned long long)fishsim_world_digest(world));
    const char *const wanted[4][2] = {{"fishsim.version", fishsim_version()},
                                      {"fishsim.seed", "11"},
                                      {"fishsim.tick", "7"},
                                      {"fishsim.digest", digest}};
    const char *at = schema.metadata;
    assert_int_equal(read_int(&at), 4);
    for (int i = 0; i < 4; i++) {
        char key[64], value[64];
        read_text(&at, key, sizeof key);
        read_text(&at, value, sizeof value);
        assert_string_equal(key, wanted[i][0]);
        assert_string_equal(value, wanted[i][1]);
    }
    array.release(&array);
    schema.release(&schema);
    fishsim_world_destroy(world);
}

static void an_export_outlives_its_world(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    uint64_t id = world->fish.id[5];
    struct ArrowSchema schema;
    struct ArrowArray array;
    export_world(world, &schema, &array);
    fishsim_world_destroy(world);
    assert_int_equal(((const uint64_t *)array.children[0]->buffers[1])[5], id);
    array.release(&array);
    assert_null(array.release);
    schema.release(&schema);
    assert_null(schema.release);
}

/* As the specification has it: copy the struct, mark the original as released. */
static void a_child_may_be_moved_out_and_released_last(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    uint64_t id = world->fish.id[5];
    struct ArrowSchema schema;
    struct ArrowArray array;
    export_world(world, &schema, &array);
    struct ArrowArray moved = *array.children[0];
    array.children[0]->release = NULL;
    struct ArrowSchema moved_schema = *schema.children[0];
    schema.children[0]->release = NULL;
    array.children[1]->release(array.children[1]); /* released before its parent */
    assert_null(array.children[1]->release);
    array.release(&array);
    schema.release(&schema);
    assert_string_equal(moved_schema.name, "id");
    assert_int_equal(((const uint64_t *)moved.buffers[1])[5], id);
    moved.release(&moved);
    moved_schema.release(&moved_schema);
    assert_null(moved.release);
    fishsim_world_destroy(world);
}

static void a_world_without_fish_has_columns_without_rows(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    while (world->fish.count)
        fish_remove(&world->fish, 0);
    struct ArrowSchema schema;
    struct ArrowArray array;
    export_world(world, &schema, &array);
    assert_int_equal(array.length, 0);
    assert_non_null(array.children[0]->buffers[1]);
    array.release(&array);
    schema.release(&schema);
    fishsim_world_destroy(world);
}

static void a_dead_world_is_not_exported(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    world->dead = true;
    struct ArrowSchema schema = {.n_children = 7};
    struct ArrowArray array = {.length = 7};
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_export_arrow(world, &schema, &array, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_int_equal(schema.n_children, 7);
    assert_int_equal(array.length, 7);
    assert_int_equal(fishsim_world_export_arrow(NULL, &schema, &array, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_export_arrow(world, NULL, &array, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_export_arrow(world, &schema, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    fishsim_world_destroy(world);
}

/* ---- events --------------------------------------------------------------------------------- */

/* A log of `count` events whose every field tells its number. */
static fishsim_event_log *filled_log(uint64_t count)
{
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, UINT64_MAX, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    for (uint64_t i = 0; i < count; i++) {
        fishsim_event event = {.sequence = i,
                               .tick = i + 1,
                               .fish = i + 2,
                               .other = i + 3,
                               .energy_uj = -(int64_t)i,
                               .x_m = (float)i,
                               .y_m = (float)i + 1,
                               .z_m = (float)i + 2,
                               .kind = (uint16_t)i,
                               .cause = (uint16_t)(i + 1),
                               .species = (uint16_t)(i + 2),
                               .other_species = (uint16_t)(i + 3),
                               .value = (uint32_t)i};
        assert_ok(sink.on_events(sink.user, &event, 1));
    }
    return log;
}

#define EVENT_FIELDS(X)                                                                            \
    X(0, sequence, "L")                                                                            \
    X(1, tick, "L")                                                                                \
    X(2, fish, "L")                                                                                \
    X(3, other, "L")                                                                               \
    X(4, energy_uj, "l")                                                                           \
    X(5, x_m, "f")                                                                                 \
    X(6, y_m, "f")                                                                                 \
    X(7, z_m, "f")                                                                                 \
    X(8, kind, "S")                                                                                \
    X(9, cause, "S")                                                                               \
    X(10, species, "S")                                                                            \
    X(11, other_species, "S")                                                                      \
    X(12, value, "I")

static void check_batch(const struct ArrowArray *batch, const fishsim_event *events)
{
    assert_int_equal(batch->n_children, 13);
    for (int64_t i = 0; i < batch->length; i += 997) {
#define X(place, field, format)                                                                    \
    assert_memory_equal((const char *)batch->children[place]->buffers[1] +                         \
                            (size_t)i * sizeof events->field,                                      \
                        &events[i].field, sizeof events->field);
        EVENT_FIELDS(X)
#undef X
    }
}

static void a_log_is_a_stream_of_batches(void **state)
{
    (void)state;
    enum { EVENTS = 65536 + 65536 + 10 };
    fishsim_event_log *log = filled_log(EVENTS);
    struct ArrowArrayStream stream;
    assert_ok(fishsim_event_log_export_arrow(log, &stream, NULL));
    struct ArrowSchema schema;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 13);
    assert_null(schema.metadata);
#define X(place, field, type_format)                                                               \
    assert_string_equal(schema.children[place]->name, #field);                                     \
    assert_string_equal(schema.children[place]->format, type_format);
    EVENT_FIELDS(X)
#undef X
    schema.release(&schema);

    static const int64_t lengths[] = {65536, 65536, 10};
    const fishsim_event *events = fishsim_event_log_events(log, NULL);
    for (int i = 0; i < 3; i++) {
        struct ArrowArray batch;
        assert_int_equal(stream.get_next(&stream, &batch), 0);
        assert_int_equal(batch.length, lengths[i]);
        check_batch(&batch, events);
        events += batch.length;
        batch.release(&batch);
    }
    for (int i = 0; i < 2; i++) { /* the end stays the end */
        struct ArrowArray end = {.release = (void (*)(struct ArrowArray *))(uintptr_t)1};
        assert_int_equal(stream.get_next(&stream, &end), 0);
        assert_null(end.release);
    }
    assert_null(stream.get_last_error(&stream));
    stream.release(&stream);
    assert_null(stream.release);
    fishsim_event_log_destroy(log);
}

static void a_stream_holds_the_log_as_it_was(void **state)
{
    (void)state;
    fishsim_event_log *log = filled_log(100);
    struct ArrowArrayStream stream;
    assert_ok(fishsim_event_log_export_arrow(log, &stream, NULL));
    fishsim_event_log_destroy(log);
    struct ArrowArray batch;
    assert_int_equal(stream.get_next(&stream, &batch), 0);
    stream.release(&stream); /* a batch outlives its stream */
    assert_int_equal(batch.length, 100);
    assert_int_equal(((const uint64_t *)batch.children[0]->buffers[1])[99], 99);
    batch.release(&batch);
}

static void an_empty_log_is_an_empty_stream(void **state)
{
    (void)state;
    fishsim_event_log *log = filled_log(0);
    struct ArrowArrayStream stream;
    assert_ok(fishsim_event_log_export_arrow(log, &stream, NULL));
    struct ArrowSchema schema;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    schema.release(&schema);
    struct ArrowArray end;
    assert_int_equal(stream.get_next(&stream, &end), 0);
    assert_null(end.release);
    stream.release(&stream);
    assert_int_equal(fishsim_event_log_export_arrow(NULL, &stream, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_event_log_export_arrow(log, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    fishsim_event_log_destroy(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_is_a_struct_of_its_columns),
        cmocka_unit_test(metadata_tells_which_state_it_is),
        cmocka_unit_test(an_export_outlives_its_world),
        cmocka_unit_test(a_child_may_be_moved_out_and_released_last),
        cmocka_unit_test(a_world_without_fish_has_columns_without_rows),
        cmocka_unit_test(a_dead_world_is_not_exported),
        cmocka_unit_test(a_log_is_a_stream_of_batches),
        cmocka_unit_test(a_stream_holds_the_log_as_it_was),
        cmocka_unit_test(an_empty_log_is_an_empty_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
