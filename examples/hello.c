/* SPDX-License-Identifier: MIT */
/*
 * hello.c: the shortest useful program: load a scenario, let it live for a while, look at it.
 *
 *     hello scenarios/school.yaml
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>

/* Prints the mean of a column of floats. */
static fishsim_status print_mean(const fishsim_world *world, uint32_t number, fishsim_error *error)
{
    fishsim_column column;
    double sum = 0.0;
    fishsim_status status = fishsim_column_init(&column, sizeof column);

    if (status == FISHSIM_OK)
        status = fishsim_world_get_column(world, number, &column, error);
    if (status != FISHSIM_OK)
        return status;
    for (uint64_t i = 0; i < column.count; i++)
        sum += *(const float *)((const char *)column.data + i * column.stride);
    printf("%" PRIu64 " fish, mean %s %.3f %s\n", column.count, column.name,
           column.count > 0 ? sum / (double)column.count : 0.0, column.unit);
    return FISHSIM_OK;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "school.yaml";
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    int failed = fishsim_config_create(NULL, &config, &error) != FISHSIM_OK ||
                 fishsim_config_load_file(config, path, &error) != FISHSIM_OK ||
                 fishsim_world_create(config, NULL, &world, &error) != FISHSIM_OK ||
                 fishsim_world_tick(world, 600, &error) != FISHSIM_OK ||
                 print_mean(world, FISHSIM_COLUMN_LENGTH, &error) != FISHSIM_OK ||
                 print_mean(world, FISHSIM_COLUMN_SPEED, &error) != FISHSIM_OK;

    if (failed)
        fprintf(stderr, "hello: %s\n", error.message);
    else
        printf("digest 0x%016" PRIx64 "\n", fishsim_world_digest(world));
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return failed;
}
