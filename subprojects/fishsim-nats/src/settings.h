/* SPDX-License-Identifier: MIT */
/*
 * settings.h: the configuration file of the programs: YAML, one section for each program.
 *
 *     nats: {url: "nats://127.0.0.1:4222"}
 *     worker: {id: worker-1, snapshots: /var/lib/fishsim}
 *
 * A program has a table of settings, from which reading, defaults, checks and --describe follow. It
 * reads the sections that its table names, refuses keys that it does not know there, and leaves the
 * sections of other programs alone. The file is treated as hostile, as that of a simulation is.
 */
#ifndef FISHSIM_NATS_SETTINGS_H
#define FISHSIM_NATS_SETTINGS_H

#include "link.h"

#include <fishsim/base.h>

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SETTING_TEXT_BYTES = 512, SETTING_LIST_BYTES = 4096 };

/* How a value is written and what it is stored as. */
enum setting_type {
    SETTING_TEXT,    /* char[SETTING_TEXT_BYTES] */
    SETTING_ID,      /* as text, [A-Za-z0-9_-]{1,64} */
    SETTING_INTEGER, /* uint64_t */
    SETTING_REAL,    /* double */
    SETTING_FLAG,    /* uint64_t: true 1, false 0 */
    SETTING_CHOICE,  /* as text, one of `choices` */
    SETTING_LIST,    /* char[SETTING_LIST_BYTES], lines: a list of texts, or one */
};

struct setting {
    const char *path; /* "section.key" */
    enum setting_type type;
    size_t offset; /* in the program's struct */
    const char *default_value;
    double minimum, maximum; /* of a number */
    const char *choices;     /* separated by '|' */
    const char *meaning;
};

/* Fills the struct at `target` from a file (NULL: the defaults). On error it is not to be used.
 * ERR_IO, ERR_LIMIT, ERR_CONFIG, with file and line. */
fishsim_status settings_read(const struct setting *table, size_t count, const char *file,
                             void *target, fishsim_error *error);

/* Writes the table for people, as rows of Markdown. */
void settings_describe(const struct setting *table, size_t count, FILE *out);

/* The section `nats`, which all programs share: the first member of their structs. */
struct nats_settings {
    char url[SETTING_TEXT_BYTES];
    char user[SETTING_TEXT_BYTES], password[SETTING_TEXT_BYTES], token[SETTING_TEXT_BYTES];
    char credentials_file[SETTING_TEXT_BYTES];
    char ca_file[SETTING_TEXT_BYTES], certificate_file[SETTING_TEXT_BYTES];
    char key_file[SETTING_TEXT_BYTES];
    char stream[SETTING_TEXT_BYTES], log_subject[SETTING_TEXT_BYTES];
};

#define NATS_TEXT(field, standard, meaning)                                                        \
    {                                                                                              \
        "nats." #field, SETTING_TEXT, offsetof(struct nats_settings, field), standard, 0, 0, "",   \
            meaning                                                                                \
    }

/* Rows for a table whose struct begins with struct nats_settings. */
#define NATS_SETTINGS                                                                              \
    NATS_TEXT(url, "nats://127.0.0.1:4222", "Server, or several with commas."),                    \
        NATS_TEXT(user, "", "User, with a password."), NATS_TEXT(password, "", "Its password."),   \
        NATS_TEXT(token, "", "Token, in place of user and password."),                             \
        NATS_TEXT(credentials_file, "", "A .creds file, in place of them."),                       \
        NATS_TEXT(ca_file, "", "CA certificates (PEM); given: TLS is demanded."),                  \
        NATS_TEXT(certificate_file, "", "Client certificate (PEM)."),                              \
        NATS_TEXT(key_file, "", "Its key (PEM)."),                                                 \
        NATS_TEXT(log_subject, "logging.events.raw", "Subject of the log."),                       \
    {                                                                                              \
        "nats.stream", SETTING_ID, offsetof(struct nats_settings, stream), "LOGGING_EVENTS_RAW",   \
            0, 0, "", "JetStream stream that stores the log."                                      \
    }

/* Options of a connection; they point into the settings. */
struct link_options settings_link(const struct nats_settings *settings, const char *name,
                                  bool send_at_once);

#endif
