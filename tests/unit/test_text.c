/* SPDX-License-Identifier: MIT */
/*
 * test_text.c: what lib/config/text.c promises.
 */
#include "config/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void decoding_gives_back_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char text[4];
        size_t size;
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        if (code < 0x80) {
            size = 1;
            text[0] = (char)code;
        } else if (code < 0x800) {
            size = 2;
            text[0] = (char)(0xc0 | code >> 6);
        } else if (code < 0x10000) {
            size = 3;
            text[0] = (char)(0xe0 | code >> 12);
        } else {
            size = 4;
            text[0] = (char)(0xf0 | code >> 18);
        }
        for (size_t i = 1; i < size; i++)
            text[i] = (char)(0x80 | (code >> 6 * (size - 1 - i) & 0x3f));
        uint32_t found;
        assert_int_equal(utf8_decode(text, size, &found), size);
        assert_int_equal(found, code);
        assert_int_equal(utf8_decode(text, size - 1, &found), 0);
    }
}

static void malformed_text_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"\x80",
                                      "\xbf",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2\x41",
                                      "\xe0\x80\xaf",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xe2\x82",
                                      "\xf0\x80\x80\x80",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "\xfe",
                                      "\xf0\x9f\x90"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        uint32_t code;
        assert_int_equal(utf8_decode(BAD[i], strlen(BAD[i]), &code), 0);
    }
}

static void characters_are_sorted_into_plain_and_text(void **state)
{
    (void)state;
    static const uint32_t BOTH[] = {0x20, 0x7e, 0xa0, 0xe4, 0xfeff - 1, 0xfffd, 0x1f41f};
    static const uint32_t PLAIN[] = {'\t', '\n', '\r', 0x85, 0x2028, 0x2029};
    static const uint32_t NEITHER[] = {0, 7, 0x1b, 0x7f, 0x80, 0x9f, 0xfeff, 0xfffe, 0xffff};
    for (size_t i = 0; i < sizeof BOTH / sizeof BOTH[0]; i++)
        assert_true(code_is_plain(BOTH[i]) && code_is_text(BOTH[i]));
    for (size_t i = 0; i < sizeof PLAIN / sizeof PLAIN[0]; i++)
        assert_true(code_is_plain(PLAIN[i]) && !code_is_text(PLAIN[i]));
    for (size_t i = 0; i < sizeof NEITHER / sizeof NEITHER[0]; i++)
        assert_true(!code_is_plain(NEITHER[i]) && !code_is_text(NEITHER[i]));
}

static void names_are_letters_digits_underscores_and_hyphens(void **state)
{
    (void)state;
    assert_true(name_valid("a", 1));
    assert_true(name_valid("Az09_-", 6));
    assert_true(name_valid("abcdefghijklmnopqrstuvwxyz01234", 31));
    assert_false(name_valid("abcdefghijklmnopqrstuvwxyz012345", 32));
    assert_false(name_valid("", 0));
    for (int c = 0; c < 256; c++) {
        char text[3] = {'a', (char)c, 'b'};
        bool good =
            c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", c);
        assert_int_equal(name_valid(text, 3), good);
    }
}

static void quoting_escapes_what_cannot_be_seen(void **state)
{
    (void)state;
    char out[QUOTE_BYTES];
    quote(out, "a\x1b\0b\x7f", 5, 40, false);
    assert_string_equal(out, "a\\x1b\\x00b\\x7f");
    quote(out, "h\xc3\xa4ring \xff", 9, 40, false);
    assert_string_equal(out, "h\xc3\xa4ring \\xff");
    quote(out, "\xe2\x80\xae", 3, 40, false); /* turns the direction of writing */
    assert_string_equal(out, "\\xe2\\x80\\xae");
}

static void quoting_cuts_between_characters(void **state)
{
    (void)state;
    char out[QUOTE_BYTES];
    quote(out, "abcdefgh", 8, 5, false);
    assert_string_equal(out, "abcde...");
    quote(out, "abcdefgh", 8, 5, true);
    assert_string_equal(out, "...defgh");
    quote(out, "abcd\xc3\xa4", 6, 5, false);
    assert_string_equal(out, "abcd...");
    quote(out,
          "abc\xc3\xa4"
          "efgh",
          9, 5, true);
    assert_string_equal(out, "...efgh");
    quote(out, "abcd\xff", 5, 5, true);
    assert_string_equal(out, "...d\\xff");
    char noise[4096];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 37);
    for (size_t limit = 0; limit <= QUOTE_BYTES - 9; limit++)
        for (size_t length = 0; length < 300; length++) {
            quote(out, noise + length, length, limit, length % 2);
            assert_true(strlen(out) <= limit + 6);
            uint32_t code;
            for (size_t at = 0; out[at];) {
                size_t size = utf8_decode(out + at, strlen(out + at), &code);
                assert_true(size && code_is_text(code));
                at += size;
            }
        }
}

static void edit_distance_counts_letters(void **state)
{
    (void)state;
    assert_int_equal(edit_distance("", ""), 0);
    assert_int_equal(edit_distance("abc", ""), 3);
    assert_int_equal(edit_distance("", "abc"), 3);
    assert_int_equal(edit_distance("kitten", "sitting"), 3);
    assert_int_equal(edit_distance("widht", "width"), 2);
    char text[130];
    memset(text, 'a', 129);
    text[129] = 0;
    assert_true(edit_distance(text, "a") == UINT32_MAX);
    assert_true(edit_distance("a", text) == UINT32_MAX);
    text[127] = 0;
    assert_int_equal(edit_distance(text, "a"), 126);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_gives_back_every_code_point),
        cmocka_unit_test(malformed_text_is_refused),
        cmocka_unit_test(characters_are_sorted_into_plain_and_text),
        cmocka_unit_test(names_are_letters_digits_underscores_and_hyphens),
        cmocka_unit_test(quoting_escapes_what_cannot_be_seen),
        cmocka_unit_test(quoting_cuts_between_characters),
        cmocka_unit_test(edit_distance_counts_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
