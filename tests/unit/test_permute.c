/* SPDX-License-Identifier: MIT */
/* permute.c: a new order takes every kept column of a fish along. */
#include "builder.h"

static void a_fish_keeps_all_its_columns(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct fish *fish = &world->fish;
    assert_true(fish->count > 100);
    uint64_t digest = fishsim_world_digest(world);
    uint64_t *id = malloc(fish->count * sizeof *id);
    float *ln_weight = malloc(fish->count * sizeof *ln_weight);
    assert_true(id && ln_weight);
    for (uint32_t row = 0; row < fish->count; row++) {
        id[row] = fish->id[row];
        ln_weight[row] = fish->ln_weight[row];
        fish->order[row] = fish->count - 1 - row;
    }
    reorder(fish, &world->hooks);
    for (uint32_t row = 0; row < fish->count; row++) {
        assert_int_equal(fish->id[row], id[fish->count - 1 - row]);
        assert_memory_equal(&fish->ln_weight[row], &ln_weight[fish->count - 1 - row],
                            sizeof *ln_weight);
    }
    /* The digest covers all columns of the state, and does not see the order of the rows. */
    assert_int_equal(fishsim_world_digest(world), digest);
    free(id);
    free(ln_weight);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_fish_keeps_all_its_columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
