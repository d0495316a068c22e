/* SPDX-License-Identifier: MIT */
/*
 * preset.h: values that no file gives: defaults, new species and minds, published species.
 */
#ifndef FISHSIM_LIB_PRESET_H
#define FISHSIM_LIB_PRESET_H

#include "config/settings.h"

/*
 * Makes a species or mind of that name with the defaults of the table, in its place by name, and
 * moves the web along. Returns its place, also if it is there already; -1 if there is no room.
 * A new mind's kind is MIND_KIND_COUNT: the caller sets it.
 */
int32_t settings_make_species(struct settings *settings, const char *name);
int32_t settings_make_mind(struct settings *settings, const char *name);

/* Gives a species what was published for settings.base; nothing for BASE_NONE. */
void preset_apply(struct species_settings *species);

#endif
