/* SPDX-License-Identifier: MIT */
/*
 * alerter.h: what the parts of fishsim-alerter share.
 *
 *     main.c      settings, signals, and the loop from the bus to the receivers
 *     alert.c     a critical event as JSON
 *     post.c      JSON to a URL, tried again while that fails
 *     metrics.c   counters for Prometheus
 */
#ifndef FISHSIM_ALERTER_H
#define FISHSIM_ALERTER_H

#include "settings.h"

#include <fishsim/wire.h>

#include <signal.h>
#include <stdbool.h>

struct alerter_settings {
    struct nats_settings nats;
    char subject[SETTING_TEXT_BYTES];
    char alertmanager[SETTING_TEXT_BYTES], webhook[SETTING_TEXT_BYTES];
    char token[SETTING_TEXT_BYTES];
    char metrics[SETTING_TEXT_BYTES], metrics_token[SETTING_TEXT_BYTES];
    uint64_t active_s, tries, timeout_ms;
};

/* Counters of an alerter: X(field, meaning). */
#define COUNTS_TABLE(X)                                                                            \
    X(alerts, "Critical events that became alerts.")                                               \
    X(refused, "Messages that are no critical event.")                                             \
    X(replayed, "Critical events that were seen before.")                                          \
    X(calls, "Alerts handed to a receiver.")                                                       \
    X(failed, "Alerts that a receiver did not take.")

struct counts {
#define X(field, meaning) uint64_t field;
    COUNTS_TABLE(X)
#undef X
};

enum { ALERT_BYTES = 16384 };

/* Writes an alert as Alertmanager takes it, one JSON object. false if it does not fit. */
bool alert_write(char text[ALERT_BYTES], const fishsim_wire_envelope *envelope,
                 const fishsim_wire_critical *critical, uint64_t active_s);

/* Posts JSON to a URL. false when it has failed as often as the settings allow, or when *ended. */
bool post(const struct alerter_settings *settings, const char *url, const char *json,
          const volatile sig_atomic_t *ended);

#endif
