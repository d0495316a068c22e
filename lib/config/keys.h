/* SPDX-License-Identifier: MIT */
/*
 * keys.h: the table of keys. Parser, checker, printer, fishsim_config_describe and the reference
 * page are all driven by it; a new key is one member in settings.h and one row in keys.c.
 */
#ifndef FISHSIM_LIB_KEYS_H
#define FISHSIM_LIB_KEYS_H

#include "config/settings.h"

#include <stddef.h>

/* Which struct a row's offset is in. */
enum key_group {
    GROUP_ROOT,    /* struct settings */
    GROUP_SPECIES, /* struct species_settings, path "species.*." */
    GROUP_MIND,    /* struct mind_settings, path "minds.*." */
    GROUP_WEB,     /* the one row "web.*.*": a double in settings.web */
};

struct key_row {
    const char *path;
    uint32_t group;
    int32_t type; /* FISHSIM_TYPE_* */
    size_t offset;
    const char *default_value;
    double minimum;
    double maximum;
    const char *choices;
    const char *unit;
    const char *meaning;
};

extern const struct key_row KEYS[];
extern const uint32_t KEY_COUNT;

#endif
