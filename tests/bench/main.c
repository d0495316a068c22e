/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-bench's arguments, its table for people, its lines for programs, and the
 * comparison with an earlier run.
 */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
    "usage: fishsim-bench [option...]\n"
    "  --case NAME[,NAME...]      cases to run; all unless told (see --list)\n"
    "  --agents N[,N...]          fish, 128 to 4000000; 1000,10000,100000 unless told\n"
    "  --neighbours K[,K...]      fish within the attraction radius; 16 unless told\n"
    "  --kernel NAME[,NAME...]    of engine.kernel; scalar,auto unless told\n"
    "  --threads T[,T...]         1 unless told\n"
    "  --seconds S                to spend on each line; 0.5 unless told\n"
    "  --json                     one JSON object a line instead of the table\n"
    "  --compare FILE             the ratio of each line to the same one in FILE, made by --json\n"
    "  --list                     the cases\n";

enum { LIST_MAX = 32, WORD_BYTES = 32, EARLIER_MAX = 4096 };

struct list {
    char word[LIST_MAX][WORD_BYTES];
    uint32_t count;
};

struct options {
    struct list cases, agents, neighbours, kernels, threads;
    double seconds;
    bool json;
    const char *compare;
};

/* What names a line, and its median. */
struct line {
    char name[WORD_BYTES], kernel[WORD_BYTES];
    unsigned threads;
    unsigned long long agents;
    double neighbours, median;
};

struct earlier {
    struct line line[EARLIER_MAX];
    uint32_t count;
};

struct limits {
    double pairs_per_s, copy_bytes_per_s;
};

static bool split(const char *text, struct list *list)
{
    list->count = 0;
    while (*text && list->count < LIST_MAX) {
        size_t length = strcspn(text, ",");
        if (length == 0 || length >= WORD_BYTES)
            return false;
        memcpy(list->word[list->count], text, length);
        list->word[list->count++][length] = '\0';
        text += length + (text[length] == ',');
    }
    return *text == '\0' && list->count > 0;
}

static bool all_numbers(const struct list *list, double least, double most)
{
    for (uint32_t i = 0; i < list->count; i++) {
        char *end;
        double value = strtod(list->word[i], &end);
        if (*end || !(value >= least && value <= most))
            return false;
    }
    return true;
}

static bool read_option(struct options *options, const char *name, const char *value)
{
    char *end;
    if (!strcmp(name, "--case"))
        return split(value, &options->cases);
    if (!strcmp(name, "--agents"))
        return split(value, &options->agents) && all_numbers(&options->agents, 128, 4e6);
    if (!strcmp(name, "--neighbours"))
        return split(value, &options->neighbours) && all_numbers(&options->neighbours, 1, 1000);
    if (!strcmp(name, "--kernel"))
        return split(value, &options->kernels);
    if (!strcmp(name, "--threads"))
        return split(value, &options->threads) &&
               all_numbers(&options->threads, 1, FISHSIM_POOL_THREADS_MAX);
    if (!strcmp(name, "--compare"))
        return (options->compare = value) != NULL;
    options->seconds = strtod(value, &end);
    return !strcmp(name, "--seconds") && !*end && options->seconds > 0.0;
}

static void list_cases(void)
{
    for (uint32_t i = 0; i < CASE_COUNT; i++)
        printf("%-12s%s\n", CASES[i].name, CASES[i].meaning);
}

/* 0: run; else the exit status plus 1. */
static int read_arguments(struct options *options, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (!strcmp(arguments[i], "--help") || !strcmp(arguments[i], "--list")) {
            arguments[i][2] == 'h' ? (void)fputs(USAGE, stdout) : list_cases();
            return 1;
        }
        if (!strcmp(arguments[i], "--json")) {
            options->json = true;
            continue;
        }
        if (i + 1 == count || !read_option(options, arguments[i], arguments[i + 1])) {
            fprintf(stderr, "fishsim-bench: cannot use '%s %s'\n%s", arguments[i],
                    i + 1 < count ? arguments[i + 1] : "", USAGE);
            return 3;
        }
        i++;
    }
    return 0;
}

/* ---- an earlier run ------------------------------------------------------------------------- */

static bool read_earlier(const char *path, struct earlier *earlier)
{
    FILE *file = fopen(path, "r");
    char text[1024];
    if (!file) {
        perror(path);
        return false;
    }
    while (earlier->count < EARLIER_MAX && fgets(text, sizeof text, file)) {
        struct line *line = &earlier->line[earlier->count];
        int found = sscanf(text,
                           "{\"case\": \"%31[^\"]\", \"kernel\": \"%31[^\"]\", \"threads\": %u, "
                           "\"agents\": %llu, \"neighbours\": %lf, "
                           "\"ns_per_agent_step\": {\"median\": %lf",
                           line->name, line->kernel, &line->threads, &line->agents,
                           &line->neighbours, &line->median);
        earlier->count += found == 6;
    }
    fclose(file);
    return true;
}

static double earlier_median(const struct earlier *earlier, const struct line *line)
{
    for (uint32_t i = 0; i < earlier->count; i++) {
        const struct line *other = &earlier->line[i];
        if (!strcmp(other->name, line->name) && !strcmp(other->kernel, line->kernel) &&
            other->threads == line->threads && other->agents == line->agents &&
            other->neighbours == line->neighbours)
            return other->median;
    }
    return 0.0;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void print_line(const struct options *options, const struct limits *limits,
                       const struct line *line, const struct result *result, double scalar,
                       double before)
{
    double rate = 1e9 / result->median;
    /* Pair tests that the step needs at least, as a part of what the bare loop does. */
    double limit_ns = 1e9 * line->neighbours / limits->pairs_per_s;
    if (options->json) {
        printf("{\"case\": \"%s\", \"kernel\": \"%s\", \"threads\": %u, \"agents\": %llu, "
               "\"neighbours\": %g, \"ns_per_agent_step\": {\"median\": %.3f, \"min\": %.3f, "
               "\"max\": %.3f}, \"agent_steps_per_s\": %.0f, \"ratio_to_scalar\": %.3f, "
               "\"ratio_to_limit\": %.4f, \"bytes_per_fish\": %.1f, \"events_per_agent_step\": "
               "%.6f",
               line->name, line->kernel, line->threads, line->agents, line->neighbours,
               result->median, result->least, result->most, rate, scalar / result->median,
               limit_ns / result->median, result->bytes_per_fish, result->extra);
        if (before > 0.0)
            printf(", \"ratio_to_earlier\": %.3f", before / result->median);
        printf("}\n");
    } else {
        printf("%-10s %-7s %2u %8llu %4g %9.1f %9.1f %9.1f %8.2f %7.2f %7.3f %7.0f", line->name,
               line->kernel, line->threads, line->agents, line->neighbours, result->median,
               result->least, result->most, rate * 1e-6, scalar / result->median,
               limit_ns / result->median, result->bytes_per_fish);
        if (before > 0.0)
            printf(" %8.2fx", before / result->median);
        printf("\n");
    }
    fflush(stdout);
}

static void print_head(const struct options *options, const struct limits *limits)
{
    if (options->json) {
        printf("{\"limit\": {\"pairs_per_s\": %.4g, \"copy_bytes_per_s\": %.4g}}\n",
               limits->pairs_per_s, limits->copy_bytes_per_s);
        return;
    }
    printf("bare pair tests %.2f G/s, copy of memory %.1f GB/s, one thread\n",
           limits->pairs_per_s * 1e-9, limits->copy_bytes_per_s * 1e-9);
    printf("%-10s %-7s %2s %8s %4s %9s %9s %9s %8s %7s %7s %7s%s\n", "case", "kernel", "th", "fish",
           "K", "ns median", "min", "max", "M/s", "/scalar", "/limit", "B/fish",
           options->compare ? "  earlier" : "");
}

/* All kernels of one case at one size: the scalar one first, if it is among them. */
static bool run_size(const struct options *options, const struct limits *limits,
                     const struct earlier *earlier, const struct bench_case *row,
                     const struct line *size)
{
    double scalar = 0.0;
    for (uint32_t k = 0; k < options->kernels.count; k++) {
        struct line line = *size;
        memcpy(line.kernel, options->kernels.word[k], WORD_BYTES);
        struct request request = {line.kernel, line.threads, line.agents, line.neighbours,
                                  options->seconds};
        struct result result = {0};
        if (!row->measure(row, &request, &result))
            return false;
        if (!strcmp(line.kernel, "scalar"))
            scalar = result.median;
        print_line(options, limits, &line, &result, scalar, earlier_median(earlier, &line));
    }
    return true;
}

static bool wanted(const struct list *cases, const char *name)
{
    bool found = cases->count == 0;
    for (uint32_t i = 0; i < cases->count; i++)
        found = found || !strcmp(cases->word[i], name);
    return found;
}

static bool run_case(const struct options *options, const struct limits *limits,
                     const struct earlier *earlier, const struct bench_case *row)
{
    for (uint32_t t = 0; t < options->threads.count; t++)
        for (uint32_t k = 0; k < options->neighbours.count; k++)
            for (uint32_t n = 0; n < options->agents.count; n++) {
                struct line size = {.threads = (unsigned)atoi(options->threads.word[t]),
                                    .agents = strtoull(options->agents.word[n], NULL, 10),
                                    .neighbours = atof(options->neighbours.word[k])};
                snprintf(size.name, sizeof size.name, "%s", row->name);
                if (!run_size(options, limits, earlier, row, &size))
                    return false;
            }
    return true;
}

int main(int count, char **arguments)
{
    static struct earlier earlier;
    struct options options = {.seconds = 0.5};
    split("1000,10000,100000", &options.agents);
    split("16", &options.neighbours);
    split("scalar,auto", &options.kernels);
    split("1", &options.threads);
    int leave = read_arguments(&options, count, arguments);
    if (leave)
        return leave - 1;
    if (options.compare && !read_earlier(options.compare, &earlier))
        return 2;
    struct limits limits = {limit_pairs_per_s(), limit_copy_bytes_per_s()};
    print_head(&options, &limits);
    uint32_t ran = 0;
    for (uint32_t i = 0; i < CASE_COUNT; i++)
        if (wanted(&options.cases, CASES[i].name)) {
            if (!run_case(&options, &limits, &earlier, &CASES[i]))
                return 1;
            ran++;
        }
    if (ran == 0)
        fprintf(stderr, "fishsim-bench: no such case (see --list)\n");
    return ran == 0;
}
