/* SPDX-License-Identifier: MIT */
#include "builder.h"

/*
 * The known answers of Random123 (kat_vectors, philox4x32 with 10 rounds), reached through the
 * packing of random_draw: counter word 0 is the low tick, word 1 the index above 8 high bits of
 * the tick, word 2 the low id, word 3 the purpose above 24 high bits of the id.
 */
static struct random4 philox(const uint32_t counter[4], const uint32_t key[2])
{
    uint64_t seed = (uint64_t)key[1] << 32 | key[0];
    uint64_t tick = (uint64_t)(counter[1] & 0xff) << 32 | counter[0];
    uint64_t id = (uint64_t)(counter[3] & 0xffffff) << 32 | counter[2];
    return random_draw(seed, tick, id, (enum random_purpose)(counter[3] >> 24), counter[1] >> 8);
}

static void philox_gives_the_published_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } CASES[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct random4 draw = philox(CASES[i].counter, CASES[i].key);
        assert_memory_equal(draw.word, CASES[i].answer, sizeof draw.word);
    }
}

static bool same(struct random4 a, struct random4 b)
{
    return !memcmp(a.word, b.word, sizeof a.word);
}

static void each_argument_makes_another_draw(void **state)
{
    (void)state;
    struct random4 draw = random_draw(1, 2, 3, RANDOM_MIND, 4);
    assert_true(same(draw, random_draw(1, 2, 3, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(2, 2, 3, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1 + (1ULL << 32), 2, 3, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1, 3, 3, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1, 2 + (1ULL << 39), 3, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1, 2, 4, RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1, 2, 3 + (1ULL << 55), RANDOM_MIND, 4)));
    assert_false(same(draw, random_draw(1, 2, 3, RANDOM_DEATH, 4)));
    assert_false(same(draw, random_draw(1, 2, 3, RANDOM_MIND, 5)));
    assert_false(same(draw, random_draw(1, 2, 3, RANDOM_MIND, 4 + (1u << 23))));
}

/* The first numbers of the reference implementation (Vigna, splitmix64.c) with this seed. */
static void a_stream_gives_the_numbers_of_splitmix64(void **state)
{
    (void)state;
    static const uint64_t ANSWERS[] = {6457827717110365317U, 3203168211198807973U,
                                       9817491932198370423U, 4593380528125082431U};
    for (uint64_t n = 0; n < 4; n++)
        assert_int_equal(random_of_stream(1234567, n + 1), ANSWERS[n]);
    uint64_t stream = random_stream(1, 2, RANDOM_FLOW);
    assert_int_not_equal(stream, random_stream(2, 2, RANDOM_FLOW));
    assert_int_not_equal(stream, random_stream(1, 3, RANDOM_FLOW));
    assert_int_not_equal(stream, random_stream(1, 2, RANDOM_DEATH));
}

static void a_uniform_number_is_never_an_end(void **state)
{
    (void)state;
    assert_true(random_uniform(0) > 0.0);
    assert_true(random_uniform(UINT32_MAX) < 1.0);
    assert_true(random_uniform(1u << 31) > 0.5 && random_uniform((1u << 31) - 1) < 0.5);
}

static void uniform_numbers_fill_their_range_evenly(void **state)
{
    (void)state;
    enum { DRAWS = 100000, BINS = 20 };
    uint32_t bins[BINS] = {0};
    for (uint32_t n = 0; n < DRAWS; n++)
        bins[(uint32_t)(BINS * any(5, n))]++;
    double chi2 = 0.0, expected = (double)DRAWS / BINS;
    for (uint32_t i = 0; i < BINS; i++)
        chi2 += (bins[i] - expected) * (bins[i] - expected) / expected;
    assert_true(chi2 < 43.8); /* 19 degrees of freedom, p = 0.001 */
}

static void normal_numbers_have_the_moments_of_the_normal_distribution(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    double sum[5] = {0}, product = 0.0;
    for (uint32_t n = 0; n < DRAWS; n++) {
        struct random4 draw = random_draw(9, n, 0, RANDOM_MIND, 0);
        double normal[2];
        random_normal(draw.word[0], draw.word[1], normal);
        product += normal[0] * normal[1];
        double power = 1.0;
        for (int k = 1; k < 5; k++)
            sum[k] += power *= normal[0];
    }
    assert_near(sum[1] / DRAWS, 0.0, 4.0 * 0.0032);
    assert_near(sum[2] / DRAWS, 1.0, 4.0 * 0.0045);
    assert_near(sum[3] / DRAWS, 0.0, 4.0 * 0.0123);
    assert_near(sum[4] / DRAWS, 3.0, 4.0 * 0.031);
    assert_near(product / DRAWS, 0.0, 4.0 * 0.0032);
}

static void normal_floats_have_the_moments_of_the_normal_distribution(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    double sum[5] = {0};
    for (uint32_t n = 0; n < DRAWS; n++) {
        struct random4 draw = random_draw(9, n, 0, RANDOM_MIND, 0);
        double normal = (double)random_normal_f(draw.word[0], draw.word[1]), power = 1.0;
        for (int k = 1; k < 5; k++)
            sum[k] += power *= normal;
    }
    assert_near(sum[1] / DRAWS, 0.0, 4.0 * 0.0032);
    assert_near(sum[2] / DRAWS, 1.0, 4.0 * 0.0045);
    assert_near(sum[3] / DRAWS, 0.0, 4.0 * 0.0123);
    assert_near(sum[4] / DRAWS, 3.0, 4.0 * 0.031);
}

static void floats_drawn_evenly_reach_their_ends(void **state)
{
    (void)state;
    assert_true(random_uniform_f(0) > 0.0f && random_uniform_f(UINT32_MAX) == 1.0f);
    assert_true(random_even_f(1u << 31) == -1.0f && random_even_f((1u << 31) - 1) == 1.0f);
    assert_true(random_even_f(0) == 0.0f);
}

static void normal_numbers_are_finite_at_the_ends(void **state)
{
    (void)state;
    static const uint32_t ENDS[] = {0, 1, UINT32_MAX - 1, UINT32_MAX};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
            double normal[2];
            random_normal(ENDS[i], ENDS[k], normal);
            assert_true(fabs(normal[0]) < 7.0 && fabs(normal[1]) < 7.0);
            assert_true(fabsf(random_normal_f(ENDS[i], ENDS[k])) < 7.0f);
        }
}

static void hash_mix_spreads_one_bit_over_half_of_all(void **state)
{
    (void)state;
    for (uint32_t bit = 0; bit < 64; bit++) {
        uint64_t changed = hash_mix(12345) ^ hash_mix(12345 ^ 1ULL << bit);
        int count = __builtin_popcountll(changed);
        assert_true(count > 12 && count < 52);
    }
}

static void directions_fill_the_circle_and_the_sphere_evenly(void **state)
{
    (void)state;
    enum { DRAWS = 20000 };
    double flat[3], deep[3], squares[3] = {0}, sums[3] = {0};
    for (uint32_t n = 0; n < DRAWS; n++) {
        struct random4 draw = random_draw(9, n, 1, RANDOM_START, 0);
        random_direction(draw.word[0], draw.word[1], false, flat);
        assert_near(hypot(flat[0], flat[1]), 1.0, 1e-12);
        assert_true(flat[2] == 0.0);
        random_direction(draw.word[0], draw.word[1], true, deep);
        for (int i = 0; i < 3; i++) {
            sums[i] += deep[i] / DRAWS;
            squares[i] += deep[i] * deep[i] / DRAWS;
        }
        assert_near(deep[0] * deep[0] + deep[1] * deep[1] + deep[2] * deep[2], 1.0, 1e-12);
    }
    for (int i = 0; i < 3; i++) {
        assert_near(sums[i], 0.0, 4.0 / sqrt(3.0 * DRAWS));
        assert_near(squares[i], 1.0 / 3.0, 0.01);
    }
    assert_near(random_radius(0.25, false), 0.5, 1e-12);
    assert_near(random_radius(0.125, true), 0.5, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(philox_gives_the_published_answers),
        TEST(each_argument_makes_another_draw),
        TEST(a_stream_gives_the_numbers_of_splitmix64),
        TEST(a_uniform_number_is_never_an_end),
        TEST(uniform_numbers_fill_their_range_evenly),
        TEST(normal_numbers_have_the_moments_of_the_normal_distribution),
        TEST(normal_floats_have_the_moments_of_the_normal_distribution),
        TEST(floats_drawn_evenly_reach_their_ends),
        TEST(normal_numbers_are_finite_at_the_ends),
        TEST(hash_mix_spreads_one_bit_over_half_of_all),
        TEST(directions_fill_the_circle_and_the_sphere_evenly),
    };
    return RUN(tests);
}
