/* SPDX-License-Identifier: MIT */
/*
 * notes.c: seed, configuration and names of a world, as text. A file that is found years later says
 * by itself what its numbers mean and how to make them again.
 */
#include "notes.h"

#include "refuse.h"

#include <fishsim/event.h>
#include <fishsim/parquet.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fishsim_status print_config(const fishsim_world *world, char **text, fishsim_error *error)
{
    fishsim_config *config;
    size_t length = 0;
    fishsim_status status = fishsim_world_get_config(world, &config, error);
    if (status)
        return status;
    status = fishsim_config_print(config, NULL, 0, &length, NULL); /* asks for the length */
    *text = status ? NULL : malloc(length + 1);
    status = *text ? fishsim_config_print(config, *text, length + 1, NULL, error)
                   : refuse(error, FISHSIM_ERR_MEMORY, "no memory to print a configuration");
    fishsim_config_destroy(config);
    return status;
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static fishsim_status list_species(const fishsim_world *world, uint32_t count, char **list,
                                   fishsim_error *error)
{
    fishsim_species_info info;
    size_t room = count * (sizeof info.name + 12) + 1, used = 0;
    *list = calloc(1, room);
    if (!*list)
        return refuse(error, FISHSIM_ERR_MEMORY, "no memory to list the species");
    fishsim_status status = fishsim_species_info_init(&info, sizeof info);
    for (uint32_t i = 0; i < count && !status; i++) {
        status = fishsim_world_get_species(world, i, &info, error);
        if (!status)
            used += (size_t)snprintf(*list + used, room - used, "%s%" PRIu32 "=%s", i ? "," : "", i,
                                     info.name);
    }
    return status;
}

static void list_kinds(struct notes *notes)
{
    static const char KINDS[] = ""
#define X(NAME, name, number, meaning) #number "=" #name ","
        FISHSIM_EVENT_TABLE(X)
#undef X
        ;
    static const char CAUSES[] = ""
#define X(NAME, number, meaning) #number "=" #NAME ","
        FISHSIM_CAUSE_TABLE(X)
#undef X
        ;
    _Static_assert(sizeof KINDS <= sizeof notes->kinds && sizeof CAUSES <= sizeof notes->causes,
                   "a table of the library has grown: raise the room in struct notes");
    memcpy(notes->kinds, KINDS, sizeof KINDS);
    memcpy(notes->causes, CAUSES, sizeof CAUSES);
    notes->kinds[sizeof KINDS - 2] = '\0'; /* the last comma */
    notes->causes[sizeof CAUSES - 2] = '\0';
    for (char *at = notes->causes; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
}

fishsim_status notes_make(struct notes *notes, const fishsim_world *world,
                          const char *simulation_id, fishsim_error *error)
{
    fishsim_world_info info;
    *notes = (struct notes){.list[0].key = NULL};
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, error);
    if (!status)
        status = print_config(world, &notes->config, error);
    if (!status)
        status = list_species(world, info.species, &notes->species, error);
    if (status) {
        notes_free(notes);
        return status;
    }
    snprintf(notes->seed, sizeof notes->seed, "%" PRIu64, info.seed);
    snprintf(notes->config_hash, sizeof notes->config_hash, "%016" PRIx64, hash_of(notes->config));
    list_kinds(notes);
    const struct table_note list[NOTE_CAPACITY] = {
        {"fishsim.table", ""},
        {"fishsim.schema_version", FISHSIM_PARQUET_SCHEMA_VERSION},
        {"fishsim.version", fishsim_version()},
        {"fishsim.simulation", simulation_id},
        {"fishsim.seed", notes->seed},
        {"fishsim.config_hash", notes->config_hash},
        {"fishsim.config", notes->config},
        {"fishsim.species", notes->species},
        {"fishsim.kinds", notes->kinds},
        {"fishsim.causes", notes->causes},
    };
    memcpy(notes->list, list, sizeof list);
    return FISHSIM_OK;
}

void notes_set_table(struct notes *notes, const char *table)
{
    notes->list[0].value = table;
}

void notes_free(struct notes *notes)
{
    free(notes->config);
    free(notes->species);
    *notes = (struct notes){.list[0].key = NULL};
}
