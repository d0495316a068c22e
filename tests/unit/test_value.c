/* SPDX-License-Identifier: MIT */
/*
 * test_value.c: what lib/config/value.c promises.
 */
#include "config/value.h"

#include <fishsim/config.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct key_row REAL = {
    .path = "r", .type = FISHSIM_TYPE_REAL, .minimum = -DBL_MAX, .maximum = DBL_MAX};
static const struct key_row SMALL = {
    .path = "s", .type = FISHSIM_TYPE_REAL, .minimum = 0.1, .maximum = 10};
static const struct key_row INTEGER = {
    .path = "i", .type = FISHSIM_TYPE_INTEGER, .minimum = 2, .maximum = 9007199254740992};
static const struct key_row CHOICE = {
    .path = "c", .type = FISHSIM_TYPE_CHOICE, .choices = "torus|walls|wall"};
static const struct key_row NAME = {.path = "n", .type = FISHSIM_TYPE_NAME};
static const struct key_row NAMES = {.path = "l", .type = FISHSIM_TYPE_NAMES};
static const struct key_row TEXT = {.path = "t", .type = FISHSIM_TYPE_TEXT};
static const struct key_row COLOR = {.path = "o", .type = FISHSIM_TYPE_COLOR};

static struct raw_value scalar(const char *text)
{
    struct raw_value raw;
    memset(&raw, 0, sizeof raw);
    raw.is_plain = true;
    raw.length = strlen(text);
    memcpy(raw.scalar, text, raw.length);
    return raw;
}

static bool parse(const struct key_row *row, const char *text, void *target)
{
    char reason[REASON_BYTES] = "";
    struct raw_value raw = scalar(text);
    bool good = value_parse(row, &raw, target, reason);
    assert_true(good || reason[0]);
    return good;
}

static void numbers_follow_our_grammar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } GOOD[] = {{"0", 0},   {"-0", 0},     {"+1.5", 1.5},  {".5", 0.5},
                {"5.", 5},  {"1e3", 1000}, {"1E+3", 1000}, {"-2.5e-1", -.25},
                {"007", 7}, {"1e-400", 0}, {"0.1", 0.1},   {"1e308", 1e308}};
    static const char *const BAD[] = {".",   "+",    "-",        "e5",    "1e",   "1e+",   "0x10",
                                      "1_0", "nan",  ".nan",     "inf",   ".inf", "-.inf", "1e999",
                                      "1,5", "1 ",   " 1",       "1.2.3", "1d",   "1f",    "--1",
                                      "+-1", "1:30", "infinity", "1e5.0", "0b1",  "true"};
    double number = 0;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_true(parse(&REAL, GOOD[i].text, &number));
        assert_true(number == GOOD[i].number && !signbit(number - GOOD[i].number));
    }
    number = 42;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(parse(&REAL, BAD[i], &number));
        assert_true(number == 42);
    }
    assert_true(parse(&REAL, "-0", &number));
    assert_false(signbit(number));
}

static void numbers_stay_in_their_range(void **state)
{
    (void)state;
    double number = 42;
    char reason[REASON_BYTES];
    assert_true(parse(&SMALL, "0.1", &number) && parse(&SMALL, "10", &number));
    struct raw_value raw = scalar("10.000001");
    assert_false(value_parse(&SMALL, &raw, &number, reason));
    assert_string_equal(reason, "10.000001 is not a number between 0.1 and 10");
    assert_false(parse(&SMALL, "0.09999999999999999", &number));
    assert_true(number == 10);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Prints and reads back doubles of any bits, and those at the edges. */
static void demand_round_trips(void)
{
    static const double EDGES[] = {0,
                                   0.1,
                                   1.0 / 3,
                                   DBL_MAX,
                                   DBL_MIN,
                                   5e-324,
                                   1e22,
                                   1e23,
                                   9007199254740993.0,
                                   DBL_EPSILON,
                                   2.2250738585072011e-308,
                                   123456789012345678.0};
    uint64_t seed = 88172645463325252u;
    char out[VALUE_BYTES];
    for (size_t i = 0; i < 40000; i++) {
        double number;
        uint64_t bits = next_random(&seed);
        memcpy(&number, &bits, sizeof number);
        if (i % 2)
            number = (double)(bits >> 40) / 1000;
        if (i < sizeof EDGES / sizeof EDGES[0])
            number = EDGES[i];
        if (!isfinite(number))
            continue;
        size_t length = value_print(&REAL, &number, out);
        assert_int_equal(length, strlen(out));
        assert_null(strchr(out, ','));
        double back;
        assert_true(parse(&REAL, out, &back));
        assert_memory_equal(&back, &number, sizeof back);
    }
}

static void numbers_round_trip_bit_for_bit(void **state)
{
    (void)state;
    char out[VALUE_BYTES];
    demand_round_trips();
    double number = 0.1;
    value_print(&REAL, &number, out);
    assert_string_equal(out, "0.1");
    number = 0.1 + 0.2;
    value_print(&REAL, &number, out);
    assert_string_equal(out, "0.30000000000000004");
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    static const char *const LOCALES[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ps_AF",
                                          "ps_AF.UTF-8"};
    size_t found = 0;
    for (size_t i = 0; i < sizeof LOCALES / sizeof LOCALES[0]; i++) {
        char out[NUMBER_BYTES];
        if (!setlocale(LC_ALL, LOCALES[i]))
            continue;
        found++;
        demand_round_trips();
        number_show(1.5, out);
        assert_string_equal(out, "1.5");
        double number;
        assert_false(number_read("1,5", 3, &number));
        assert_true(number_read("1.5", 3, &number) && number == 1.5);
        setlocale(LC_ALL, "C");
    }
    if (!found)
        skip();
}

static void integers_are_plain_digits(void **state)
{
    (void)state;
    static const char *const BAD[] = {"-5",
                                      "1",
                                      "1e3",
                                      "3.0",
                                      "0x3",
                                      "9007199254740993",
                                      "+",
                                      "3 ",
                                      "18446744073709551618",
                                      "99999999999999999999999",
                                      "3a"};
    uint64_t number = 42;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(parse(&INTEGER, BAD[i], &number));
        assert_true(number == 42);
    }
    assert_true(parse(&INTEGER, "+3", &number) && number == 3);
    assert_true(parse(&INTEGER, "0000000000000000000000000000004", &number) && number == 4);
    assert_true(parse(&INTEGER, "9007199254740992", &number));
    char out[VALUE_BYTES];
    value_print(&INTEGER, &number, out);
    assert_string_equal(out, "9007199254740992");
}

static void choices_are_whole_words(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"torus", "walls", "wall"};
    static const char *const BAD[] = {"Torus", "tor", "torus|walls", "|", "wallsy"};
    uint32_t place = 42;
    char out[VALUE_BYTES];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_false(parse(&CHOICE, BAD[i], &place));
    assert_int_equal(place, 42);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(parse(&CHOICE, WORDS[i], &place) && place == i);
        value_print(&CHOICE, &place, out);
        assert_string_equal(out, WORDS[i]);
    }
}

static void a_list_may_be_a_single_name(void **state)
{
    (void)state;
    struct names names;
    char out[VALUE_BYTES];
    memset(&names, 0xff, sizeof names);
    assert_false(parse(&NAMES, "a b", &names));
    assert_true(names.count == UINT32_MAX);
    assert_true(parse(&NAMES, "walk", &names));
    value_print(&NAMES, &names, out);
    assert_string_equal(out, "[walk]");
    static const char ZERO[SPECIES_MINDS_MAX * NAME_BYTES];
    assert_memory_equal(names.name[1], ZERO, sizeof names.name - NAME_BYTES);
}

static void a_full_list_prints(void **state)
{
    (void)state;
    struct names names;
    char out[VALUE_BYTES];
    names.count = SPECIES_MINDS_MAX;
    for (uint32_t i = 0; i < SPECIES_MINDS_MAX; i++)
        snprintf(names.name[i], NAME_BYTES, "-%030u", i);
    size_t length = value_print(&NAMES, &names, out);
    assert_int_equal(length, SPECIES_MINDS_MAX * (31 + 2 + 2));
    assert_int_equal(strlen(out), length);
}

static void lists_are_for_names_only(void **state)
{
    (void)state;
    static const struct key_row *const ROWS[] = {&REAL, &INTEGER, &CHOICE, &NAME, &TEXT, &COLOR};
    struct raw_value raw;
    char reason[REASON_BYTES];
    char target[TEXT_BYTES];
    raw_value_literal(&raw, "[evade, couzin]");
    assert_int_equal(raw.list.count, 2);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        assert_false(value_parse(ROWS[i], &raw, target, reason));
    struct names names;
    assert_true(value_parse(&NAMES, &raw, &names, reason));
    assert_string_equal(names.name[1], "couzin");
}

static void null_is_not_a_value(void **state)
{
    (void)state;
    static const struct key_row *const ROWS[] = {&REAL,  &INTEGER, &CHOICE, &NAME,
                                                 &NAMES, &TEXT,    &COLOR};
    static const char *const NULLS[] = {"", "~", "null", "Null", "NULL"};
    char target[sizeof(struct names)];
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        for (size_t k = 0; k < sizeof NULLS / sizeof NULLS[0]; k++)
            assert_false(parse(ROWS[i], NULLS[k], target));
    char reason[REASON_BYTES];
    struct raw_value raw = scalar("null");
    raw.is_plain = false;
    assert_true(value_parse(&TEXT, &raw, target, reason));
    raw = scalar("");
    raw.is_plain = false;
    assert_true(value_parse(&TEXT, &raw, target, reason));
    assert_false(value_parse(&REAL, &raw, target, reason));
}

static void texts_hold_no_controls(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    char out[VALUE_BYTES];
    assert_false(parse(&TEXT, "a\nb", text));
    assert_false(parse(&TEXT, "a\tb", text));
    assert_false(parse(&TEXT, "\x7f", text));
    assert_false(parse(&TEXT, "\xff", text));
    assert_false(parse(&TEXT, "\xe2\x80\xa8", text));
    struct raw_value raw = scalar("ab");
    char reason[REASON_BYTES];
    raw.scalar[1] = 0;
    assert_false(value_parse(&TEXT, &raw, text, reason));
    memset(text, 0xff, sizeof text);
    assert_true(parse(&TEXT,
                      "R\xc3\xa4"
                      "f \"x\" \\",
                      text));
    value_print(&TEXT, text, out);
    assert_string_equal(out, "\"R\xc3\xa4"
                             "f \\\"x\\\" \\\\\"");
    assert_int_equal(text[TEXT_BYTES - 1], 0);
    memset(text, '"', TEXT_BYTES - 1);
    assert_int_equal(value_print(&TEXT, text, out), 2 * (TEXT_BYTES - 1) + 2);
}

static void names_print_so_that_they_stay_names(void **state)
{
    (void)state;
    char name[NAME_BYTES];
    char out[VALUE_BYTES];
    memset(name, 0xff, sizeof name);
    assert_true(parse(&NAME, "-a", name));
    assert_int_equal(name[NAME_BYTES - 1], 0);
    value_print(&NAME, name, out);
    assert_string_equal(out, "\"-a\"");
    assert_true(parse(&NAME, "a-", name));
    value_print(&NAME, name, out);
    assert_string_equal(out, "a-");
}

static void colours_are_six_hex_digits(void **state)
{
    (void)state;
    static const char *const BAD[] = {"#abc", "aabbcc", "#aabbcg", "#aabbccd", "red", "#aabbc "};
    uint32_t color = 42;
    char out[VALUE_BYTES];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_false(parse(&COLOR, BAD[i], &color));
    struct raw_value raw = scalar("#aabbcc");
    char reason[REASON_BYTES];
    raw.scalar[3] = 0;
    assert_false(value_parse(&COLOR, &raw, &color, reason));
    assert_int_equal(color, 42);
    assert_true(parse(&COLOR, "#0AbCdE", &color) && color == 0x0abcde);
    value_print(&COLOR, &color, out);
    assert_string_equal(out, "\"#0abcde\"");
}

static void reasons_show_hostile_values_safely(void **state)
{
    (void)state;
    char reason[REASON_BYTES];
    uint32_t place;
    struct raw_value raw = scalar("");
    raw.length = TEXT_BYTES - 1;
    memset(raw.scalar, 0x1b, TEXT_BYTES);
    assert_false(value_parse(&CHOICE, &raw, &place, reason));
    for (const char *at = reason; *at; at++)
        assert_true(*at >= 32 && *at < 127);
    assert_non_null(strstr(reason, "... is not one of torus|walls|wall"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_our_grammar),
        cmocka_unit_test(numbers_stay_in_their_range),
        cmocka_unit_test(numbers_round_trip_bit_for_bit),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(integers_are_plain_digits),
        cmocka_unit_test(choices_are_whole_words),
        cmocka_unit_test(a_list_may_be_a_single_name),
        cmocka_unit_test(a_full_list_prints),
        cmocka_unit_test(lists_are_for_names_only),
        cmocka_unit_test(null_is_not_a_value),
        cmocka_unit_test(texts_hold_no_controls),
        cmocka_unit_test(names_print_so_that_they_stay_names),
        cmocka_unit_test(colours_are_six_hex_digits),
        cmocka_unit_test(reasons_show_hostile_values_safely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
