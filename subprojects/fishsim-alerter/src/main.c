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

#include "metrics.h"
#include "trouble.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { POLL_MS = 200, SENDERS_MAX = 65536 };

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
    ROW(metrics, SETTING_TEXT, "", 0, 0,
        "IP:port of /metrics, such as 127.0.0.1:9466; empty: none."),
    ROW(metrics_token, SETTING_TEXT, "", 0, 0,
        "Bearer token that it asks for; needed off loopback."),
};
enum { TABLE_ROWS = sizeof TABLE / sizeof TABLE[0] };

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

/* What the loop works with. */
struct alerter {
    const struct alerter_settings *settings;
    struct link link;
    natsSubscription *subscription;
    fishsim_wire_guard *guard;
    struct metrics *metrics;
    struct counts counts;
};

/* ---- one message ---------------------------------------------------------------------------- */

static void call(struct alerter *alerter, const char *url, const char *json)
{
    if (post(alerter->settings, url, json, &ended)) {
        alerter->counts.calls++;
        return;
    }
    alerter->counts.failed++;
    fprintf(stderr, "fishsim-alerter: %s cannot be reached; lost: %s\n", url, json);
}

static void tell(struct alerter *alerter, const char *alert)
{
    const struct alerter_settings *settings = alerter->settings;
    char list[ALERT_BYTES + 4], url[SETTING_TEXT_BYTES + 16];
    alerter->counts.alerts++;
    if (settings->alertmanager[0]) {
        snprintf(list, sizeof list, "[%s]", alert);
        snprintf(url, sizeof url, "%s/api/v2/alerts", settings->alertmanager);
        call(alerter, url, list);
    }
    if (settings->webhook[0])
        call(alerter, settings->webhook, alert);
}

/* Whether a message is new. Once there are too many senders to remember, all are forgotten: to hear
 * an alert twice is better than not at all. */
static bool is_new(struct alerter *alerter, const fishsim_wire_message *message)
{
    fishsim_status status = fishsim_wire_guard_admit(alerter->guard, message, NULL);
    if (status == FISHSIM_ERR_LIMIT) {
        fishsim_wire_guard_destroy(alerter->guard);
        alerter->guard = NULL;
        fishsim_wire_guard_create(SENDERS_MAX, NULL, &alerter->guard, NULL);
        status = fishsim_wire_guard_admit(alerter->guard, message, NULL);
    }
    return status != FISHSIM_ERR_STATE;
}

/* Reads a message; what is no critical event, or is one again, is counted and forgotten. */
static void take(struct alerter *alerter, natsMsg *from)
{
    char alert[ALERT_BYTES];
    fishsim_wire_message *message = NULL;
    fishsim_wire_envelope envelope;
    fishsim_wire_critical critical;
    fishsim_status status = fishsim_wire_envelope_init(&envelope, sizeof envelope);
    if (!status)
        status = fishsim_wire_critical_init(&critical, sizeof critical);
    if (!status)
        status = fishsim_wire_decode(natsMsg_GetData(from), (uint64_t)natsMsg_GetDataLength(from),
                                     NULL, &message, NULL);
    if (!status)
        status = fishsim_wire_get_envelope(message, &envelope, NULL);
    if (!status)
        status = fishsim_wire_get_critical(message, &critical, NULL);
    if (status || !alert_write(alert, &envelope, &critical, alerter->settings->active_s))
        alerter->counts.refused++;
    else if (!is_new(alerter, message))
        alerter->counts.replayed++;
    else
        tell(alerter, alert);
    fishsim_wire_message_destroy(message);
}

/* ---- the loop ------------------------------------------------------------------------------- */

static fishsim_status open_alerter(struct alerter *alerter, fishsim_error *error)
{
    const struct alerter_settings *settings = alerter->settings;
    const struct link_options options = settings_link(&settings->nats, "fishsim-alerter", false);
    fishsim_status status = fishsim_wire_guard_create(SENDERS_MAX, NULL, &alerter->guard, error);
    if (!status)
        status = metrics_open(settings, &alerter->metrics, error);
    if (!status)
        status = link_open(&alerter->link, &options, error);
    if (status)
        return status;
    natsStatus subscribed = natsConnection_SubscribeSync(
        &alerter->subscription, alerter->link.connection, settings->subject);
    return subscribed == NATS_OK ? FISHSIM_OK
                                 : trouble(error, FISHSIM_ERR_CONFIG, "alerter.subject: %s",
                                           natsStatus_GetText(subscribed));
}

static void close_alerter(struct alerter *alerter)
{
    natsSubscription_Destroy(alerter->subscription);
    link_close(&alerter->link);
    metrics_close(alerter->metrics);
    fishsim_wire_guard_destroy(alerter->guard);
}

static fishsim_status serve(struct alerter *alerter, fishsim_error *error)
{
    fishsim_status status = open_alerter(alerter, error);
    if (!status)
        fprintf(stderr, "fishsim-alerter: ready\n");
    while (!status && !ended) {
        natsMsg *message = NULL;
        metrics_update(alerter->metrics, &alerter->counts, &alerter->link);
        if (natsSubscription_NextMsg(&message, alerter->subscription, POLL_MS) == NATS_OK)
            take(alerter, message);
        natsMsg_Destroy(message);
    }
    close_alerter(alerter);
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
    static struct alerter alerter = {.settings = &settings};
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
        status = serve(&alerter, &error);
    curl_global_cleanup();
    if (status) {
        fprintf(stderr, "fishsim-alerter: %s\n", error.message);
        return 1;
    }
    fprintf(stderr, "fishsim-alerter: ended");
#define X(field, meaning) fprintf(stderr, ", " #field " %" PRIu64, alerter.counts.field);
    COUNTS_TABLE(X)
#undef X
    fputc('\n', stderr);
    return 0;
}
