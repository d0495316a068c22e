/* SPDX-License-Identifier: MIT */
/*
 * print.c: the table of fishsim-bench for people, its lines for programs, and how those are read
 * again.
 */
#include "bench.h"

void print_limit(bool json, const char *kernel, double unit_per_s, double raw_per_s)
{
    if (json)
        printf("{\"limit\": \"pairs\", \"kernel\": \"%s\", \"unit_vectors_per_s\": %.4g, "
               "\"raw_offsets_per_s\": %.4g}\n",
               kernel, unit_per_s, raw_per_s);
    else
        printf("bare pair tests, %s: %.2f G/s of unit vectors, %.2f G/s of raw offsets\n", kernel,
               unit_per_s * 1e-9, raw_per_s * 1e-9);
}

void print_copy(bool json, double bytes_per_s)
{
    if (json)
        printf("{\"limit\": \"copy\", \"bytes_per_s\": %.4g}\n", bytes_per_s);
    else
        printf("copy of memory: %.1f GB/s\n", bytes_per_s * 1e-9);
}

void print_head(bool json, bool compares)
{
    if (!json)
        printf("%-12s%-8s%2s %8s %4s %9s %9s %9s %8s %7s %7s %7s%s\n", "case", "kernel", "th",
               "fish", "K", "ns median", "min", "max", "M/s", "/scalar", "/limit", "B/fish",
               compares ? "  earlier" : "");
}

/* A ratio, or what stands for one that cannot be told. */
static const char *ratio(char *text, size_t size, double over, double under, const char *none)
{
    if (over > 0.0 && under > 0.0)
        snprintf(text, size, "%.3f", over / under);
    else
        snprintf(text, size, "%s", none);
    return text;
}

static void print_object(const struct line *line)
{
    const struct result *result = &line->result;
    char scalar[32], earlier[32];
    printf("{\"case\": \"%s\", \"kernel\": \"%s\", \"threads\": %u, \"agents\": %llu, "
           "\"neighbours\": %g, \"ns_per_agent_step\": {\"median\": %.3f, \"min\": %.3f, "
           "\"max\": %.3f}, \"agent_steps_per_s\": %.0f, \"ratio_to_scalar\": %s, "
           "\"ratio_to_limit\": %.4f, \"bytes_per_fish\": %.1f",
           line->name, line->kernel, line->threads, line->agents, line->neighbours, result->median,
           result->least, result->most, 1e9 / result->median,
           ratio(scalar, sizeof scalar, line->scalar_ns, result->median, "null"),
           line->limit_ns / result->median, result->bytes_per_fish);
    if (line->earlier_ns > 0.0)
        printf(", \"ratio_to_earlier\": %s",
               ratio(earlier, sizeof earlier, line->earlier_ns, result->median, "null"));
    printf("}\n");
}

static void print_row(const struct line *line)
{
    const struct result *result = &line->result;
    char scalar[32], earlier[32];
    printf("%-12s%-8s%2u %8llu %4g %9.1f %9.1f %9.1f %8.2f %7s %7.3f %7.0f", line->name,
           line->kernel, line->threads, line->agents, line->neighbours, result->median,
           result->least, result->most, 1e3 / result->median,
           ratio(scalar, sizeof scalar, line->scalar_ns, result->median, "-"),
           line->limit_ns / result->median, result->bytes_per_fish);
    if (line->earlier_ns > 0.0)
        printf(" %8sx", ratio(earlier, sizeof earlier, line->earlier_ns, result->median, "-"));
    printf("\n");
}

void print_line(bool json, const struct line *line)
{
    if (json)
        print_object(line);
    else
        print_row(line);
    fflush(stdout);
}

void print_serial(const struct line *line, const struct serial *serial)
{
    double most = 1.0 / (serial->part + (1.0 - serial->part) / 2.0);
    printf("%s, %llu fish, K %g, %s: %.1f %% of a tick of %.2f ms is outside of its %.0f jobs, "
           "so a second thread gains at most %.2f\n",
           line->name, line->agents, line->neighbours, line->kernel, 100.0 * serial->part,
           serial->tick_ns * 1e-6, serial->jobs, most);
    fflush(stdout);
}

uint32_t read_lines(FILE *file, struct line *lines, uint32_t most)
{
    char text[1024];
    uint32_t count = 0;
    while (count < most && fgets(text, sizeof text, file)) {
        struct line *line = &lines[count];
        int found = sscanf(text,
                           "{\"case\": \"%31[^\"]\", \"kernel\": \"%31[^\"]\", \"threads\": %u, "
                           "\"agents\": %llu, \"neighbours\": %lf, "
                           "\"ns_per_agent_step\": {\"median\": %lf",
                           line->name, line->kernel, &line->threads, &line->agents,
                           &line->neighbours, &line->result.median);
        count += found == 6;
    }
    return count;
}
