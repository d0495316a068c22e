/* SPDX-License-Identifier: MIT */
/* Tests of world/ledger.c: every microjoule is counted, and a missing one is found. */
#include "world_fixture.h"

#include "world/world.h"

static void stocks_are_exact_beyond_64_bits(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    int64_t *cells = world->plankton.energy_uj;
    uint32_t count = world->field_grid.cells;
    assert_true(count >= 12);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = INT64_MAX;
    cells[0] = -5; /* which no phase may leave, but the audit must see */
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    assert_true(stock[FISHSIM_LEDGER_PLANKTON] == (int128)INT64_MAX * (count - 1) - 5);
    fishsim_world_destroy(world);
}

static void stocks_are_the_sums_of_the_columns(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 30);
    const struct fish *fish = &world->fish;
    int128 gut = 0, soma = 0, repro = 0, detritus = 0;
    for (uint32_t row = 0; row < fish->count; row++) {
        gut += fish->gut_uj[row];
        soma += fish->soma_uj[row];
        repro += fish->repro_uj[row];
    }
    for (uint32_t cell = 0; cell < world->field_grid.cells; cell++)
        detritus += world->detritus.energy_uj[cell];
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    assert_true(stock[FISHSIM_LEDGER_GUT] == gut && gut > 0);
    assert_true(stock[FISHSIM_LEDGER_SOMA] == soma && soma > 0);
    assert_true(stock[FISHSIM_LEDGER_REPRO] == repro && repro > 0);
    assert_true(stock[FISHSIM_LEDGER_DETRITUS] == detritus && detritus > 0);
    assert_true(stock[FISHSIM_LEDGER_PRODUCTION] == 0);
    fishsim_world_destroy(world);
}

static void the_ledger_closes_after_every_tick(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    assert_balanced(world);
    for (int i = 0; i < 50; i++) {
        tick_world(world, 1);
        assert_balanced(world);
    }
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 3, 3, 1234567, NULL));
    assert_ok(fishsim_world_harvest(world, id_at(world, 0), NULL));
    assert_balanced(world);
    fishsim_ledger ledger = ledger_of(world);
    assert_int_equal(microjoules(ledger.entry[FISHSIM_LEDGER_ADDED]), 1234567);
    assert_true(microjoules(ledger.entry[FISHSIM_LEDGER_LANDED]) > 0);
    assert_true(microjoules(ledger.entry[FISHSIM_LEDGER_RESPIRATION]) > 0);
    fishsim_world_destroy(world);
}

/* Each entry moves the residual by its kind: stocks and losses up, gains down. */
static void a_microjoule_out_of_place_is_a_residual(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 5);
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
#define X(NAME, field, number, kind, meaning)                                                      \
    {                                                                                              \
        int128 *entry = (kind) ? &world->ledger.flow[number] : &stock[number];                     \
        *entry += 1;                                                                               \
        assert_true(ledger_residual(world, stock) == ((kind) > 0 ? -1 : 1));                       \
        *entry -= 1;                                                                               \
    }
    FISHSIM_LEDGER_TABLE(X)
#undef X
    world->ledger.start += 1;
    assert_true(ledger_residual(world, stock) == -1);
    fishsim_world_destroy(world);
}

static void both_parts_of_an_energy_have_its_sign(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    world->ledger.start += 1500001;
    fishsim_ledger ledger = ledger_of(world);
    assert_int_equal(ledger.residual.joules, -1);
    assert_int_equal(ledger.residual.microjoules, -500001);
    world->ledger.start -= 3000002;
    ledger = ledger_of(world);
    assert_int_equal(ledger.residual.joules, 1);
    assert_int_equal(ledger.residual.microjoules, 500001);
    fishsim_world_destroy(world);
}

static void entries_are_named_as_in_the_table(void **state)
{
    (void)state;
    assert_string_equal(fishsim_ledger_entry_name(FISHSIM_LEDGER_PLANKTON), "plankton");
    assert_string_equal(fishsim_ledger_entry_name(FISHSIM_LEDGER_LANDED), "landed");
    assert_string_equal(fishsim_ledger_entry_name(FISHSIM_LEDGER_COUNT), "unknown");
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_error error = {0};
    fishsim_ledger ledger;
    assert_int_equal(fishsim_ledger_init(NULL, sizeof ledger), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_ledger_init(&ledger, 8), FISHSIM_ERR_ABI);
    assert_ok(fishsim_ledger_init(&ledger, sizeof ledger));
    assert_int_equal(fishsim_world_get_ledger(NULL, &ledger, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_get_ledger(world, NULL, &error), FISHSIM_ERR_ARGUMENT);
    ledger.struct_size = 8;
    assert_int_equal(fishsim_world_get_ledger(world, &ledger, &error), FISHSIM_ERR_ABI);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stocks_are_exact_beyond_64_bits),
        cmocka_unit_test(stocks_are_the_sums_of_the_columns),
        cmocka_unit_test(the_ledger_closes_after_every_tick),
        cmocka_unit_test(a_microjoule_out_of_place_is_a_residual),
        cmocka_unit_test(both_parts_of_an_energy_have_its_sign),
        cmocka_unit_test(entries_are_named_as_in_the_table),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
