/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-bench's arguments, and the order in which it runs the cases.
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
    "  --serial                   instead of times: what threads cannot share of a tick\n"
    "  --list                     the cases\n";

enum { LIST_MAX = 32, EARLIER_MAX = 4096 };

struct list {
    char word[LIST_MAX][WORD_BYTES];
    uint32_t count;
};

struct options {
    struct list cases, agents, neighbours, kernels, threads;
    double seconds;
    bool json, serial;
    const char *compare;
};

struct earlier {
    struct line line[EARLIER_MAX];
    uint32_t count;
};

/* Pair tests a second of a kernel. */
struct limit {
    double unit_per_s, raw_per_s;
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
        if (!strcmp(arguments[i], "--json") || !strcmp(arguments[i], "--serial")) {
            options->json = options->json || arguments[i][2] == 'j';
            options->serial = options->serial || arguments[i][2] == 's';
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
    if (!file) {
        perror(path);
        return false;
    }
    earlier->count = read_lines(file, earlier->line, EARLIER_MAX);
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
            return other->result.median;
    }
    return 0.0;
}

/* ---- the cases ------------------------------------------------------------------------------ */

/* All kernels of one case at one size. The scalar one is the measure of those behind it. */
static bool run_size(const struct options *options, const struct limit *limits,
                     const struct earlier *earlier, const struct bench_case *row,
                     const struct line *size)
{
    double scalar_ns = 0.0;
    if (options->serial && !case_ticks(row))
        return true;
    for (uint32_t k = 0; k < options->kernels.count; k++) {
        struct line line = *size;
        memcpy(line.kernel, options->kernels.word[k], WORD_BYTES);
        struct request request = {line.kernel, line.threads, line.agents, line.neighbours,
                                  options->seconds};
        struct serial serial;
        if (options->serial && !measure_serial(row, &request, &serial))
            return false;
        if (options->serial) {
            print_serial(&line, &serial);
            continue;
        }
        if (!row->measure(row, &request, &line.result))
            return false;
        if (!strcmp(line.kernel, "scalar"))
            scalar_ns = line.result.median;
        line.scalar_ns = scalar_ns;
        line.limit_ns =
            1e9 * line.neighbours / (row->raw ? limits[k].raw_per_s : limits[k].unit_per_s);
        line.earlier_ns = earlier_median(earlier, &line);
        print_line(options->json, &line);
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

static bool run_case(const struct options *options, const struct limit *limits,
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

/* What the machine can do with each kernel that is asked for. False if it has one of them not. */
static bool measure_limits(const struct options *options, struct limit *limits)
{
    for (uint32_t k = 0; k < options->kernels.count; k++) {
        const char *kernel = options->kernels.word[k];
        if (!limit_has(kernel)) {
            fprintf(stderr, "fishsim-bench: this machine has no kernel '%s'\n", kernel);
            return false;
        }
        limits[k].unit_per_s = limit_pairs_per_s(kernel, true);
        limits[k].raw_per_s = limit_pairs_per_s(kernel, false);
        print_limit(options->json, kernel, limits[k].unit_per_s, limits[k].raw_per_s);
    }
    print_copy(options->json, limit_copy_bytes_per_s());
    return true;
}

int main(int count, char **arguments)
{
    static struct earlier earlier;
    struct limit limits[LIST_MAX];
    struct options options = {.seconds = 0.5};
    split("1000,10000,100000", &options.agents);
    split("16", &options.neighbours);
    split("scalar,auto", &options.kernels);
    split("1", &options.threads);
    int leave = read_arguments(&options, count, arguments);
    if (leave)
        return leave - 1;
    if ((options.compare && !read_earlier(options.compare, &earlier)) ||
        !measure_limits(&options, limits))
        return 2;
    if (!options.serial)
        print_head(options.json, options.compare != NULL);
    uint32_t ran = 0;
    for (uint32_t i = 0; i < CASE_COUNT; i++)
        if (wanted(&options.cases, CASES[i].name)) {
            if (!run_case(&options, limits, &earlier, &CASES[i]))
                return 1;
            ran++;
        }
    if (ran == 0)
        fprintf(stderr, "fishsim-bench: no such case (see --list)\n");
    return ran == 0;
}
