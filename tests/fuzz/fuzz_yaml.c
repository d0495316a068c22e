/* SPDX-License-Identifier: MIT */
/*
 * fuzz_yaml.c: any bytes as a configuration, and as the value of a key.
 *
 * Promises: no crash; a refusal leaves the settings as they were and says why in one printable
 * line; what is accepted prints as text that reads back to the same settings bit for bit.
 */
#include "config/config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool promise)
{
    if (!promise)
        abort();
}

static void demand_message(const fishsim_error *error, fishsim_status status)
{
    demand(error->status == status && error->message[0]);
    for (const char *at = error->message; *at; at++)
        demand((unsigned char)*at >= 32 && *at != 127);
}

static void demand_round_trip(const fishsim_config *config)
{
    fishsim_config *again;
    size_t length;
    demand(!fishsim_config_print(config, NULL, 0, &length, NULL));
    char *text = malloc(length + 1);
    demand(text && !fishsim_config_print(config, text, length + 1, NULL, NULL));
    demand(!fishsim_config_create(NULL, &again, NULL));
    demand(!fishsim_config_load_text(again, text, length, NULL, NULL));
    demand(!memcmp(&again->settings, &config->settings, sizeof again->settings));
    fishsim_config_destroy(again);
    free(text);
}

/* Settings that differ from the defaults, to see that they survive a refusal. */
static fishsim_config *make_config(void)
{
    static const char TEXT[] = "species: {bass: {base: striped_bass}, anchovy: {}}\n"
                               "web: {bass: {anchovy: 0.5}}\n";
    fishsim_config *config;
    demand(!fishsim_config_create(NULL, &config, NULL));
    demand(!fishsim_config_load_text(config, TEXT, sizeof TEXT - 1, NULL, NULL));
    return config;
}

static void settle(fishsim_config *config, const struct settings *before, fishsim_status status,
                   const fishsim_error *error)
{
    fishsim_error found = {0};
    if (status) {
        demand_message(error, status);
        demand(!memcmp(before, &config->settings, sizeof *before));
        return;
    }
    demand_round_trip(config);
    status = fishsim_config_check(config, &found);
    if (status)
        demand_message(&found, status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fishsim_config *config = make_config();
    struct settings before;
    memcpy(&before, &config->settings, sizeof before);
    fishsim_error error = {0};
    fishsim_status status =
        fishsim_config_load_text(config, (const char *)data, size, "fuzz", &error);
    settle(config, &before, status, &error);

    /* The first line as a key, the rest as its value. */
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    char *key = calloc(1, size + 2);
    demand(key != NULL);
    if (end) {
        size_t length = (size_t)(end - data);
        memcpy(key, data, length);
        memcpy(key + length + 1, end + 1, size - length - 1);
        memcpy(&before, &config->settings, sizeof before);
        memset(&error, 0, sizeof error);
        status = fishsim_config_set(config, key, key + length + 1, &error);
        settle(config, &before, status, &error);
    }
    free(key);
    fishsim_config_destroy(config);
    return 0;
}
