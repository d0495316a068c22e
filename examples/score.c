/* SPDX-License-Identifier: MIT */
/*
 * score.c: how well random actions and the scripted policy do in a task.
 *
 *     score scenario.yaml [episodes] [threads]
 *
 * Plays so many episodes (32 unless told) of each in a batch, one world an episode, with the seeds
 * that follow that of the file. Prints the mean of their returns, its standard error, and how the
 * episodes went. A policy's score is (return - random) / (scripted - random): 0 for random actions,
 * 1 for the minds of the species. The results stand in the files of the tasks (agents.score).
 */
#include <fishsim/fishsim.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORLDS_MAX = 4096 };

struct score {
    double mean, error;
    double steps, deaths, prey, offspring; /* means over the episodes */
};

/* Numbers in [0, 1): PCG's linear congruential step, its upper bits. */
static float any(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (float)(*state >> 40) * (1.0f / 16777216.0f);
}

static void act_randomly(float *actions, size_t count, uint64_t *state)
{
    for (size_t i = 0; i < count; i++) {
        actions[3 * i + FISHSIM_ACTION_TURN] = 2.0f * any(state) - 1.0f;
        actions[3 * i + FISHSIM_ACTION_SPEED] = any(state);
        actions[3 * i + FISHSIM_ACTION_BITE] = 2.0f * any(state) - 1.0f;
    }
}

static struct score summarise(const double *statistics, uint32_t worlds)
{
    struct score score = {0};
    double squares = 0.0;
    for (uint32_t w = 0; w < worlds; w++) {
        const double *row = statistics + (size_t)w * FISHSIM_STATISTIC_COUNT;
        double value = row[FISHSIM_STATISTIC_RETURN];
        score.mean += value / worlds;
        squares += value * value / worlds;
        score.steps += row[FISHSIM_STATISTIC_STEPS] / worlds;
        score.deaths += row[FISHSIM_STATISTIC_DEATHS] / worlds;
        score.prey += row[FISHSIM_STATISTIC_PREY] / worlds;
        score.offspring += row[FISHSIM_STATISTIC_OFFSPRING] / worlds;
    }
    double variance = squares - score.mean * score.mean;
    score.error = sqrt((variance > 0.0 ? variance : 0.0) / worlds);
    return score;
}

/* Steps every world to the end of its episode; worlds that have ended wait. */
static fishsim_status play(fishsim_batch *batch, uint32_t worlds, float *actions, size_t rows,
                           const uint8_t *ended, fishsim_error *error)
{
    uint32_t *going = malloc(worlds * sizeof *going), *back = malloc(worlds * sizeof *back);
    uint32_t count = worlds;
    uint64_t state = 1;
    fishsim_status status = going && back ? FISHSIM_OK : FISHSIM_ERR_MEMORY;
    for (uint32_t w = 0; !status && w < worlds; w++)
        going[w] = w;
    while (!status && count) {
        uint32_t received, left = 0;
        if (actions)
            act_randomly(actions, rows, &state);
        status = fishsim_batch_send(batch, going, count, error);
        if (!status)
            status = fishsim_batch_receive(batch, count, back, &received, error);
        for (uint32_t i = 0; !status && i < count; i++)
            if (!ended[back[i]])
                going[left++] = back[i];
        count = left;
    }
    free(going);
    free(back);
    return status;
}

static fishsim_status measure(const fishsim_config *config, uint32_t worlds, uint32_t threads,
                              int random, struct score *score, fishsim_error *error)
{
    const fishsim_config *configs[1] = {config};
    fishsim_batch_options options;
    fishsim_batch_buffers buffers;
    fishsim_batch *batch = NULL;
    uint32_t slots = 0;
    fishsim_batch_options_init(&options, sizeof options);
    fishsim_batch_buffers_init(&buffers, sizeof buffers);
    options.worlds = worlds;
    options.threads = threads;
    options.autoreset = FISHSIM_AUTORESET_DISABLED;
    fishsim_status status = fishsim_batch_create(configs, 1, &options, NULL, &batch, error);
    if (!status)
        status = fishsim_batch_get_shape(batch, NULL, &slots, NULL, error);
    size_t rows = (size_t)worlds * slots;
    float *actions = calloc(rows * FISHSIM_ACTION_SIZE + 1, sizeof *actions);
    buffers.ended = calloc(worlds, 1);
    buffers.statistics = calloc((size_t)worlds * FISHSIM_STATISTIC_COUNT, sizeof(double));
    buffers.actions = random ? actions : NULL;
    if (!status)
        status = fishsim_batch_set_buffers(batch, &buffers, error);
    if (!status)
        status = fishsim_batch_reset(batch, NULL, 0, NULL, error);
    if (!status)
        status = play(batch, worlds, random ? actions : NULL, rows, buffers.ended, error);
    if (!status)
        *score = summarise(buffers.statistics, worlds);
    fishsim_batch_destroy(batch);
    free(actions);
    free(buffers.ended);
    free(buffers.statistics);
    return status;
}

static int complain(const char *what, const fishsim_error *error)
{
    fprintf(stderr, "score: %s: %s\n", what, error->message);
    return 1;
}

int main(int argc, char **argv)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    struct score scores[2];
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: score scenario.yaml [episodes] [threads]\n");
        return 2;
    }
    unsigned long worlds = argc > 2 ? strtoul(argv[2], NULL, 10) : 32;
    unsigned long threads = argc > 3 ? strtoul(argv[3], NULL, 10) : 2;
    if (worlds < 1 || worlds > WORLDS_MAX || threads > 64) {
        fprintf(stderr, "score: 1 to %d episodes, 0 to 64 threads\n", WORLDS_MAX);
        return 2;
    }
    fishsim_status status = fishsim_config_create(NULL, &config, &error);
    if (!status)
        status = fishsim_config_load_file(config, argv[1], &error);
    for (int random = 0; random < 2 && !status; random++)
        status =
            measure(config, (uint32_t)worlds, (uint32_t)threads, random, &scores[random], &error);
    fishsim_config_destroy(config);
    if (status)
        return complain(argv[1], &error);
    for (int random = 1; random >= 0; random--)
        printf("%-8s  return %10.4f +- %.4f  steps %.1f  deaths %.2f  prey %.2f  offspring %.2f\n",
               random ? "random" : "scripted", scores[random].mean, scores[random].error,
               scores[random].steps, scores[random].deaths, scores[random].prey,
               scores[random].offspring);
    return 0;
}
