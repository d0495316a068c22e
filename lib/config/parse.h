/* SPDX-License-Identifier: MIT */
/*
 * parse.h: a single override, beside settings_parse (config.h), which reads a whole text.
 */
#ifndef FISHSIM_LIB_PARSE_H
#define FISHSIM_LIB_PARSE_H

#include "config/config.h"

enum { CONFIG_TEXT_MAX = 1 << 20 }; /* bytes of a text */

/* Sets the key of that path to a value written in YAML; as fishsim_config_set. */
fishsim_status settings_set(struct settings *settings, const fishsim_hooks *hooks, const char *key,
                            const char *value, fishsim_error *error);

#endif
