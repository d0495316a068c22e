/* SPDX-License-Identifier: MIT */
/*
 * config.c: the configuration as an object, and the printing of settings.
 *
 * The public functions of fishsim/config.h. They check arguments and leave the work to parse.c,
 * check.c, value.c and path.c. Printing walks the table of keys, so it cannot forget one.
 */
#define _POSIX_C_SOURCE 200809L /* strerror_r */

#include "config/config.h"

#include "base/host.h"
#include "base/status.h"
#include "config/parse.h"
#include "config/path.h"
#include "config/text.h"
#include "config/value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct sized KEY = SIZED(fishsim_key, meaning);

/* ---- the table ---------------------------------------------------------------------------- */

fishsim_status fishsim_key_init(fishsim_key *key, size_t struct_size)
{
    return sized_init(key, struct_size, &KEY);
}

uint32_t fishsim_config_key_count(void)
{
    return KEY_COUNT;
}

fishsim_status fishsim_config_describe(uint32_t index, fishsim_key *key, fishsim_error *error)
{
    if (index >= KEY_COUNT)
        return fail(error, FISHSIM_ERR_ARGUMENT, "index %u: there are %u keys", index, KEY_COUNT);
    const struct key_row *row = &KEYS[index];
    fishsim_key described = {
        .struct_size = sizeof described,
        .type = row->type,
        .minimum = row->minimum,
        .maximum = row->maximum,
        .path = row->path,
        .default_value = row->default_value,
        .choices = row->choices,
        .unit = row->unit,
        .meaning = row->meaning,
    };
    return sized_give(key, &described, &KEY, error);
}

/* ---- lifetime ----------------------------------------------------------------------------- */

static fishsim_status make_config(const fishsim_hooks *hooks, fishsim_config **out,
                                  fishsim_error *error)
{
    fishsim_config *config = memory_take(hooks, sizeof *config);
    if (!config)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a configuration");
    config->hooks = *hooks;
    *out = config;
    return FISHSIM_OK;
}

fishsim_status fishsim_config_create(const fishsim_hooks *hooks, fishsim_config **out,
                                     fishsim_error *error)
{
    fishsim_hooks taken;
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "out is NULL");
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (!status)
        status = make_config(&taken, out, error);
    if (!status)
        settings_default(&(*out)->settings);
    return status;
}

fishsim_status fishsim_config_clone(const fishsim_config *config, fishsim_config **out,
                                    fishsim_error *error)
{
    if (!config || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", config ? "out" : "config");
    fishsim_status status = make_config(&config->hooks, out, error);
    if (!status)
        memcpy(&(*out)->settings, &config->settings, sizeof config->settings);
    return status;
}

void fishsim_config_destroy(fishsim_config *config)
{
    if (!config)
        return;
    fishsim_hooks hooks = config->hooks;
    memory_release(&hooks, config, sizeof *config);
}

/* ---- reading ------------------------------------------------------------------------------ */

fishsim_status fishsim_config_load_text(fishsim_config *config, const char *text, size_t length,
                                        const char *source, fishsim_error *error)
{
    if (!config || (!text && length))
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", config ? "text" : "config");
    return settings_parse(&config->settings, &config->hooks, text ? text : "", length, source,
                          error);
}

static fishsim_status refuse_file(const char *path, const char *verb, int number,
                                  fishsim_error *error)
{
    char shown[QUOTE_BYTES];
    char reason[128];
    quote(shown, path, strlen(path), QUOTE_BYTES - 10, true);
    if (strerror_r(number, reason, sizeof reason))
        snprintf(reason, sizeof reason, "error %d", number);
    return fail(error, FISHSIM_ERR_IO, "%s: cannot %s: %s", shown, verb, reason);
}

fishsim_status fishsim_config_load_file(fishsim_config *config, const char *path,
                                        fishsim_error *error)
{
    enum { ROOM = CONFIG_TEXT_MAX + 1 }; /* one more, to see that a file is too long */
    if (!config || !path)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", config ? "path" : "config");
    char *text = memory_take(&config->hooks, ROOM);
    if (!text)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory to read a configuration");
    fishsim_status status = FISHSIM_OK;
    size_t length = 0;
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (!file) {
        status = refuse_file(path, "open", errno, error);
    } else {
        length = fread(text, 1, ROOM, file);
        if (ferror(file))
            status = refuse_file(path, "read", errno, error);
        fclose(file);
    }
    if (!status)
        status = settings_parse(&config->settings, &config->hooks, text, length, path, error);
    memory_release(&config->hooks, text, ROOM);
    return status;
}

fishsim_status fishsim_config_set(fishsim_config *config, const char *key, const char *value,
                                  fishsim_error *error)
{
    if (!config || !key || !value)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL",
                    !config ? "config"
                    : !key  ? "key"
                            : "value");
    return settings_set(&config->settings, &config->hooks, key, value, error);
}

fishsim_status fishsim_config_check(const fishsim_config *config, fishsim_error *error)
{
    if (!config)
        return fail(error, FISHSIM_ERR_ARGUMENT, "config is NULL");
    return settings_check(&config->settings, error);
}

/* ---- printing ----------------------------------------------------------------------------- */

/* Counts all that is written and keeps what fits. */
struct writer {
    char *buffer;
    size_t capacity;
    size_t length;
    char previous[PATH_BYTES]; /* path of the key written last */
};

static void put(struct writer *writer, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++, writer->length++)
        if (writer->length < writer->capacity)
            writer->buffer[writer->length] = text[i];
}

/* A caller who has no buffer only asks for the length. */
static fishsim_status finish(struct writer *writer, size_t *length, fishsim_error *error)
{
    if (length)
        *length = writer->length;
    if (!writer->buffer)
        return FISHSIM_OK;
    if (writer->length < writer->capacity) {
        writer->buffer[writer->length] = 0;
        return FISHSIM_OK;
    }
    if (writer->capacity)
        writer->buffer[0] = 0;
    return fail(error, FISHSIM_ERR_BUFFER, "the buffer has %zu bytes, %zu are needed",
                writer->capacity, writer->length + 1);
}

/* Length of the beginning, in whole parts with their dots, that two paths share. */
static size_t shared_length(const char *a, const char *b)
{
    size_t shared = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '.')
            shared = i + 1;
    return shared;
}

/* Opens the mappings that lead to the path and are not open yet, then writes its last part. */
static void put_path(struct writer *writer, const char *path)
{
    size_t open = shared_length(path, writer->previous);
    size_t depth = 0;
    for (size_t i = 0; i < open; i++)
        depth += path[i] == '.';
    for (const char *part = path + open; *part; depth++) {
        size_t length = strcspn(part, ".");
        const char *mark = part[0] == '-' ? "\"" : ""; /* else it might be the item of a list */
        for (size_t i = 0; i < depth; i++)
            put(writer, "  ", 2);
        put(writer, mark, strlen(mark));
        put(writer, part, length);
        put(writer, mark, strlen(mark));
        part += length;
        put(writer, ":\n", *part ? 2 : 1);
        part += *part == '.';
    }
    memcpy(writer->previous, path, PATH_BYTES);
}

static void put_key(struct writer *writer, const struct key_row *row, const char *first,
                    const char *second, const void *source)
{
    char path[PATH_BYTES] = "";
    char value[VALUE_BYTES];
    path_write(row, first, second, path);
    put_path(writer, path);
    size_t length = value_print(row, source, value);
    put(writer, " ", 1);
    put(writer, value, length);
    put(writer, "\n", 1);
}

/* Writes the rows of one group whose values are in the struct at `base`. */
static void put_group(struct writer *writer, uint32_t group, const char *name, const void *base)
{
    for (uint32_t i = 0; i < KEY_COUNT; i++)
        if (KEYS[i].group == group)
            put_key(writer, &KEYS[i], name, NULL, (const char *)base + KEYS[i].offset);
}

static void put_web(struct writer *writer, const struct settings *settings)
{
    const struct key_row *row = KEYS;
    while (row->group != GROUP_WEB)
        row++;
    uint32_t count = settings->species_count;
    for (uint32_t predator = 0; predator < count; predator++) {
        const char *name = settings->species[predator].name;
        const double *capture = settings->web[predator];
        for (uint32_t prey = 0; prey < count; prey++)
            put_key(writer, row, name, settings->species[prey].name, &capture[prey]);
        put_key(writer, row, name, "plankton", &capture[SPECIES_MAX]);
    }
}

fishsim_status settings_print(const struct settings *settings, char *buffer, size_t capacity,
                              size_t *length, fishsim_error *error)
{
    struct writer writer = {.buffer = buffer, .capacity = capacity};
    put_group(&writer, GROUP_ROOT, NULL, settings);
    for (uint32_t i = 0; i < settings->species_count; i++)
        put_group(&writer, GROUP_SPECIES, settings->species[i].name, &settings->species[i]);
    for (uint32_t i = 0; i < settings->mind_count; i++)
        put_group(&writer, GROUP_MIND, settings->minds[i].name, &settings->minds[i]);
    put_web(&writer, settings);
    return finish(&writer, length, error);
}

fishsim_status fishsim_config_print(const fishsim_config *config, char *buffer, size_t capacity,
                                    size_t *length, fishsim_error *error)
{
    if (!config || (!buffer && capacity))
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", config ? "buffer" : "config");
    return settings_print(&config->settings, buffer, capacity, length, error);
}

fishsim_status fishsim_config_get(const fishsim_config *config, const char *key, char *buffer,
                                  size_t capacity, size_t *length, fishsim_error *error)
{
    if (!config || !key || (!buffer && capacity))
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL",
                    !config ? "config"
                    : !key  ? "key"
                            : "buffer");
    struct key_path path;
    char shown[QUOTE_BYTES];
    quote(shown, key, strlen(key), QUOTE_BYTES - 10, false);
    if (strlen(key) >= PATH_BYTES || !path_resolve(key, &path) || !path.row) {
        char explanation[EXPLAIN_BYTES];
        path_explain(key, explanation);
        return fail(error, FISHSIM_ERR_NOT_FOUND, "unknown key %s%s", shown, explanation);
    }
    const void *source = path_source(&config->settings, &path);
    if (!source)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "%s: there is no species or mind of that name",
                    shown);
    char value[VALUE_BYTES];
    struct writer writer = {.buffer = buffer, .capacity = capacity};
    size_t size = value_print(path.row, source, value);
    put(&writer, value, size);
    return finish(&writer, length, error);
}
