/* SPDX-License-Identifier: MIT */
/*
 * A program of the time of release 0.1: compiled against the headers in v0.1/, which never change
 * once 0.1 is out, and run on the library of today. It uses each part of the contract once.
 *
 * Until then: cp include/fishsim/<all>.h tests/abi/v0.1/include/fishsim/
 */
#include <fishsim/fishsim.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char WORLD[] = "world: {seed: 3, width_m: 40, height_m: 30, max_fish: 400}\n"
                            "calendar: {acceleration: 600}\n"
                            "species:\n"
                            "  anchovy: {base: bay_anchovy, minds: [couzin],\n"
                            "            start: {count: 100, weight_g: 2}}\n";

#define EXPECT(condition) expect(condition, #condition, __LINE__)

static void expect(int held, const char *condition, int line)
{
    if (held)
        return;
    fprintf(stderr, "caller.c:%d: does not hold: %s\n", line, condition);
    exit(1);
}

static fishsim_status count_day(void *user, fishsim_world *world, uint64_t count)
{
    (void)world;
    *(uint64_t *)user = count;
    return FISHSIM_OK;
}

static fishsim_world *make_world(void)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    fishsim_key key;
    char title[32];
    EXPECT(fishsim_config_create(NULL, &config, &error) == FISHSIM_OK);
    EXPECT(fishsim_config_load_text(config, WORLD, sizeof WORLD - 1, "caller", &error) == 0);
    EXPECT(fishsim_config_set(config, "title", "caller", &error) == FISHSIM_OK);
    EXPECT(fishsim_config_get(config, "title", title, sizeof title, NULL, &error) == FISHSIM_OK);
    EXPECT(fishsim_config_set(config, "world.width", "1", &error) == FISHSIM_ERR_NOT_FOUND);
    EXPECT(error.status == FISHSIM_ERR_NOT_FOUND && error.message[0]);
    EXPECT(fishsim_key_init(&key, sizeof key) == FISHSIM_OK);
    EXPECT(fishsim_config_describe(0, &key, &error) == FISHSIM_OK && key.path && key.meaning);
    EXPECT(fishsim_config_check(config, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_create(config, NULL, &world, &error) == FISHSIM_OK);
    fishsim_config_destroy(config);
    return world;
}

static void read_world(const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_world_info info;
    fishsim_species_info species;
    fishsim_column column;
    fishsim_field field;
    fishsim_ledger ledger;
    EXPECT(fishsim_world_info_init(&info, sizeof info) == FISHSIM_OK);
    EXPECT(fishsim_species_info_init(&species, sizeof species) == FISHSIM_OK);
    EXPECT(fishsim_column_init(&column, sizeof column) == FISHSIM_OK);
    EXPECT(fishsim_field_init(&field, sizeof field) == FISHSIM_OK);
    EXPECT(fishsim_ledger_init(&ledger, sizeof ledger) == FISHSIM_OK);
    EXPECT(fishsim_world_get_info(world, &info, &error) == FISHSIM_OK);
    EXPECT(info.dims == 2 && info.width_m == 40.0 && info.species == 1 && info.tick > 0);
    EXPECT(fishsim_world_get_species(world, 0, &species, &error) == FISHSIM_OK);
    EXPECT(strcmp(species.name, "anchovy") == 0 && species.fish == info.fish);
    EXPECT(fishsim_world_get_column(world, FISHSIM_COLUMN_WEIGHT, &column, &error) == FISHSIM_OK);
    EXPECT(column.count == info.fish && column.element == FISHSIM_ELEMENT_F32);
    EXPECT(*(const float *)column.data > 0.0f && strcmp(column.name, "weight_g") == 0);
    EXPECT(fishsim_world_get_field(world, FISHSIM_FIELD_PLANKTON, &field, &error) == FISHSIM_OK);
    EXPECT(field.columns == 4 && field.rows == 3 && field.energy_uj[0] > 0);
    EXPECT(fishsim_world_get_ledger(world, &ledger, &error) == FISHSIM_OK);
    EXPECT(ledger.residual.joules == 0 && ledger.residual.microjoules == 0);
    EXPECT(fishsim_world_digest(world) != 0);
}

static void hear_and_act(fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    fishsim_system system;
    fishsim_column ids;
    uint32_t sink_id = 0;
    uint64_t days = 0, count = 0, failures = 1;
    EXPECT(fishsim_event_log_create(NULL, 1000, &log, &error) == FISHSIM_OK);
    EXPECT(fishsim_sink_init(&sink, sizeof sink) == FISHSIM_OK);
    EXPECT(fishsim_event_log_sink(log, &sink, &error) == FISHSIM_OK);
    sink.kinds = UINT64_C(1) << FISHSIM_EVENT_HOUR;
    EXPECT(fishsim_world_add_sink(world, &sink, &sink_id, &error) == FISHSIM_OK);
    EXPECT(fishsim_system_init(&system, sizeof system) == FISHSIM_OK);
    system.every = FISHSIM_EVERY_DAY;
    system.run = count_day;
    system.user = &days;
    EXPECT(fishsim_world_add_system(world, &system, &error) == FISHSIM_OK);
    EXPECT(fishsim_column_init(&ids, sizeof ids) == FISHSIM_OK);
    EXPECT(fishsim_world_get_column(world, FISHSIM_COLUMN_ID, &ids, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_harvest(world, *(const uint64_t *)ids.data, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_add_food(world, FISHSIM_FIELD_DETRITUS, 1, 1, 5, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_set_temperature(world, 21, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_tick(world, 1440, &error) == FISHSIM_OK);
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    EXPECT(days == 1 && count == 24);
    EXPECT(events[23].kind == FISHSIM_EVENT_HOUR && events[23].value == 24);
    EXPECT(fishsim_world_get_sink_failures(world, sink_id, &failures, &error) == FISHSIM_OK);
    EXPECT(failures == 0 && fishsim_world_get_system_failures(world) == 0);
    EXPECT(fishsim_world_remove_sink(world, sink_id, &error) == FISHSIM_OK);
    fishsim_event_log_destroy(log);
}

static fishsim_world *save_and_load(const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_world *loaded = NULL, *clone = NULL;
    uint64_t length = fishsim_snapshot_size(world), written = 0;
    void *bytes = malloc(length);
    EXPECT(bytes != NULL);
    EXPECT(fishsim_snapshot_save(world, bytes, length, &written, &error) == FISHSIM_OK);
    EXPECT(fishsim_snapshot_load(bytes, written, NULL, &loaded, &error) == FISHSIM_OK);
    EXPECT(fishsim_snapshot_restore(loaded, bytes, written, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_clone(world, &clone, &error) == FISHSIM_OK);
    EXPECT(fishsim_world_digest(loaded) == fishsim_world_digest(world));
    EXPECT(fishsim_world_digest(clone) == fishsim_world_digest(world));
    fishsim_world_destroy(clone);
    free(bytes);
    return loaded;
}

static void drive(fishsim_world *world, uint64_t last_tick)
{
    fishsim_error error = {0};
    fishsim_run *run = NULL;
    fishsim_run_status status;
    uint64_t ticked = 0;
    EXPECT(fishsim_run_status_init(&status, sizeof status) == FISHSIM_OK);
    EXPECT(fishsim_run_create(world, last_tick, NULL, &run, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_start(run, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_advance(run, 5, &ticked, &error) == FISHSIM_OK && ticked == 5);
    EXPECT(fishsim_run_pause(run, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_step(run, 1, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_resume(run, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_set_speed(run, 0, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_advance(run, UINT64_MAX, NULL, &error) == FISHSIM_OK);
    EXPECT(fishsim_run_get_status(run, &status, &error) == FISHSIM_OK);
    EXPECT(status.state == FISHSIM_RUN_COMPLETED && status.tick == last_tick);
    EXPECT(fishsim_run_get_world(run) == world);
    EXPECT(strcmp(fishsim_run_state_name(status.state), "completed") == 0);
    fishsim_run_destroy(run);
}

int main(void)
{
    fishsim_error error = {0};
    fishsim_world *world = make_world();
    EXPECT(fishsim_world_tick(world, 10, &error) == FISHSIM_OK);
    read_world(world);
    hear_and_act(world);
    fishsim_world *loaded = save_and_load(world);
    fishsim_world_destroy(world);
    drive(loaded, 1450 + 20);
    fprintf(stderr, "built for %s, ran on %s\n", FISHSIM_VERSION_STRING, fishsim_version());
    return 0;
}
