/* SPDX-License-Identifier: MIT */
/*
 * make_snapshots.c: writes the seeds of fuzz/corpus/snapshot into the folder that is its argument.
 *
 * Run again when the format or the table of keys has changed, or the fuzzer starts from nothing.
 */
#include <stdio.h>
#include <string.h>

#include <fishsim/fishsim.h>

static const struct {
    const char *name;
    const char *yaml;
    uint64_t ticks;
} SEEDS[] = {
    {"bare", "world: {width_m: 10, height_m: 10}\n", 0},
    {"one-fish",
     "world: {width_m: 10, height_m: 10, max_fish: 4}\n"
     "calendar: {acceleration: 600}\n"
     "species: {a: {base: bay_anchovy, start: {count: 1, weight_g: 2}}}\n",
     3},
    {"walls",
     "world: {width_m: 30, height_m: 20, max_fish: 40, boundary: walls, temperature_c: 18}\n"
     "calendar: {acceleration: 36000}\n"
     "fields: {plankton: {diffusion_m2_per_s: 0}}\n"
     "species:\n"
     "  a: {base: bay_anchovy, minds: [evade, couzin], start: {count: 12, weight_g: 3}}\n"
     "  b: {base: striped_bass, minds: [pursue, walk], start: {count: 2, weight_g: 200}}\n"
     "web: {a: {plankton: 1}, b: {a: 1}}\n",
     30},
    {"shoals",
     "world: {width_m: 10, height_m: 10, max_fish: 9, temperature_c: 18}\n"
     "calendar: {acceleration: 36000}\n"
     "fields: {plankton: {diffusion_m2_per_s: 0}}\n"
     "species:\n"
     "  a: {base: bay_anchovy, minds: [], start: {count: 17, worth: 5, weight_g: 3}}\n"
     "  b: {base: striped_bass, minds: [], start: {count: 1, weight_g: 200},\n"
     "      feeding: {encounter: mixed, attack_per_d: 1}}\n"
     "web: {a: {plankton: 1}, b: {a: 1}}\n",
     30},
};

static int make(const char *folder, size_t seed)
{
    char path[1024];
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    snprintf(path, sizeof path, "%s/%s.snapshot", folder, SEEDS[seed].name);
    const char *yaml = SEEDS[seed].yaml;
    fishsim_status status = fishsim_config_create(NULL, &config, &error);
    if (!status)
        status = fishsim_config_load_text(config, yaml, strlen(yaml), SEEDS[seed].name, &error);
    if (!status)
        status = fishsim_world_create(config, NULL, &world, &error);
    if (!status)
        status = fishsim_world_tick(world, SEEDS[seed].ticks, &error);
    if (!status)
        status = fishsim_snapshot_save_file(world, path, &error);
    if (status)
        fprintf(stderr, "%s: %s\n", path, error.message);
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return status ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: make_snapshots FOLDER\n");
        return 2;
    }
    int failed = 0;
    for (size_t seed = 0; seed < sizeof SEEDS / sizeof SEEDS[0]; seed++)
        failed |= make(argv[1], seed);
    return failed;
}
