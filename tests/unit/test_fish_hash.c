/* SPDX-License-Identifier: MIT */
/* fish_hash.c: a set of fish has one hash, however it is cut and whichever kernel adds. */
#include "builder.h"

#include "tick/kernel.h"
#include "world/fish_hash.h"

static void assert_same_hash(struct fish_hash one, struct fish_hash other)
{
    assert_true(one.first == other.first && one.second == other.second);
}

/* Ends that are no multiple of any number of lanes are among them. */
static void parts_add_up_to_the_whole(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint32_t count = world->fish.count;
    struct fish_hash whole = fish_hash(&world->fish, 0, count);
    for (uint32_t cut = 0; cut <= 40; cut++) {
        struct fish_hash left = fish_hash(&world->fish, 0, cut);
        struct fish_hash right = fish_hash(&world->fish, cut, count);
        left.first += right.first;
        left.second += right.second;
        assert_same_hash(left, whole);
    }
    fishsim_world_destroy(world);
}

static void every_kernel_has_the_same_hash(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    for (uint32_t kind = KERNEL_SCALAR; kind <= KERNEL_AVX512; kind++)
        for (uint32_t end = world->fish.count - 20; end <= world->fish.count; end++)
            assert_same_hash(kernel_choose(kind)->fish_hash(&world->fish, 3, end),
                             fish_hash(&world->fish, 3, end));
    fishsim_world_destroy(world);
}

/* A bit of any value, in a row that is in a vector and in one that is left over. */
static void every_bit_counts(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct fish *fish = &world->fish;
    uint32_t rows[] = {2, fish->count - 1};
    struct fish_hash before = fish_hash(fish, 0, fish->count);
    for (int i = 0; i < 2; i++) {
#define X(field, type)                                                                             \
    for (uint32_t bit = 0; bit < 8 * sizeof(type); bit++) {                                        \
        unsigned char *bytes = (unsigned char *)&fish->field[rows[i]];                             \
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);                                          \
        struct fish_hash after = fish_hash(fish, 0, fish->count);                                  \
        assert_true(after.first != before.first && after.second != before.second);                 \
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);                                          \
    }
        FISH_STATE(X)
#undef X
    }
    assert_same_hash(fish_hash(fish, 0, fish->count), before);
    fishsim_world_destroy(world);
}

static void nobody_has_the_hash_of_nothing(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_same_hash(fish_hash(&world->fish, 5, 5), (struct fish_hash){0, 0});
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(every_kernel_has_the_same_hash),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(nobody_has_the_hash_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
