/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-run, which runs a scenario and tells what became of it: reads the command line,
 * opens the world, drives it, and writes the results.
 *
 * It is written on the public headers alone, as a host of its own would be. From here, read
 * scenario.c (making a world) and drive.c (driving a run).
 */
#include "arguments.h"
#include "chart.h"
#include "describe.h"
#include "drive.h"
#include "history.h"
#include "output.h"
#include "picture.h"
#include "say.h"
#include "scenario.h"
#include "summary.h"
#include "tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints a word so that a shell reads it as one. */
static void print_quoted(const char *word)
{
    static const char PLAIN[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,+:@%";

    if (*word != '\0' && strspn(word, PLAIN) == strlen(word)) {
        fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            fputs("'\\''", stdout);
        } else {
            putchar(*word);
        }
    }
    putchar('\'');
}

/* How to go on from a snapshot, as a line that can be pasted. The results go to a new directory,
 * since they begin where the old ones end. */
static void print_resume_line(const struct summary *summary, const char *snapshot)
{
    const struct arguments *arguments = summary->arguments;

    fputs("resume with: fishsim-run --resume ", stdout);
    print_quoted(snapshot);
    if (arguments->scenario != NULL) {
        putchar(' ');
        print_quoted(arguments->scenario);
    }
    printf(" --ticks %" PRIu64, summary->outcome->last_tick - summary->outcome->tick);
    if (arguments->out != NULL) {
        fputs(" --out ", stdout);
        print_quoted(arguments->out);
        fputs("-resumed", stdout);
    }
    putchar('\n');
}

/* Saves the world: among the results, or under a name of its own in the current directory. A
 * completed run without --out leaves nothing behind. */
static int write_snapshot(const struct summary *summary)
{
    const char *out = summary->arguments->out;
    int stopped = summary->outcome->state == FISHSIM_RUN_STOPPED;
    fishsim_error error = {0};
    char name[64];
    char *path;

    if (out == NULL && !stopped) {
        return 0;
    }
    snprintf(name, sizeof name, out != NULL ? "snapshot.fishsim" : "snapshot-%" PRIu64 ".fishsim",
             summary->outcome->tick);
    path = out != NULL ? output_path(out, name) : output_path(".", name);
    if (path == NULL) {
        complain("out of memory");
        return -1;
    }
    if (fishsim_snapshot_save_file(summary->world, path, &error) != FISHSIM_OK) {
        complain_of(NULL, &error);
        free(path);
        return -1;
    }
    if (stopped) {
        printf("snapshot in %s\n", path);
        print_resume_line(summary, path);
    }
    free(path);
    return 0;
}

/* Writes every result, each even when one before it could not be written. */
static int write_results(const struct summary *summary, const struct history *history)
{
    const char *out = summary->arguments->out;
    const char *heading = scenario_heading(summary->scenario);
    int failures = 0;

    failures += summary_print(summary) != 0;
    if (out != NULL) {
        failures += summary_write_json(summary, out) != 0;
        failures += history_write_csv(history, summary->world, out) != 0;
        failures += chart_write(history, summary->world, heading, out) != 0;
        failures += picture_write(summary->world, heading, out) != 0;
    }
    failures += write_snapshot(summary) != 0;
    if (out != NULL && failures == 0) {
        printf("results in %s\n", out);
    }
    return failures == 0 ? 0 : -1;
}

/* Drives a world, which the run owns from here on. Returns the exit status. */
static int run_world(const struct arguments *arguments, const struct scenario *scenario,
                     fishsim_run *run, struct history *history)
{
    struct tables *tables;
    struct outcome outcome;
    struct summary summary = {
        .arguments = arguments,
        .scenario = scenario,
        .outcome = &outcome,
        .world = fishsim_run_get_world(run),
    };
    int status = tables_open(arguments->parquet, scenario, &tables);
    int failed;

    if (status != 0) {
        return status;
    }
    failed = drive(run, arguments->quiet, history, &outcome) != 0;
    failed = failed || write_results(&summary, history) != 0;
    if (tables_close(tables) != 0 || failed) {
        return EXIT_FAILED;
    }
    return outcome.signal != 0 ? 128 + outcome.signal : EXIT_OK;
}

static int run_scenario(const struct arguments *arguments)
{
    fishsim_error error = {0};
    struct scenario scenario;
    struct history history = {0};
    fishsim_run *run = NULL;
    int status;

    /* What cannot be written is better known before the run than after it. */
    if (arguments->out != NULL && output_prepare(arguments->out) != 0) {
        return EXIT_FAILED;
    }
    status = scenario_open(arguments, &scenario);
    if (status != 0) {
        return status;
    }
    if (history_begin(&history, scenario.world, scenario.ticks) != 0) {
        status = EXIT_FAILED;
    } else if (fishsim_run_create(scenario.world, scenario.last_tick, NULL, &run, &error) !=
               FISHSIM_OK) {
        complain_of(NULL, &error);
        status = EXIT_FAILED;
    }
    if (status == 0) {
        status = run_world(arguments, &scenario, run, &history);
        fishsim_run_destroy(run);
    } else {
        fishsim_world_destroy(scenario.world);
    }
    history_free(&history);
    return status;
}

static int fulfil(const struct arguments *arguments)
{
    switch (arguments->wish) {
    case WISH_HELP:
        arguments_print_help();
        return EXIT_OK;
    case WISH_VERSION:
        printf("fishsim-run %s, library %s\n", FISHSIM_VERSION_STRING, fishsim_version());
        return EXIT_OK;
    case WISH_DESCRIBE:
        return describe_text() == 0 ? EXIT_OK : EXIT_FAILED;
    case WISH_DESCRIBE_MARKDOWN:
        return describe_markdown() == 0 ? EXIT_OK : EXIT_FAILED;
    default:
        return run_scenario(arguments);
    }
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    int status = arguments_read(&arguments, argc, argv);

    if (status == 0) {
        status = fulfil(&arguments);
    }
    arguments_free(&arguments);
    if (status == 0 && (fflush(stdout) != 0 || ferror(stdout))) {
        complain("cannot write to standard output");
        status = EXIT_FAILED;
    }
    return status;
}
