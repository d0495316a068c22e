/* SPDX-License-Identifier: MIT */
/*
 * settings.c: reading the programs' configuration file. See settings.h.
 *
 * libyaml's events are taken one at a time; anchors, aliases, tags, directives, a second document,
 * more than two levels and keys given twice end the reading.
 */
#include "settings.h"

#include "trouble.h"

#include <fishsim/wire.h>

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

enum { FILE_BYTES_MAX = 1 << 20, ROWS_MAX = 128, NAME_BYTES = 64 };

struct reader {
    const struct setting *table;
    size_t count;
    const char *file;
    char *target;
    fishsim_error *error;
    unsigned char seen[ROWS_MAX]; /* by row */
    char section[NAME_BYTES];     /* the reader stands in, or "" */
    char key[NAME_BYTES];         /* whose value is next, or "" */
    unsigned depth;               /* of groups */
    bool in_list;
    unsigned long line;
};

static fishsim_status refuse(struct reader *reader, const char *wrong)
{
    return trouble(reader->error, FISHSIM_ERR_CONFIG, "%s:%lu: %s%s%s%s%s", reader->file,
                   reader->line, reader->section, reader->key[0] ? "." : "", reader->key,
                   reader->section[0] ? ": " : "", wrong);
}

/* ---- one value ------------------------------------------------------------------------------- */

/* A number as it stands in YAML; NAN if it is none. No locale takes part: digits, point, exponent.
 */
static double number_of(const char *text)
{
    double value = 0, scale = 1;
    const char *at = text;
    if (!isdigit((unsigned char)*at))
        return (double)NAN;
    for (; isdigit((unsigned char)*at); at++)
        value = value * 10 + (*at - '0');
    if (*at == '.')
        for (at++; isdigit((unsigned char)*at); at++) {
            scale /= 10;
            value += scale * (*at - '0');
        }
    return *at ? (double)NAN : value;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t size = strlen(value);
    for (const char *at = choices; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (!strncmp(at, value, size) && (at[size] == '|' || !at[size]))
            return size > 0;
    }
    return false;
}

static bool is_text(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < 0x20 || *value == 0x7f)
            return false;
    return true;
}

/* Stores a value; returns what is wrong with it, or NULL. */
static const char *store(const struct setting *row, const char *value, char *target)
{
    char *place = target + row->offset;
    double number;
    if (strlen(value) >= SETTING_TEXT_BYTES)
        return "is too long";
    if (!is_text(value))
        return "has a control character in it";
    switch (row->type) {
    case SETTING_ID:
        if (value[0] && !fishsim_wire_id_valid(value))
            return "is not of the form [A-Za-z0-9_-]{1,64}";
        strcpy(place, value);
        return NULL;
    case SETTING_CHOICE:
        if (!is_choice(row->choices, value))
            return "is not one of the words that it may be";
        strcpy(place, value);
        return NULL;
    case SETTING_TEXT:
        strcpy(place, value);
        return NULL;
    case SETTING_FLAG:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return "is neither true nor false";
        *(uint64_t *)(void *)place = value[0] == 't';
        return NULL;
    case SETTING_LIST:
        if (strlen(place) + strlen(value) + 2 > SETTING_LIST_BYTES)
            return "is too long a list";
        strcat(place, value);
        strcat(place, value[0] ? "\n" : "");
        return NULL;
    default:
        break;
    }
    number = number_of(value);
    if (!(number >= row->minimum && number <= row->maximum))
        return "is not a number in its range";
    if (row->type == SETTING_REAL)
        *(double *)(void *)place = number;
    else if (number == floor(number))
        *(uint64_t *)(void *)place = (uint64_t)number;
    else
        return "is not a whole number";
    return NULL;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Whether the table has the section that the reader stands in. */
static bool is_ours(const struct reader *reader)
{
    size_t size = strlen(reader->section);
    for (size_t i = 0; i < reader->count; i++)
        if (!strncmp(reader->table[i].path, reader->section, size) &&
            reader->table[i].path[size] == '.')
            return true;
    return false;
}

static fishsim_status take_value(struct reader *reader, const char *value)
{
    if (!is_ours(reader))
        return FISHSIM_OK;
    char path[2 * NAME_BYTES];
    snprintf(path, sizeof path, "%s.%s", reader->section, reader->key);
    for (size_t i = 0; i < reader->count; i++) {
        const struct setting *row = &reader->table[i];
        if (strcmp(row->path, path) != 0)
            continue;
        if (reader->seen[i] && !reader->in_list)
            return refuse(reader, "is given twice");
        if (reader->in_list && row->type != SETTING_LIST)
            return refuse(reader, "is not a list");
        if (!reader->seen[i] && row->type == SETTING_LIST)
            reader->target[row->offset] = '\0'; /* the default goes */
        reader->seen[i] = 1;
        const char *wrong = store(row, value, reader->target);
        return wrong ? refuse(reader, wrong) : FISHSIM_OK;
    }
    return refuse(reader, "there is no such key");
}

static fishsim_status take_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (event->data.scalar.anchor ||
        (event->data.scalar.tag && !event->data.scalar.quoted_implicit))
        return refuse(reader, "anchors and tags are not taken");
    if (strlen(text) != event->data.scalar.length)
        return refuse(reader, "has a NUL in it");
    bool is_key = !reader->in_list && !reader->key[0];
    if (reader->depth == 0 || (is_key && (strlen(text) >= NAME_BYTES || !text[0])))
        return refuse(reader, "a section and its keys belong here");
    if (is_key) {
        strcpy(reader->depth == 1 ? reader->section : reader->key, text);
        if (reader->depth == 1 && strpbrk(text, ". "))
            return refuse(reader, "is not the name of a section");
        return FISHSIM_OK;
    }
    fishsim_status status = take_value(reader, text);
    if (!reader->in_list)
        reader->key[0] = '\0';
    return status;
}

static fishsim_status open_group(struct reader *reader, bool list, const yaml_event_t *event)
{
    if (list ? event->data.sequence_start.anchor || event->data.sequence_start.tag
             : event->data.mapping_start.anchor || event->data.mapping_start.tag)
        return refuse(reader, "anchors and tags are not taken");
    bool fits = list ? reader->depth == 2 && reader->key[0] && !reader->in_list
                     : reader->depth == 0 || (reader->depth == 1 && reader->section[0]);
    if (!fits)
        return refuse(reader, "a section and its keys belong here");
    reader->in_list = list;
    reader->depth += !list;
    return FISHSIM_OK;
}

/* A section must be a group of keys, or nothing at all. */
static fishsim_status skip_empty(struct reader *reader, size_t length)
{
    if (length)
        return refuse(reader, "must be a section");
    reader->section[0] = '\0';
    return FISHSIM_OK;
}

static fishsim_status take_event(struct reader *reader, const yaml_event_t *event, bool *done)
{
    reader->line = (unsigned long)event->start_mark.line + 1;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        if (reader->depth == 1 && reader->section[0]) /* "logger:" and nothing */
            return skip_empty(reader, event->data.scalar.length);
        return take_scalar(reader, event);
    case YAML_MAPPING_START_EVENT:
        return open_group(reader, false, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_group(reader, true, event);
    case YAML_MAPPING_END_EVENT:
        if (--reader->depth == 1)
            reader->section[0] = '\0';
        return FISHSIM_OK;
    case YAML_SEQUENCE_END_EVENT:
        reader->in_list = false;
        reader->key[0] = '\0';
        return FISHSIM_OK;
    case YAML_DOCUMENT_END_EVENT:
        *done = true;
        return FISHSIM_OK;
    case YAML_ALIAS_EVENT:
        return refuse(reader, "aliases are not taken");
    case YAML_STREAM_END_EVENT:
        *done = true;
        return FISHSIM_OK;
    default:
        return FISHSIM_OK;
    }
}

static fishsim_status parse(struct reader *reader, const char *text, size_t length)
{
    yaml_parser_t parser;
    yaml_event_t event;
    fishsim_status status = FISHSIM_OK;
    if (!yaml_parser_initialize(&parser))
        return trouble(reader->error, FISHSIM_ERR_MEMORY, "no memory to read %s", reader->file);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    for (bool done = false; !done && !status;) {
        if (!yaml_parser_parse(&parser, &event)) {
            reader->line = (unsigned long)parser.problem_mark.line + 1;
            reader->section[0] = reader->key[0] = '\0';
            status = refuse(reader, parser.problem ? parser.problem : "is not YAML");
            break;
        }
        status = take_event(reader, &event, &done);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

/* The whole file in memory of its own, or NULL with *status set. */
static char *load(const char *path, size_t *length, fishsim_status *status, fishsim_error *error)
{
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(FILE_BYTES_MAX + 1) : NULL;
    *length = text ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;
    *status = FISHSIM_OK;
    if (!file || ferror(file))
        *status = trouble(error, FISHSIM_ERR_IO, "%s: %s", path, strerror(errno));
    else if (!text)
        *status = trouble(error, FISHSIM_ERR_MEMORY, "no memory to read %s", path);
    else if (*length > FILE_BYTES_MAX)
        *status = trouble(error, FISHSIM_ERR_LIMIT, "%s is larger than 1 MB", path);
    if (file)
        fclose(file);
    if (*status) {
        free(text);
        text = NULL;
    }
    return text;
}

/* libyaml compares each directive with each, and a configuration needs none. */
static bool has_directive(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '%' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r'))
            return true;
    return false;
}

fishsim_status settings_read(const struct setting *table, size_t count, const char *file,
                             void *target, fishsim_error *error)
{
    struct reader reader = {
        .table = table, .count = count, .file = file, .target = target, .error = error};
    if (count > ROWS_MAX)
        return trouble(error, FISHSIM_ERR_LIMIT, "a table of more than %d settings", ROWS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (table[i].type == SETTING_LIST)
            reader.target[table[i].offset] = '\0';
        const char *wrong = store(&table[i], table[i].default_value, target);
        if (wrong)
            return trouble(error, FISHSIM_ERR_INVARIANT, "the default of %s %s", table[i].path,
                           wrong);
    }
    if (!file)
        return FISHSIM_OK;
    size_t length;
    fishsim_status status;
    char *text = load(file, &length, &status, error);
    if (!text)
        return status;
    if (has_directive(text, length))
        status = trouble(error, FISHSIM_ERR_CONFIG, "%s: directives are not taken", file);
    else
        status = parse(&reader, text, length);
    free(text);
    return status;
}

/* Choices, whose bars would else end a cell. */
static void describe_choices(const char *choices, FILE *out)
{
    fprintf(out, " One of `");
    for (const char *at = choices; *at; at++)
        fprintf(out, *at == '|' ? "\\%c" : "%c", *at);
    fprintf(out, "`.");
}

void settings_describe(const struct setting *table, size_t count, FILE *out)
{
    fprintf(out, "| Key | Default | Meaning |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        const struct setting *row = &table[i];
        fprintf(out, "| `%s` | %s%s%s | %s", row->path, row->default_value[0] ? "`" : "",
                row->default_value, row->default_value[0] ? "`" : "", row->meaning);
        if (row->type == SETTING_INTEGER || row->type == SETTING_REAL)
            fprintf(out, " %.15g to %.15g.", row->minimum, row->maximum);
        if (row->type == SETTING_CHOICE)
            describe_choices(row->choices, out);
        fprintf(out, " |\n");
    }
}

struct link_options settings_link(const struct nats_settings *settings, const char *name,
                                  bool send_at_once)
{
    return (struct link_options){
        .url = settings->url,
        .name = name,
        .user = settings->user,
        .password = settings->password,
        .token = settings->token,
        .credentials_file = settings->credentials_file,
        .ca_file = settings->ca_file,
        .certificate_file = settings->certificate_file,
        .key_file = settings->key_file,
        .send_at_once = send_at_once,
    };
}
