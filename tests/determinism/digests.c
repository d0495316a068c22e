/* SPDX-License-Identifier: MIT */
/*
 * digests.c: one seed and one configuration give one trajectory, on any build of the library.
 *
 *     digests golden.txt examples/scenarios [most ticks]
 *
 * FISHSIM_TEST_KERNEL names the kernel (engine.kernel), FISHSIM_TEST_THREADS the threads of a pool,
 * FISHSIM_TEST_SINKS=1 attaches sinks; none of them may change a digest.
 *
 * Runs every line of golden.txt, "scenario ticks digest", and prints it with the digest that it
 * found. Returns 1 if any differs. When a change of behaviour is meant, and has its entry in
 * CHANGELOG.md, what this prints is the new golden.txt.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct conditions {
    const char *kernel;
    fishsim_hooks hooks;
    fishsim_pool *pool;
    int watched;
};

static fishsim_status watch_events(void *user, const fishsim_event *events, uint64_t count)
{
    uint64_t *seen = user;
    *seen += events[0].sequence + count;
    return FISHSIM_OK;
}

static fishsim_status watch_frame(void *user, const fishsim_world *world)
{
    uint64_t *seen = user;
    *seen += fishsim_world_digest(world);
    return FISHSIM_ERR_IO; /* nor may a sink that fails */
}

static fishsim_status attach(fishsim_world *world, uint64_t *seen, fishsim_error *error)
{
    fishsim_sink sink;
    fishsim_status status = fishsim_sink_init(&sink, sizeof sink);
    sink.on_events = watch_events;
    sink.on_frame = watch_frame;
    sink.user = seen;
    return status ? status : fishsim_world_add_sink(world, &sink, NULL, error);
}

/* Digest of a scenario after some ticks; complains and returns 0 on any error. */
static uint64_t digest_after(const struct conditions *conditions, const char *path, uint64_t ticks)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    uint64_t digest = 0, seen = 0;
    if (fishsim_config_create(NULL, &config, &error) == FISHSIM_OK &&
        fishsim_config_load_file(config, path, &error) == FISHSIM_OK &&
        fishsim_config_set(config, "engine.kernel", conditions->kernel, &error) == FISHSIM_OK &&
        fishsim_world_create(config, &conditions->hooks, &world, &error) == FISHSIM_OK &&
        (!conditions->watched || attach(world, &seen, &error) == FISHSIM_OK) &&
        fishsim_world_tick(world, ticks, &error) == FISHSIM_OK)
        digest = fishsim_world_digest(world);
    else
        fprintf(stderr, "digests: %s\n", error.message);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return digest;
}

static int read_conditions(struct conditions *conditions)
{
    const char *kernel = getenv("FISHSIM_TEST_KERNEL"), *threads = getenv("FISHSIM_TEST_THREADS");
    const char *sinks = getenv("FISHSIM_TEST_SINKS");
    conditions->kernel = kernel ? kernel : "auto";
    conditions->watched = sinks && *sinks == '1';
    fishsim_status status = fishsim_hooks_init(&conditions->hooks, sizeof conditions->hooks);
    if (!status && threads)
        status = fishsim_pool_create((uint32_t)atoi(threads), NULL, &conditions->pool, NULL);
    if (!status && threads)
        status = fishsim_pool_lend(conditions->pool, &conditions->hooks, NULL);
    return status;
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: digests golden.txt scenarios [most ticks]\n");
        return 2;
    }
    struct conditions conditions = {0};
    if (read_conditions(&conditions)) {
        fprintf(stderr, "digests: no pool of so many threads\n");
        return 2;
    }
    FILE *golden = fopen(arguments[1], "r");
    if (!golden) {
        perror(arguments[1]);
        return 2;
    }
    uint64_t most = count > 3 ? strtoull(arguments[3], NULL, 10) : UINT64_MAX;
    int run = 0, differ = 0;
    char scenario[64], path[512];
    uint64_t ticks, wanted;
    while (fscanf(golden, "%63s %" SCNu64 " %" SCNx64, scenario, &ticks, &wanted) == 3) {
        if (ticks > most)
            continue;
        snprintf(path, sizeof path, "%s/%s.yaml", arguments[2], scenario);
        uint64_t found = digest_after(&conditions, path, ticks);
        printf("%s %" PRIu64 " %016" PRIx64 "\n", scenario, ticks, found);
        fflush(stdout);
        run++;
        differ += found == 0 || found != wanted;
    }
    fclose(golden);
    fishsim_pool_destroy(conditions.pool);
    if (run == 0)
        fprintf(stderr, "digests: nothing to run in %s\n", arguments[1]);
    if (differ)
        fprintf(stderr, "digests: %d of %d differ from %s\n", differ, run, arguments[1]);
    return differ || run == 0;
}
