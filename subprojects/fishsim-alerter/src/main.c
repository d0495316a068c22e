/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-alerter: critical events of the bus as alerts of Alertmanager and webhook calls.
 *
 *     fishsim-alerter --config FILE
 *     fishsim-alerter --describe
 *
 * SIGTERM and SIGINT end it. docs/operations.md has the rest.
 */
#define _POSIX_C_SOURCE 200809L

#include "alerter.h"

#include "trouble.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { POLL_MS = 200 };

#define ROW(key, type, standard, least, most, meaning)                                             \
    {                                                                                              \
        "alerter." #key, type, offsetof(struct alerter_settings, key), standard, least, most, "",  \
            meaning                                                                                \
    }

static const struct setting TABLE[] = {
    NATS_SETTINGS,
    ROW(subject, SETTING_TEXT, "monitoring.events.critical", 0, 0, "Where critical events come."),
    ROW(alertmanager, SETTING_TEXT, "", 0, 0,
        "URL of Alertmanager, such as http://127.0.0.1:9093; empty: none."),
    ROW(webhook, SETTING_TEXT, "", 0, 0, "URL that each alert is posted to; empty: none."),
    ROW(token, SETTING_TEXT, "", 0, 0, "Bearer token for both."),
    ROW(active_s, SETTING_INTEGER, "300", 1, 864000,
        "How long an alert lasts that is neither repeated nor resolved."),
    ROW(tries, SETTING_INTEGER, "8", 1, 1000, "How often a call is tried."),
    ROW(timeout_ms, SETTING_INTEGER, "5000", 1, 600000, "How long an answer is waited for."),
};
enum { TABLE_ROWS = sizeof TABLE / sizeof TABLE[0] };

struct counts {
    uint64_t alerts, refused, calls, failed;
};

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

static void call(const struct alerter_settings *settings, const char *url, const char *json,
                 struct counts *counts)
{
    if (post(settings, url, json, &ended)) {
        counts->calls++;
        return;
    }
    counts->failed++;
    fprintf(stderr, "fishsim-alerter: %s cannot be reached; lost: %s\n", url, json);
}

static void tell(const struct alerter_settings *settings, const char *alert, struct counts *counts)
{
    char list[ALERT_BYTES + 4], url[SETTING_TEXT_BYTES + 16];
    counts->alerts++;
    if (settings->alertmanager[0]) {
        snprintf(list, sizeof list, "[%s]", alert);
        snprintf(url, sizeof url, "%s/api/v2/alerts", settings->alertmanager);
        call(settings, url, list, counts);
    }
    if (settings->webhook[0])
        call(settings, settings->webhook, alert, counts);
}

/* Reads a message; what is no critical event is counted and forgotten. */
static void take(const struct alerter_settings *settings, natsMsg *message, struct counts *counts)
{
    char alert[ALERT_BYTES];
    fishsim_wire_message *decoded = NULL;
    fishsim_wire_envelope envelope;
    fishsim_wire_critical critical;
    fishsim_status status = fishsim_wire_envelope_init(&envelope, sizeof envelope);
    if (!status)
        status = fishsim_wire_critical_init(&critical, sizeof critical);
    if (!status)
        status =
            fishsim_wire_decode(natsMsg_GetData(message), (uint64_t)natsMsg_GetDataLength(message),
                                NULL, &decoded, NULL);
    if (!status)
        status = fishsim_wire_get_envelope(decoded, &envelope, NULL);
    if (!status)
        status = fishsim_wire_get_critical(decoded, &critical, NULL);
    if (!status && alert_write(alert, &envelope, &critical, settings->active_s))
        tell(settings, alert, counts);
    else
        counts->refused++;
    fishsim_wire_message_destroy(decoded);
}

static fishsim_status serve(const struct alerter_settings *settings, struct counts *counts,
                            fishsim_error *error)
{
    const struct link_options options = settings_link(&settings->nats, "fishsim-alerter", false);
    struct link link;
    natsSubscription *subscription = NULL;
    fishsim_status status = link_open(&link, &options, error);
    if (status)
        return status;
    natsStatus subscribed =
        natsConnection_SubscribeSync(&subscription, link.connection, settings->subject);
    if (subscribed != NATS_OK)
        status = trouble(error, FISHSIM_ERR_CONFIG, "alerter.subject: %s",
                         natsStatus_GetText(subscribed));
    else
        fprintf(stderr, "fishsim-alerter: ready\n");
    while (!status && !ended) {
        natsMsg *message = NULL;
        if (natsSubscription_NextMsg(&message, subscription, POLL_MS) == NATS_OK)
            take(settings, message, counts);
        natsMsg_Destroy(message);
    }
    natsSubscription_Destroy(subscription);
    link_close(&link);
    return status;
}

static fishsim_status read_settings(const char *file, struct alerter_settings *settings,
                                    fishsim_error *error)
{
    fishsim_status status = settings_read(TABLE, TABLE_ROWS, file, settings, error);
    if (!status && !settings->alertmanager[0] && !settings->webhook[0])
        status = trouble(error, FISHSIM_ERR_CONFIG,
                         "%s: alerter.alertmanager or alerter.webhook must be given", file);
    return status;
}

int main(int count, char **arguments)
{
    static struct alerter_settings settings;
    struct counts counts = {0};
    fishsim_error error = {0};
    if (count == 2 && strcmp(arguments[1], "--describe") == 0) {
        settings_describe(TABLE, TABLE_ROWS, stdout);
        return 0;
    }
    if (count != 3 || strcmp(arguments[1], "--config") != 0) {
        fprintf(stderr, "Usage: fishsim-alerter --config FILE | --describe\n");
        return 2;
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    fishsim_status status = read_settings(arguments[2], &settings, &error);
    if (!status)
        status = serve(&settings, &counts, &error);
    curl_global_cleanup();
    if (status) {
        fprintf(stderr, "fishsim-alerter: %s\n", error.message);
        return 1;
    }
    fprintf(stderr,
            "fishsim-alerter: alerts %" PRIu64 ", refused %" PRIu64 ", calls %" PRIu64
            ", failed %" PRIu64 "\n",
            counts.alerts, counts.refused, counts.calls, counts.failed);
    return 0;
}
