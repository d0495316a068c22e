/* SPDX-License-Identifier: MIT */
/*
 * suite.c: runs one row of the validation table.
 *
 *     science ROW [--scale KEY=FACTOR]... [--fails] [--json FILE] [--root SOURCES]
 *
 *     science --list
 *
 * Each check is a point of TAP. With --fails there is one point: that at least one check failed,
 * which shows that the row can.
 */
#include "suite.h"

#include "rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALES_MAX = 8, CURVES_MAX = 64 };

struct scale {
    char key[128];
    double factor;
    uint32_t used;
};

struct line {
    char name[64];
    double (*points)[2];
    size_t count, capacity;
};

struct suite {
    const struct row *row;
    const char *root; /* of the sources */
    struct scale scales[SCALES_MAX];
    uint32_t scale_count;
    bool fails; /* it is a failure that is wanted */
    uint32_t checks, failed;
    FILE *json;
    struct line lines[CURVES_MAX];
    uint32_t line_count;
};

static void bail(const char *why)
{
    printf("Bail out! %s\n", why);
    exit(1);
}

/* ---- what is found -------------------------------------------------------------------------- */

/* A number as JSON, which has no infinity. */
static void put_number(FILE *file, const char *key, double value)
{
    if (isfinite(value))
        fprintf(file, ", \"%s\": %.9g", key, value);
    else
        fprintf(file, ", \"%s\": null", key);
}

/* `part` is a relative tolerance, 0 for an absolute one; both are 0 for a band. */
static void record(struct suite *suite, const char *what, double measured, double expected,
                   double tolerance, double part, double low, double high)
{
    bool good = measured >= low && measured <= high;
    suite->checks++;
    suite->failed += !good;
    printf("%s%s %u - %s: %.6g, wanted %.6g to %.6g\n", suite->fails ? "# " : "",
           good ? "ok" : "not ok", suite->checks, what, measured, low, high);
    fflush(stdout);
    if (!suite->json)
        return;
    fprintf(suite->json, "%s\n    {\"what\": \"%s\", \"good\": %s", suite->checks > 1 ? "," : "",
            what, good ? "true" : "false");
    put_number(suite->json, "measured", measured);
    put_number(suite->json, "expected", expected);
    put_number(suite->json, "tolerance", tolerance);
    put_number(suite->json, "part", part);
    put_number(suite->json, "low", low);
    put_number(suite->json, "high", high);
    fputc('}', suite->json);
}

void check_near(struct suite *suite, const char *what, double measured, double expected,
                double tolerance)
{
    record(suite, what, measured, expected, tolerance, 0.0, expected - tolerance,
           expected + tolerance);
}

void check_part(struct suite *suite, const char *what, double measured, double expected,
                double part)
{
    double tolerance = part * fabs(expected);
    record(suite, what, measured, expected, tolerance, part, expected - tolerance,
           expected + tolerance);
}

void check_between(struct suite *suite, const char *what, double measured, double low, double high)
{
    record(suite, what, measured, NAN, 0.0, 0.0, low, high);
}

void check_told(struct suite *suite, const char *what, double measured, double expected)
{
    record(suite, what, measured, expected, NAN, 0.0, -INFINITY, INFINITY);
}

void curve(struct suite *suite, const char *name, double x, double y)
{
    uint32_t i = 0;
    while (i < suite->line_count && strcmp(suite->lines[i].name, name) != 0)
        i++;
    if (i == CURVES_MAX)
        bail("too many curves");
    struct line *line = &suite->lines[i];
    if (i == suite->line_count) {
        suite->line_count++;
        snprintf(line->name, sizeof line->name, "%s", name);
    }
    if (line->count == line->capacity) {
        line->capacity = line->capacity ? 2 * line->capacity : 64;
        line->points = realloc(line->points, line->capacity * sizeof *line->points);
        if (!line->points)
            bail("no memory");
    }
    line->points[line->count][0] = x;
    line->points[line->count++][1] = y;
}

/* ---- worlds --------------------------------------------------------------------------------- */

void must(struct suite *suite, fishsim_status status, const fishsim_error *error)
{
    (void)suite;
    if (status != FISHSIM_OK)
        bail(error && error->message[0] ? error->message : fishsim_status_meaning(status));
}

static fishsim_config *load(struct suite *suite, const char *folder, const char *name)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    char path[1000];
    snprintf(path, sizeof path, "%s/%s/%s.yaml", suite->root, folder, name);
    must(suite, fishsim_config_create(NULL, &config, &error), &error);
    must(suite, fishsim_config_load_file(config, path, &error), &error);
    return config;
}

fishsim_config *scenario(struct suite *suite, const char *name)
{
    return load(suite, "tests/science/scenarios", name);
}

fishsim_config *example(struct suite *suite, const char *name)
{
    return load(suite, "examples/scenarios", name);
}

void set_text(struct suite *suite, fishsim_config *config, const char *key, const char *value)
{
    fishsim_error error = {0};
    must(suite, fishsim_config_set(config, key, value, &error), &error);
}

void set_number(struct suite *suite, fishsim_config *config, const char *key, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.17g", value);
    set_text(suite, config, key, text);
}

/* A world that lacks the key is left alone; that no world has it is told at the end. */
static void apply_scale(struct suite *suite, fishsim_config *config, struct scale *scale)
{
    char text[64];
    if (fishsim_config_get(config, scale->key, text, sizeof text, NULL, NULL) != FISHSIM_OK)
        return;
    set_number(suite, config, scale->key, atof(text) * scale->factor);
    scale->used++;
}

fishsim_world *world_of(struct suite *suite, fishsim_config *config, const fishsim_hooks *hooks)
{
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    for (uint32_t i = 0; i < suite->scale_count; i++)
        apply_scale(suite, config, &suite->scales[i]);
    must(suite, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

void tick(struct suite *suite, fishsim_world *world, uint64_t ticks)
{
    fishsim_error error = {0};
    must(suite, fishsim_world_tick(world, ticks, &error), &error);
}

fishsim_world_info info_of(struct suite *suite, const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_world_info info;
    must(suite, fishsim_world_info_init(&info, sizeof info), NULL);
    must(suite, fishsim_world_get_info(world, &info, &error), &error);
    return info;
}

fishsim_species_info species_of(struct suite *suite, const fishsim_world *world, uint32_t species)
{
    fishsim_error error = {0};
    fishsim_species_info info;
    must(suite, fishsim_species_info_init(&info, sizeof info), NULL);
    must(suite, fishsim_world_get_species(world, species, &info, &error), &error);
    return info;
}

fishsim_measures measures_of(struct suite *suite, const fishsim_world *world, uint32_t species)
{
    fishsim_error error = {0};
    fishsim_measures measures;
    must(suite, fishsim_measures_init(&measures, sizeof measures), NULL);
    must(suite, fishsim_world_measure(world, species, &measures, &error), &error);
    return measures;
}

fishsim_ledger ledger_of(struct suite *suite, const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_ledger ledger;
    must(suite, fishsim_ledger_init(&ledger, sizeof ledger), NULL);
    must(suite, fishsim_world_get_ledger(world, &ledger, &error), &error);
    return ledger;
}

fishsim_field field_of(struct suite *suite, const fishsim_world *world, uint32_t number)
{
    fishsim_error error = {0};
    fishsim_field field;
    must(suite, fishsim_field_init(&field, sizeof field), NULL);
    must(suite, fishsim_world_get_field(world, number, &field, &error), &error);
    return field;
}

const float *floats_of(struct suite *suite, const fishsim_world *world, uint32_t number,
                       uint64_t *count)
{
    fishsim_error error = {0};
    fishsim_column column;
    must(suite, fishsim_column_init(&column, sizeof column), NULL);
    must(suite, fishsim_world_get_column(world, number, &column, &error), &error);
    if (column.element != FISHSIM_ELEMENT_F32 || column.stride != sizeof(float))
        bail("a column that is not of float");
    *count = column.count;
    return column.data;
}

/* ---- one row -------------------------------------------------------------------------------- */

static void begin_json(struct suite *suite)
{
    if (suite->json)
        fprintf(suite->json, "{\"row\": %u, \"title\": \"%s\", \"source\": \"%s\", \"checks\": [",
                suite->row->number, suite->row->title, suite->row->source);
}

static void end_json(struct suite *suite)
{
    if (!suite->json)
        return;
    fputs("],\n\"curves\": {", suite->json);
    for (uint32_t i = 0; i < suite->line_count; i++) {
        const struct line *line = &suite->lines[i];
        fprintf(suite->json, "%s\n    \"%s\": [", i ? "," : "", line->name);
        for (size_t p = 0; p < line->count; p++)
            fprintf(suite->json, "%s[%.6g, %.6g]", p ? ", " : "", line->points[p][0],
                    line->points[p][1]);
        fputc(']', suite->json);
    }
    fputs("}}\n", suite->json);
    if (fclose(suite->json))
        bail("cannot write the JSON");
}

static int run(struct suite *suite)
{
    begin_json(suite);
    suite->row->run(suite);
    end_json(suite);
    for (uint32_t i = 0; i < suite->scale_count; i++)
        if (!suite->scales[i].used)
            bail("--scale names a key that no world of this row has");
    for (uint32_t i = 0; i < suite->line_count; i++)
        free(suite->lines[i].points);
    if (suite->fails)
        printf("%s 1 - row %u fails when %s is scaled by %g\n1..1\n",
               suite->failed ? "ok" : "not ok", suite->row->number, suite->scales[0].key,
               suite->scales[0].factor);
    else
        printf("1..%u\n", suite->checks);
    return suite->fails ? !suite->failed : suite->failed > 0;
}

static void take_scale(struct suite *suite, const char *text)
{
    struct scale *scale = &suite->scales[suite->scale_count];
    if (suite->scale_count == SCALES_MAX ||
        sscanf(text, "%127[^=]=%lf", scale->key, &scale->factor) != 2)
        bail("--scale wants KEY=FACTOR, at most eight times");
    suite->scale_count++;
}

int main(int count, char **words)
{
    struct suite suite = {.root = "."};
    for (int i = 1; i < count; i++) {
        bool more = i + 1 < count;
        if (strcmp(words[i], "--list") == 0)
            return list_rows(), 0;
        else if (strcmp(words[i], "--fails") == 0)
            suite.fails = true;
        else if (strcmp(words[i], "--scale") == 0 && more)
            take_scale(&suite, words[++i]);
        else if (strcmp(words[i], "--root") == 0 && more)
            suite.root = words[++i];
        else if (strcmp(words[i], "--json") == 0 && more)
            suite.json = fopen(words[++i], "w");
        else
            suite.row = find_row((uint32_t)atoi(words[i]));
    }
    if (!suite.row)
        bail("usage: science ROW [--scale KEY=FACTOR]... [--fails] [--json FILE]");
    return run(&suite);
}
