/* SPDX-License-Identifier: MIT */
/*
 * bench.h: fishsim-bench: what a step of a fish costs, and how near that is to the machine's limit.
 *
 * main.c reads the arguments, runs the cases and prints; cases.c has one row for each case, of
 * which observe.c measures those for agents; limit.c measures what the machine can do at best. The
 * program uses the public headers alone. Times of one thread are its processor time, so that a busy
 * machine disturbs them less; times of several threads are those of the clock on the wall.
 */
#ifndef FISHSIM_BENCH_H
#define FISHSIM_BENCH_H

#include <fishsim/fishsim.h>

#include <stdbool.h>

enum { SAMPLES_MAX = 101 };

/* What is asked of a case. */
struct request {
    const char *kernel; /* a word of engine.kernel */
    uint32_t threads;
    uint64_t agents;
    double neighbours; /* wanted within the attraction radius at the start */
    double seconds;    /* to spend on samples */
};

/* Nanoseconds for each agent of each step, and memory. */
struct result {
    double median, least, most;
    double bytes_per_fish;
    double extra; /* what the case alone measures, see its row; else 0 */
};

struct bench_case {
    const char *name;
    const char *meaning;
    bool (*measure)(const struct bench_case *row, const struct request *request,
                    struct result *result);
    bool reef;        /* four species; else one, "fish" */
    const char *text; /* YAML of the world; counts and size are set by the request */
};

extern const struct bench_case CASES[];
extern const uint32_t CASE_COUNT;

/* observe.c: steps of so many agents in one world, or in worlds of a fixed size. */
bool measure_one_world(const struct bench_case *row, const struct request *request,
                       struct result *result);
bool measure_worlds_of_1000(const struct bench_case *row, const struct request *request,
                            struct result *result);
bool measure_worlds_of_128(const struct bench_case *row, const struct request *request,
                           struct result *result);

/* Nanoseconds on the clock that fits the number of threads. */
double clock_ns(uint32_t threads);

/* Sorts the samples, and takes their median, least and most. */
void summarise(double *samples, uint32_t count, struct result *result);

/* Pair tests a second on data in the first-level cache, and bytes a second of a large copy. */
double limit_pairs_per_s(void);
double limit_copy_bytes_per_s(void);

#endif
