/* SPDX-License-Identifier: MIT */
/*
 * metrics.c: families, their series, and their text. A series is found by its labels as they stand
 * in the text, so two series of a family never look alike. One mutex guards a set.
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/prometheus.h>

#include "say_no.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SERIES_MAX = 100000,
    FAMILIES_MAX = 256,
    NAME_BYTES = 96,
    HELP_BYTES = 160,
    VALUE_MAX = 128,
    /* Each byte of a value may be escaped; name, quotes, comma. */
    LABELS_BYTES = FISHSIM_METRIC_LABELS_MAX * (2 * VALUE_MAX + NAME_BYTES + 8)
};

/* Upper ends of a histogram's buckets, s, as text and number. */
#define END(end)                                                                                   \
    {                                                                                              \
#end, end                                                                                  \
    }
static const struct {
    const char *text;
    double end;
} BUCKET[] = {
    END(0.00001), END(0.000025), END(0.00005), END(0.0001), END(0.00025), END(0.0005), END(0.001),
    END(0.0025),  END(0.005),    END(0.01),    END(0.025),  END(0.05),    END(0.1),    END(0.25),
    END(0.5),     END(1),        END(2.5),     END(5),      END(10),
};
#undef END
enum { BUCKET_COUNT = sizeof BUCKET / sizeof BUCKET[0] };

struct histogram {
    uint64_t bucket[BUCKET_COUNT]; /* not cumulative */
    uint64_t count;
};

struct series {
    struct series *next;
    char *labels;                /* as in the text: a="b",c="d" */
    double value;                /* of a histogram: the sum */
    struct histogram *histogram; /* NULL but in a histogram */
};

struct family {
    uint32_t kind;
    char name[NAME_BYTES];
    char help[HELP_BYTES];
    struct series *first;
};

struct fishsim_metrics {
    pthread_mutex_t mutex;
    uint32_t series_max, series_count, family_count;
    uint32_t dropped_family;
    struct family family[FAMILIES_MAX];
};

/* ---- names ---------------------------------------------------------------------------------- */

static bool is_name(const char *name, bool colons)
{
    static const char FIRST[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    if (!name || !name[0] || strlen(name) >= NAME_BYTES)
        return false;
    for (const char *at = name; *at; at++)
        if (!strchr(FIRST, *at) && !(colons && *at == ':') &&
            !(at > name && *at >= '0' && *at <= '9'))
            return false;
    return true;
}

/* Writes a value with its escapes; returns the end. */
static char *put_value(char *at, const char *value)
{
    size_t length = strlen(value);
    if (length > VALUE_MAX) { /* not within a character of several bytes */
        length = VALUE_MAX;
        while (length > 0 && ((unsigned char)value[length] & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '\\' || value[i] == '"' || value[i] == '\n')
            *at++ = '\\';
        *at++ = value[i];
        if (value[i] == '\n')
            at[-1] = 'n';
    }
    return at;
}

/* Labels as they stand in the text; false when they cannot be labels. */
static bool put_labels(char text[LABELS_BYTES], const fishsim_label *labels, uint32_t count)
{
    char *at = text;
    if (count > FISHSIM_METRIC_LABELS_MAX || (count && !labels))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_name(labels[i].name, false) || !labels[i].value)
            return false;
        at += sprintf(at, "%s%s=\"", i ? "," : "", labels[i].name);
        at = put_value(at, labels[i].value);
        *at++ = '"';
    }
    *at = '\0';
    return true;
}

/* ---- a set ---------------------------------------------------------------------------------- */

fishsim_status fishsim_metrics_create(uint32_t series_max, fishsim_metrics **out,
                                      fishsim_error *error)
{
    if (!out || series_max < 1 || series_max > SERIES_MAX)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_create: %s",
                      out ? "series_max must be 1 to 100000" : "out is NULL");
    fishsim_metrics *made = calloc(1, sizeof *made);
    if (!made)
        return say_no(error, FISHSIM_ERR_MEMORY, "no memory for metrics");
    made->series_max = series_max + 2; /* these two are always there */
    pthread_mutex_init(&made->mutex, NULL);
    uint32_t build;
    const fishsim_label version = {"version", fishsim_version()};
    fishsim_status status = fishsim_metrics_add_family(
        made, FISHSIM_METRIC_GAUGE, "fishsim_build_info", "Version of libfishsim.", &build, error);
    if (!status)
        status = fishsim_metrics_set(made, build, &version, 1, 1);
    if (!status)
        status = fishsim_metrics_add_family(
            made, FISHSIM_METRIC_COUNTER, "fishsim_metrics_series_dropped_total",
            "Values left out because there are too many series.", &made->dropped_family, error);
    if (!status)
        status = fishsim_metrics_set(made, made->dropped_family, NULL, 0, 0);
    if (status)
        fishsim_metrics_destroy(made);
    else
        *out = made;
    return status;
}

static void free_series(struct series *series)
{
    free(series->labels);
    free(series->histogram);
    free(series);
}

void fishsim_metrics_destroy(fishsim_metrics *metrics)
{
    if (!metrics)
        return;
    for (uint32_t i = 0; i < metrics->family_count; i++)
        for (struct series *at = metrics->family[i].first, *next; at; at = next) {
            next = at->next;
            free_series(at);
        }
    pthread_mutex_destroy(&metrics->mutex);
    free(metrics);
}

static fishsim_status add_family(fishsim_metrics *metrics, uint32_t kind, const char *name,
                                 const char *help, uint32_t *number, fishsim_error *error)
{
    for (uint32_t i = 0; i < metrics->family_count; i++)
        if (strcmp(metrics->family[i].name, name) == 0) {
            *number = i;
            return metrics->family[i].kind == kind
                       ? FISHSIM_OK
                       : say_no(error, FISHSIM_ERR_ARGUMENT, "%s is there with another kind", name);
        }
    if (metrics->family_count == FAMILIES_MAX)
        return say_no(error, FISHSIM_ERR_LIMIT, "more than %d families", FAMILIES_MAX);
    struct family *family = &metrics->family[metrics->family_count];
    family->kind = kind;
    snprintf(family->name, sizeof family->name, "%s", name);
    snprintf(family->help, sizeof family->help, "%s", help);
    *number = metrics->family_count++;
    return FISHSIM_OK;
}

fishsim_status fishsim_metrics_add_family(fishsim_metrics *metrics, uint32_t kind, const char *name,
                                          const char *help, uint32_t *family, fishsim_error *error)
{
    if (!metrics || !help || !family || !is_name(name, true) || strpbrk(help, "\n\\") ||
        kind < FISHSIM_METRIC_COUNTER || kind > FISHSIM_METRIC_HISTOGRAM)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_add_family: %s",
                      !metrics || !help || !family ? "an argument is NULL"
                                                   : "kind, name or help cannot be");
    pthread_mutex_lock(&metrics->mutex);
    fishsim_status status = add_family(metrics, kind, name, help, family, error);
    pthread_mutex_unlock(&metrics->mutex);
    return status;
}

/* ---- series --------------------------------------------------------------------------------- */

static struct series *make_series(struct family *family, const char *labels)
{
    struct series *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->labels = strdup(labels);
    if (family->kind == FISHSIM_METRIC_HISTOGRAM)
        made->histogram = calloc(1, sizeof *made->histogram);
    if (!made->labels || (family->kind == FISHSIM_METRIC_HISTOGRAM && !made->histogram)) {
        free_series(made);
        return NULL;
    }
    return made;
}

/* Finds or makes a series; to be called with the mutex. */
static fishsim_status find_series(fishsim_metrics *metrics, uint32_t number, bool histogram,
                                  const char *labels, struct series **out)
{
    if (number >= metrics->family_count)
        return FISHSIM_ERR_NOT_FOUND;
    struct family *family = &metrics->family[number];
    if ((family->kind == FISHSIM_METRIC_HISTOGRAM) != histogram)
        return FISHSIM_ERR_ARGUMENT;
    struct series **place = &family->first;
    while (*place && strcmp((*place)->labels, labels) != 0)
        place = &(*place)->next;
    if (!*place && metrics->series_count == metrics->series_max) {
        metrics->family[metrics->dropped_family].first->value += 1;
        return FISHSIM_ERR_LIMIT;
    }
    if (!*place) {
        *place = make_series(family, labels);
        if (!*place)
            return FISHSIM_ERR_MEMORY;
        metrics->series_count++;
    }
    *out = *place;
    return FISHSIM_OK;
}

enum change { SET, ADD, OBSERVE };

static void apply(struct series *series, enum change change, double value)
{
    if (change == SET) {
        series->value = value;
        return;
    }
    series->value += value;
    if (change == OBSERVE) {
        uint32_t bucket = 0;
        while (bucket < BUCKET_COUNT && value > BUCKET[bucket].end)
            bucket++;
        if (bucket < BUCKET_COUNT)
            series->histogram->bucket[bucket]++;
        series->histogram->count++;
    }
}

static fishsim_status change(fishsim_metrics *metrics, uint32_t family, const fishsim_label *labels,
                             uint32_t count, enum change how, double value)
{
    char text[LABELS_BYTES];
    struct series *series;
    if (!metrics || !put_labels(text, labels, count))
        return FISHSIM_ERR_ARGUMENT;
    pthread_mutex_lock(&metrics->mutex);
    fishsim_status status = find_series(metrics, family, how == OBSERVE, text, &series);
    if (!status)
        apply(series, how, value);
    pthread_mutex_unlock(&metrics->mutex);
    return status;
}

fishsim_status fishsim_metrics_set(fishsim_metrics *metrics, uint32_t family,
                                   const fishsim_label *labels, uint32_t count, double value)
{
    return change(metrics, family, labels, count, SET, value);
}

fishsim_status fishsim_metrics_add(fishsim_metrics *metrics, uint32_t family,
                                   const fishsim_label *labels, uint32_t count, double value)
{
    return change(metrics, family, labels, count, ADD, value);
}

fishsim_status fishsim_metrics_observe(fishsim_metrics *metrics, uint32_t family,
                                       const fishsim_label *labels, uint32_t count, double seconds)
{
    return change(metrics, family, labels, count, OBSERVE, seconds);
}

/* Whether a label is one of those in a text. A value cannot hold a bare quote, so this is exact. */
static bool has_label(const char *labels, const char *label)
{
    size_t length = strlen(label);
    for (const char *at = strstr(labels, label); at; at = strstr(at + 1, label))
        if ((at == labels || (at[-1] == ',' && at - 1 > labels && at[-2] == '"')) &&
            (at[length] == '\0' || at[length] == ','))
            return true;
    return false;
}

void fishsim_metrics_forget(fishsim_metrics *metrics, const fishsim_label *label)
{
    char text[LABELS_BYTES];
    if (!metrics || !label || !put_labels(text, label, 1))
        return;
    pthread_mutex_lock(&metrics->mutex);
    for (uint32_t i = 0; i < metrics->family_count; i++)
        for (struct series **place = &metrics->family[i].first; *place;) {
            struct series *at = *place;
            if (has_label(at->labels, text)) {
                *place = at->next;
                metrics->series_count--;
                free_series(at);
            } else {
                place = &at->next;
            }
        }
    pthread_mutex_unlock(&metrics->mutex);
}

/* ---- text ----------------------------------------------------------------------------------- */

/* Numbers as Go and Prometheus read them; the C library's locale may write a comma. */
static void put_number(FILE *out, double value)
{
    char text[40];
    if (isnan(value) || isinf(value)) {
        fputs(isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf", out);
        return;
    }
    snprintf(text, sizeof text, "%.17g", value);
    for (char *at = text; *at; at++)
        if (*at == ',')
            *at = '.';
    fputs(text, out);
}

static void put_line(FILE *out, const char *name, const char *ending, const char *labels,
                     const char *bucket, double value)
{
    fprintf(out, "%s%s", name, ending);
    if (labels[0] || bucket)
        fprintf(out, "{%s%s%s%s%s}", labels, labels[0] && bucket ? "," : "", bucket ? "le=\"" : "",
                bucket ? bucket : "", bucket ? "\"" : "");
    fputc(' ', out);
    put_number(out, value);
    fputc('\n', out);
}

static void put_histogram(FILE *out, const char *name, const struct series *series)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < BUCKET_COUNT; i++) {
        sum += series->histogram->bucket[i];
        put_line(out, name, "_bucket", series->labels, BUCKET[i].text, (double)sum);
    }
    put_line(out, name, "_bucket", series->labels, "+Inf", (double)series->histogram->count);
    put_line(out, name, "_sum", series->labels, NULL, series->value);
    put_line(out, name, "_count", series->labels, NULL, (double)series->histogram->count);
}

static void put_family(FILE *out, const struct family *family)
{
    static const char *const WORD[] = {"",
#define X(NAME, word, number) [number] = #word,
                                       FISHSIM_METRIC_TABLE(X)
#undef X
    };
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help, family->name,
            WORD[family->kind]);
    for (const struct series *at = family->first; at; at = at->next)
        if (family->kind == FISHSIM_METRIC_HISTOGRAM)
            put_histogram(out, family->name, at);
        else
            put_line(out, family->name, "", at->labels, NULL, at->value);
}

fishsim_status fishsim_metrics_write(fishsim_metrics *metrics, char **text, size_t *length,
                                     fishsim_error *error)
{
    if (!metrics || !text)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_write: %s is NULL",
                      metrics ? "text" : "metrics");
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    if (!out)
        return say_no(error, FISHSIM_ERR_MEMORY, "no memory to write metrics");
    pthread_mutex_lock(&metrics->mutex);
    for (uint32_t i = 0; i < metrics->family_count; i++)
        if (metrics->family[i].first)
            put_family(out, &metrics->family[i]);
    pthread_mutex_unlock(&metrics->mutex);
    bool failed = ferror(out) != 0;
    failed |= fclose(out) != 0;
    if (failed) {
        free(written);
        return say_no(error, FISHSIM_ERR_MEMORY, "no memory to write metrics");
    }
    *text = written;
    if (length)
        *length = size;
    return FISHSIM_OK;
}

void fishsim_metrics_free_text(char *text)
{
    free(text);
}
