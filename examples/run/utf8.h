/* SPDX-License-Identifier: MIT */
/*
 * utf8.h: walks over text that may come from anywhere.
 */
#ifndef FISHSIM_RUN_UTF8_H
#define FISHSIM_RUN_UTF8_H

#include <stddef.h>

/* Bytes of the character at `text`, 1 to 4; 0 when the bytes there are not a character. */
size_t utf8_length(const char *text);

/* Bytes of the first `characters` characters of `text`, or of all of it when it is shorter. A byte
 * that is no character counts as one. */
size_t utf8_prefix(const char *text, size_t characters);

#endif
