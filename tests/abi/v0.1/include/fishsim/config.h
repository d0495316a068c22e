/* SPDX-License-Identifier: MIT */
/**
 * config.h: a configuration is data: YAML text or file, plus overrides by key path.
 *
 * Every key is a row of one table: its path, type, default, range, unit and meaning. Paths are
 * dotted; `*` stands for a name that the user gives (a species, a mind):
 *     world.width_m              calendar.acceleration
 *     species.*.start.count    minds.*.orientation_radius     web.*.*
 * fishsim_config_describe lists the rows. Input is treated as hostile: at most 1 MB and 64 levels,
 * no anchors, aliases, tags, duplicate or unknown keys, no NaN or infinity, valid UTF-8 only.
 */
#ifndef FISHSIM_CONFIG_H
#define FISHSIM_CONFIG_H

#include <fishsim/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A configuration: opaque, made by fishsim_config_create, used by one thread at a time. */
typedef struct fishsim_config fishsim_config;

/** Types of a key: X(name, number, how a value is written). */
#define FISHSIM_TYPE_TABLE(X)                                                                      \
    X(REAL, 1, "a finite decimal number")                                                          \
    X(INTEGER, 2, "a whole number")                                                                \
    X(CHOICE, 3, "one of the listed words")                                                        \
    X(NAME, 4, "letters, digits, _ and -, 1 to 31 of them")                                        \
    X(NAMES, 5, "a list of names, [a, b]")                                                         \
    X(TEXT, 6, "UTF-8 text of at most 127 bytes")                                                  \
    X(COLOR, 7, "a colour, \"#rrggbb\"")

enum {
#define FISHSIM_X(name, number, form) FISHSIM_TYPE_##name = number,
    FISHSIM_TYPE_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** One row of the table of keys. All strings are static. */
typedef struct fishsim_key {
    uint32_t struct_size;      /**< set by fishsim_key_init */
    int32_t type;              /**< FISHSIM_TYPE_* */
    double minimum;            /**< smallest value of a REAL or INTEGER */
    double maximum;            /**< largest value of a REAL or INTEGER */
    const char *path;          /**< such as "species.*.start.count" */
    const char *default_value; /**< as it would be written in YAML; "" where there is none */
    const char *choices;       /**< the words of a CHOICE, separated by '|'; "" otherwise */
    const char *unit;          /**< such as "m", "1/d"; "" for a pure number */
    const char *meaning;       /**< one or two sentences, with the source of the default */
} fishsim_key;

/** Sets up *key for fishsim_config_describe. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_key_init(fishsim_key *key, size_t struct_size);

/** Number of rows in the table of keys. Since 0.1. */
FISHSIM_API uint32_t fishsim_config_key_count(void);

/**
 * Describes one row of the table of keys.
 * @param index  0 .. fishsim_config_key_count() - 1, in the order of the reference page
 * @param key    set up by fishsim_key_init; filled
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_describe(uint32_t index, fishsim_key *key,
                                                   fishsim_error *error);

/**
 * Makes a configuration in which every key has its default and there is no species.
 * @param hooks  allocator and log for this object, or NULL
 * @param out    receives the configuration; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_create(const fishsim_hooks *hooks, fishsim_config **out,
                                                 fishsim_error *error);

/** Makes an independent copy, with the same hooks. OK, ERR_ARGUMENT, ERR_MEMORY. Since 0.1. */
FISHSIM_API fishsim_status fishsim_config_clone(const fishsim_config *config, fishsim_config **out,
                                                fishsim_error *error);

/** Frees a configuration; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_config_destroy(fishsim_config *config);

/**
 * Reads YAML text over what the configuration holds: keys that the text does not name keep their
 * values. On any error the configuration is unchanged and the error names source, line, column
 * and key.
 * @param text    UTF-8, `length` bytes, need not end with NUL; at most 1 MB
 * @param source  name of the text for messages, such as a file name; NULL means "<text>"
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_CONFIG, ERR_LIMIT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_load_text(fishsim_config *config, const char *text,
                                                    size_t length, const char *source,
                                                    fishsim_error *error);

/** Reads a YAML file; otherwise as fishsim_config_load_text. Also ERR_IO. Since 0.1. */
FISHSIM_API fishsim_status fishsim_config_load_file(fishsim_config *config, const char *path,
                                                    fishsim_error *error);

/**
 * Sets one key by its path, such as ("world.width_m", "200") or
 * ("species.anchovy.minds", "[evade, couzin]"). Naming a species or mind that does not exist yet
 * makes it. Unchanged on error.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_CONFIG, ERR_LIMIT, ERR_NOT_FOUND (no such key)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_set(fishsim_config *config, const char *key,
                                              const char *value, fishsim_error *error);

/**
 * Writes the value of one key as YAML into the caller's buffer, ended by NUL.
 * @param buffer    `capacity` bytes; may be NULL when capacity is 0, to ask for the length
 * @param length    receives the length without the NUL; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_BUFFER (length is set all the same), ERR_NOT_FOUND
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_get(const fishsim_config *config, const char *key,
                                              char *buffer, size_t capacity, size_t *length,
                                              fishsim_error *error);

/**
 * Writes the whole configuration, every key included, as YAML that reads back to the same values
 * bit for bit. Parameters, errors as fishsim_config_get. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_print(const fishsim_config *config, char *buffer,
                                                size_t capacity, size_t *length,
                                                fishsim_error *error);

/**
 * Checks what no single key can tell: names that are used exist, diffusion is stable, a species
 * can live at the temperature, the world holds the fish. fishsim_world_create does so too.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_CONFIG
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_config_check(const fishsim_config *config, fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_CONFIG_H */
