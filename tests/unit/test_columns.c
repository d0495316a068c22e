/* SPDX-License-Identifier: MIT */
/* Tests of world/columns.c: what the host reads is what the world holds. */
#include "world_fixture.h"

#include "world/world.h"

static void a_column_is_the_world_s_own_array(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 5);
    uint32_t seen = 0;
#define COLUMN(NAME, field, number, element_name, unit_text, meaning_text)                         \
    {                                                                                              \
        fishsim_column column = column_of(world, number);                                          \
        assert_ptr_equal(column.data, world->fish.field);                                          \
        assert_int_equal(column.stride, sizeof *world->fish.field);                                \
        assert_int_equal(column.count, world->fish.count);                                         \
        assert_int_equal(column.element, FISHSIM_ELEMENT_##element_name);                          \
        assert_string_equal(column.name, #field);                                                  \
        assert_string_equal(column.unit, unit_text);                                               \
        assert_string_equal(column.meaning, meaning_text);                                         \
        seen++;                                                                                    \
    }
    FISHSIM_COLUMN_TABLE(COLUMN)
#undef COLUMN
    assert_int_equal(seen, 27);
    fishsim_world_destroy(world);
}

static void an_empty_world_has_columns_of_nothing(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct fish kept = world->fish;
    memset(&world->fish, 0, sizeof world->fish);
    fishsim_column column = column_of(world, FISHSIM_COLUMN_ID);
    assert_non_null(column.data);
    assert_int_equal(column.count, 0);
    fishsim_species_info info;
    assert_ok(fishsim_species_info_init(&info, sizeof info));
    assert_ok(fishsim_world_get_species(world, 0, &info, NULL));
    assert_int_equal(info.fish, 0);
    assert_true(info.biomass_g == 0.0);
    world->fish = kept;
    fishsim_world_destroy(world);
}

static void unknown_numbers_are_not_found(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_error error = {0};
    fishsim_column column;
    fishsim_field field;
    fishsim_species_info info;
    assert_ok(fishsim_column_init(&column, sizeof column));
    assert_ok(fishsim_field_init(&field, sizeof field));
    assert_ok(fishsim_species_info_init(&info, sizeof info));
    static const uint32_t columns[] = {0, 28, UINT32_MAX};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        assert_int_equal(fishsim_world_get_column(world, columns[i], &column, &error),
                         FISHSIM_ERR_NOT_FOUND);
        assert_null(column.data);
    }
    assert_int_equal(fishsim_world_get_field(world, 0, &field, &error), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_get_field(world, 3, &field, &error), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_get_species(world, 2, &info, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    fishsim_world_destroy(world);
}

static fishsim_species_info species_of(const fishsim_world *world, uint32_t species)
{
    fishsim_species_info info;
    assert_ok(fishsim_species_info_init(&info, sizeof info));
    assert_ok(fishsim_world_get_species(world, species, &info, NULL));
    return info;
}

static void a_species_sums_its_own_fish(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 60);
    fishsim_world_info info = info_of(world);
    uint64_t fish = 0, births = 0, deaths = 0;
    for (uint32_t s = 0; s < info.species; s++) {
        fishsim_species_info species = species_of(world, s);
        int64_t soma = 0;
        double weight = 0.0;
        uint64_t count = 0;
        for (uint32_t row = 0; row < world->fish.count; row++) {
            if (world->fish.species[row] != s)
                continue;
            soma += world->fish.soma_uj[row];
            weight += (double)world->fish.weight_g[row];
            count++;
        }
        assert_int_equal(species.soma_uj, soma);
        assert_int_equal(species.fish, count);
        assert_true(weight > 0 && species.biomass_g / weight > 0.99999 &&
                    species.biomass_g / weight < 1.00001);
        fish += species.fish;
        births += species.births;
        for (int cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
            deaths += species.deaths[cause];
    }
    assert_int_equal(fish, info.fish);
    assert_int_equal(births, info.births);
    assert_int_equal(deaths, info.deaths);
    assert_true(births > 0 && deaths > 0);
    fishsim_world_destroy(world);
}

static void species_are_named_and_in_order(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 60);
    fishsim_species_info anchovy = species_of(world, 0), bass = species_of(world, 1);
    assert_string_equal(anchovy.name, "anchovy");
    assert_string_equal(anchovy.label, "Bay anchovy");
    assert_int_equal(anchovy.color_rgb, 0x4477aa);
    assert_true(anchovy.energy_density_j_per_g == 4184.0);
    assert_string_equal(bass.name, "bass");
    assert_true(bass.bites > 0);
    assert_int_equal(bass.bites, anchovy.deaths[FISHSIM_CAUSE_EATEN]);
    fishsim_world_destroy(world);
}

static void sums_saturate(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.soma_uj[row] = (int64_t)1 << 60;
    fishsim_species_info info = species_of(world, 0);
    assert_int_equal(info.soma_uj, INT64_MAX);
    assert_true(info.biomass_g > 0.0);
    fishsim_world_destroy(world);
}

static void the_clock_starts_at_its_hour_and_never_wraps(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL); /* starts at 6; a tick is an hour */
    assert_int_equal(info_of(world).hour, 6);
    assert_int_equal(info_of(world).day, 0);
    tick_world(world, 19);
    fishsim_world_info info = info_of(world);
    assert_int_equal(info.hour, 1);
    assert_int_equal(info.day, 1);
    assert_true(info.calendar_seconds == 19 * 3600.0);
    assert_true(info.calendar_seconds_per_tick == 3600.0);
    world->tick = (uint64_t)1 << 40;
    info = info_of(world);
    assert_true(info.calendar_seconds == 3600.0 * 1099511627776.0);
    assert_int_equal(info.hour, (((uint64_t)1 << 40) + 6) % 24);
    fishsim_world_destroy(world);
}

static void figures_are_those_of_the_world(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 3);
    fishsim_world_info info = info_of(world);
    assert_int_equal(info.dims, 2);
    assert_int_equal(info.seed, 11);
    assert_int_equal(info.tick, 3);
    assert_int_equal(info.fish, world->fish.count);
    assert_int_equal(info.agent_steps, world->agent_steps);
    assert_true(info.width_m == 20.0 && info.height_m == 15.0 && info.tick_seconds == 0.1);
    assert_true(info.temperature_c == 22.0);
    assert_int_equal(info.species, 2);
    assert_int_equal(info.walls, 0);
    fishsim_world_destroy(world);
    world = lively_world_with(NULL, "world.boundary", "walls");
    assert_int_equal(info_of(world).walls, 1);
    fishsim_world_destroy(world);
}

static void fields_are_the_world_s_own_cells(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_field plankton = field_of(world, FISHSIM_FIELD_PLANKTON);
    assert_ptr_equal(plankton.energy_uj, world->plankton.energy_uj);
    assert_int_equal(plankton.columns, 4);
    assert_int_equal(plankton.rows, 3);
    assert_true(plankton.cell_width_m == 5.0 && plankton.cell_height_m == 5.0);
    assert_true(plankton.capacity_uj == 20.0 * 2500.0 * 1e6 * 25.0);
    fishsim_field detritus = field_of(world, FISHSIM_FIELD_DETRITUS);
    assert_ptr_equal(detritus.energy_uj, world->detritus.energy_uj);
    assert_true(detritus.capacity_uj == 0.0);
    fishsim_world_destroy(world);
}

static void every_cause_has_its_name_in_lower_case(void **state)
{
    (void)state;
#define X(name, number, meaning)                                                                   \
    {                                                                                              \
        char lower[] = #name;                                                                      \
        for (char *c = lower; *c; c++)                                                             \
            *c = (char)(*c | 0x20);                                                                \
        assert_string_equal(fishsim_cause_name(number), lower);                                    \
    }
    FISHSIM_CAUSE_TABLE(X)
#undef X
    assert_string_equal(fishsim_cause_name(0), "none");
    assert_string_equal(fishsim_cause_name(6), "none");
}

static void species_count_fish_and_weights_of_all_their_rows(void **state)
{
    (void)state;
    static const char *const keys[][2] = {{"species.anchovy.start.worth", "7"},
                                          {"species.anchovy.body.energy_equation", "3"}};
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = lively_world_with(NULL, keys[i][0], keys[i][1]);
        world->species[0].settings.body.energy_exponent = 0.1;
        world_derive(world);
        fishsim_species_info info;
        fishsim_world_info all;
        assert_ok(fishsim_species_info_init(&info, sizeof info));
        assert_ok(fishsim_world_info_init(&all, sizeof all));
        assert_ok(fishsim_world_get_species(world, 0, &info, NULL));
        assert_ok(fishsim_world_get_info(world, &all, NULL));
        double biomass_g = 0.0;
        for (uint32_t row = 0; row < world->fish.count; row++)
            if (world->fish.species[row] == 0)
                biomass_g += (double)world->fish.weight_g[row] * world->fish.worth[row];
        assert_int_equal(info.fish, 120);
        assert_int_equal(info.rows, i == 0 ? 18 : 120);
        assert_int_equal(all.population, 124);
        assert_int_equal(all.fish, info.rows + 4);
        assert_float_equal(info.biomass_g / biomass_g, 1.0, 1e-5);
        assert_float_equal(
            info.biomass_g * info.energy_density_j_per_g / (double)info.soma_uj * 1e6, 1.0, 1e-9);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_is_the_world_s_own_array),
        cmocka_unit_test(an_empty_world_has_columns_of_nothing),
        cmocka_unit_test(unknown_numbers_are_not_found),
        cmocka_unit_test(a_species_sums_its_own_fish),
        cmocka_unit_test(species_are_named_and_in_order),
        cmocka_unit_test(sums_saturate),
        cmocka_unit_test(the_clock_starts_at_its_hour_and_never_wraps),
        cmocka_unit_test(figures_are_those_of_the_world),
        cmocka_unit_test(fields_are_the_world_s_own_cells),
        cmocka_unit_test(every_cause_has_its_name_in_lower_case),
        cmocka_unit_test(species_count_fish_and_weights_of_all_their_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
