/* SPDX-License-Identifier: MIT */
/*
 * digests.c: one seed and one configuration give one trajectory, on any build of the library.
 *
 *     digests golden.txt examples/scenarios [most ticks]
 *
 * Runs every line of golden.txt, "scenario ticks digest", and prints it with the digest that it
 * found. Returns 1 if any differs. When a change of behaviour is meant, and has its entry in
 * CHANGELOG.md, what this prints is the new golden.txt.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Digest of a scenario after some ticks; complains and returns 0 on any error. */
static uint64_t digest_after(const char *path, uint64_t ticks)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    uint64_t digest = 0;
    if (fishsim_config_create(NULL, &config, &error) == FISHSIM_OK &&
        fishsim_config_load_file(config, path, &error) == FISHSIM_OK &&
        fishsim_world_create(config, NULL, &world, &error) == FISHSIM_OK &&
        fishsim_world_tick(world, ticks, &error) == FISHSIM_OK)
        digest = fishsim_world_digest(world);
    else
        fprintf(stderr, "digests: %s\n", error.message);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return digest;
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: digests golden.txt scenarios [most ticks]\n");
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
        uint64_t found = digest_after(path, ticks);
        printf("%s %" PRIu64 " %016" PRIx64 "\n", scenario, ticks, found);
        fflush(stdout);
        run++;
        differ += found == 0 || found != wanted;
    }
    fclose(golden);
    if (run == 0)
        fprintf(stderr, "digests: nothing to run in %s\n", arguments[1]);
    if (differ)
        fprintf(stderr, "digests: %d of %d differ from %s\n", differ, run, arguments[1]);
    return differ || run == 0;
}
