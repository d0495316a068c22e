/* SPDX-License-Identifier: MIT */
/*
 * path.h: from "species.anchovy.start.count" to a row of the table and a place in memory.
 *
 * Called by parse.c, config.c and check.c. A path names either a key or a group of keys (the
 * beginning of keys' paths, such as "species.anchovy.start").
 */
#ifndef FISHSIM_LIB_PATH_H
#define FISHSIM_LIB_PATH_H

#include "config/keys.h"

#include <stdbool.h>

enum {
    PATH_BYTES = 160,    /* any path of the table with its names filled in, and its NUL */
    EXPLAIN_BYTES = 190, /* what to say of an unknown path */
};

struct key_path {
    const struct key_row *row; /* NULL: a group of keys */
    uint32_t group;            /* GROUP_*: which struct the path leads into */
    uint32_t name_count;       /* names that stand for the row's stars so far */
    char name[2][NAME_BYTES];
};

/* Finds what a dotted path means; false if nothing in the table begins so. */
bool path_resolve(const char *text, struct key_path *path);

/* Writes the path of a row with names for its stars (NULL leaves the star). */
void path_write(const struct key_row *row, const char *first, const char *second,
                char out[PATH_BYTES]);

/*
 * What to say of a path that is not a key: "; did you mean world.width_m?" if its last part stands
 * elsewhere or it is misspelt, "; it is a group of keys", or "".
 */
void path_explain(const char *text, char out[EXPLAIN_BYTES]);

/* Where the value is kept; NULL if a species or mind of that name is not there. */
void *path_target(struct settings *settings, const struct key_path *path);
const void *path_source(const struct settings *settings, const struct key_path *path);

#endif
