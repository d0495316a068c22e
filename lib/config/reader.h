/* SPDX-License-Identifier: MIT */
/*
 * reader.h: what has been read of a configuration, on its way into the settings.
 *
 * parse.c turns a text into entries, apply.c stores them. Both refuse by the same words: file, line
 * and column, or the key alone where a single override has no places.
 */
#ifndef FISHSIM_LIB_READER_H
#define FISHSIM_LIB_READER_H

#include "base/status.h"
#include "config/config.h"
#include "config/path.h"
#include "config/value.h"

#include <yaml.h>

struct place {
    uint32_t line;
    uint32_t column;
};

/* A key with its value, or a group of keys. */
struct entry {
    struct key_path path;
    char text[PATH_BYTES]; /* the path as it is written */
    uint64_t hash;         /* of text */
    struct place key;
    struct place value;
    struct raw_value raw; /* unused in a group */
};

struct reader {
    const fishsim_hooks *hooks;
    fishsim_error *error;
    const char *source;     /* fit for a message; NULL for a single override, which has no places */
    fishsim_status unknown; /* status of a name or key that is not there */
    yaml_parser_t yaml;
    struct entry *entries;
    uint32_t count;
    uint32_t capacity;
};

/* Fails with where it is and a message. */
__attribute__((format(printf, 4, 5))) fishsim_status reader_refuse(struct reader *reader,
                                                                   fishsim_status status,
                                                                   struct place place,
                                                                   const char *format, ...);

fishsim_status reader_out_of_memory(struct reader *reader);

/* Stores all entries, or none: the settings change only when every entry is right. */
fishsim_status reader_apply(struct reader *reader, struct settings *settings);

#endif
