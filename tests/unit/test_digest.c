/* SPDX-License-Identifier: MIT */
/* Tests of world/digest.c: all of the state counts, and nothing else does. */
#include "world_fixture.h"

#include "builder.h"

static fishsim_world *living_world(void)
{
    fishsim_world *world = lively_world(NULL);
    tick_world(world, 25);
    return world;
}

/* Flips one bit, sees that the digest changes, and flips it back. */
static void assert_counts_at(const fishsim_world *world, void *value, size_t size, const char *what)
{
    uint64_t before = fishsim_world_digest(world);
    for (size_t byte = 0; byte < size; byte++) {
        unsigned char *bits = (unsigned char *)value + byte;
        *bits ^= 0x10;
        if (fishsim_world_digest(world) == before) {
            print_error("byte %zu of %s does not count\n", byte, what);
            _fail(__FILE__, __LINE__);
        }
        *bits ^= 0x10;
    }
    assert_int_equal(fishsim_world_digest(world), before);
}

#define assert_counts(world, value) assert_counts_at(world, &(value), sizeof(value), #value)

static void every_state_column_counts(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    uint32_t rows[] = {0, 7, world->fish.count - 1};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
#define X(field, type) assert_counts(world, world->fish.field[rows[i]]);
        FISH_STATE(X)
#undef X
    }
    fishsim_world_destroy(world);
}

static void what_can_be_computed_does_not_count(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    uint64_t before = fishsim_world_digest(world);
#define X(field, type) world->fish.field[3] = (type)1;
    FISH_DERIVED(X)
    FISH_SCRATCH(X)
#undef X
    world->field_scratch[0] += 1;
    world->sinks.sequence += 1;
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

static void the_order_of_the_rows_does_not_count(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    uint64_t before = fishsim_world_digest(world);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.order[row] = world->fish.count - 1 - row;
    uint64_t first = world->fish.id[0];
    reorder(&world->fish, &world->hooks);
    assert_int_not_equal(world->fish.id[0], first);
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

/* Sums that forgot which value belongs to whom would not see these. */
static void exchanged_values_count(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    struct fish *fish = &world->fish;
    uint64_t before = fishsim_world_digest(world);
    float x = fish->x[0];
    fish->x[0] = fish->x[1];
    fish->x[1] = x;
    uint64_t between_fish = fishsim_world_digest(world);
    fish->x[1] = fish->x[0];
    fish->x[0] = fish->y[0];
    fish->y[0] = x;
    uint64_t within_fish = fishsim_world_digest(world);
    assert_int_not_equal(between_fish, before);
    assert_int_not_equal(within_fish, before);
    assert_int_not_equal(within_fish, between_fish);
    fishsim_world_destroy(world);
}

static void a_fish_more_or_less_counts(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    uint64_t before = fishsim_world_digest(world);
    world->fish.count--;
    assert_int_not_equal(fishsim_world_digest(world), before);
    world->fish.count++;
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

static void fields_count_by_cell(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    struct field *fields[] = {&world->plankton, &world->detritus};
    for (int i = 0; i < 2; i++) {
        int64_t *cells = fields[i]->energy_uj;
        assert_counts(world, cells[0]);
        assert_counts(world, cells[world->field_grid.cells - 1]);
        uint64_t before = fishsim_world_digest(world);
        cells[0] += 1;
        cells[1] -= 1;
        assert_int_not_equal(fishsim_world_digest(world), before);
        int64_t first = cells[0];
        cells[0] = cells[1];
        cells[1] = first;
        assert_int_not_equal(fishsim_world_digest(world), before);
    }
    int64_t *kept = world->plankton.energy_uj;
    uint64_t before = fishsim_world_digest(world);
    world->plankton.energy_uj = world->detritus.energy_uj;
    world->detritus.energy_uj = kept;
    assert_int_not_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

static void scalars_and_counters_count(void **state)
{
    (void)state;
    fishsim_world *world = living_world();
    assert_counts(world, world->settings.world.seed);
    assert_counts(world, world->tick);
    assert_counts(world, world->next_id);
    assert_counts(world, world->temperature_c);
    assert_counts(world, world->births_refused);
    assert_counts(world, world->agent_steps);
    assert_counts(world, world->ledger);
    for (uint32_t s = 0; s < world->species_count; s++) {
        assert_counts(world, world->species[s].births);
        assert_counts(world, world->species[s].deaths);
        assert_counts(world, world->species[s].bites);
    }
    fishsim_world_destroy(world);
}

static void equal_worlds_have_equal_digests(void **state)
{
    (void)state;
    fishsim_world *one = living_world(), *other = living_world();
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(other));
    tick_world(one, 1);
    assert_int_not_equal(fishsim_world_digest(one), fishsim_world_digest(other));
    tick_world(other, 1);
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(other));
    assert_int_equal(fishsim_world_digest(NULL), 0);
    fishsim_world_destroy(one);
    fishsim_world_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_column_counts),
        cmocka_unit_test(what_can_be_computed_does_not_count),
        cmocka_unit_test(the_order_of_the_rows_does_not_count),
        cmocka_unit_test(exchanged_values_count),
        cmocka_unit_test(a_fish_more_or_less_counts),
        cmocka_unit_test(fields_count_by_cell),
        cmocka_unit_test(scalars_and_counters_count),
        cmocka_unit_test(equal_worlds_have_equal_digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
