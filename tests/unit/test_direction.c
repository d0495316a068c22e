/* SPDX-License-Identifier: MIT */
#include "builder.h"

static struct direction any_direction(uint32_t n)
{
    double to[3];
    random_direction(random_draw(1, n, 0, RANDOM_START, 0).word[0],
                     random_draw(1, n, 0, RANDOM_START, 0).word[1], true, to);
    return (struct direction){(float)to[0], (float)to[1], (float)to[2]};
}

static void two_vectors_stand_across_any_unit_vector(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 500; n++) {
        struct direction unit = any_direction(n), side, up;
        if (n < 2)
            unit = (struct direction){0.0f, 0.0f, n ? 1.0f : -1.0f};
        direction_across(unit, &side, &up);
        assert_near(direction_dot(unit, side), 0.0, 1e-6);
        assert_near(direction_dot(unit, up), 0.0, 1e-6);
        assert_near(direction_dot(side, up), 0.0, 1e-6);
        assert_near(direction_length(side), 1.0, 1e-6);
        assert_near(direction_length(up), 1.0, 1e-6);
    }
}

static void a_turn_goes_as_far_as_told_towards_the_other(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 500; n++) {
        struct direction from = any_direction(n), to = any_direction(n + 1000);
        double apart = acos((double)direction_dot(from, to)), angle = 0.9 * apart;
        struct direction turned = direction_towards(from, to, (float)cos(angle), (float)sin(angle));
        assert_near(direction_length(turned), 1.0, 1e-5);
        assert_near(direction_dot(from, turned), cos(angle), 1e-4);
        assert_near(direction_dot(to, turned), cos(apart - angle), 1e-4);
    }
}

static void a_turn_about_is_a_turn_to_some_side(void **state)
{
    (void)state;
    struct direction from = any_direction(3), to = {-from.x, -from.y, -from.z};
    struct direction turned = direction_towards(from, to, 0.6f, 0.8f);
    assert_near(direction_dot(from, turned), 0.6, 1e-5);
    assert_near(direction_length(turned), 1.0, 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_vectors_stand_across_any_unit_vector),
        TEST(a_turn_goes_as_far_as_told_towards_the_other),
        TEST(a_turn_about_is_a_turn_to_some_side),
    };
    return RUN(tests);
}
