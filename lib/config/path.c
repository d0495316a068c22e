/* SPDX-License-Identifier: MIT */
/*
 * path.c: paths of keys. See path.h.
 */
#include "config/path.h"

#include "config/config.h"
#include "config/text.h"

#include <stdio.h>
#include <string.h>

static size_t segment_length(const char *text)
{
    return strcspn(text, ".");
}

/* What path and row have in common: all of both, or the path up to a dot of the row. */
static bool row_matches(const struct key_row *row, const char *text, struct key_path *path)
{
    const char *pattern = row->path;
    path->name_count = 0;
    path->group = row->group;
    for (;;) {
        size_t length = segment_length(text);
        size_t expected = segment_length(pattern);
        if (pattern[0] == '*') {
            if (!name_valid(text, length))
                return false;
            memset(path->name[path->name_count], 0, NAME_BYTES);
            memcpy(path->name[path->name_count++], text, length);
        } else if (length != expected || memcmp(text, pattern, length)) {
            return false;
        }
        text += length;
        pattern += expected;
        if (!*text) {
            path->row = *pattern ? NULL : row;
            return true;
        }
        if (!*pattern)
            return false;
        text++;
        pattern++;
    }
}

bool path_resolve(const char *text, struct key_path *path)
{
    for (uint32_t i = 0; i < KEY_COUNT; i++)
        if (row_matches(&KEYS[i], text, path))
            return true;
    return false;
}

void path_write(const struct key_row *row, const char *first, const char *second,
                char out[PATH_BYTES])
{
    size_t used = 0;
    const char *name = first;
    for (const char *at = row->path; *at && used + NAME_BYTES < PATH_BYTES; at++) {
        if (*at == '*' && name) {
            size_t length = strlen(name);
            memcpy(out + used, name, length);
            used += length;
            name = second;
        } else {
            out[used++] = *at;
        }
    }
    out[used] = 0;
}

/*
 * The row's path cut to as many parts as `text` has, with the parts of `text` for its stars.
 * False if it has fewer parts, or those are not names.
 */
static bool shape_like(const struct key_row *row, const char *text, char out[PATH_BYTES])
{
    const char *pattern = row->path;
    size_t used = 0;
    for (;;) {
        size_t length = segment_length(text);
        size_t expected = segment_length(pattern);
        const char *part = pattern[0] == '*' ? text : pattern;
        size_t size = pattern[0] == '*' ? length : expected;
        if (used + size + 2 > PATH_BYTES || (part == text && !name_valid(text, length)))
            return false;
        memcpy(out + used, part, size);
        used += size;
        out[used] = 0;
        text += length;
        pattern += expected;
        if (!*text)
            return true;
        if (!*pattern)
            return false;
        out[used++] = '.';
        text++;
        pattern++;
    }
}

static const char *last_segment(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* A key of the same last part elsewhere in the same struct, such as species.x.start.count. */
static bool find_misplaced(const char *text, char found[PATH_BYTES])
{
    const char *wanted = last_segment(text);
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        const struct key_row *row = &KEYS[i];
        if (strcmp(last_segment(row->path), wanted))
            continue;
        char name[NAME_BYTES] = "";
        size_t root = segment_length(row->path);
        if (strchr(row->path, '*')) {
            if (strncmp(row->path, text, root + 1))
                continue;
            size_t length = segment_length(text + root + 1);
            if (!name_valid(text + root + 1, length))
                continue;
            memcpy(name, text + root + 1, length);
        }
        path_write(row, name, NULL, found);
        return true;
    }
    return false;
}

/* The path of as many parts that differs in the fewest letters, if they are few. */
static bool find_misspelt(const char *text, char found[PATH_BYTES])
{
    char candidate[PATH_BYTES];
    size_t half = (strlen(last_segment(text)) + 1) / 2;
    uint32_t best = half < 4 ? (uint32_t)half : 4; /* a path is near if fewer letters are wrong */
    bool near = false;
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        if (!shape_like(&KEYS[i], text, candidate))
            continue;
        uint32_t distance = edit_distance(text, candidate);
        if (distance < best) {
            best = distance;
            near = true;
            memcpy(found, candidate, PATH_BYTES);
        }
    }
    return near;
}

void path_explain(const char *text, char out[EXPLAIN_BYTES])
{
    struct key_path path;
    char nearest[PATH_BYTES];
    out[0] = 0;
    if (strlen(text) < PATH_BYTES && path_resolve(text, &path))
        snprintf(out, EXPLAIN_BYTES, "; it is a group of keys");
    else if (find_misplaced(text, nearest) || find_misspelt(text, nearest))
        snprintf(out, EXPLAIN_BYTES, "; did you mean %s?", nearest);
}

void *path_target(struct settings *settings, const struct key_path *path)
{
    size_t offset = path->row->offset;
    int32_t first;
    int32_t second = SPECIES_MAX;
    switch (path->group) {
    case GROUP_SPECIES:
        first = settings_find_species(settings, path->name[0], strlen(path->name[0]));
        return first < 0 ? NULL : (char *)&settings->species[first] + offset;
    case GROUP_MIND:
        first = settings_find_mind(settings, path->name[0], strlen(path->name[0]));
        return first < 0 ? NULL : (char *)&settings->minds[first] + offset;
    case GROUP_WEB:
        first = settings_find_species(settings, path->name[0], strlen(path->name[0]));
        if (strcmp(path->name[1], "plankton"))
            second = settings_find_species(settings, path->name[1], strlen(path->name[1]));
        return first < 0 || second < 0 ? NULL : &settings->web[first][second];
    default:
        return (char *)settings + offset;
    }
}

const void *path_source(const struct settings *settings, const struct key_path *path)
{
    /* path_target only takes an address. */
    return path_target((struct settings *)(uintptr_t)settings, path);
}
