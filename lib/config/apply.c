/* SPDX-License-Identifier: MIT */
/*
 * apply.c: the entries of a configuration are stored in the settings.
 *
 * Called by parse.c with what it has read. First every species and mind that is named is made, then
 * presets and kinds, then all else, in a copy that replaces the settings when all is well.
 */
#include "config/reader.h"

#include "base/host.h"
#include "config/preset.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The keys that are applied before all others: a preset, and what a new mind needs. */
static const char BASE[] = "species.*.base";
static const char KIND[] = "minds.*.kind";

fishsim_status reader_refuse(struct reader *reader, fishsim_status status, struct place place,
                             const char *format, ...)
{
    char message[sizeof reader->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!reader->source) { /* then there is one entry, which the message should name */
        const char *key = reader->count ? reader->entries[0].text : "";
        bool named = !strncmp(message, key, strlen(key));
        return fail(reader->error, status, "%s%s%s", named ? "" : key, named ? "" : ": ", message);
    }
    return fail_at(reader->error, status, place.line, place.column, "%s:%u:%u: %s", reader->source,
                   place.line, place.column, message);
}

fishsim_status reader_out_of_memory(struct reader *reader)
{
    return fail(reader->error, FISHSIM_ERR_MEMORY, "no memory to read a configuration");
}

static fishsim_status make_species(struct reader *reader, struct settings *settings,
                                   const struct entry *entry)
{
    const char *name = entry->path.name[0];
    if (!strcmp(name, "plankton"))
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, entry->key,
                             "species.plankton: plankton is a field; no species can have its name");
    if (settings_make_species(settings, name) < 0)
        return reader_refuse(reader, FISHSIM_ERR_LIMIT, entry->key,
                             "species.%s: more than %d species", name, SPECIES_MAX);
    return FISHSIM_OK;
}

static fishsim_status make_mind(struct reader *reader, struct settings *settings,
                                const struct entry *entry)
{
    const char *name = entry->path.name[0];
    if (settings_make_mind(settings, name) < 0)
        return reader_refuse(reader, FISHSIM_ERR_LIMIT, entry->key, "minds.%s: more than %d minds",
                             name, MINDS_MAX);
    return FISHSIM_OK;
}

/* Makes every species and mind that the entries name. */
static fishsim_status apply_names(struct reader *reader, struct settings *settings)
{
    fishsim_status status = FISHSIM_OK;
    for (uint32_t i = 0; i < reader->count && !status; i++) {
        const struct entry *entry = &reader->entries[i];
        if (!entry->path.name_count)
            continue;
        if (entry->path.group == GROUP_SPECIES)
            status = make_species(reader, settings, entry);
        else if (entry->path.group == GROUP_MIND)
            status = make_mind(reader, settings, entry);
    }
    return status;
}

static fishsim_status refuse_web(struct reader *reader, const struct settings *settings,
                                 const struct entry *entry)
{
    const char *predator = entry->path.name[0];
    bool known = settings_find_species(settings, predator, strlen(predator)) >= 0;
    return reader_refuse(reader, reader->unknown, entry->key, "%s: there is no species %s",
                         entry->text, known ? entry->path.name[1] : predator);
}

static fishsim_status apply_value(struct reader *reader, struct settings *settings,
                                  const struct entry *entry)
{
    char reason[REASON_BYTES];
    void *target = path_target(settings, &entry->path);
    if (!target)
        return refuse_web(reader, settings, entry);
    if (!value_parse(entry->path.row, &entry->raw, target, reason))
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, entry->value, "%s: %s", entry->text,
                             reason);
    return FISHSIM_OK;
}

/* Applies the one key of each species or mind that must come before its others. */
static fishsim_status apply_first(struct reader *reader, struct settings *settings,
                                  const char *row_path)
{
    for (uint32_t i = 0; i < reader->count; i++) {
        const struct entry *entry = &reader->entries[i];
        if (!entry->path.row || strcmp(entry->path.row->path, row_path))
            continue;
        fishsim_status status = apply_value(reader, settings, entry);
        if (status)
            return status;
        const char *name = entry->path.name[0];
        if (entry->path.group == GROUP_SPECIES)
            preset_apply(&settings->species[settings_find_species(settings, name, strlen(name))]);
    }
    return FISHSIM_OK;
}

/* What an entry's names must be, beside its value: a mind of some kind, a predator that exists. */
static fishsim_status check_names(struct reader *reader, const struct settings *settings,
                                  const struct entry *entry)
{
    const char *name = entry->path.name[0];
    size_t length = strlen(name);
    if (!entry->path.name_count)
        return FISHSIM_OK;
    if (entry->path.group == GROUP_MIND &&
        settings->minds[settings_find_mind(settings, name, length)].kind == MIND_KIND_COUNT)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, entry->key,
                             "minds.%s.kind is missing: a new mind must say its kind first", name);
    if (entry->path.group == GROUP_WEB && settings_find_species(settings, name, length) < 0)
        return refuse_web(reader, settings, entry);
    return FISHSIM_OK;
}

static fishsim_status apply_rest(struct reader *reader, struct settings *settings)
{
    fishsim_status status = FISHSIM_OK;
    for (uint32_t i = 0; i < reader->count && !status; i++) {
        const struct entry *entry = &reader->entries[i];
        status = check_names(reader, settings, entry);
        bool applied = !entry->path.row || !strcmp(entry->path.row->path, BASE) ||
                       !strcmp(entry->path.row->path, KIND);
        if (!status && !applied)
            status = apply_value(reader, settings, entry);
    }
    return status;
}

fishsim_status reader_apply(struct reader *reader, struct settings *settings)
{
    struct settings *copy = memory_take(reader->hooks, sizeof *copy);
    if (!copy)
        return reader_out_of_memory(reader);
    memcpy(copy, settings, sizeof *copy);
    fishsim_status status = apply_names(reader, copy);
    if (!status)
        status = apply_first(reader, copy, BASE);
    if (!status)
        status = apply_first(reader, copy, KIND);
    if (!status)
        status = apply_rest(reader, copy);
    if (!status)
        memcpy(settings, copy, sizeof *copy);
    memory_release(reader->hooks, copy, sizeof *copy);
    return status;
}
