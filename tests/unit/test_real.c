/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include <float.h>

static double relative(double got, double wanted)
{
    return wanted == 0.0 ? fabs(got) : fabs(got - wanted) / fabs(wanted);
}

/* A number in [low, high], n-th of 200,000. */
static double between(double low, double high, uint32_t n)
{
    return low + (high - low) * any(11, n);
}

enum { CASES = 200000 };

static void exp_is_within_its_error_of_libm(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t n = 0; n < CASES; n++) {
        double wide = between(-708.0, 709.0, n), narrow = between(-1.0, 1.0, n);
        worst = fmax(worst, relative(real_exp(wide), exp(wide)));
        worst = fmax(worst, relative(real_exp(narrow), exp(narrow)));
    }
    assert_true(worst < 2e-15);
}

static void exp_at_its_ends(void **state)
{
    (void)state;
    assert_true(real_exp(0.0) == 1.0);
    assert_true(real_exp(-0.0) == 1.0);
    assert_true(real_exp(1e-300) == 1.0);
    assert_true(relative(real_exp(-708.0), exp(-708.0)) < 2e-15);
    assert_true(real_exp(-708.0000001) == 0.0);
    assert_true(real_exp(-DBL_MAX) == 0.0);
    assert_true(relative(real_exp(709.0), exp(709.0)) < 2e-15);
    assert_true(real_exp(DBL_MAX) == real_exp(709.0));
    assert_true(real_exp(HUGE_VAL) == real_exp(709.0));
}

static void exp_never_falls_where_the_argument_rises(void **state)
{
    (void)state;
    double before = real_exp(-3.0);
    for (double x = -3.0; x < 3.0; x += 1e-4) {
        double now = real_exp(x);
        assert_true(now >= before);
        before = now;
    }
}

static void log_is_within_its_error_of_libm(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t n = 0; n < CASES; n++) {
        double wide = exp(between(-700.0, 700.0, n)), narrow = between(0.5, 2.0, n);
        double at_one = 1.0 + between(-1e-6, 1e-6, n);
        worst = fmax(worst, relative(real_log(wide), log(wide)));
        worst = fmax(worst, relative(real_log(narrow), log(narrow)));
        worst = fmax(worst, relative(real_log(at_one), log(at_one)));
    }
    assert_true(worst < 2e-15);
}

static void log_at_its_ends(void **state)
{
    (void)state;
    assert_true(real_log(1.0) == 0.0);
    assert_true(relative(real_log(DBL_MIN), log(DBL_MIN)) < 2e-15);
    assert_true(relative(real_log(DBL_MAX), log(DBL_MAX)) < 2e-15);
    assert_true(relative(real_log(nextafter(1.0, 0.0)), log(nextafter(1.0, 0.0))) < 2e-15);
    assert_true(relative(real_log(nextafter(1.0, 2.0)), log(nextafter(1.0, 2.0))) < 2e-15);
    double root = 1.41421356237309504880;
    assert_true(relative(real_log(nextafter(root, 2.0)), log(nextafter(root, 2.0))) < 2e-15);
}

static void pow_is_as_good_as_its_logarithm(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        double x = exp(between(-20.0, 20.0, n)), y = between(-5.0, 5.0, n + CASES);
        double allowed = 2e-15 * (2.0 + fabs(y * log(x)));
        assert_true(relative(real_pow(x, y), pow(x, y)) < allowed);
    }
    assert_true(real_pow(5.0, 0.0) == 1.0);
    assert_true(real_pow(1.0, 123.0) == 1.0);
}

static void sine_and_cosine_are_within_their_error_of_libm(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t n = 0; n < CASES; n++) {
        double arguments[] = {between(-1e5, 1e5, n), between(-7.0, 7.0, n),
                              between(-1e-3, 1e-3, n)};
        for (int i = 0; i < 3; i++) {
            double s, c;
            real_sincos(arguments[i], &s, &c);
            worst = fmax(worst, fabs(s - sin(arguments[i])));
            worst = fmax(worst, fabs(c - cos(arguments[i])));
        }
    }
    assert_true(worst < 8e-16);
}

static void sine_and_cosine_at_the_quarters_of_the_circle(void **state)
{
    (void)state;
    for (int quarter = -8; quarter <= 8; quarter++) {
        double s, c, x = quarter * (REAL_PI / 2.0);
        real_sincos(x, &s, &c);
        assert_near(s, sin(x), 1e-15);
        assert_near(c, cos(x), 1e-15);
        real_sincos(nextafter(x + REAL_PI / 4.0, 1e9), &s, &c);
        assert_near(s * s + c * c, 1.0, 1e-15);
    }
    double s, c;
    real_sincos(0.0, &s, &c);
    assert_true(s == 0.0 && c == 1.0);
    real_sincos(-1e5, &s, &c);
    assert_near(s, sin(-1e5), 8e-16);
}

static void tanh_is_within_its_error_of_libm(void **state)
{
    (void)state;
    static const double WIDTHS[] = {1e-9, 1e-3, 1.0, 4.0, 25.0, 800.0};
    double worst = 0.0;
    for (size_t i = 0; i < sizeof WIDTHS / sizeof WIDTHS[0]; i++)
        for (uint32_t n = 0; n < CASES; n++) {
            double x = between(-WIDTHS[i], WIDTHS[i], n);
            worst = fmax(worst, fabs(real_tanh(x) - tanh(x)));
        }
    assert_true(worst < 6e-16);
}

static void tanh_is_odd_to_its_error(void **state)
{
    (void)state;
    assert_true(real_tanh(0.0) == 0.0);
    for (uint32_t n = 0; n < CASES; n++) {
        double x = between(0.0, 21.0, n);
        assert_near(real_tanh(-x), -real_tanh(x), 4.5e-16);
    }
}

static void tanh_never_falls_where_the_argument_rises(void **state)
{
    (void)state;
    double before = real_tanh(-21.0);
    for (double x = -21.0; x < 21.0; x += 1e-4) {
        double now = real_tanh(x);
        assert_true(now >= before);
        before = now;
    }
}

static void tanh_saturates_and_never_leaves_its_range(void **state)
{
    (void)state;
    static const double FAR[] = {20.0, 20.0000001, 354.5, 709.0, 1e300, DBL_MAX, HUGE_VAL};
    for (size_t i = 0; i < sizeof FAR / sizeof FAR[0]; i++) {
        assert_true(real_tanh(FAR[i]) == 1.0);
        assert_true(real_tanh(-FAR[i]) == -1.0);
    }
    for (uint32_t n = 0; n < CASES; n++)
        assert_true(fabs(real_tanh(between(-25.0, 25.0, n))) <= 1.0);
    assert_true(real_tanh(18.0) < 1.0 && real_tanh(-18.0) > -1.0);
}

static void tanh_of_no_number_is_no_number(void **state)
{
    (void)state;
    assert_true(isnan(real_tanh(NAN)));
    assert_true(isnan(real_tanh(-NAN)));
}

static void functions_of_floats_are_within_their_error_of_libm(void **state)
{
    (void)state;
    double exps = 0.0, logs = 0.0, circle = 0.0;
    for (uint32_t n = 0; n < CASES; n++) {
        float wide = (float)between(-87.0, 88.0, n), narrow = (float)between(-1.0, 1.0, n);
        exps = fmax(exps, relative((double)real_exp_f(wide), exp((double)wide)));
        exps = fmax(exps, relative((double)real_exp_f(narrow), exp((double)narrow)));
        float positive = expf(wide), near = 1.0f + 0.5f * narrow;
        logs = fmax(logs, relative((double)real_log_f(positive), log((double)positive)));
        logs = fmax(logs, relative((double)real_log_f(near), log((double)near)));
        float s, c, angle = (float)between(-1e3, 1e3, n);
        real_sincos_f(angle, &s, &c);
        circle = fmax(circle, fabs((double)s - sin((double)angle)));
        circle = fmax(circle, fabs((double)c - cos((double)angle)));
    }
    assert_true(exps < 2e-7);
    assert_true(logs < 2e-7);
    assert_true(circle < 2e-7);
}

static void functions_of_floats_at_their_ends(void **state)
{
    (void)state;
    assert_true(real_exp_f(0.0f) == 1.0f && real_exp_f(-87.001f) == 0.0f);
    assert_true(real_exp_f(-HUGE_VALF) == 0.0f && real_exp_f(HUGE_VALF) == real_exp_f(88.0f));
    assert_true(relative((double)real_exp_f(-87.0f), exp(-87.0)) < 2e-7);
    assert_true(real_log_f(1.0f) == 0.0f);
    assert_true(relative((double)real_log_f(FLT_MIN), log((double)FLT_MIN)) < 2e-7);
    assert_true(relative((double)real_log_f(FLT_MAX), log((double)FLT_MAX)) < 2e-7);
    float s, c;
    real_sincos_f(0.0f, &s, &c);
    assert_true(s == 0.0f && c == 1.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exp_is_within_its_error_of_libm),
        TEST(exp_at_its_ends),
        TEST(exp_never_falls_where_the_argument_rises),
        TEST(log_is_within_its_error_of_libm),
        TEST(log_at_its_ends),
        TEST(pow_is_as_good_as_its_logarithm),
        TEST(sine_and_cosine_are_within_their_error_of_libm),
        TEST(sine_and_cosine_at_the_quarters_of_the_circle),
        TEST(tanh_is_within_its_error_of_libm),
        TEST(tanh_is_odd_to_its_error),
        TEST(tanh_never_falls_where_the_argument_rises),
        TEST(tanh_saturates_and_never_leaves_its_range),
        TEST(tanh_of_no_number_is_no_number),
        TEST(functions_of_floats_are_within_their_error_of_libm),
        TEST(functions_of_floats_at_their_ends),
    };
    return RUN(tests);
}
