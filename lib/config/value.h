/* SPDX-License-Identifier: MIT */
/*
 * value.h: one value of one key, from text to memory and back.
 *
 * Called by parse.c (files, overrides), preset.c (defaults, published species) and config.c
 * (printing). Never allocates and does not depend on the process's locale.
 */
#ifndef FISHSIM_LIB_VALUE_H
#define FISHSIM_LIB_VALUE_H

#include "config/keys.h"

#include <stdbool.h>

enum {
    VALUE_BYTES = 320,  /* any value as YAML, with its NUL */
    NUMBER_BYTES = 32,  /* any number */
    REASON_BYTES = 260, /* why a value is refused */
};

/* A value as its text gives it, before a row says what it should be. */
struct raw_value {
    bool is_list;
    bool is_plain;           /* a scalar without quotes */
    size_t length;           /* of the scalar */
    char scalar[TEXT_BYTES]; /* may hold any byte */
    struct names list;       /* names of the right form, unused bytes 0 */
};

/* Takes a value of the tables: a word, a number, "quoted" without escapes, or [name, name]. */
void raw_value_literal(struct raw_value *raw, const char *literal);

/*
 * Stores the value at `target`, which the row's type describes. False: `reason` says why not, and
 * `target` is as it was. Unused bytes of texts and names become 0.
 */
bool value_parse(const struct key_row *row, const struct raw_value *raw, void *target,
                 char reason[REASON_BYTES]);

/* Writes the value as YAML that value_parse reads back bit for bit; returns its length. */
size_t value_print(const struct key_row *row, const void *source, char out[VALUE_BYTES]);

/* A finite or infinite decimal number, correctly rounded; false if it is not written as one. */
bool number_read(const char *text, size_t length, double *number);

/* The shortest of 15, 16 or 17 digits that reads back bit for bit. */
void number_write(double number, char out[NUMBER_BYTES]);

/* Five digits, for a message. The number is finite. */
void number_show(double number, char out[NUMBER_BYTES]);

#endif
