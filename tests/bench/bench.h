/* SPDX-License-Identifier: MIT */
/*
 * bench.h: fishsim-bench: what a step of a fish costs, and how near that is to the machine's limit.
 *
 * main.c reads the arguments and runs the cases; cases.c has one row for each case, of which
 * observe.c measures those for agents; limit.c measures what the machine can do at best, by the
 * loops of pairs.c; meter.c counts memory and time; print.c writes and reads the lines. All but
 * pairs.c use the public headers alone. Times of one thread are its processor time, so that a busy
 * machine disturbs them less; times of several threads are those of the clock on the wall.
 */
#ifndef FISHSIM_BENCH_H
#define FISHSIM_BENCH_H

#include <fishsim/fishsim.h>

#include <stdbool.h>
#include <stdio.h>

enum { SAMPLES_MAX = 101, WORD_BYTES = 32 };
/* Fish that the bare loop of pair tests looks at: their places fit into the first-level cache. */
enum { PAIRS_NEAR = 512 };

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
};

struct bench_case {
    const char *name;
    const char *meaning;
    bool (*measure)(const struct bench_case *row, const struct request *request,
                    struct result *result);
    bool reef;        /* four species; else one, "fish" */
    const char *text; /* YAML of the world; counts and size are set by the request */
    bool raw;         /* its pair tests sum raw offsets; else unit vectors */
};

extern const struct bench_case CASES[];
extern const uint32_t CASE_COUNT;

/* What threads can share of a tick, by the processor time of one thread. */
struct serial {
    double part; /* of the time, outside of jobs for the executor */
    double jobs, tick_ns;
};

/* cases.c: whether a case does nothing but tick a world, and what threads can share then. */
bool case_ticks(const struct bench_case *row);
bool measure_serial(const struct bench_case *row, const struct request *request,
                    struct serial *serial);

/* observe.c: steps of so many agents in one world, or in worlds of a fixed size. */
bool measure_one_world(const struct bench_case *row, const struct request *request,
                       struct result *result);
bool measure_worlds_of_1000(const struct bench_case *row, const struct request *request,
                            struct result *result);
bool measure_worlds_of_128(const struct bench_case *row, const struct request *request,
                           struct result *result);

/* ---- meter.c -------------------------------------------------------------------------------- */

/* Memory that is held through its hooks. */
struct meter {
    uint64_t bytes;
};

/* Sets up hooks whose memory is counted by the meter. */
fishsim_status meter_hooks(struct meter *meter, fishsim_hooks *hooks);

/* Nanoseconds on the clock that fits the number of threads. */
double clock_ns(uint32_t threads);

/* Sorts the samples, and takes their median, least and most. */
void summarise(double *samples, uint32_t count, struct result *result);

/* ---- limit.c -------------------------------------------------------------------------------- */

/* Whether the machine runs the bare loop of a kernel, a word of engine.kernel. */
bool limit_has(const char *kernel);

/* Its pair tests a second on data in the first-level cache, summing unit vectors or raw offsets. */
double limit_pairs_per_s(const char *kernel, bool unit);

/* Bytes a second of a large copy. */
double limit_copy_bytes_per_s(void);

/* ---- print.c -------------------------------------------------------------------------------- */

/* What names a line, and what was measured. */
struct line {
    char name[WORD_BYTES], kernel[WORD_BYTES];
    unsigned threads;
    unsigned long long agents;
    double neighbours;
    struct result result;
    double scalar_ns;  /* median of the scalar kernel in the same run; 0 for none */
    double limit_ns;   /* of as many bare pair tests as there are neighbours */
    double earlier_ns; /* median of the same line in an earlier run; 0 for none */
};

/* The pair tests of a kernel and the copy of memory; the latter goes with the first kernel. */
void print_limit(bool json, const char *kernel, double unit_per_s, double raw_per_s);
void print_copy(bool json, double bytes_per_s);
void print_head(bool json, bool compares);
void print_line(bool json, const struct line *line);

void print_serial(const struct line *line, const struct serial *serial);

/* Reads the names and medians of the lines of --json into `lines`, at most `most` of them. */
uint32_t read_lines(FILE *file, struct line *lines, uint32_t most);

#endif
