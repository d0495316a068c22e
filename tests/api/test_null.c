/* SPDX-License-Identifier: MIT */
/* Every public function refuses NULL where it must not be, says so, and changes nothing. */
#include "api.h"

/* `call` uses `error`, and is refused with its detail filled. */
#define assert_refused(call)                                                                       \
    do {                                                                                           \
        fishsim_error error = {0};                                                                 \
        assert_int_equal(call, FISHSIM_ERR_ARGUMENT);                                              \
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);                                               \
    } while (0)

static void the_init_functions_refuse_null(void **state)
{
    (void)state;
    assert_int_equal(fishsim_hooks_init(NULL, sizeof(fishsim_hooks)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_key_init(NULL, sizeof(fishsim_key)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_info_init(NULL, sizeof(fishsim_world_info)),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_species_info_init(NULL, sizeof(fishsim_species_info)),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_column_init(NULL, sizeof(fishsim_column)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_field_init(NULL, sizeof(fishsim_field)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_ledger_init(NULL, sizeof(fishsim_ledger)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_system_init(NULL, sizeof(fishsim_system)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_sink_init(NULL, sizeof(fishsim_sink)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_measures_init(NULL, sizeof(fishsim_measures)), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_run_status_init(NULL, sizeof(fishsim_run_status)),
                     FISHSIM_ERR_ARGUMENT);
}

static void the_destroy_functions_allow_null(void **state)
{
    (void)state;
    fishsim_config_destroy(NULL);
    fishsim_world_destroy(NULL);
    fishsim_event_log_destroy(NULL);
    fishsim_run_destroy(NULL);
    fishsim_pool_destroy(NULL);
}

static void the_plain_readers_answer_null_with_nothing(void **state)
{
    (void)state;
    uint64_t count = 0;
    assert_int_equal(fishsim_world_digest(NULL), 0);
    assert_int_equal(fishsim_world_get_system_failures(NULL), 0);
    assert_int_equal(fishsim_snapshot_size(NULL), 0);
    assert_null(fishsim_event_log_events(NULL, &count));
    assert_int_equal(count, 0);
    assert_int_equal(fishsim_event_log_dropped(NULL), 0);
    fishsim_event_log_clear(NULL);
    assert_null(fishsim_run_get_world(NULL));
}

static void config_refuses_null(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_config *out = NULL;
    char text[8];

    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    assert_refused(fishsim_pool_create(1, NULL, NULL, &error));
    assert_refused(fishsim_pool_lend(NULL, &hooks, &error));
    assert_refused(fishsim_config_describe(0, NULL, &error));
    assert_refused(fishsim_config_create(NULL, NULL, &error));
    assert_refused(fishsim_config_clone(NULL, &out, &error));
    assert_refused(fishsim_config_clone(config, NULL, &error));
    assert_refused(fishsim_config_load_text(NULL, "title: a", 8, NULL, &error));
    assert_refused(fishsim_config_load_text(config, NULL, 8, NULL, &error));
    assert_refused(fishsim_config_load_file(NULL, "a.yaml", &error));
    assert_refused(fishsim_config_load_file(config, NULL, &error));
    assert_refused(fishsim_config_set(NULL, "title", "a", &error));
    assert_refused(fishsim_config_set(config, NULL, "a", &error));
    assert_refused(fishsim_config_set(config, "title", NULL, &error));
    assert_refused(fishsim_config_get(NULL, "title", text, sizeof text, NULL, &error));
    assert_refused(fishsim_config_get(config, NULL, text, sizeof text, NULL, &error));
    assert_refused(fishsim_config_get(config, "title", NULL, 8, NULL, &error));
    assert_refused(fishsim_config_print(NULL, text, sizeof text, NULL, &error));
    assert_refused(fishsim_config_print(config, NULL, 8, NULL, &error));
    assert_refused(fishsim_config_check(NULL, &error));
    assert_null(out);
    fishsim_config_destroy(config);
}

static void world_refuses_null(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t digest = fishsim_world_digest(world);
    fishsim_config *config = small_config();
    fishsim_world *out = NULL;
    fishsim_world_info info;
    fishsim_species_info species;
    fishsim_column column;
    fishsim_field field;
    fishsim_ledger ledger;
    fishsim_system system;
    assert_ok(fishsim_world_info_init(&info, sizeof info));
    assert_ok(fishsim_species_info_init(&species, sizeof species));
    assert_ok(fishsim_column_init(&column, sizeof column));
    assert_ok(fishsim_field_init(&field, sizeof field));
    assert_ok(fishsim_ledger_init(&ledger, sizeof ledger));
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;

    assert_refused(fishsim_world_create(NULL, NULL, &out, &error));
    assert_refused(fishsim_world_create(config, NULL, NULL, &error));
    assert_refused(fishsim_world_clone(NULL, &out, &error));
    assert_refused(fishsim_world_clone(world, NULL, &error));
    assert_null(out);
    assert_refused(fishsim_world_get_config(NULL, &config, &error));
    assert_refused(fishsim_world_get_config(world, NULL, &error));
    assert_refused(fishsim_world_tick(NULL, 1, &error));
    assert_refused(fishsim_world_get_info(NULL, &info, &error));
    assert_refused(fishsim_world_get_info(world, NULL, &error));
    assert_refused(fishsim_world_get_species(NULL, 0, &species, &error));
    assert_refused(fishsim_world_get_species(world, 0, NULL, &error));
    assert_refused(fishsim_world_get_column(NULL, FISHSIM_COLUMN_ID, &column, &error));
    assert_refused(fishsim_world_get_column(world, FISHSIM_COLUMN_ID, NULL, &error));
    assert_refused(fishsim_world_get_field(NULL, FISHSIM_FIELD_PLANKTON, &field, &error));
    assert_refused(fishsim_world_get_field(world, FISHSIM_FIELD_PLANKTON, NULL, &error));
    assert_refused(fishsim_world_get_ledger(NULL, &ledger, &error));
    assert_refused(fishsim_world_get_ledger(world, NULL, &error));
    assert_refused(fishsim_world_add_system(NULL, &system, &error));
    assert_refused(fishsim_world_add_system(world, NULL, &error));
    assert_refused(fishsim_world_add_system(world, &system, &error)); /* run is NULL */
    assert_refused(fishsim_world_add_food(NULL, FISHSIM_FIELD_PLANKTON, 1, 1, 1, &error));
    assert_refused(fishsim_world_harvest(NULL, 1, &error));
    assert_refused(fishsim_world_set_temperature(NULL, 20, &error));
    assert_refused(fishsim_world_set(NULL, "minds.couzin.vision_deg", "9", &error));
    assert_refused(fishsim_world_set(world, NULL, "9", &error));
    assert_refused(fishsim_world_set(world, "minds.couzin.vision_deg", NULL, &error));

    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_config_destroy(config);
    fishsim_world_destroy(world);
}

static void events_refuse_null(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    uint64_t failures = 0;
    assert_ok(fishsim_event_log_create(NULL, 16, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));

    assert_refused(fishsim_event_log_create(NULL, 16, NULL, &error));
    assert_refused(fishsim_event_log_sink(NULL, &sink, &error));
    assert_refused(fishsim_event_log_sink(log, NULL, &error));
    assert_refused(fishsim_world_add_sink(NULL, &sink, NULL, &error));
    assert_refused(fishsim_world_add_sink(world, NULL, NULL, &error));
    assert_refused(fishsim_world_remove_sink(NULL, 1, &error));
    assert_refused(fishsim_world_get_sink_failures(NULL, 1, &failures, &error));
    assert_refused(fishsim_world_get_sink_failures(world, 1, NULL, &error));
    fishsim_event_log_destroy(log);
    fishsim_world_destroy(world);
}

static void measures_refuse_null(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_measures measures;
    uint64_t fish[4];
    double biomass_g[4];
    fishsim_flows flows;
    assert_ok(fishsim_measures_init(&measures, sizeof measures));
    assert_ok(fishsim_flows_init(&flows, sizeof flows));

    assert_refused(fishsim_world_get_flows(NULL, 0, &flows, &error));
    assert_refused(fishsim_world_get_flows(world, 0, NULL, &error));
    assert_refused(fishsim_world_get_diet(NULL, 0, 0, NULL, NULL, &error));
    assert_ok(fishsim_world_get_diet(world, 0, 0, NULL, NULL, NULL));
    assert_refused(fishsim_world_measure(NULL, 0, &measures, &error));
    assert_refused(fishsim_world_measure(world, 0, NULL, &error));
    assert_refused(fishsim_world_get_spectrum(NULL, 0, 0, 4, fish, biomass_g, &error));
    assert_ok(fishsim_world_get_spectrum(world, 0, 0, 4, NULL, NULL, NULL));
    fishsim_world_destroy(world);
}

static void snapshots_refuse_null(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_world *out = NULL;
    char bytes[64] = {0};

    assert_refused(fishsim_snapshot_save(NULL, bytes, sizeof bytes, NULL, &error));
    assert_refused(fishsim_snapshot_save(world, NULL, sizeof bytes, NULL, &error));
    assert_refused(fishsim_snapshot_load(NULL, sizeof bytes, NULL, &out, &error));
    assert_refused(fishsim_snapshot_load(bytes, sizeof bytes, NULL, NULL, &error));
    assert_refused(fishsim_snapshot_restore(NULL, bytes, sizeof bytes, &error));
    assert_refused(fishsim_snapshot_restore(world, NULL, sizeof bytes, &error));
    assert_refused(fishsim_snapshot_save_file(NULL, "a.fish", &error));
    assert_refused(fishsim_snapshot_save_file(world, NULL, &error));
    assert_refused(fishsim_snapshot_load_file(NULL, NULL, &out, &error));
    assert_refused(fishsim_snapshot_load_file("a.fish", NULL, NULL, &error));
    assert_null(out);
    fishsim_world_destroy(world);
}

static void runs_refuse_null(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_run *run = NULL;
    fishsim_run_status status;
    assert_ok(fishsim_run_status_init(&status, sizeof status));

    assert_refused(fishsim_run_create(NULL, 10, NULL, &run, &error));
    assert_refused(fishsim_run_create(world, 10, NULL, NULL, &error));
    assert_null(run);
    assert_ok(fishsim_run_create(world, 10, NULL, &run, NULL));
    assert_refused(fishsim_run_advance(NULL, 1, NULL, &error));
    assert_refused(fishsim_run_start(NULL, &error));
    assert_refused(fishsim_run_pause(NULL, &error));
    assert_refused(fishsim_run_resume(NULL, &error));
    assert_refused(fishsim_run_stop(NULL, &error));
    assert_refused(fishsim_run_step(NULL, 1, &error));
    assert_refused(fishsim_run_set_speed(NULL, 1, &error));
    assert_refused(fishsim_run_get_status(NULL, &status, &error));
    assert_refused(fishsim_run_get_status(run, NULL, &error));
    fishsim_run_destroy(run);
}

static void arrow_refuses_null_and_leaves_the_rest_untouched(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_event_log *log = NULL;
    assert_ok(fishsim_event_log_create(NULL, 16, &log, NULL));
    struct ArrowSchema schema = {.n_children = 77};
    struct ArrowArray array = {.length = 77};
    struct ArrowArrayStream stream = {0};

    assert_refused(fishsim_world_export_arrow(NULL, &schema, &array, &error));
    assert_refused(fishsim_world_export_arrow(world, NULL, &array, &error));
    assert_refused(fishsim_world_export_arrow(world, &schema, NULL, &error));
    assert_refused(fishsim_event_log_export_arrow(NULL, &stream, &error));
    assert_refused(fishsim_event_log_export_arrow(log, NULL, &error));
    assert_int_equal(schema.n_children, 77);
    assert_null(schema.release);
    assert_int_equal(array.length, 77);
    assert_null(array.release);
    assert_null(stream.release);
    fishsim_event_log_destroy(log);
    fishsim_world_destroy(world);
}

static const char BRAIN[] = "agents: {observe: [own]}\nminds: {brain: {hidden: 2}}\n"
                            "species: {a: {minds: [brain], start: {count: 2, weight_g: 3}}}\n";

/* A world of two fish that think with brains, and the number of their genes. */
static fishsim_world *brain_world(const char *genome, uint32_t *genes)
{
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_load_text(config, BRAIN, sizeof BRAIN - 1, "brain", NULL));
    assert_ok(fishsim_config_set(config, "minds.brain.genome", genome, NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    fishsim_config_destroy(config);
    assert_ok(fishsim_brain_get_size(world, "brain", NULL, NULL, genes, NULL));
    return world;
}

enum { BRAIN_GENES = 35 }; /* 12 x 2 + 2 + 3 x 2 + 3 */

static void shared_weights_refuse_null(void **state)
{
    (void)state;
    uint32_t genes = 0, untouched = 77;
    float weights[BRAIN_GENES] = {0}, read[BRAIN_GENES];
    fishsim_world *world = brain_world("shared", &genes);
    uint64_t digest = fishsim_world_digest(world);
    assert_int_equal(genes, BRAIN_GENES);
    memset(read, 0x5a, sizeof read);
    float before[BRAIN_GENES];
    memcpy(before, read, sizeof before);

    assert_refused(fishsim_brain_get_size(NULL, "brain", &untouched, NULL, NULL, &error));
    assert_refused(fishsim_brain_get_size(world, NULL, &untouched, NULL, NULL, &error));
    assert_int_equal(untouched, 77);
    assert_refused(fishsim_brain_set_weights(NULL, "brain", weights, genes, &error));
    assert_refused(fishsim_brain_set_weights(world, NULL, weights, genes, &error));
    assert_refused(fishsim_brain_set_weights(world, "brain", NULL, genes, &error));
    assert_refused(fishsim_brain_get_weights(NULL, "brain", read, genes, &error));
    assert_refused(fishsim_brain_get_weights(world, NULL, read, genes, &error));
    assert_refused(fishsim_brain_get_weights(world, "brain", NULL, genes, &error));
    assert_memory_equal(read, before, sizeof read);
    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_world_destroy(world);
}

static void genomes_refuse_null(void **state)
{
    (void)state;
    uint32_t genes = 0;
    float weights[2 * BRAIN_GENES] = {0};
    fishsim_world *world = brain_world("own", &genes);
    uint64_t digest = fishsim_world_digest(world);
    const uint64_t ids[2] = {id_at(world, 0), id_at(world, 1)};

    assert_refused(fishsim_brain_set_genomes(NULL, ids, 2, weights, genes, &error));
    assert_refused(fishsim_brain_set_genomes(world, NULL, 2, weights, genes, &error));
    assert_refused(fishsim_brain_set_genomes(world, ids, 2, NULL, genes, &error));
    assert_refused(fishsim_brain_get_genomes(NULL, ids, 2, weights, genes, &error));
    assert_refused(fishsim_brain_get_genomes(world, NULL, 2, weights, genes, &error));
    assert_refused(fishsim_brain_get_genomes(world, ids, 2, NULL, genes, &error));
    assert_ok(fishsim_brain_set_genomes(world, NULL, 0, NULL, genes, NULL));
    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_world_destroy(world);
}

static void the_error_itself_may_be_null(void **state)
{
    (void)state;
    assert_int_equal(fishsim_config_create(NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_describe(UINT32_MAX, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_load_file(NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_create(NULL, NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_tick(NULL, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_harvest(NULL, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_remove_sink(NULL, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_load(NULL, 0, NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_run_advance(NULL, 1, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_export_arrow(NULL, NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_brain_get_size(NULL, NULL, NULL, NULL, NULL, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_brain_set_weights(NULL, NULL, NULL, 0, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_brain_set_genomes(NULL, NULL, 0, NULL, 0, NULL), FISHSIM_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_init_functions_refuse_null),
        cmocka_unit_test(the_destroy_functions_allow_null),
        cmocka_unit_test(the_plain_readers_answer_null_with_nothing),
        cmocka_unit_test(config_refuses_null),
        cmocka_unit_test(world_refuses_null),
        cmocka_unit_test(events_refuse_null),
        cmocka_unit_test(measures_refuse_null),
        cmocka_unit_test(snapshots_refuse_null),
        cmocka_unit_test(runs_refuse_null),
        cmocka_unit_test(arrow_refuses_null_and_leaves_the_rest_untouched),
        cmocka_unit_test(shared_weights_refuse_null),
        cmocka_unit_test(genomes_refuse_null),
        cmocka_unit_test(the_error_itself_may_be_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
