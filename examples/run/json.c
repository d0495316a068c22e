/* SPDX-License-Identifier: MIT */
/*
 * json.c: writes JSON (RFC 8259). Texts that come from outside are made valid: control characters
 * are escaped, and bytes that are not UTF-8 become U+FFFD.
 */
#include "json.h"

#include "utf8.h"

#include <inttypes.h>
#include <math.h>

static void begin_member(struct json *json, const char *key)
{
    if (json->has_member) {
        fputc(',', json->file);
    }
    if (json->depth > 0) {
        fprintf(json->file, "\n%*s", json->depth * 2, "");
    }
    if (key != NULL) {
        fprintf(json->file, "\"%s\": ", key);
    }
    json->has_member = 1;
}

void json_open(struct json *json, const char *key, char bracket)
{
    begin_member(json, key);
    fputc(bracket, json->file);
    json->depth++;
    json->has_member = 0;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->has_member) {
        fprintf(json->file, "\n%*s", json->depth * 2, "");
    }
    fputc(bracket, json->file);
    json->has_member = 1;
    if (json->depth == 0) {
        fputc('\n', json->file);
    }
}

void json_text(struct json *json, const char *key, const char *utf8)
{
    begin_member(json, key);
    fputc('"', json->file);
    while (*utf8 != '\0') {
        size_t length = utf8_length(utf8);
        unsigned char c = (unsigned char)*utf8;

        if (length == 0) {
            fputs("\\ufffd", json->file);
            length = 1;
        } else if (c < 0x20 || c == 0x7f) {
            fprintf(json->file, "\\u%04x", c);
        } else if (c == '"' || c == '\\') {
            fprintf(json->file, "\\%c", c);
        } else {
            fwrite(utf8, 1, length, json->file);
        }
        utf8 += length;
    }
    fputc('"', json->file);
}

void json_integer(struct json *json, const char *key, int64_t number)
{
    begin_member(json, key);
    fprintf(json->file, "%" PRId64, number);
}

void json_count(struct json *json, const char *key, uint64_t number)
{
    begin_member(json, key);
    fprintf(json->file, "%" PRIu64, number);
}

void json_null(struct json *json, const char *key)
{
    begin_member(json, key);
    fputs("null", json->file);
}

void json_real(struct json *json, const char *key, double number)
{
    if (!isfinite(number)) {
        json_null(json, key);
        return;
    }
    begin_member(json, key);
    fprintf(json->file, "%.17g", number);
}

void json_rounded(struct json *json, const char *key, double number, int decimals)
{
    if (!isfinite(number)) {
        json_null(json, key);
        return;
    }
    begin_member(json, key);
    fprintf(json->file, "%.*f", decimals, number);
}
