/* SPDX-License-Identifier: MIT */
/*
 * config.h: what the rest of the library may ask of a configuration.
 *
 * Called by world (create), world/snapshot (the configuration travels inside a snapshot as text).
 */
#ifndef FISHSIM_LIB_CONFIG_H
#define FISHSIM_LIB_CONFIG_H

#include "config/settings.h"

#include <fishsim/config.h>

struct fishsim_config {
    fishsim_hooks hooks;
    struct settings settings;
};

/* Every key at its default, the five built-in minds, no species. */
void settings_default(struct settings *settings);

/* Reads YAML over *settings; unchanged on error. `hooks` for scratch memory. */
fishsim_status settings_parse(struct settings *settings, const fishsim_hooks *hooks,
                              const char *text, size_t length, const char *source,
                              fishsim_error *error);

/* Writes every key as YAML that reads back bit for bit; as fishsim_config_print. */
fishsim_status settings_print(const struct settings *settings, char *buffer, size_t capacity,
                              size_t *length, fishsim_error *error);

/* What no single key can tell; as fishsim_config_check. */
fishsim_status settings_check(const struct settings *settings, fishsim_error *error);

/* Whether a species can live at a temperature: NULL if so, else the path of the key that says not.
 */
const char *species_temperature_limit(const struct species_settings *species, double temperature_c);

/* Weights of maturity and of a recruit, where the settings may leave them to weight_inf_g. */
double settings_maturity_g(const struct species_settings *species);
double settings_recruit_g(const struct species_settings *species);

/* The most that a row of the species can be worth, and the rows that its first fish make. */
uint64_t settings_most_worth(const struct species_settings *species);
uint64_t settings_first_rows(const struct species_settings *species);

/* Slots for agents that the settings ask for. */
uint32_t settings_agent_slots(const struct settings *settings);

/* Place of a species or mind of that name (`length` bytes), or -1. */
int32_t settings_find_species(const struct settings *settings, const char *name, size_t length);
int32_t settings_find_mind(const struct settings *settings, const char *name, size_t length);

#endif
