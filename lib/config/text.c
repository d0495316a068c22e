/* SPDX-License-Identifier: MIT */
/*
 * text.c: characters, names and quoting. See text.h.
 */
#include "config/text.h"

#include "config/settings.h"

#include <stdio.h>
#include <string.h>

enum { ESCAPE_BYTES = 4 }; /* of "\\x1b" */

size_t utf8_decode(const char *text, size_t length, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (!length)
        return 0;
    if (byte[0] < 0x80) {
        *code = byte[0];
        return 1;
    }
    size_t size = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
    if (byte[0] < 0xc2 || byte[0] > 0xf4 || size > length)
        return 0;
    uint32_t value = byte[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (byte[i] & 0x3fu);
    }
    bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *code = value;
    return size;
}

bool code_is_plain(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    if (code >= 0x7f && code < 0xa0)
        return code == 0x85;
    return code != 0xfeff && code != 0xfffe && code != 0xffff;
}

bool code_is_text(uint32_t code)
{
    return code >= 0x20 && code != 0x85 && code != 0x2028 && code != 0x2029 && code_is_plain(code);
}

bool name_valid(const char *text, size_t length)
{
    if (length < 1 || length >= NAME_BYTES)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return true;
}

/* Beside controls, the marks that turn the direction of writing or have no width. */
static bool code_is_printable(uint32_t code)
{
    bool mark = (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                (code >= 0x2060 && code <= 0x206f);
    return code_is_text(code) && !mark;
}

/* Bytes of the next character, and whether it may stand in a message as it is. */
static size_t next_character(const char *text, size_t length, bool *as_it_is)
{
    uint32_t code = 0;
    size_t size = utf8_decode(text, length, &code);
    *as_it_is = size && code_is_printable(code);
    return *as_it_is ? size : 1;
}

/* Where the last part of a text begins that takes at most `limit` bytes when it is quoted. */
static size_t find_end_part(const char *text, size_t length, size_t limit)
{
    size_t taken = 0;
    size_t start = length;
    bool as_it_is;
    while (start > 0) {
        size_t size = 1; /* step back over one character, or over one byte of none */
        for (size_t back = 2; back <= 4 && back <= start; back++)
            if (next_character(text + start - back, back, &as_it_is) == back)
                size = back;
        next_character(text + start - size, size, &as_it_is);
        taken += as_it_is ? size : ESCAPE_BYTES;
        if (taken > limit)
            break;
        start -= size;
    }
    return start;
}

void quote(char out[QUOTE_BYTES], const char *text, size_t length, size_t limit, bool keep_end)
{
    size_t used = 0;
    size_t at = keep_end ? find_end_part(text, length, limit) : 0;
    if (at) {
        memcpy(out, "...", 3);
        used = 3;
        limit += 3;
    }
    while (at < length) {
        bool as_it_is;
        size_t size = next_character(text + at, length - at, &as_it_is);
        size_t need = as_it_is ? size : ESCAPE_BYTES;
        if (used + need > limit) {
            memcpy(out + used, "...", 3);
            used += 3;
            break;
        }
        if (as_it_is)
            memcpy(out + used, text + at, size);
        else
            snprintf(out + used, ESCAPE_BYTES + 1, "\\x%02x", (unsigned)(unsigned char)text[at]);
        at += size;
        used += need;
    }
    out[used] = 0;
}

uint32_t edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 127 };
    size_t rows = strlen(a);
    size_t columns = strlen(b);
    if (rows > LONGEST || columns > LONGEST)
        return UINT32_MAX;
    uint32_t cost[LONGEST + 1];
    for (size_t j = 0; j <= columns; j++)
        cost[j] = (uint32_t)j;
    for (size_t i = 1; i <= rows; i++) {
        uint32_t diagonal = cost[0];
        cost[0] = (uint32_t)i;
        for (size_t j = 1; j <= columns; j++) {
            uint32_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = cost[j];
            if (cost[j] + 1 < best)
                best = cost[j] + 1;
            if (cost[j - 1] + 1 < best)
                best = cost[j - 1] + 1;
            cost[j] = best;
        }
    }
    return cost[columns];
}
