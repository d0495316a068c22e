/* SPDX-License-Identifier: MIT */
/* kernel.c: every kernel gives the bits of the scalar one. */
#include "builder.h"

#include "tick/kernel.h"

static const char *const NAMES[] = {"scalar", "v128", "avx2", "avx512"};

/* Shapes of water and of minds that take different ways through the kernels. */
static const char *const WATERS[] = {
    "world: {width_m: 40, height_m: 30}\n",
    "world: {width_m: 3, height_m: 200}\nfields: {plankton: {diffusion_m2_per_s: 0}}\n",
    "world: {width_m: 2.5, height_m: 2.5}\nfields: {plankton: {diffusion_m2_per_s: 0}}\n",
    "world: {width_m: 20, height_m: 20, boundary: walls}\n",
    "world: {width_m: 20, height_m: 20, depth_m: 6, dims: 3}\n",
    ("world: {width_m: 9, height_m: 8, depth_m: 5, dims: 3, boundary: walls}\n"
     "fields: {plankton: {diffusion_m2_per_s: 0}}\n"),
    "species: {anchovy: {minds: [evade, boids]}}\n",
    "species: {anchovy: {minds: [vicsek]}}\n",
    "world: {dims: 3, depth_m: 10}\nspecies: {anchovy: {minds: [evade, boids]}}\n",
    "species: {anchovy: {body: {length_exponent: 3.1}, start: {weight_sigma: 1, groups: 0}}}\n",
};

static uint64_t digest_of(const char *water, const char *kernel)
{
    enum { TICKS = 40 };
    fishsim_error error = {0};
    fishsim_config *config = small_config();
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, water, strlen(water), NULL, &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_config_set(config, "engine.kernel", kernel, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_tick(world, TICKS, &error), &error);
    uint64_t digest = fishsim_world_digest(world);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return digest;
}

static void every_kernel_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof WATERS / sizeof WATERS[0]; i++) {
        uint64_t wanted = digest_of(WATERS[i], "scalar");
        for (size_t k = 1; k < sizeof NAMES / sizeof NAMES[0]; k++)
            if (digest_of(WATERS[i], NAMES[k]) != wanted) {
                print_error("%s differs from scalar in:\n%s", NAMES[k], WATERS[i]);
                assert_true(false);
            }
    }
}

static void a_kernel_is_the_one_asked_for_or_a_narrower_one(void **state)
{
    (void)state;
    const struct kernel *narrower = kernel_choose(KERNEL_SCALAR);
    assert_string_equal(narrower->name, "scalar");
    for (uint32_t wanted = KERNEL_V128; wanted <= KERNEL_AVX512; wanted++) {
        const struct kernel *chosen = kernel_choose(wanted);
        assert_true(chosen->runs_here());
        assert_true(chosen == narrower || !strcmp(chosen->name, NAMES[wanted - KERNEL_SCALAR]));
        narrower = chosen;
    }
    assert_ptr_equal(kernel_choose(KERNEL_AUTO), narrower);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_same_bits),
        cmocka_unit_test(a_kernel_is_the_one_asked_for_or_a_narrower_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
