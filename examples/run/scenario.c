/* SPDX-License-Identifier: MIT */
/*
 * scenario.c: makes the world: a file and its overrides, or a snapshot; and how long it runs.
 */
#define _POSIX_C_SOURCE 200809L

#include "scenario.h"

#include "reading.h"
#include "say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run of unstated length ends after so many calendar days, or so many agent-steps if those are
 * fewer: a minute of waiting at most on a small machine. */
static const double DEFAULT_DAYS = 10.0;
static const double DEFAULT_AGENT_STEPS = 20e6;

/* Sets one key from a text key=value, whose form was checked with the arguments. */
static fishsim_status set_key(fishsim_config *config, const char *setting, fishsim_error *error)
{
    const char *equals = strchr(setting, '=');
    char *key = strndup(setting, (size_t)(equals - setting));
    fishsim_status status;

    if (key == NULL) {
        *error = (fishsim_error){.status = FISHSIM_ERR_MEMORY};
        return FISHSIM_ERR_MEMORY;
    }
    status = fishsim_config_set(config, key, equals + 1, error);
    free(key);
    return status;
}

/* The scenario's keys, then --seed, then each --set in the order given. */
static fishsim_status fill_config(fishsim_config *config, const struct arguments *arguments,
                                  fishsim_error *error)
{
    fishsim_status status = fishsim_config_load_file(config, arguments->scenario, error);

    if (status == FISHSIM_OK && arguments->seed != NULL) {
        status = fishsim_config_set(config, "world.seed", arguments->seed, error);
    }
    for (size_t i = 0; i < arguments->setting_count && status == FISHSIM_OK; i++) {
        status = set_key(config, arguments->settings[i], error);
    }
    return status;
}

/* The title as plain text: the library gives every value as it would stand in YAML, so a title may
 * come in quotes, within which a backslash or a doubled quote stands for a character. */
static void read_title(const fishsim_config *config, char *title, size_t capacity)
{
    char yaml[512];
    const char *from = yaml;
    size_t length = 0;
    char quote = '\0';

    if (fishsim_config_get(config, "title", yaml, sizeof yaml, NULL, NULL) != FISHSIM_OK) {
        yaml[0] = '\0';
    }
    if (*from == '"' || *from == '\'') {
        quote = *from++;
    }
    while (*from != '\0' && *from != '\n' && length + 1 < capacity) {
        if (quote != '\0' && *from == quote && (quote == '"' || *++from != quote)) {
            break;
        }
        if (quote == '"' && *from == '\\' && from[1] != '\0') {
            from++;
        }
        title[length++] = *from++;
    }
    title[length] = '\0';
}

/* "scenarios/reef.yaml" -> "reef" */
static void read_name(const char *path, char *name, size_t capacity)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    size_t length = dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base);

    snprintf(name, capacity, "%.*s", (int)(length < capacity ? length : capacity - 1), base);
}

/* Ticks of a run whose length nobody has told; see DEFAULT_DAYS. */
static uint64_t default_ticks(const fishsim_world_info *info)
{
    double by_days = ceil(DEFAULT_DAYS * 86400.0 / info->calendar_seconds_per_tick);
    double by_work = floor(DEFAULT_AGENT_STEPS / (double)(info->fish > 0 ? info->fish : 1));
    double ticks = by_days < by_work ? by_days : by_work;

    return ticks < 1.0 ? 1 : (uint64_t)ticks;
}

/* What a check of the whole configuration finds names keys, but cannot know the file. */
static void name_file(const char *path, fishsim_error *error)
{
    char message[sizeof error->message];

    memcpy(message, error->message, sizeof message);
    snprintf(error->message, sizeof error->message, "%.120s: %.370s", path, message);
}

/* Reads the scenario's configuration, and makes the world of it unless a snapshot does. */
static fishsim_status open_file(const struct arguments *arguments, const fishsim_hooks *hooks,
                                struct scenario *scenario, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(hooks, &config, error);

    if (status == FISHSIM_OK) {
        status = fill_config(config, arguments, error);
    }
    if (status == FISHSIM_OK) {
        read_title(config, scenario->title, sizeof scenario->title);
    }
    if (status == FISHSIM_OK && arguments->resume == NULL) {
        status = fishsim_world_create(config, hooks, &scenario->world, error);
        if (status == FISHSIM_ERR_CONFIG) {
            name_file(arguments->scenario, error);
        }
    }
    fishsim_config_destroy(config);
    return status;
}

int scenario_open(const struct arguments *arguments, struct scenario *scenario)
{
    fishsim_error error = {0};
    fishsim_hooks hooks;
    fishsim_world_info info;
    fishsim_status status = FISHSIM_OK;

    *scenario = (struct scenario){.world = NULL};
    speaking_hooks(&hooks);
    read_name(arguments->scenario != NULL ? arguments->scenario : arguments->resume, scenario->name,
              sizeof scenario->name);
    if (arguments->scenario != NULL) {
        status = open_file(arguments, &hooks, scenario, &error);
    }
    if (status == FISHSIM_OK && arguments->resume != NULL) {
        status = fishsim_snapshot_load_file(arguments->resume, &hooks, &scenario->world, &error);
    }
    if (status != FISHSIM_OK) {
        const char *resume = arguments->resume;

        /* Not every message of the library names the file; a person with two of them wants it. */
        complain_of(resume != NULL && strstr(error.message, resume) == NULL ? resume : NULL,
                    &error);
        return EXIT_FAILED;
    }
    if (read_info(scenario->world, &info) != 0) {
        fishsim_world_destroy(scenario->world);
        scenario->world = NULL;
        return EXIT_FAILED;
    }
    scenario->ticks = arguments->ticks != 0 ? arguments->ticks : default_ticks(&info);
    scenario->last_tick = info.tick + scenario->ticks;
    return 0;
}

const char *scenario_heading(const struct scenario *scenario)
{
    return scenario->title[0] != '\0' ? scenario->title : scenario->name;
}
