/* SPDX-License-Identifier: MIT */
/* fish_cells.c: sums by cell are the same whether or not they are made in parts. */
#include "builder.h"

static const char WATER[] = "world: {width_m: 20, height_m: 20, max_fish: 4000}\n"
                            "fields: {cell_m: 5, plankton: {diffusion_m2_per_s: 0}}\n"
                            "species: {a: {start: {weight_g: 1}}}\n";

/* Runs pieces from the last to the first. */
static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    ++*(uint32_t *)user;
    while (count-- > 0)
        task(argument, count);
}

static fishsim_world *shoal(const fishsim_hooks *hooks, uint32_t count)
{
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_load_text(config, WATER, sizeof WATER - 1, NULL, NULL));
    assert_ok(fishsim_world_create(config, hooks, &world, NULL));
    fishsim_config_destroy(config);
    for (uint32_t n = 0; n < count; n++) {
        uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 1.0);
        world->fish.field_cell[row] = (uint32_t)(hash_mix(n) % world->field_grid.cells);
        world->fish.flow_uj[row] = (int64_t)(hash_mix(n + 1) >> 20);
    }
    return world;
}

static void assert_flows(fishsim_world *world)
{
    const struct fish *fish = &world->fish;
    enum { CELLS = 16 };
    int64_t cells[CELLS], wanted[CELLS];
    assert_int_equal(world->field_grid.cells, CELLS);
    for (uint32_t cell = 0; cell < CELLS; cell++)
        cells[cell] = wanted[cell] = 1000 * cell;
    for (uint32_t row = 0; row < fish->count; row++)
        wanted[fish->field_cell[row]] += fish->flow_uj[row];
    flow_into_cells(world, cells);
    assert_memory_equal(cells, wanted, sizeof cells);
    flow_out_of_cells(world, cells);
    for (uint32_t cell = 0; cell < CELLS; cell++)
        assert_int_equal(cells[cell], 1000 * cell);
}

static void one_thread_adds_row_by_row(void **state)
{
    (void)state;
    fishsim_world *world = shoal(NULL, 1000);
    assert_int_equal(world->cell_parts, 0);
    assert_flows(world);
    fishsim_world_destroy(world);
}

static void parts_add_up_to_the_same(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 63, 64, 65, 255, 256, 1000, 1001};
    uint32_t calls = 0;
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.execute = backwards;
    hooks.execute_user = &calls;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        fishsim_world *world = shoal(&hooks, counts[i]);
        assert_int_equal(world->cell_parts, 8);
        calls = 0;
        assert_flows(world);
        assert_int_equal(calls > 0, counts[i] >= 64); /* fewer are not worth it */
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(one_thread_adds_row_by_row),
                                       TEST(parts_add_up_to_the_same)};
    return RUN(tests);
}
