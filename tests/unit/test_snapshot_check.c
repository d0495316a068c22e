/* SPDX-License-Identifier: MIT */
/* Tests of world/snapshot_check.c: what no world could have saved is refused, and named. */
#include "snapshot_fixture.h"

#include "base/random.h"

#include <math.h>

/* With `place` set to `value`, the world must not load, and the message must hold `word`. */
#define assert_impossible(world, place, value, word)                                               \
    do {                                                                                           \
        uint8_t kept[sizeof(place)];                                                               \
        memcpy(kept, &(place), sizeof kept);                                                       \
        (place) = (value);                                                                         \
        struct bytes saved = save(world);                                                          \
        memcpy(&(place), kept, sizeof kept);                                                       \
        assert_refused(saved, FISHSIM_ERR_FORMAT, word);                                           \
        free(saved.data);                                                                          \
    } while (0)

static void impossible_fish_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct fish *fish = &world->fish;
    char name[32];
    snprintf(name, sizeof name, "fish %llu: ", (unsigned long long)fish->id[5]);
    assert_impossible(world, fish->x[5], 20.0f, name);
    static const float never[] = {NAN, INFINITY, -INFINITY, -1e-30f, 1e30f};
    for (int i = 0; i < 5; i++) {
#define X(field, type)                                                                             \
    if (_Generic((type){0}, float : true, default : false))                                        \
        assert_impossible(world, fish->field[5], (type)never[i], name);
        FISH_STATE(X)
#undef X
    }
    assert_impossible(world, fish->y[5], 15.0f, ": y is");
    assert_impossible(world, fish->trait_size[5], 0.0f, ": trait_size is");
    assert_impossible(world, fish->length_cm[5], 0.0f, ": length_cm is");
    assert_impossible(world, fish->heading_x[5], 0.0f, "heading");
    assert_impossible(world, fish->soma_uj[5], -1, ": soma_uj is");
    assert_impossible(world, fish->soma_uj[5], INT64_MAX, ": soma_uj is");
    assert_impossible(world, fish->gut_uj[5], -1, ": gut_uj is");
    assert_impossible(world, fish->repro_uj[5], INT64_MIN, ": repro_uj is");
    assert_impossible(world, fish->gut_capacity_uj[5], -1.0f, ": gut_capacity_uj is");
    assert_impossible(world, fish->birth_tick[5], 1, ": birth_tick is");
    assert_impossible(world, fish->birth_tick[5], INT64_MIN, ": birth_tick is");
    assert_impossible(world, fish->species[5], 2, ": species is");
    assert_impossible(world, fish->sex[5], 2, ": sex is");
    assert_impossible(world, fish->worth[5], 0, ": worth is");
    assert_impossible(world, fish->worth[5], 2, ": worth is");
    assert_impossible(world, fish->id[5], 0, "id 0 ");
    assert_impossible(world, fish->id[5], world->next_id, "is not in [1, ");
    assert_impossible(world, fish->id[5], fish->id[77], "occurs twice");
    fishsim_world_destroy(world);
}

static void rows_that_hold_too_much_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world_with(NULL, "species.anchovy.start.worth", "65535");
    struct fish *fish = &world->fish;
    assert_true(fish->worth[0] > 1);
    assert_impossible(world, fish->soma_uj[0], (int64_t)1 << 61, ": the energy of its row");
    assert_impossible(world, fish->gut_uj[0], (int64_t)1 << 60, ": the energy of its row");
    assert_impossible(world, fish->gut_capacity_uj[0], 0x1p61f, ": the room of its row");
    fishsim_world_destroy(world);
}

static void twins_are_found_among_large_ids(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    world->next_id = (uint64_t)1 << 55;
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.id[row] = hash_mix(row + 1) >> 10;
    struct bytes bytes = save(world);
    fishsim_world_destroy(load(bytes));
    free(bytes.data);
    assert_impossible(world, world->fish.id[0], world->fish.id[world->fish.count - 1], "twice");
    fishsim_world_destroy(world);
}

static void impossible_figures_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 30);
    assert_impossible(world, world->tick, (uint64_t)1 << 40, "tick");
    assert_impossible(world, world->next_id, 0, "next_id");
    assert_impossible(world, world->next_id, (uint64_t)1 << 56, "next_id");
    assert_impossible(world, world->births_refused, UINT64_MAX, "births_refused");
    assert_impossible(world, world->agent_steps, UINT64_MAX, "agent_steps");
    assert_impossible(world, world->sinks.sequence, UINT64_MAX, "sequence");
    static const double never[] = {NAN, INFINITY, -2.5, 40.5, 36.5};
    for (int i = 0; i < 5; i++)
        assert_impossible(world, world->temperature_c, never[i], "degC");
    assert_impossible(world, world->species[0].births, UINT64_MAX, "births");
    assert_impossible(world, world->species[1].bites, UINT64_MAX, "bites");
    assert_impossible(world, world->species[1].deaths[15], UINT64_MAX, "deaths");
    assert_impossible(world, world->plankton.energy_uj[3], -1, "plankton: cell 3");
    assert_impossible(world, world->detritus.energy_uj[0], FIELD_CELL_MAX_UJ + 1, "detritus");
    fishsim_world_destroy(world);
}

static void a_ledger_that_does_not_close_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 30);
    struct ledger *ledger = &world->ledger;
    assert_impossible(world, ledger->start, ledger->start + 1, "does not close");
    assert_impossible(world, ledger->start, -1, "start");
    assert_impossible(world, ledger->start, (int128)1 << 100, "start");
    assert_impossible(world, ledger->flow[FISHSIM_LEDGER_DECAY], -1, "decay");
    assert_impossible(world, ledger->flow[FISHSIM_LEDGER_ADDED], (int128)1 << 120, "added");
    assert_impossible(world, ledger->flow[FISHSIM_LEDGER_SOMA], 1, "soma");
    assert_impossible(world, world->fish.gut_uj[0], world->fish.gut_uj[0] + 1, "does not close");
    fishsim_world_destroy(world);
}

static void only_a_deep_world_has_fish_at_a_depth(void **state)
{
    (void)state;
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_int_equal(fishsim_config_create(NULL, &config, NULL), FISHSIM_OK);
    assert_int_equal(fishsim_config_set(config, "world.dims", "3", NULL), FISHSIM_OK);
    assert_int_equal(fishsim_config_set(config, "world.depth_m", "12", NULL), FISHSIM_OK);
    assert_int_equal(fishsim_config_set(config, "species.a.start.count", "20", NULL), FISHSIM_OK);
    assert_int_equal(fishsim_world_create(config, NULL, &world, NULL), FISHSIM_OK);
    fishsim_config_destroy(config);
    tick_world(world, 20);
    struct bytes bytes = save(world);
    fishsim_world *again = load(bytes);
    tick_world(world, 20);
    tick_world(again, 20);
    assert_true(fishsim_world_digest(world) == fishsim_world_digest(again));
    assert_impossible(world, world->fish.z[3], 12.0f, ": z is");
    assert_impossible(world, world->fish.z[3], -1e-30f, ": z is");
    assert_impossible(world, world->fish.heading_z[3], 2.0f, "heading");
    fishsim_world_destroy(world);
    fishsim_world_destroy(again);
    free(bytes.data);
    world = lively_world(NULL);
    assert_impossible(world, world->fish.z[3], 1.0f, ": z is");
    assert_impossible(world, world->fish.heading_z[3], 0.001f, ": heading_z is");
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_fish_are_refused),
        cmocka_unit_test(rows_that_hold_too_much_are_refused),
        cmocka_unit_test(twins_are_found_among_large_ids),
        cmocka_unit_test(impossible_figures_are_refused),
        cmocka_unit_test(a_ledger_that_does_not_close_is_refused),
        cmocka_unit_test(only_a_deep_world_has_fish_at_a_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
