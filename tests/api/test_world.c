/* SPDX-License-Identifier: MIT */
/* world.h: a world is made, ticks, and is read as columns, fields, species and ledger. */
#include "api.h"

static void a_new_world_is_what_its_configuration_says(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_world_info info = info_of(world);
    assert_int_equal(info.dims, 2);
    assert_int_equal(info.seed, 7);
    assert_int_equal(info.tick, 0);
    assert_int_equal(info.fish, 155);
    assert_int_equal(info.births, 0);
    assert_int_equal(info.deaths, 0);
    assert_int_equal(info.agent_steps, 0);
    assert_true(info.width_m == 40.0 && info.height_m == 30.0);
    assert_true(info.tick_seconds == 0.1);
    assert_true(info.calendar_seconds_per_tick == 60.0);
    assert_true(info.temperature_c == 22.0);
    assert_int_equal(info.species, 2);
    assert_int_equal(info.walls, 0);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_configuration_is_copied(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_world *one = NULL, *two = small_world();
    assert_ok(fishsim_world_create(config, NULL, &one, NULL));
    assert_ok(fishsim_config_set(config, "world.temperature_c", "10", NULL));
    fishsim_config_destroy(config);
    assert_ok(fishsim_world_tick(one, 100, NULL));
    assert_ok(fishsim_world_tick(two, 100, NULL));
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(two));
    fishsim_world_destroy(one);
    fishsim_world_destroy(two);
}

static void a_world_gives_its_configuration_back(void **state)
{
    (void)state;
    enum { ROOM = 65536 };
    fishsim_config *given = small_config(), *back = NULL;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_ok(fishsim_world_get_config(world, &back, NULL));
    fishsim_world_destroy(world); /* what was given back is a copy */
    char *wanted = malloc(ROOM), *found = malloc(ROOM);
    assert_ok(fishsim_config_print(given, wanted, ROOM, NULL, NULL));
    assert_ok(fishsim_config_print(back, found, ROOM, NULL, NULL));
    assert_string_equal(found, wanted);
    free(wanted);
    free(found);
    fishsim_config_destroy(given);
    fishsim_config_destroy(back);
}

static void ticks_may_be_asked_for_one_by_one_or_at_once(void **state)
{
    (void)state;
    fishsim_world *one = small_world(), *two = small_world();
    uint64_t start = fishsim_world_digest(one);
    assert_ok(fishsim_world_tick(one, 0, NULL));
    assert_int_equal(fishsim_world_digest(one), start);
    for (int i = 0; i < 120; i++)
        assert_ok(fishsim_world_tick(one, 1, NULL));
    assert_ok(fishsim_world_tick(two, 120, NULL));
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(two));
    assert_int_not_equal(fishsim_world_digest(one), start);
    assert_int_equal(info_of(one).tick, 120);
    fishsim_world_destroy(one);
    fishsim_world_destroy(two);
}

static void another_seed_is_another_world(void **state)
{
    (void)state;
    fishsim_world *one = small_world(), *two = small_world_with(NULL, "world.seed", "8");
    assert_int_not_equal(fishsim_world_digest(one), fishsim_world_digest(two));
    fishsim_world_destroy(one);
    fishsim_world_destroy(two);
}

static void reading_a_world_does_not_change_it(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 10, NULL));
    uint64_t digest = fishsim_world_digest(world);
    for (uint32_t number = 1; number <= FISHSIM_COLUMN_TRAIT_EGG; number++)
        if (number != 19)
            column_of(world, number);
    field_of(world, FISHSIM_FIELD_PLANKTON);
    ledger_of(world);
    info_of(world);
    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_world_destroy(world);
}

static void the_calendar_counts_hours_and_days(void **state)
{
    (void)state;
    fishsim_world *world = small_world_with(NULL, "calendar.start_hour", "22.5");
    assert_int_equal(info_of(world).hour, 22);
    assert_ok(fishsim_world_tick(world, 90, NULL)); /* a tick is a minute */
    fishsim_world_info info = info_of(world);
    assert_int_equal(info.hour, 0);
    assert_true(info.calendar_seconds == 90 * 60.0);
    assert_ok(fishsim_world_tick(world, 1440 - 90, NULL));
    info = info_of(world);
    assert_int_equal(info.day, 1);
    assert_int_equal(info.hour, 22);
    fishsim_world_destroy(world);
}

static void every_column_names_itself_and_has_a_row_for_every_fish(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 60, NULL));
    uint64_t fish = info_of(world).fish;
    static const uint64_t bytes[] = {
        [FISHSIM_ELEMENT_U8] = 1,  [FISHSIM_ELEMENT_U16] = 2, [FISHSIM_ELEMENT_U32] = 4,
        [FISHSIM_ELEMENT_U64] = 8, [FISHSIM_ELEMENT_I64] = 8, [FISHSIM_ELEMENT_F32] = 4,
    };
#define X(NAME, field, number, type, unit_text, meaning_text)                                      \
    do {                                                                                           \
        fishsim_column column = column_of(world, FISHSIM_COLUMN_##NAME);                           \
        assert_int_equal(column.element, FISHSIM_ELEMENT_##type);                                  \
        assert_string_equal(column.name, #field);                                                  \
        assert_string_equal(column.unit, unit_text);                                               \
        assert_string_equal(column.meaning, meaning_text);                                         \
        assert_int_equal(column.count, fish);                                                      \
        assert_non_null(column.data);                                                              \
        assert_true(column.stride >= bytes[column.element]);                                       \
    } while (0);
    FISHSIM_COLUMN_TABLE(X)
#undef X
    fishsim_world_destroy(world);
}

static void columns_hold_values_in_their_ranges(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 300, NULL));
    fishsim_world_info info = info_of(world);
    const uint64_t *id = column_of(world, FISHSIM_COLUMN_ID).data;
    const uint16_t *species = column_of(world, FISHSIM_COLUMN_SPECIES).data;
    const uint8_t *sex = column_of(world, FISHSIM_COLUMN_SEX).data;
    const float *x = column_of(world, FISHSIM_COLUMN_X).data;
    const float *y = column_of(world, FISHSIM_COLUMN_Y).data;
    const float *z = column_of(world, FISHSIM_COLUMN_Z).data;
    const float *hx = column_of(world, FISHSIM_COLUMN_HEADING_X).data;
    const float *hy = column_of(world, FISHSIM_COLUMN_HEADING_Y).data;
    const float *weight = column_of(world, FISHSIM_COLUMN_WEIGHT).data;
    const float *speed = column_of(world, FISHSIM_COLUMN_SPEED).data;
    const int64_t *soma = column_of(world, FISHSIM_COLUMN_SOMA).data;
    const int64_t *gut = column_of(world, FISHSIM_COLUMN_GUT).data;
    for (uint64_t i = 0; i < info.fish; i++) {
        assert_true(id[i] != 0);
        assert_true(species[i] < info.species);
        assert_true(sex[i] <= 1);
        assert_true(x[i] >= 0.0f && x[i] < 40.0f && y[i] >= 0.0f && y[i] < 30.0f && z[i] == 0.0f);
        float square = hx[i] * hx[i] + hy[i] * hy[i];
        assert_true(square > 0.999f && square < 1.001f);
        assert_true(weight[i] > 0.0f && speed[i] >= 0.0f);
        assert_true(soma[i] > 0 && gut[i] >= 0);
    }
    fishsim_world_destroy(world);
}

static void ids_are_unique(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t fish = info_of(world).fish;
    for (uint64_t i = 0; i < fish; i++)
        for (uint64_t j = i + 1; j < fish; j++)
            assert_int_not_equal(id_at(world, i), id_at(world, j));
    fishsim_world_destroy(world);
}

static void a_world_without_fish_lives(void **state)
{
    (void)state;
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    assert_ok(fishsim_world_tick(world, 10, NULL));
    fishsim_column ids = column_of(world, FISHSIM_COLUMN_ID);
    assert_int_equal(ids.count, 0);
    assert_non_null(ids.data);
    assert_balanced(world);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_column column;
    fishsim_field field;
    fishsim_species_info species;
    assert_ok(fishsim_column_init(&column, sizeof column));
    assert_ok(fishsim_field_init(&field, sizeof field));
    assert_ok(fishsim_species_info_init(&species, sizeof species));
    static const uint32_t columns[] = {0, 28, UINT32_MAX};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        fishsim_error error = {0};
        assert_int_equal(fishsim_world_get_column(world, columns[i], &column, &error),
                         FISHSIM_ERR_NOT_FOUND);
        assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
        assert_null(column.data);
    }
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_get_field(world, 0, &field, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_get_field(world, 3, &field, NULL), FISHSIM_ERR_NOT_FOUND);
    assert_null(field.energy_uj);
    assert_int_equal(fishsim_world_get_species(world, 2, &species, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(species.fish, 0);
    fishsim_world_destroy(world);
}

static void species_add_up_to_the_world(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 2000, NULL));
    fishsim_world_info info = info_of(world);
    fishsim_ledger ledger = ledger_of(world);
    uint64_t fish = 0, births = 0, deaths = 0;
    int64_t soma = 0, gut = 0, repro = 0;
    for (uint32_t i = 0; i < info.species; i++) {
        fishsim_species_info species;
        assert_ok(fishsim_species_info_init(&species, sizeof species));
        assert_ok(fishsim_world_get_species(world, i, &species, NULL));
        fish += species.fish;
        births += species.births;
        for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
            deaths += species.deaths[cause];
        soma += species.soma_uj;
        gut += species.gut_uj;
        repro += species.repro_uj;
    }
    assert_int_equal(fish, info.fish);
    assert_int_equal(births, info.births);
    assert_int_equal(deaths, info.deaths);
    assert_true(deaths > 0);
    assert_int_equal(soma, microjoules(ledger.entry[FISHSIM_LEDGER_SOMA]));
    assert_int_equal(gut, microjoules(ledger.entry[FISHSIM_LEDGER_GUT]));
    assert_int_equal(repro, microjoules(ledger.entry[FISHSIM_LEDGER_REPRO]));
    fishsim_world_destroy(world);
}

static void species_are_told_in_order_of_name_as_configured(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_species_info species;
    assert_ok(fishsim_species_info_init(&species, sizeof species));
    assert_ok(fishsim_world_get_species(world, 0, &species, NULL));
    assert_string_equal(species.name, "anchovy");
    assert_string_equal(species.label, "Bay anchovy");
    assert_int_equal(species.color_rgb, 0x4477aa);
    assert_int_equal(species.fish, 150);
    assert_true(species.biomass_g > 150.0 && species.biomass_g < 600.0);
    assert_true(species.energy_density_j_per_g == 4184.0);
    assert_ok(fishsim_world_get_species(world, 1, &species, NULL));
    assert_string_equal(species.name, "bluefish");
    assert_int_equal(species.fish, 5);
    fishsim_world_destroy(world);
}

static void the_fields_cover_the_water_and_match_the_ledger(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 500, NULL));
    fishsim_ledger ledger = ledger_of(world);
    static const uint32_t entry[] = {[FISHSIM_FIELD_PLANKTON] = FISHSIM_LEDGER_PLANKTON,
                                     [FISHSIM_FIELD_DETRITUS] = FISHSIM_LEDGER_DETRITUS};
    for (uint32_t number = FISHSIM_FIELD_PLANKTON; number <= FISHSIM_FIELD_DETRITUS; number++) {
        fishsim_field field = field_of(world, number);
        assert_int_equal(field.columns, 4);
        assert_int_equal(field.rows, 3);
        assert_true(field.cell_width_m == 10.0 && field.cell_height_m == 10.0);
        int64_t sum = 0;
        for (uint32_t i = 0; i < field.columns * field.rows; i++) {
            assert_true(field.energy_uj[i] >= 0);
            sum += field.energy_uj[i];
        }
        assert_true(sum > 0);
        assert_int_equal(sum, microjoules(ledger.entry[entry[number]]));
    }
    fishsim_world_destroy(world);
}

static void the_ledger_is_balanced_after_every_tick_and_adds_up(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    static const int kind[] = {
#define X(NAME, field, number, kind, meaning) kind,
        FISHSIM_LEDGER_TABLE(X)
#undef X
    };
    for (int tick = 0; tick < 400; tick++) {
        fishsim_ledger ledger = ledger_of(world);
        int64_t difference = -microjoules(ledger.start);
        for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
            difference += (kind[i] == 0 ? 1 : -kind[i]) * microjoules(ledger.entry[i]);
        assert_int_equal(difference, 0);
        assert_balanced(world);
        assert_ok(fishsim_world_tick(world, 1, NULL));
    }
    fishsim_ledger ledger = ledger_of(world);
    assert_true(microjoules(ledger.entry[FISHSIM_LEDGER_RESPIRATION]) > 0);
    assert_true(microjoules(ledger.entry[FISHSIM_LEDGER_PRODUCTION]) > 0);
    fishsim_world_destroy(world);
}

static void names_of_causes_and_entries_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_string_equal(fishsim_cause_name(FISHSIM_CAUSE_EATEN), "eaten");
    assert_string_equal(fishsim_cause_name(FISHSIM_CAUSE_STARVED), "starved");
    assert_string_equal(fishsim_cause_name(FISHSIM_CAUSE_AGE), "age");
    assert_string_equal(fishsim_cause_name(FISHSIM_CAUSE_BACKGROUND), "background");
    assert_string_equal(fishsim_cause_name(FISHSIM_CAUSE_FISHED), "fished");
    assert_string_equal(fishsim_cause_name(0), "none");
    assert_string_equal(fishsim_cause_name(UINT32_MAX), "none");
#define X(NAME, field, number, kind, meaning)                                                      \
    assert_string_equal(fishsim_ledger_entry_name(number), #field);
    FISHSIM_LEDGER_TABLE(X)
#undef X
    assert_string_equal(fishsim_ledger_entry_name(FISHSIM_LEDGER_COUNT), "unknown");
    assert_string_equal(fishsim_ledger_entry_name(UINT32_MAX), "unknown");
}

static void births_and_deaths_account_for_every_fish(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t first = info_of(world).fish;
    for (int day = 0; day < 5; day++) {
        assert_ok(fishsim_world_tick(world, 1440, NULL));
        fishsim_world_info info = info_of(world);
        assert_int_equal(info.fish, first + info.births - info.deaths);
        assert_true(info.fish <= 600);
    }
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_world_is_what_its_configuration_says),
        cmocka_unit_test(the_configuration_is_copied),
        cmocka_unit_test(a_world_gives_its_configuration_back),
        cmocka_unit_test(ticks_may_be_asked_for_one_by_one_or_at_once),
        cmocka_unit_test(another_seed_is_another_world),
        cmocka_unit_test(reading_a_world_does_not_change_it),
        cmocka_unit_test(the_calendar_counts_hours_and_days),
        cmocka_unit_test(every_column_names_itself_and_has_a_row_for_every_fish),
        cmocka_unit_test(columns_hold_values_in_their_ranges),
        cmocka_unit_test(ids_are_unique),
        cmocka_unit_test(a_world_without_fish_lives),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(species_add_up_to_the_world),
        cmocka_unit_test(species_are_told_in_order_of_name_as_configured),
        cmocka_unit_test(the_fields_cover_the_water_and_match_the_ledger),
        cmocka_unit_test(the_ledger_is_balanced_after_every_tick_and_adds_up),
        cmocka_unit_test(names_of_causes_and_entries_are_those_of_the_tables),
        cmocka_unit_test(births_and_deaths_account_for_every_fish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
