/* SPDX-License-Identifier: MIT */
/*
 * text.h: characters, names and what of a hostile text may stand in a message.
 *
 * Called by every file of config/. Texts come with a length and need no NUL.
 */
#ifndef FISHSIM_LIB_TEXT_H
#define FISHSIM_LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUOTE_BYTES = 132 };

/* Bytes of the code point at `text`, stored in *code; 0 if it is not well-formed UTF-8. */
size_t utf8_decode(const char *text, size_t length, uint32_t *code);

/* Whether YAML takes the code point as it stands; all others it takes as escapes at most. */
bool code_is_plain(uint32_t code);

/* Whether a value of type TEXT may hold the code point: no control and no separator of lines. */
bool code_is_text(uint32_t code);

/* Whether it is [A-Za-z0-9_-]{1,31}. */
bool name_valid(const char *text, size_t length);

/*
 * Writes `text` for a message: escapes what is not printable, and cuts after some `limit` bytes
 * (less than QUOTE_BYTES - 8), keeping the end if `keep_end`, the start otherwise.
 */
void quote(char out[QUOTE_BYTES], const char *text, size_t length, size_t limit, bool keep_end);

/* Levenshtein distance of two strings; UINT32_MAX if one is longer than 127 bytes. */
uint32_t edit_distance(const char *a, const char *b);

#endif
