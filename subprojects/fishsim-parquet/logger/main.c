/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-logger: the log of the bus as Parquet files.
 *
 *     fishsim-logger --config FILE
 *     fishsim-logger --describe
 *
 * A message is acknowledged when its row is on the disk under its name. Whatever dies in between,
 * the message comes again, and is known by its stream sequence. SIGTERM and SIGINT end the program
 * after what it has in hand is written. docs/operations.md has the rest.
 */
#define _POSIX_C_SOURCE 200809L

#include "logger.h"
#include "metrics.h"

#include "trouble.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RETRY_MS = 500 };

#define ROW(key, type, standard, least, most, choices, meaning)                                    \
    {                                                                                              \
        "logger." #key, type, offsetof(struct logger_settings, key), standard, least, most,        \
            choices, meaning                                                                       \
    }

static const struct setting TABLE[] = {
    NATS_SETTINGS,
    ROW(root, SETTING_TEXT, "", 0, 0, "", "Folder of the files; must be given."),
    ROW(consumer, SETTING_ID, "logger", 0, 0, "",
        "Durable consumer; loggers with the same one share the work."),
    ROW(batch_rows, SETTING_INTEGER, "20000", 1, 1000000, "", "Messages in a batch, at most."),
    ROW(batch_mb, SETTING_INTEGER, "64", 1, 1024, "", "Size of a batch, at most."),
    ROW(batch_ms, SETTING_INTEGER, "5000", 1, 3600000, "",
        "How long a batch waits for more after its first message."),
    ROW(row_group_rows, SETTING_INTEGER, "65536", 1, 16777216, "", "Rows in a row group."),
    ROW(compression, SETTING_CHOICE, "zstd", 0, 0, "none|snappy|zstd|gzip", "Of the columns."),
    ROW(ack_wait_s, SETTING_INTEGER, "60", 1, 86400, "",
        "After which the server delivers again, if this logger makes the consumer."),
    ROW(dead_subject, SETTING_TEXT, "logging.events.dead", 0, 0, "",
        "Where messages go that cannot be read."),
    ROW(dead_stream, SETTING_ID, "LOGGING_EVENTS_DEAD", 0, 0, "",
        "Stream that stores them; made if it is not there."),
    ROW(metrics, SETTING_TEXT, "", 0, 0, "",
        "IP:port of /metrics, such as 127.0.0.1:9465; empty: none."),
    ROW(metrics_token, SETTING_TEXT, "", 0, 0, "",
        "Bearer token that it asks for; needed off loopback."),
};
enum { TABLE_ROWS = sizeof TABLE / sizeof TABLE[0] };

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

static void say(const char *format, ...)
{
    char text[768], moment[32];
    time_t now = time(NULL);
    struct tm utc;
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    fprintf(stderr, "%s fishsim-logger: %s\n", moment, text);
}

/* Says a trouble once, however often it comes again. */
static void say_once(char last[496], const fishsim_error *error)
{
    if (strcmp(last, error->message) == 0)
        return;
    snprintf(last, 496, "%s", error->message);
    say("%s", error->message);
}

static void wait_ms(int ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

/* Until told to end: fill a batch, store it, acknowledge it. */
static void work(struct logger *logger, struct metrics *metrics)
{
    const int64_t ack_wait_ns = (int64_t)logger->settings->ack_wait_s * 1000000000;
    char last[496] = "";
    bool prepared = false;
    while (!ended) {
        fishsim_error error = {0};
        prepared = prepared && atomic_load(&logger->link.reconnects) == logger->reconnects;
        if (!prepared) {
            prepared = link_connected(&logger->link) && pull_prepare(logger, &error);
            if (!prepared) {
                metrics_update(metrics);
                if (error.status)
                    say_once(last, &error);
                wait_ms(RETRY_MS);
                continue;
            }
        }
        bool full = pull_batch(logger, &ended);
        pull_look(logger);
        metrics_update(metrics);
        if (!full)
            continue;
        int64_t began_ns = clock_steady_ns();
        while (store_batch(logger, &error) && !ended) {
            pull_doubt(logger);
            say_once(last, &error);
            pull_look(logger);
            metrics_update(metrics);
            wait_ms(RETRY_MS);
        }
        if (2 * (clock_steady_ns() - began_ns) > ack_wait_ns)
            pull_doubt(logger);
        pull_settle(logger);
        metrics_update(metrics);
    }
}

/* With a root and a link. */
static fishsim_status serve_link(struct logger *logger, fishsim_error *error)
{
    struct metrics *metrics;
    fishsim_status status = metrics_open(logger, &metrics, error);
    if (!status) {
        say("ready, writing into %s", logger->settings->root);
        work(logger, metrics);
        natsSubscription_Destroy(logger->inbox);
        metrics_close(metrics);
    }
    link_close(&logger->link);
    return status;
}

static fishsim_status serve(struct logger *logger, fishsim_error *error)
{
    const struct logger_settings *settings = logger->settings;
    const struct link_options options = settings_link(&settings->nats, settings->consumer, false);
    logger->batch.capacity = settings->batch_rows;
    logger->batch.rows = calloc(settings->batch_rows, sizeof *logger->batch.rows);
    if (!logger->batch.rows)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a batch");
    fishsim_status status = root_open(&logger->root, settings->root, error);
    if (!status) {
        status = link_open(&logger->link, &options, error);
        if (!status)
            status = serve_link(logger, error);
        root_close(&logger->root);
    }
    free(logger->batch.rows);
    return status;
}

static void report(const struct logger *logger)
{
    char text[512] = "";
    size_t used = 0;
#define X(field, meaning)                                                                          \
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %" PRIu64, used ? ", " : "",   \
                             #field, (uint64_t)atomic_load(&logger->stats.field));
    LOGGER_STATS_TABLE(X)
#undef X
    say("%s", text);
}

static int complain(const fishsim_error *error)
{
    fprintf(stderr, "fishsim-logger: %s\n", error->message);
    return 1;
}

int main(int count, char **arguments)
{
    static struct logger_settings settings;
    struct logger logger = {.settings = &settings};
    fishsim_error error = {0};
    if (count == 2 && strcmp(arguments[1], "--describe") == 0) {
        settings_describe(TABLE, TABLE_ROWS, stdout);
        return 0;
    }
    if (count != 3 || strcmp(arguments[1], "--config") != 0) {
        fprintf(stderr, "Usage: fishsim-logger --config FILE | --describe\n");
        return 2;
    }
    if (settings_read(TABLE, TABLE_ROWS, arguments[2], &settings, &error))
        return complain(&error);
    if (!settings.root[0]) {
        trouble(&error, FISHSIM_ERR_CONFIG, "%s: logger.root must be given", arguments[2]);
        return complain(&error);
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (serve(&logger, &error))
        return complain(&error);
    report(&logger);
    return 0;
}
