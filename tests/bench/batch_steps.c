/* SPDX-License-Identifier: MIT */
/*
 * batch_steps.c: the C side of tests/bench/python.py, which compiles it against the library of the
 * Python package and drives it over its standard input.
 *
 *     batch_steps scenario.yaml worlds actions.f32 sets
 *
 * Makes a batch with seeds 0, 1, ... and lends it the arrays that a learner reads. A line with a
 * number asks for so many steps, each with the next of `sets` sets of actions of the file, copied
 * into the batch's array; the answer is the nanoseconds of processor time that they took. An empty
 * line asks for the digest of every world, and is the end.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct bench {
    fishsim_batch *batch;
    fishsim_batch_buffers buffers;
    float *actions, *sets; /* (agents x FISHSIM_ACTION_SIZE), and that times set_count */
    size_t floats, set_count, done;
    uint32_t worlds;
};

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static int take_arrays(struct bench *bench, size_t agents, uint32_t size)
{
    bench->floats = agents * FISHSIM_ACTION_SIZE;
    bench->actions = calloc(bench->floats, sizeof(float));
    bench->sets = calloc(bench->floats * bench->set_count, sizeof(float));
    fishsim_batch_buffers_init(&bench->buffers, sizeof bench->buffers);
    bench->buffers.actions = bench->actions;
    bench->buffers.observations = calloc(agents * size, sizeof(float));
    bench->buffers.rewards = calloc(agents, sizeof(float));
    bench->buffers.terminated = calloc(agents, 1);
    bench->buffers.truncated = calloc(agents, 1);
    return bench->actions && bench->sets && bench->buffers.observations && bench->buffers.rewards &&
           bench->buffers.terminated && bench->buffers.truncated;
}

static int read_actions(struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t wanted = bench->floats * bench->set_count;
    size_t found = file ? fread(bench->sets, sizeof(float), wanted, file) : 0;
    if (file)
        fclose(file);
    return found == wanted;
}

static fishsim_status make(struct bench *bench, const char *scenario, const char *actions,
                           fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_batch_options options;
    fishsim_batch_options_init(&options, sizeof options);
    options.worlds = bench->worlds;
    uint32_t slots = 0, size = 0;
    fishsim_status status = fishsim_config_create(NULL, &config, error);
    if (!status)
        status = fishsim_config_load_file(config, scenario, error);
    if (!status)
        status = fishsim_batch_create((const fishsim_config *const *)&config, 1, &options, NULL,
                                      &bench->batch, error);
    if (!status)
        status = fishsim_batch_get_shape(bench->batch, NULL, &slots, &size, error);
    fishsim_config_destroy(config);
    if (status)
        return status;
    if (!take_arrays(bench, (size_t)bench->worlds * slots, size) || !read_actions(bench, actions)) {
        snprintf(error->message, sizeof error->message, "cannot read %s", actions);
        return FISHSIM_ERR_IO;
    }
    uint64_t *seeds = calloc(bench->worlds, sizeof *seeds);
    for (uint32_t world = 0; seeds && world < bench->worlds; world++)
        seeds[world] = world;
    status = fishsim_batch_set_buffers(bench->batch, &bench->buffers, error);
    if (!status)
        status = fishsim_batch_reset(bench->batch, NULL, 0, seeds, error);
    free(seeds);
    return status;
}

static fishsim_status step(struct bench *bench, long steps, double *ns, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    double start = now_ns();
    for (long i = 0; i < steps && !status; i++) {
        size_t set = bench->done++ % bench->set_count;
        memcpy(bench->actions, bench->sets + set * bench->floats, bench->floats * sizeof(float));
        status = fishsim_batch_step(bench->batch, error);
    }
    *ns = now_ns() - start;
    return status;
}

static fishsim_status serve(struct bench *bench, fishsim_error *error)
{
    char line[32];
    while (fgets(line, sizeof line, stdin) && line[0] != '\n') {
        double ns;
        fishsim_status status = step(bench, atol(line), &ns, error);
        if (status)
            return status;
        printf("%.0f\n", ns);
        fflush(stdout);
    }
    for (uint32_t world = 0; world < bench->worlds; world++)
        printf("%016" PRIx64 "\n",
               fishsim_world_digest(fishsim_batch_get_world(bench->batch, world)));
    return FISHSIM_OK;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "usage: batch_steps scenario.yaml worlds actions.f32 sets\n");
        return 2;
    }
    struct bench bench = {.worlds = (uint32_t)atol(arguments[2]),
                          .set_count = (size_t)atol(arguments[4])};
    fishsim_error error = {0};
    fishsim_status status = make(&bench, arguments[1], arguments[3], &error);
    if (!status)
        status = serve(&bench, &error);
    if (status)
        fprintf(stderr, "batch_steps: %s\n", error.message);
    fishsim_batch_destroy(bench.batch);
    free(bench.actions);
    free(bench.sets);
    free(bench.buffers.observations);
    free(bench.buffers.rewards);
    free(bench.buffers.terminated);
    free(bench.buffers.truncated);
    return status != FISHSIM_OK;
}
