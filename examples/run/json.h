/* SPDX-License-Identifier: MIT */
/*
 * json.h: writes JSON, indented, one member a line. Keys are plain ASCII names.
 */
#ifndef FISHSIM_RUN_JSON_H
#define FISHSIM_RUN_JSON_H

#include <stdint.h>
#include <stdio.h>

struct json {
    FILE *file;
    int depth;
    int has_member; /* the object or array that is open has one already */
};

/* Begins an object or an array, by its bracket; key is NULL in an array and at the top. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);

void json_text(struct json *json, const char *key, const char *utf8);
void json_integer(struct json *json, const char *key, int64_t number);
void json_count(struct json *json, const char *key, uint64_t number);
/* A number that reads back to the same; null where it is not finite. */
void json_real(struct json *json, const char *key, double number);
/* A number rounded to what it is worth knowing. */
void json_rounded(struct json *json, const char *key, double number, int decimals);
void json_null(struct json *json, const char *key);

#endif
