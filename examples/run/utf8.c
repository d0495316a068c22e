/* SPDX-License-Identifier: MIT */
/*
 * utf8.c: the well-formed byte sequences of the Unicode Standard, table 3-7.
 */
#include "utf8.h"

/* A range of first bytes, the length they announce, and the range of the byte that follows. */
struct form {
    unsigned char first_low, first_high;
    unsigned char second_low, second_high;
    size_t length;
};

static const struct form FORMS[] = {
    {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static size_t length_in_form(const struct form *form, const unsigned char *bytes)
{
    if (bytes[0] < form->first_low || bytes[0] > form->first_high) {
        return 0;
    }
    if (form->length > 1 && (bytes[1] < form->second_low || bytes[1] > form->second_high)) {
        return 0;
    }
    /* The NUL at the end of a text is no continuation, so this never reads past it. */
    for (size_t i = 2; i < form->length; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return form->length;
}

size_t utf8_length(const char *text)
{
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        size_t length = length_in_form(&FORMS[i], (const unsigned char *)text);

        if (length != 0) {
            return length;
        }
    }
    return 0;
}

size_t utf8_prefix(const char *text, size_t characters)
{
    size_t bytes = 0;

    for (; characters > 0 && text[bytes] != '\0'; characters--) {
        size_t length = utf8_length(text + bytes);

        bytes += length != 0 ? length : 1;
    }
    return bytes;
}
