/* SPDX-License-Identifier: MIT */
/* world.h, last part: systems of the host, and what a host may do to a world. */
#include "api.h"

/* What a system was told, and what its calls into the library gave. */
struct witness {
    uint64_t calls;
    uint64_t last_count;
    bool in_sequence;
    fishsim_status answer;
    fishsim_status gave[5];
};

static fishsim_status note_count(void *user, fishsim_world *world, uint64_t count)
{
    struct witness *witness = user;
    (void)world;
    witness->calls++;
    witness->in_sequence = witness->in_sequence && count == witness->last_count + 1;
    witness->last_count = count;
    return witness->answer;
}

static void add_system(fishsim_world *world, int32_t every,
                       fishsim_status (*run)(void *, fishsim_world *, uint64_t), void *user)
{
    fishsim_system system;
    fishsim_error error = {0};
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = every;
    system.run = run;
    system.user = user;
    assert_status(FISHSIM_OK, fishsim_world_add_system(world, &system, &error), &error);
}

static fishsim_status set_from_inside(void *user, fishsim_world *world, uint64_t count)
{
    (void)count;
    *(fishsim_status *)user = fishsim_world_set(world, "minds.couzin.noise_rad", "0.1", NULL);
    return FISHSIM_OK;
}

static void a_mind_of_a_living_world_is_changed_between_ticks(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *other = small_world();
    fishsim_config *config = NULL;
    char text[32];
    fishsim_error error = {0};
    fishsim_status inside = FISHSIM_OK;
    assert_ok(fishsim_world_set(world, "minds.couzin.noise_rad", "1", NULL));
    assert_ok(fishsim_world_get_config(world, &config, NULL));
    assert_ok(fishsim_config_get(config, "minds.couzin.noise_rad", text, sizeof text, NULL, NULL));
    assert_string_equal(text, "1");
    fishsim_config_destroy(config);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_ok(fishsim_world_tick(other, 10, NULL));
    assert_int_not_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    assert_status(FISHSIM_ERR_ARGUMENT, fishsim_world_set(world, "world.seed", "2", &error),
                  &error);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    add_system(world, FISHSIM_EVERY_TICK, set_from_inside, &inside);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_int_equal(inside, FISHSIM_ERR_STATE);
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

static void systems_run_every_tick_hour_and_day(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct witness tick = {.in_sequence = true}, hour = tick, day = tick;
    add_system(world, FISHSIM_EVERY_TICK, note_count, &tick);
    add_system(world, FISHSIM_EVERY_HOUR, note_count, &hour);
    add_system(world, FISHSIM_EVERY_DAY, note_count, &day);
    assert_ok(fishsim_world_tick(world, 59, NULL));
    assert_int_equal(tick.calls, 59);
    assert_int_equal(hour.calls, 0);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_int_equal(hour.calls, 1);
    assert_ok(fishsim_world_tick(world, 2 * 1440 - 60, NULL));
    assert_int_equal(tick.calls, 2 * 1440);
    assert_int_equal(hour.calls, 48);
    assert_int_equal(day.calls, 2);
    assert_int_equal(day.last_count, 2);
    assert_true(tick.in_sequence && hour.in_sequence && day.in_sequence);
    fishsim_world_destroy(world);
}

static void a_tick_longer_than_an_hour_misses_no_hour(void **state)
{
    (void)state;
    fishsim_world *world = NULL;
    fishsim_config *config = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_set(config, "fields.plankton.diffusion_m2_per_s", "0", NULL));
    assert_ok(fishsim_config_set(config, "calendar.acceleration", "90000", NULL)); /* 2.5 h */
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    struct witness hour = {.in_sequence = true};
    add_system(world, FISHSIM_EVERY_HOUR, note_count, &hour);
    assert_ok(fishsim_world_tick(world, 2, NULL));
    assert_int_equal(hour.calls, 5);
    assert_true(hour.in_sequence);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
}

static void a_failing_system_is_counted_and_changes_nothing(void **state)
{
    (void)state;
    fishsim_world *plain = small_world(), *watched = small_world();
    struct witness witness = {.answer = FISHSIM_ERR_IO};
    add_system(watched, FISHSIM_EVERY_TICK, note_count, &witness);
    assert_ok(fishsim_world_tick(plain, 30, NULL));
    assert_ok(fishsim_world_tick(watched, 30, NULL));
    assert_int_equal(fishsim_world_get_system_failures(plain), 0);
    assert_int_equal(fishsim_world_get_system_failures(watched), 30);
    assert_int_equal(fishsim_world_digest(plain), fishsim_world_digest(watched));
    fishsim_world_destroy(plain);
    fishsim_world_destroy(watched);
}

/* One of several systems that write their letter behind that of the one before. */
struct letter {
    char *word;
    char letter;
};

static fishsim_status write_letter(void *user, fishsim_world *world, uint64_t count)
{
    struct letter *letter = user;
    (void)world;
    (void)count;
    letter->word[strlen(letter->word)] = letter->letter;
    return FISHSIM_OK;
}

static void systems_run_in_the_order_in_which_they_were_added(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    char word[8] = "";
    struct letter letters[] = {{word, 'p'}, {word, 'i'}, {word, 'k'}, {word, 'e'}};
    for (size_t i = 0; i < 4; i++)
        add_system(world, FISHSIM_EVERY_TICK, write_letter, &letters[i]);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_string_equal(word, "pike");
    fishsim_world_destroy(world);
}

static void a_system_of_no_known_period_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.run = note_count;
    static const int32_t wrong[] = {-1, 0, 4};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fishsim_error error = {0};
        system.every = wrong[i];
        assert_int_equal(fishsim_world_add_system(world, &system, &error), FISHSIM_ERR_ARGUMENT);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    }
    fishsim_world_destroy(world);
}

/* What is not allowed inside a tick. */
static fishsim_status overreach(void *user, fishsim_world *world, uint64_t count)
{
    struct witness *witness = user;
    fishsim_system system;
    fishsim_sink sink;
    fishsim_system_init(&system, sizeof system);
    system.every = FISHSIM_EVERY_TICK;
    system.run = note_count;
    fishsim_sink_init(&sink, sizeof sink);
    (void)count;
    witness->gave[0] = fishsim_world_tick(world, 1, NULL);
    witness->gave[1] = fishsim_world_add_system(world, &system, NULL);
    witness->gave[2] = fishsim_world_add_sink(world, &sink, NULL, NULL);
    witness->gave[3] = fishsim_world_remove_sink(world, 1, NULL);
    fishsim_world *clone = NULL;
    witness->gave[4] = fishsim_world_clone(world, &clone, NULL);
    fishsim_world_destroy(clone);
    return FISHSIM_OK;
}

static void a_system_may_not_tick_attach_nor_clone(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct witness witness = {0};
    add_system(world, FISHSIM_EVERY_TICK, overreach, &witness);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    for (size_t i = 0; i < sizeof witness.gave / sizeof witness.gave[0]; i++)
        assert_int_equal(witness.gave[i], FISHSIM_ERR_STATE);
    assert_int_equal(info_of(world).tick, 1);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    fishsim_world_destroy(world);
}

/* What is allowed: feed, fish, warm. */
static fishsim_status manage(void *user, fishsim_world *world, uint64_t count)
{
    struct witness *witness = user;
    witness->calls = count;
    witness->gave[0] = fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1.0, 1.0, 1000, NULL);
    witness->gave[1] = fishsim_world_harvest(world, id_at(world, 0), NULL);
    witness->gave[2] = fishsim_world_set_temperature(world, 21.0, NULL);
    return FISHSIM_OK;
}

static void a_system_may_feed_fish_and_warm(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct witness witness = {0};
    add_system(world, FISHSIM_EVERY_TICK, manage, &witness);
    for (int tick = 0; tick < 5; tick++) {
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_balanced(world);
        for (int i = 0; i < 3; i++)
            assert_ok(witness.gave[i]);
    }
    fishsim_species_info species;
    uint64_t fished = 0;
    for (uint32_t i = 0; i < 2; i++) {
        assert_ok(fishsim_species_info_init(&species, sizeof species));
        assert_ok(fishsim_world_get_species(world, i, &species, NULL));
        fished += species.deaths[FISHSIM_CAUSE_FISHED];
    }
    assert_int_equal(fished, 5);
    assert_int_equal(microjoules(ledger_of(world).entry[FISHSIM_LEDGER_ADDED]), 5000);
    assert_true(info_of(world).temperature_c == 21.0);
    fishsim_world_destroy(world);
}

static void food_goes_into_the_cell_that_was_named(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    int64_t before[12];
    memcpy(before, field_of(world, FISHSIM_FIELD_DETRITUS).energy_uj, sizeof before);
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_DETRITUS, 25.0, 15.0, 123456789, NULL));
    fishsim_field field = field_of(world, FISHSIM_FIELD_DETRITUS);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_equal(field.energy_uj[i] - before[i], i == 1 * 4 + 2 ? 123456789 : 0);
    assert_int_equal(microjoules(ledger_of(world).entry[FISHSIM_LEDGER_ADDED]), 123456789);
    assert_balanced(world);
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 0.0, 0.0, 0, NULL));
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void food_out_of_range_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t field;
        double x, y;
        int64_t energy;
    } cases[] = {
        {0, 1, 1, 1},         {3, 1, 1, 1},         {1, -0.001, 1, 1}, {1, 40.0, 1, 1},
        {1, 1, 30.0, 1},      {1, 1, -1e300, 1},    {1, 1, 1, -1},     {1, 1, 1, 1000000000000001},
        {1, 1, 1, INT64_MAX}, {1, 1, 1, INT64_MIN},
    };
    fishsim_world *world = small_world();
    uint64_t digest = fishsim_world_digest(world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fishsim_error error = {0};
        fishsim_status status = fishsim_world_add_food(world, cases[i].field, cases[i].x,
                                                       cases[i].y, cases[i].energy, &error);
        assert_status(FISHSIM_ERR_ARGUMENT, status, &error);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    }
    double nothing = strtod("nan", NULL);
    assert_int_equal(fishsim_world_add_food(world, 1, nothing, 1, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_add_food(world, 1, 1, nothing, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_world_destroy(world);
}

static void a_harvested_fish_is_landed_with_all_its_energy(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 100, NULL));
    uint64_t fish = info_of(world).fish, deaths = info_of(world).deaths;
    uint64_t id = id_at(world, fish / 2);
    const int64_t *soma = column_of(world, FISHSIM_COLUMN_SOMA).data;
    const int64_t *gut = column_of(world, FISHSIM_COLUMN_GUT).data;
    const int64_t *repro = column_of(world, FISHSIM_COLUMN_REPRO).data;
    int64_t energy = soma[fish / 2] + gut[fish / 2] + repro[fish / 2];

    assert_ok(fishsim_world_harvest(world, id, NULL));
    assert_int_equal(info_of(world).fish, fish - 1);
    assert_int_equal(info_of(world).deaths, deaths + 1);
    assert_int_equal(microjoules(ledger_of(world).entry[FISHSIM_LEDGER_LANDED]), energy);
    assert_balanced(world);
    for (uint64_t i = 0; i < fish - 1; i++)
        assert_int_not_equal(id_at(world, i), id);

    uint64_t digest = fishsim_world_digest(world);
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_harvest(world, id, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_harvest(world, UINT64_MAX, NULL), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_digest(world), digest);
    assert_ok(fishsim_world_tick(world, 100, NULL));
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_last_fish_can_be_harvested(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    while (info_of(world).fish > 0)
        assert_ok(fishsim_world_harvest(world, id_at(world, 0), NULL));
    assert_balanced(world);
    assert_ok(fishsim_world_tick(world, 100, NULL));
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_temperature_is_set_and_kept_in_range(void **state)
{
    (void)state;
    fishsim_world *world = small_world(), *other = small_world();
    assert_ok(fishsim_world_set_temperature(world, 15.0, NULL));
    assert_true(info_of(world).temperature_c == 15.0);
    assert_ok(fishsim_world_tick(world, 50, NULL));
    assert_ok(fishsim_world_tick(other, 50, NULL));
    assert_int_not_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    assert_balanced(world);
    const double wrong[] = {-2.001, 40.001, 1e300, strtod("nan", NULL), strtod("inf", NULL),
                            34.0 /* bay anchovy: CTM is 33 */};
    uint64_t digest = fishsim_world_digest(world);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fishsim_error error = {0};
        assert_int_equal(fishsim_world_set_temperature(world, wrong[i], &error),
                         FISHSIM_ERR_ARGUMENT);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    }
    assert_int_equal(fishsim_world_digest(world), digest);
    assert_true(info_of(world).temperature_c == 15.0);
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systems_run_every_tick_hour_and_day),
        cmocka_unit_test(a_tick_longer_than_an_hour_misses_no_hour),
        cmocka_unit_test(a_failing_system_is_counted_and_changes_nothing),
        cmocka_unit_test(systems_run_in_the_order_in_which_they_were_added),
        cmocka_unit_test(a_system_of_no_known_period_is_refused),
        cmocka_unit_test(a_system_may_not_tick_attach_nor_clone),
        cmocka_unit_test(a_system_may_feed_fish_and_warm),
        cmocka_unit_test(food_goes_into_the_cell_that_was_named),
        cmocka_unit_test(food_out_of_range_is_refused),
        cmocka_unit_test(a_harvested_fish_is_landed_with_all_its_energy),
        cmocka_unit_test(the_last_fish_can_be_harvested),
        cmocka_unit_test(the_temperature_is_set_and_kept_in_range),
        cmocka_unit_test(a_mind_of_a_living_world_is_changed_between_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
