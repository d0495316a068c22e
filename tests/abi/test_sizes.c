/* SPDX-License-Identifier: MIT */
/*
 * Structs cross the ABI with their size. All have their first size today, so a smaller one is none
 * of any release and is refused; newer callers (larger) are served as long as they use nothing that
 * this library does not know.
 */
#include "../api/api.h"

enum { TAIL = 24 };

/* One sized struct: how it is set up, and a call that reads or fills it. */
struct subject {
    const char *name;
    size_t size;
    fishsim_status (*init)(void *target, size_t size);
    fishsim_status (*use)(void *target, fishsim_error *error);
    bool filled; /* by the library; else read by it */
};

static fishsim_world *world;
static fishsim_run *run;
static fishsim_event_log *event_log;

static fishsim_status do_nothing(void *user, fishsim_world *in, uint64_t count)
{
    (void)user;
    (void)in;
    (void)count;
    return FISHSIM_OK;
}

static fishsim_status config_with_hooks(void *hooks, fishsim_error *error)
{
    fishsim_config *out = NULL;
    fishsim_status status = fishsim_config_create(hooks, &out, error);
    assert_true((status == FISHSIM_OK) == (out != NULL));
    fishsim_config_destroy(out);
    return status;
}

static fishsim_status world_with_hooks(void *hooks, fishsim_error *error)
{
    fishsim_config *config = small_config();
    fishsim_world *out = NULL;
    fishsim_status status = fishsim_world_create(config, hooks, &out, error);
    assert_true((status == FISHSIM_OK) == (out != NULL));
    fishsim_config_destroy(config);
    fishsim_world_destroy(out);
    return status;
}

static fishsim_status log_with_hooks(void *hooks, fishsim_error *error)
{
    fishsim_event_log *out = NULL;
    fishsim_status status = fishsim_event_log_create(hooks, 4, &out, error);
    assert_true((status == FISHSIM_OK) == (out != NULL));
    fishsim_event_log_destroy(out);
    return status;
}

static fishsim_status load_with_hooks(void *hooks, fishsim_error *error)
{
    fishsim_world *out = NULL;
    uint64_t length = fishsim_snapshot_size(world);
    void *bytes = malloc(length);
    assert_non_null(bytes);
    assert_ok(fishsim_snapshot_save(world, bytes, length, NULL, NULL));
    fishsim_status status = fishsim_snapshot_load(bytes, length, hooks, &out, error);
    assert_true((status == FISHSIM_OK) == (out != NULL));
    free(bytes);
    fishsim_world_destroy(out);
    return status;
}

static fishsim_status run_with_hooks(void *hooks, fishsim_error *error)
{
    fishsim_world *own = small_world();
    fishsim_run *out = NULL;
    fishsim_status status = fishsim_run_create(own, 1, hooks, &out, error);
    assert_true((status == FISHSIM_OK) == (out != NULL));
    fishsim_run_destroy(out);
    if (status != FISHSIM_OK)
        fishsim_world_destroy(own); /* not taken over */
    return status;
}

static fishsim_status add_sink(void *sink, fishsim_error *error)
{
    return fishsim_world_add_sink(world, sink, NULL, error);
}

static fishsim_status fill_sink(void *sink, fishsim_error *error)
{
    return fishsim_event_log_sink(event_log, sink, error);
}

static fishsim_status add_system(void *system, fishsim_error *error)
{
    fishsim_system *given = system;
    given->every = FISHSIM_EVERY_DAY;
    given->run = do_nothing;
    return fishsim_world_add_system(world, given, error);
}

static fishsim_status describe(void *key, fishsim_error *error)
{
    return fishsim_config_describe(0, key, error);
}

static fishsim_status get_info(void *info, fishsim_error *error)
{
    return fishsim_world_get_info(world, info, error);
}

static fishsim_status get_species(void *info, fishsim_error *error)
{
    return fishsim_world_get_species(world, 0, info, error);
}

static fishsim_status get_column(void *column, fishsim_error *error)
{
    return fishsim_world_get_column(world, FISHSIM_COLUMN_ID, column, error);
}

static fishsim_status get_field(void *field, fishsim_error *error)
{
    return fishsim_world_get_field(world, FISHSIM_FIELD_PLANKTON, field, error);
}

static fishsim_status get_ledger(void *ledger, fishsim_error *error)
{
    return fishsim_world_get_ledger(world, ledger, error);
}

static fishsim_status measure(void *measures, fishsim_error *error)
{
    return fishsim_world_measure(world, 0, measures, error);
}

static fishsim_status get_status(void *status, fishsim_error *error)
{
    return fishsim_run_get_status(run, status, error);
}

static fishsim_status get_agents(void *info, fishsim_error *error)
{
    return fishsim_agents_get_info(world, info, error);
}

static fishsim_status get_block(void *block, fishsim_error *error)
{
    return fishsim_agents_get_block(world, 0, block, error);
}

static fishsim_status set_mind(void *mind, fishsim_error *error)
{
    return fishsim_world_set_host_mind(world, "host", mind, error);
}

/* The batch of this test: one world of one fish. */
static fishsim_status make_batch(const fishsim_batch_options *options, void *buffers,
                                 fishsim_error *error)
{
    fishsim_config *config = small_config();
    fishsim_batch *out = NULL;
    assert_ok(fishsim_config_set(config, "agents.slots", "1", NULL));
    const fishsim_config *configs[1] = {config};
    fishsim_status status = fishsim_batch_create(configs, 1, options, NULL, &out, error);
    if (!status && buffers)
        status = fishsim_batch_set_buffers(out, buffers, error);
    fishsim_batch_destroy(out);
    fishsim_config_destroy(config);
    return status;
}

static fishsim_status batch_with_options(void *options, fishsim_error *error)
{
    fishsim_batch_options *given = options;
    given->worlds = 1;
    return make_batch(given, NULL, error);
}

static fishsim_status batch_with_buffers(void *buffers, fishsim_error *error)
{
    fishsim_batch_options options;
    assert_ok(fishsim_batch_options_init(&options, sizeof options));
    options.worlds = 1;
    return make_batch(&options, buffers, error);
}

/* The init functions, behind one signature. */
#define INIT(type)                                                                                 \
    static fishsim_status init_##type(void *target, size_t size)                                   \
    {                                                                                              \
        return fishsim_##type##_init(target, size);                                                \
    }
INIT(hooks)
INIT(sink)
INIT(system)
INIT(key)
INIT(world_info)
INIT(species_info)
INIT(column)
INIT(field)
INIT(ledger)
INIT(measures)
INIT(run_status)
INIT(agents_info)
INIT(block)
INIT(host_mind)
INIT(batch_options)
INIT(batch_buffers)
#undef INIT

#define SUBJECT(type, use, filled)                                                                 \
    {                                                                                              \
#use, sizeof(fishsim_##type), init_##type, use, filled                                     \
    }
static const struct subject SUBJECTS[] = {
    SUBJECT(hooks, config_with_hooks, false),
    SUBJECT(hooks, world_with_hooks, false),
    SUBJECT(hooks, log_with_hooks, false),
    SUBJECT(hooks, load_with_hooks, false),
    SUBJECT(hooks, run_with_hooks, false),
    SUBJECT(sink, add_sink, false),
    SUBJECT(sink, fill_sink, true),
    SUBJECT(system, add_system, false),
    SUBJECT(key, describe, true),
    SUBJECT(world_info, get_info, true),
    SUBJECT(species_info, get_species, true),
    SUBJECT(column, get_column, true),
    SUBJECT(field, get_field, true),
    SUBJECT(ledger, get_ledger, true),
    SUBJECT(measures, measure, true),
    SUBJECT(run_status, get_status, true),
    SUBJECT(agents_info, get_agents, true),
    SUBJECT(block, get_block, true),
    SUBJECT(host_mind, set_mind, false),
    SUBJECT(batch_options, batch_with_options, false),
    SUBJECT(batch_buffers, batch_with_buffers, false),
};
enum { SUBJECT_COUNT = sizeof SUBJECTS / sizeof SUBJECTS[0] };

/* Memory for a struct of this subject and a tail, all 0xA5. */
static unsigned char *room_for(const struct subject *subject)
{
    unsigned char *room = malloc(subject->size + TAIL);
    assert_non_null(room);
    memset(room, 0xA5, subject->size + TAIL);
    return room;
}

static void assert_for(const struct subject *subject, fishsim_status wanted, fishsim_status got)
{
    if (got != wanted)
        fail_msg("%s: %s instead of %s", subject->name, fishsim_status_name(got),
                 fishsim_status_name(wanted));
}

static void init_refuses_a_smaller_struct_and_leaves_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        unsigned char *room = room_for(subject);
        assert_for(subject, FISHSIM_ERR_ABI, subject->init(room, subject->size - 1));
        assert_for(subject, FISHSIM_ERR_ABI, subject->init(room, 4));
        assert_for(subject, FISHSIM_ERR_ABI, subject->init(room, 0));
        for (size_t byte = 0; byte < subject->size + TAIL; byte++)
            assert_int_equal(room[byte], 0xA5);
        free(room);
    }
}

static void init_stores_the_callers_size_and_stays_inside(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        unsigned char *room = room_for(subject);
        uint32_t stored;
        assert_for(subject, FISHSIM_OK, subject->init(room, subject->size + TAIL - 8));
        memcpy(&stored, room, sizeof stored);
        assert_int_equal(stored, subject->size + TAIL - 8);
        for (size_t byte = 0; byte < TAIL - 8; byte++)
            assert_int_equal(room[subject->size + byte], 0);
        for (size_t byte = 0; byte < 8; byte++)
            assert_int_equal(room[subject->size + TAIL - 8 + byte], 0xA5);
        free(room);
    }
}

static void a_smaller_struct_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        unsigned char *room = room_for(subject);
        assert_for(subject, FISHSIM_OK, subject->init(room, subject->size));
        uint32_t smaller = (uint32_t)subject->size - 4, none = 0;
        fishsim_error error = {0};
        memcpy(room, &smaller, sizeof smaller);
        assert_for(subject, FISHSIM_ERR_ABI, subject->use(room, &error));
        assert_detail(&error, FISHSIM_ERR_ABI);
        memcpy(room, &none, sizeof none);
        assert_for(subject, FISHSIM_ERR_ABI, subject->use(room, NULL));
        free(room);
    }
}

static void a_larger_struct_with_an_empty_tail_is_served(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        unsigned char *room = room_for(subject);
        assert_for(subject, FISHSIM_OK, subject->init(room, subject->size + TAIL));
        assert_for(subject, FISHSIM_OK, subject->use(room, NULL));
        free(room);
    }
}

static void a_larger_struct_with_an_unknown_field_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        if (subject->filled)
            continue;
        for (size_t byte = 0; byte < TAIL; byte += TAIL - 1) {
            unsigned char *room = room_for(subject);
            fishsim_error error = {0};
            assert_for(subject, FISHSIM_OK, subject->init(room, subject->size + TAIL));
            room[subject->size + byte] = 1;
            assert_for(subject, FISHSIM_ERR_ABI, subject->use(room, &error));
            assert_detail(&error, FISHSIM_ERR_ABI);
            free(room);
        }
    }
}

static void a_filled_struct_keeps_its_size_and_has_an_empty_tail(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUBJECT_COUNT; i++) {
        const struct subject *subject = &SUBJECTS[i];
        if (!subject->filled)
            continue;
        unsigned char *room = room_for(subject);
        uint32_t stored, size = (uint32_t)(subject->size + TAIL - 8);
        assert_for(subject, FISHSIM_OK, subject->init(room, size));
        memset(room + subject->size, 0x33, TAIL - 8);
        assert_for(subject, FISHSIM_OK, subject->use(room, NULL));
        memcpy(&stored, room, sizeof stored);
        assert_int_equal(stored, size);
        for (size_t byte = 0; byte < TAIL - 8; byte++)
            assert_int_equal(room[subject->size + byte], 0);
        for (size_t byte = 0; byte < 8; byte++)
            assert_int_equal(room[subject->size + TAIL - 8 + byte], 0xA5);
        free(room);
    }
}

static int set_up(void **state)
{
    (void)state;
    world = small_world();
    assert_ok(fishsim_run_create(small_world(), 10, NULL, &run, NULL));
    assert_ok(fishsim_event_log_create(NULL, 4, &event_log, NULL));
    return 0;
}

static int take_down(void **state)
{
    (void)state;
    fishsim_event_log_destroy(event_log);
    fishsim_run_destroy(run);
    fishsim_world_destroy(world);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_refuses_a_smaller_struct_and_leaves_it),
        cmocka_unit_test(init_stores_the_callers_size_and_stays_inside),
        cmocka_unit_test(a_smaller_struct_is_refused),
        cmocka_unit_test(a_larger_struct_with_an_empty_tail_is_served),
        cmocka_unit_test(a_larger_struct_with_an_unknown_field_is_refused),
        cmocka_unit_test(a_filled_struct_keeps_its_size_and_has_an_empty_tail),
    };
    return cmocka_run_group_tests(tests, set_up, take_down);
}
