/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "allocator.h"

static const fishsim_hooks NO_HOOKS = {0};

/* Marks every column that moves with a fish, so that a mix-up of columns or rows shows. */
static void stamp(struct fish *fish, uint32_t row, uint32_t number)
{
    uint32_t place = 0;
#define X(field, type) fish->field[row] = (type)(number + ++place);
    FISH_STATE(X)
    FISH_DERIVED(X)
#undef X
}

static void assert_stamped(const struct fish *fish, uint32_t row, uint32_t number)
{
    uint32_t place = 0;
#define X(field, type)                                                                             \
    place++;                                                                                       \
    assert_true(fish->field[row] == (type)(number + place));
    FISH_STATE(X)
    FISH_DERIVED(X)
#undef X
}

static struct fish stamped_fish(uint32_t count)
{
    struct fish fish = {0};
    assert_ok(fish_reserve(&fish, &NO_HOOKS, count, NULL));
    fish.count = count;
    for (uint32_t row = 0; row < count; row++)
        stamp(&fish, row, row);
    return fish;
}

static void reserving_keeps_the_rows_and_their_marks(void **state)
{
    (void)state;
    struct fish fish = stamped_fish(10);
    fish.fate[3] = 7;
    assert_ok(fish_reserve(&fish, &NO_HOOKS, 1000, NULL));
    assert_int_equal(fish.count, 10);
    assert_int_equal(fish.capacity, 1000);
    for (uint32_t row = 0; row < 10; row++)
        assert_stamped(&fish, row, row);
    assert_int_equal(fish.fate[3], 7);
    uint64_t *kept = fish.id;
    assert_ok(fish_reserve(&fish, &NO_HOOKS, 5, NULL));
    assert_ptr_equal(fish.id, kept);
    fish_release(&fish, &NO_HOOKS);
    assert_null(fish.id);
}

static void reserving_without_memory_changes_nothing(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    const fishsim_hooks hooks = allocator_hooks(&allocator);
    struct fish fish = {0};
    assert_ok(fish_reserve(&fish, &hooks, 4, NULL));
    fish.count = 4;
    for (uint32_t row = 0; row < 4; row++)
        stamp(&fish, row, row);
    uint64_t blocks = allocator.calls;
    for (uint64_t left = 0; left < blocks; left++) {
        fishsim_error error = {0};
        allocator.fail_from = allocator.calls + 1 + left;
        assert_int_equal(fish_reserve(&fish, &hooks, 8, &error), FISHSIM_ERR_MEMORY);
        assert_detail(&error, FISHSIM_ERR_MEMORY);
        assert_int_equal(fish.capacity, 4);
        assert_int_equal(allocator.live_blocks, blocks);
        for (uint32_t row = 0; row < 4; row++)
            assert_stamped(&fish, row, row);
    }
    fish_release(&fish, &hooks);
    assert_int_equal(allocator.live_bytes, 0);
}

static void permuting_moves_whole_fish(void **state)
{
    (void)state;
    enum { COUNT = 50 };
    struct fish fish = stamped_fish(COUNT);
    for (uint32_t row = 0; row < COUNT; row++)
        fish.order[row] = (row * 7 + 3) % COUNT;
    reorder(&fish, &NO_HOOKS);
    for (uint32_t row = 0; row < COUNT; row++)
        assert_stamped(&fish, row, (row * 7 + 3) % COUNT);
    for (uint32_t row = 0; row < COUNT; row++)
        fish.order[(row * 7 + 3) % COUNT] = row;
    reorder(&fish, &NO_HOOKS);
    for (uint32_t row = 0; row < COUNT; row++)
        assert_stamped(&fish, row, row);
    fish_release(&fish, &NO_HOOKS);
}

static void removing_moves_the_last_row_and_its_fate(void **state)
{
    (void)state;
    struct fish fish = stamped_fish(5);
    fish.fate[4] = 3;
    fish_remove(&fish, 1);
    assert_int_equal(fish.count, 4);
    assert_stamped(&fish, 1, 4);
    assert_int_equal(fish.fate[1], 3);
    assert_stamped(&fish, 0, 0);
    fish_remove(&fish, 3);
    assert_int_equal(fish.count, 3);
    assert_stamped(&fish, 2, 2);
    fish_release(&fish, &NO_HOOKS);
}

static void copying_takes_all_rows(void **state)
{
    (void)state;
    struct fish source = stamped_fish(20), target = stamped_fish(30), none = {0};
    fish_copy(&target, &source);
    assert_int_equal(target.count, 20);
    for (uint32_t row = 0; row < 20; row++)
        assert_stamped(&target, row, row);
    fish_copy(&target, &none);
    assert_int_equal(target.count, 0);
    fish_release(&source, &NO_HOOKS);
    fish_release(&target, &NO_HOOKS);
}

static void traits_stand_in_the_order_of_the_columns(void **state)
{
    (void)state;
    struct fish fish = stamped_fish(1);
    float *trait[FISH_TRAITS];
    fish_traits(&fish, trait);
    assert_ptr_equal(trait[0], fish.trait_size);
    assert_ptr_equal(trait[FISHSIM_COLUMN_TRAIT_PACE - FISHSIM_COLUMN_TRAIT_SIZE], fish.trait_pace);
    assert_ptr_equal(trait[FISHSIM_COLUMN_TRAIT_EGG - FISHSIM_COLUMN_TRAIT_SIZE], fish.trait_egg);
    for (int i = 0; i < FISH_TRAITS; i++)
        for (int k = 0; k < i; k++)
            assert_ptr_not_equal(trait[i], trait[k]);
    fish_release(&fish, &NO_HOOKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reserving_keeps_the_rows_and_their_marks),
        TEST(reserving_without_memory_changes_nothing),
        TEST(permuting_moves_whole_fish),
        TEST(removing_moves_the_last_row_and_its_fate),
        TEST(copying_takes_all_rows),
        TEST(traits_stand_in_the_order_of_the_columns),
    };
    return RUN(tests);
}
