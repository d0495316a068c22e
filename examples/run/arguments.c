/* SPDX-License-Identifier: MIT */
/*
 * arguments.c: the command line, read strictly: a table of options, each with the function that
 * takes it up. Every complaint is one line; the exit status is then EXIT_USAGE.
 */
#include "arguments.h"

#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Largest whole number that YAML, JSON and the library hold alike. */
static const uint64_t NUMBER_MAX = UINT64_C(9007199254740992);

static const char HELP[] =
    "Usage: fishsim-run SCENARIO [options]\n"
    "       fishsim-run --resume FILE [SCENARIO] [options]\n"
    "       fishsim-run --describe[=markdown]\n"
    "\n"
    "Runs a fish ecosystem and tells what became of it.\n"
    "\n"
    "  --ticks N         do N ticks, or N more when resuming. Default: ten calendar days, but at\n"
    "                    most 20 million agent-steps (ticks times fish), which is about a minute\n"
    "  --seed S          seed of all random numbers, in place of the scenario's world.seed\n"
    "  --set KEY=VALUE   sets one key of the configuration over the scenario; may be repeated\n"
    "  --out DIR         writes summary.json, population.csv, population.svg, world.svg and\n"
    "                    snapshot.fishsim into DIR, which is made if it does not exist\n"
    "  --parquet DIR     writes every event, and the fish at every frame, as Parquet files into\n"
    "                    DIR/NAME-seedS (in programs built with fishsim-parquet)\n"
    "  --resume FILE     goes on from a snapshot, bit for bit. All settings come from it; a\n"
    "                    SCENARIO given beside it only lends its name and title to the results\n"
    "  --describe        lists every key of a configuration; with =markdown as a page\n"
    "  --quiet           shows no progress\n"
    "  --help, --version\n"
    "\n"
    "Ctrl-C ends a run cleanly: results and a snapshot are written, and the line that resumes it\n"
    "is printed. A second Ctrl-C ends it at once.\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage, 128 + signal when stopped by a signal.\n";

/* A whole number of digits only, at most NUMBER_MAX. */
static int read_number(const char *text, uint64_t *number)
{
    uint64_t sum = 0;

    if (*text == '\0') {
        return -1;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return -1;
        }
        sum = sum * 10 + (uint64_t)(*text - '0');
        if (sum > NUMBER_MAX) {
            return -1;
        }
    }
    *number = sum;
    return 0;
}

static int take_ticks(struct arguments *arguments, const char *value)
{
    if (read_number(value, &arguments->ticks) != 0 || arguments->ticks == 0) {
        complain("--ticks: '%s' is not a whole number from 1", value);
        return EXIT_USAGE;
    }
    return 0;
}

static int take_seed(struct arguments *arguments, const char *value)
{
    uint64_t seed;

    if (read_number(value, &seed) != 0) {
        complain("--seed: '%s' is not a whole number from 0 to 2^53", value);
        return EXIT_USAGE;
    }
    arguments->seed = value;
    return 0;
}

static int take_setting(struct arguments *arguments, const char *value)
{
    const char *equals = strchr(value, '=');

    if (equals == NULL || equals == value) {
        complain("--set: '%s' is not of the form key=value", value);
        return EXIT_USAGE;
    }
    arguments->settings[arguments->setting_count++] = value;
    return 0;
}

static int take_out(struct arguments *arguments, const char *value)
{
    if (*value == '\0') {
        complain("--out: the name of the directory is empty");
        return EXIT_USAGE;
    }
    arguments->out = value;
    return 0;
}

static int take_parquet(struct arguments *arguments, const char *value)
{
    if (*value == '\0') {
        complain("--parquet: the name of the directory is empty");
        return EXIT_USAGE;
    }
    arguments->parquet = value;
    return 0;
}

static int take_resume(struct arguments *arguments, const char *value)
{
    arguments->resume = value;
    return 0;
}

static int take_describe(struct arguments *arguments, const char *value)
{
    if (value == NULL || strcmp(value, "text") == 0) {
        arguments->wish = WISH_DESCRIBE;
    } else if (strcmp(value, "markdown") == 0) {
        arguments->wish = WISH_DESCRIBE_MARKDOWN;
    } else {
        complain("--describe: '%s' is neither text nor markdown", value);
        return EXIT_USAGE;
    }
    return 0;
}

static int take_quiet(struct arguments *arguments, const char *value)
{
    (void)value;
    arguments->quiet = 1;
    return 0;
}

static int take_help(struct arguments *arguments, const char *value)
{
    (void)value;
    arguments->wish = WISH_HELP;
    return 0;
}

static int take_version(struct arguments *arguments, const char *value)
{
    (void)value;
    arguments->wish = WISH_VERSION;
    return 0;
}

/* MAYBE takes a value only as --name=value, so that a word after it stays a word of its own. */
enum takes { NOTHING, VALUE, MAYBE };

struct option {
    const char *name;
    enum takes takes;
    int (*take)(struct arguments *arguments, const char *value);
};

static const struct option OPTIONS[] = {
    {"--ticks", VALUE, take_ticks},       {"--seed", VALUE, take_seed},
    {"--set", VALUE, take_setting},       {"--out", VALUE, take_out},
    {"--parquet", VALUE, take_parquet},   {"--resume", VALUE, take_resume},
    {"--describe", MAYBE, take_describe}, {"--quiet", NOTHING, take_quiet},
    {"--help", NOTHING, take_help},       {"-h", NOTHING, take_help},
    {"--version", NOTHING, take_version},
};

static const struct option *find_option(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        if (strlen(OPTIONS[i].name) == length && memcmp(OPTIONS[i].name, word, length) == 0) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

/* Takes up the option at argv[*at], and moves *at to its value when that is a word of its own. */
static int take_option(struct arguments *arguments, int argc, char **argv, int *at)
{
    const char *word = argv[*at];
    size_t length = strcspn(word, "=");
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    const struct option *option = find_option(word, length);

    if (option == NULL) {
        complain("unknown option %s (see --help)", word);
        return EXIT_USAGE;
    }
    if (option->takes == NOTHING && value != NULL) {
        complain("%s takes no value", option->name);
        return EXIT_USAGE;
    }
    if (option->takes == VALUE && value == NULL) {
        if (*at + 1 >= argc) {
            complain("%s needs a value", option->name);
            return EXIT_USAGE;
        }
        value = argv[++*at];
    }
    return option->take(arguments, value);
}

static int take_word(struct arguments *arguments, const char *word)
{
    if (arguments->scenario != NULL) {
        complain("one scenario at a time: '%s' after '%s'", word, arguments->scenario);
        return EXIT_USAGE;
    }
    arguments->scenario = word;
    return 0;
}

/* What no single option can tell. */
static int check_together(const struct arguments *arguments)
{
    if (arguments->wish != WISH_RUN) {
        return 0;
    }
    if (arguments->scenario == NULL && arguments->resume == NULL) {
        complain("no scenario given (see --help)");
        return EXIT_USAGE;
    }
    if (arguments->resume != NULL && (arguments->seed != NULL || arguments->setting_count != 0)) {
        complain("--seed and --set cannot change a snapshot: leave them out with --resume");
        return EXIT_USAGE;
    }
    return 0;
}

int arguments_read(struct arguments *arguments, int argc, char **argv)
{
    int status = 0;
    int words_only = 0;

    *arguments = (struct arguments){.wish = WISH_RUN};
    arguments->settings = calloc((size_t)argc + 1, sizeof *arguments->settings);
    if (arguments->settings == NULL) {
        complain("out of memory");
        return EXIT_FAILED;
    }
    for (int i = 1; i < argc && status == 0; i++) {
        if (!words_only && strcmp(argv[i], "--") == 0) {
            words_only = 1;
        } else if (!words_only && argv[i][0] == '-' && argv[i][1] != '\0') {
            status = take_option(arguments, argc, argv, &i);
        } else {
            status = take_word(arguments, argv[i]);
        }
    }
    return status != 0 ? status : check_together(arguments);
}

void arguments_free(struct arguments *arguments)
{
    free(arguments->settings);
    arguments->settings = NULL;
}

void arguments_print_help(void)
{
    fputs(HELP, stdout);
}
