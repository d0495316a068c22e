/* SPDX-License-Identifier: MIT */
/*
 * alert.c: a critical event as JSON. Name, severity, worker, simulation and species are labels, so
 * that the same trouble is one alert; what differs from time to time is annotations.
 */
#define _POSIX_C_SOURCE 200809L

#include "alerter.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A text that grows within its room. */
struct text {
    char *at;
    size_t room;
    bool full;
};

static void put(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct text *text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text->at, text->room, format, values);
    va_end(values);
    if (length < 0 || (size_t)length >= text->room) {
        text->full = true;
        return;
    }
    text->at += length;
    text->room -= (size_t)length;
}

/* A JSON string; the wire has made sure that it is UTF-8. */
static void put_string(struct text *text, const char *value)
{
    put(text, "\"");
    for (; *value && !text->full; value++) {
        unsigned char byte = (unsigned char)*value;
        if (byte == '"' || byte == '\\')
            put(text, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            put(text, "\\u%04x", byte);
        else
            put(text, "%c", byte);
    }
    put(text, "\"");
}

static void put_pair(struct text *text, const char *comma, const char *key, const char *value)
{
    put(text, "%s\"%s\":", comma, key);
    put_string(text, value);
}

static void put_time(struct text *text, const char *key, int64_t seconds)
{
    time_t moment = (time_t)seconds;
    struct tm utc;
    char written[40];
    gmtime_r(&moment, &utc);
    strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", &utc);
    put_pair(text, ",", key, written);
}

static const char *severity_of(uint32_t severity)
{
    switch (severity) {
#define X(NAME, name, number)                                                                      \
    case number:                                                                                   \
        return #name;
        FISHSIM_SEVERITY_TABLE(X)
#undef X
    default:
        return "critical";
    }
}

bool alert_write(char json[ALERT_BYTES], const fishsim_wire_envelope *envelope,
                 const fishsim_wire_critical *critical, uint64_t active_s)
{
    struct text text = {json, ALERT_BYTES, false};
    char tick[24];
    int64_t now_s = (int64_t)time(NULL);
    int64_t began_s = envelope->timestamp_ns / INT64_C(1000000000);
    if (began_s >= now_s) /* an end must come after a beginning */
        began_s = now_s - 1;
    snprintf(tick, sizeof tick, "%" PRIu64, critical->tick);
    put(&text, "{\"labels\":{");
    put_pair(&text, "", "alertname", critical->name);
    put_pair(&text, ",", "severity", severity_of(critical->severity));
    put_pair(&text, ",", "worker", envelope->worker_id);
    if (envelope->simulation_id[0])
        put_pair(&text, ",", "simulation", envelope->simulation_id);
    if (critical->species[0])
        put_pair(&text, ",", "species", critical->species);
    put(&text, "},\"annotations\":{");
    put_pair(&text, "", "summary", critical->summary);
    put_pair(&text, ",", "tick", tick);
    put(&text, "}");
    if (!critical->resolved)
        put_time(&text, "startsAt", began_s);
    put_time(&text, "endsAt", critical->resolved ? now_s : now_s + (int64_t)active_s);
    put(&text, "}");
    return !text.full;
}
