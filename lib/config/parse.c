/* SPDX-License-Identifier: MIT */
/*
 * parse.c: from hostile YAML to settings.
 *
 * In order: check_characters refuses what is not plain UTF-8 text; read_* turn libyaml's events
 * into a list of entries, one for each key and each group of keys, and refuse every feature of YAML
 * that a configuration does not need; apply.c stores the entries.
 *
 * libyaml has no limits and some of its work is quadratic. What bounds it here: the text's length;
 * events are asked for one at a time and the first that does not fit the table of keys ends the
 * reading, so nesting never exceeds that of the table's paths (far less than the promised 64
 * levels); directives, which libyaml compares each with each before its first event, are refused
 * before it sees them.
 */
#include "config/parse.h"

#include "base/host.h"
#include "config/reader.h"
#include "config/text.h"

#include <string.h>

enum {
    ENTRIES_MAX = 8192, /* more than the keys and groups of 32 species, 32 minds and their web */
    ENTRIES_FIRST = 64,
    SHOWN = 48,        /* bytes of a text that a message shows */
    SOURCE_SHOWN = 96, /* bytes of a file name that a message shows */
};

/* One event of libyaml, as far as we need it. */
struct token {
    yaml_event_type_t type;
    struct place place;
    bool is_plain;
    size_t length;         /* of the scalar, all of it */
    char text[TEXT_BYTES]; /* what fits of it; the rest of the array is 0 */
};

/* ---- characters --------------------------------------------------------------------------- */

static bool ends_line(uint32_t code, uint32_t next)
{
    return (code == '\r' && next != '\n') || code == '\n' || code == 0x85 || code == 0x2028 ||
           code == 0x2029;
}

static fishsim_status refuse_byte(struct reader *reader, const char *text, struct place place,
                                  bool at_start)
{
    unsigned byte = (unsigned char)text[0];
    if (at_start && (byte == 0xff || byte == 0xfe))
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, place,
                             "the text is not UTF-8 but seems to be UTF-16");
    return reader_refuse(reader, FISHSIM_ERR_CONFIG, place, "byte 0x%02x is not valid UTF-8 here",
                         byte);
}

static fishsim_status check_characters(struct reader *reader, const char *text, size_t length)
{
    struct place place = {1, 1};
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (!size)
            return refuse_byte(reader, text + at, place, at == 0);
        if (!code_is_plain(code))
            return reader_refuse(reader, FISHSIM_ERR_CONFIG, place,
                                 "character U+%04X is not allowed", (unsigned)code);
        if (code == '%' && place.column == 1)
            return reader_refuse(reader, FISHSIM_ERR_CONFIG, place,
                                 "a line cannot begin with %%; YAML directives are not allowed");
        at += size;
        if (ends_line(code, at < length ? (unsigned char)text[at] : 0)) {
            place.line++;
            place.column = 1;
        } else {
            place.column++;
        }
    }
    return FISHSIM_OK;
}

/* ---- events ------------------------------------------------------------------------------- */

static struct place place_of(yaml_mark_t mark)
{
    return (struct place){(uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

static fishsim_status refuse_yaml(struct reader *reader)
{
    const yaml_parser_t *yaml = &reader->yaml;
    if (yaml->error == YAML_MEMORY_ERROR)
        return reader_out_of_memory(reader);
    return reader_refuse(reader, FISHSIM_ERR_CONFIG, place_of(yaml->problem_mark),
                         "not YAML: %s%s%s", yaml->context ? yaml->context : "",
                         yaml->context ? ", " : "", yaml->problem ? yaml->problem : "unreadable");
}

/* Copies the event into *token; false if it uses an anchor, an alias or a tag. */
static bool take_event(const yaml_event_t *event, struct token *token)
{
    memset(token, 0, sizeof *token);
    token->type = event->type;
    token->place = place_of(event->start_mark);
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return false;
    case YAML_SEQUENCE_START_EVENT:
        return !event->data.sequence_start.anchor && !event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return !event->data.mapping_start.anchor && !event->data.mapping_start.tag;
    case YAML_SCALAR_EVENT:
        token->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        token->length = event->data.scalar.length;
        memcpy(token->text, event->data.scalar.value,
               token->length < TEXT_BYTES ? token->length : TEXT_BYTES - 1);
        return !event->data.scalar.anchor && !event->data.scalar.tag;
    default:
        return true;
    }
}

static fishsim_status next_token(struct reader *reader, struct token *token)
{
    yaml_event_t event;
    if (!yaml_parser_parse(&reader->yaml, &event))
        return refuse_yaml(reader);
    bool allowed = take_event(&event, token);
    yaml_event_delete(&event);
    if (!allowed)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "anchors, aliases and tags (& * !) are not allowed");
    return FISHSIM_OK;
}

static void quote_token(char shown[QUOTE_BYTES], const struct token *token)
{
    size_t kept = token->length < TEXT_BYTES ? token->length : TEXT_BYTES - 1;
    quote(shown, token->text, kept, SHOWN, false);
}

/* ---- entries ------------------------------------------------------------------------------ */

/* FNV-1a: only to find most unequal paths unequal at once. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static fishsim_status grow_entries(struct reader *reader)
{
    uint32_t capacity = reader->capacity ? reader->capacity * 2 : ENTRIES_FIRST;
    struct entry *entries = memory_take(reader->hooks, capacity * sizeof *entries);
    if (!entries)
        return reader_out_of_memory(reader);
    if (reader->count)
        memcpy(entries, reader->entries, reader->count * sizeof *entries);
    memory_release(reader->hooks, reader->entries, reader->capacity * sizeof *entries);
    reader->entries = entries;
    reader->capacity = capacity;
    return FISHSIM_OK;
}

/* Adds an entry for the path, which the table must know and which must be new. */
static fishsim_status add_entry(struct reader *reader, const char *path, struct place place,
                                struct entry **added)
{
    uint64_t hash = hash_text(path);
    for (uint32_t i = 0; i < reader->count; i++)
        if (reader->entries[i].hash == hash && !strcmp(reader->entries[i].text, path))
            return reader_refuse(reader, FISHSIM_ERR_CONFIG, place,
                                 "%s is given twice, first in line %u", path,
                                 reader->entries[i].key.line);
    if (reader->count == ENTRIES_MAX)
        return reader_refuse(reader, FISHSIM_ERR_LIMIT, place, "more than %d keys", ENTRIES_MAX);
    if (reader->count == reader->capacity) {
        fishsim_status status = grow_entries(reader);
        if (status)
            return status;
    }
    struct entry *entry = &reader->entries[reader->count];
    if (!path_resolve(path, &entry->path)) {
        char explanation[EXPLAIN_BYTES];
        path_explain(path, explanation);
        return reader_refuse(reader, reader->unknown, place, "unknown key %s%s", path, explanation);
    }
    snprintf(entry->text, sizeof entry->text, "%s", path);
    entry->hash = hash;
    entry->key = place;
    entry->value = place;
    reader->count++;
    *added = entry;
    return FISHSIM_OK;
}

/* ---- structure ---------------------------------------------------------------------------- */

static fishsim_status read_list(struct reader *reader, struct entry *entry)
{
    struct names *list = &entry->raw.list;
    entry->raw.is_list = true;
    for (;;) {
        struct token token;
        fishsim_status status = next_token(reader, &token);
        if (status || token.type == YAML_SEQUENCE_END_EVENT)
            return status;
        if (token.type != YAML_SCALAR_EVENT)
            return reader_refuse(reader, FISHSIM_ERR_CONFIG, token.place,
                                 "%s: a list may hold names only", entry->text);
        if (!name_valid(token.text, token.length)) {
            char shown[QUOTE_BYTES];
            quote_token(shown, &token);
            return reader_refuse(
                reader, FISHSIM_ERR_CONFIG, token.place,
                "%s: `%s` is not a name: letters, digits, _ and -, 1 to 31 of them", entry->text,
                shown);
        }
        if (list->count == SPECIES_MINDS_MAX)
            return reader_refuse(reader, FISHSIM_ERR_LIMIT, token.place, "%s: more than %d names",
                                 entry->text, SPECIES_MINDS_MAX);
        memcpy(list->name[list->count++], token.text, token.length);
    }
}

/* Reads the value of a key, of which `token` is the first event. */
static fishsim_status read_key_value(struct reader *reader, const struct token *token,
                                     struct entry *entry)
{
    entry->value = token->place;
    if (token->type == YAML_MAPPING_START_EVENT)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "%s: keys are not a value of this key", entry->text);
    if (token->type == YAML_SEQUENCE_START_EVENT) {
        if (entry->path.row->type == FISHSIM_TYPE_NAMES)
            return read_list(reader, entry);
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "%s: a list is not a value of this key", entry->text);
    }
    if (token->length >= TEXT_BYTES)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "%s: the value has %zu bytes, at most %d are allowed", entry->text,
                             token->length, TEXT_BYTES - 1);
    entry->raw.is_plain = token->is_plain;
    entry->raw.length = token->length;
    memcpy(entry->raw.scalar, token->text, token->length);
    return FISHSIM_OK;
}

static fishsim_status refuse_group_value(struct reader *reader, const struct token *token,
                                         const char *path)
{
    const char *found = token->type == YAML_SEQUENCE_START_EVENT ? "a list" : "a single value";
    if (token->type == YAML_SCALAR_EVENT && token->is_plain && !token->length)
        found = "an end";
    return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                         "%s: keys are expected here, not %s; {} stands for none", path, found);
}

/* Writes the key behind the `length` bytes of its group's path. */
static fishsim_status join_key(struct reader *reader, const struct token *token,
                               char path[PATH_BYTES], size_t *length)
{
    if (token->type != YAML_SCALAR_EVENT)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "a key is one word, not a list and not keys");
    bool fits = *length + NAME_BYTES < PATH_BYTES;
    if (!fits || !name_valid(token->text, token->length)) {
        char shown[QUOTE_BYTES];
        quote_token(shown, token);
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token->place,
                             "`%s` is not a key: letters, digits, _ and -, 1 to 31 of them", shown);
    }
    *length += (size_t)snprintf(path + *length, PATH_BYTES - *length, "%s%s", *length ? "." : "",
                                token->text);
    return FISHSIM_OK;
}

/*
 * Reads keys up to the end of a mapping whose path is the first `length` bytes of `path`. Calls
 * itself for groups that the table knows, so no deeper than the table is.
 */
static fishsim_status read_group(struct reader *reader, char path[PATH_BYTES], size_t length)
{
    for (;;) {
        struct token token;
        fishsim_status status = next_token(reader, &token);
        if (status || token.type == YAML_MAPPING_END_EVENT)
            return status;
        size_t end = length;
        struct entry *entry = NULL;
        status = join_key(reader, &token, path, &end);
        if (!status)
            status = add_entry(reader, path, token.place, &entry);
        if (!status)
            status = next_token(reader, &token);
        if (status)
            return status;
        if (entry->path.row)
            status = read_key_value(reader, &token, entry);
        else if (token.type == YAML_MAPPING_START_EVENT)
            status = read_group(reader, path, end);
        else
            status = refuse_group_value(reader, &token, path);
        if (status)
            return status;
    }
}

/* Reads what must come: the end of the one document, and of the text. */
static fishsim_status read_end(struct reader *reader)
{
    struct token token;
    fishsim_status status = next_token(reader, &token); /* the document ends: libyaml sees to it */
    if (!status)
        status = next_token(reader, &token);
    if (!status && token.type != YAML_STREAM_END_EVENT)
        status = reader_refuse(reader, FISHSIM_ERR_CONFIG, token.place, "more than one document");
    return status;
}

/* Reads up to the document's first event; a text without a document counts as an empty scalar. */
static fishsim_status read_start(struct reader *reader, struct token *token, bool *has_document)
{
    fishsim_status status = next_token(reader, token);
    if (!status)
        status = next_token(reader, token);
    *has_document = !status && token->type == YAML_DOCUMENT_START_EVENT;
    if (*has_document)
        return next_token(reader, token);
    token->type = YAML_SCALAR_EVENT;
    token->is_plain = true;
    return status;
}

static fishsim_status read_document(struct reader *reader)
{
    struct token token;
    bool has_document;
    char path[PATH_BYTES] = "";
    fishsim_status status = read_start(reader, &token, &has_document);
    if (status)
        return status;
    if (token.type == YAML_SCALAR_EVENT && token.is_plain && !token.length)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token.place,
                             "the text is empty; {} stands for no keys");
    if (token.type != YAML_MAPPING_START_EVENT)
        return reader_refuse(reader, FISHSIM_ERR_CONFIG, token.place,
                             "the text must be keys with values, such as `world: {width_m: 100}`");
    status = read_group(reader, path, 0);
    return status ? status : read_end(reader);
}

/* Reads a text that is the value of the one entry. */
static fishsim_status read_single(struct reader *reader)
{
    struct token token;
    bool has_document;
    fishsim_status status = read_start(reader, &token, &has_document);
    if (!status)
        status = read_key_value(reader, &token, &reader->entries[0]);
    return status || !has_document ? status : read_end(reader);
}

/* Runs libyaml and `read` over a text and applies what they find. Releases the entries. */
static fishsim_status run(struct reader *reader, struct settings *settings, const char *text,
                          size_t length, fishsim_status (*read)(struct reader *))
{
    static const char MARK[] = "\xef\xbb\xbf"; /* byte order mark: allowed once, at the start */
    if (length >= 3 && !memcmp(text, MARK, 3)) {
        text += 3;
        length -= 3;
    }
    fishsim_status status = check_characters(reader, text, length);
    if (!status)
        status = yaml_parser_initialize(&reader->yaml) ? FISHSIM_OK : reader_out_of_memory(reader);
    if (!status) {
        yaml_parser_set_encoding(&reader->yaml, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&reader->yaml, (const unsigned char *)text, length);
        status = read(reader);
        yaml_parser_delete(&reader->yaml);
    }
    if (!status)
        status = reader_apply(reader, settings);
    memory_release(reader->hooks, reader->entries, reader->capacity * sizeof *reader->entries);
    return status;
}

fishsim_status settings_parse(struct settings *settings, const fishsim_hooks *hooks,
                              const char *text, size_t length, const char *source,
                              fishsim_error *error)
{
    char shown[QUOTE_BYTES];
    const char *name = source ? source : "<text>";
    quote(shown, name, strlen(name), SOURCE_SHOWN, true);
    struct reader reader = {
        .hooks = hooks, .error = error, .source = shown, .unknown = FISHSIM_ERR_CONFIG};
    if (length > CONFIG_TEXT_MAX)
        return fail(error, FISHSIM_ERR_LIMIT, "%s: the text has more than %d bytes", shown,
                    CONFIG_TEXT_MAX);
    return run(&reader, settings, text, length, read_document);
}

fishsim_status settings_set(struct settings *settings, const fishsim_hooks *hooks, const char *key,
                            const char *value, fishsim_error *error)
{
    char shown[QUOTE_BYTES];
    quote(shown, key, strlen(key), SOURCE_SHOWN, false);
    struct reader reader = {.hooks = hooks, .error = error, .unknown = FISHSIM_ERR_NOT_FOUND};
    struct place nowhere = {0, 0};
    struct entry *entry = NULL;
    size_t length = strlen(value);
    struct key_path path;
    if (length > CONFIG_TEXT_MAX)
        return fail(error, FISHSIM_ERR_LIMIT, "%s: the value has more than %d bytes", shown,
                    CONFIG_TEXT_MAX);
    if (strlen(key) >= PATH_BYTES || !path_resolve(key, &path) || !path.row) {
        char explanation[EXPLAIN_BYTES];
        path_explain(key, explanation);
        return fail(error, FISHSIM_ERR_NOT_FOUND, "unknown key %s%s", shown, explanation);
    }
    fishsim_status status = add_entry(&reader, key, nowhere, &entry);
    return status ? status : run(&reader, settings, value, length, read_single);
}
