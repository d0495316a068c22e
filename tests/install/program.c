/* SPDX-License-Identifier: MIT */
/*
 * program.c: a program outside the library's build, which knows only what an installation gives.
 *
 * It has functions named as internal ones of the library are: a static library must not clash.
 */
#include <fishsim/fishsim.h>

#include <stdio.h>
#include <string.h>

int fail(const char *what);
int broken(void);

int fail(const char *what)
{
    fprintf(stderr, "program: %s\n", what);
    return 1;
}

int broken(void)
{
    return 0;
}

int main(void)
{
    static const char text[] = "species: {roach: {start: {count: 20}}}\n";
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    if (strcmp(fishsim_version(), FISHSIM_VERSION_STRING) != 0)
        return fail("another version is loaded than the headers are of");
    if (fishsim_config_create(NULL, &config, &error) != FISHSIM_OK ||
        fishsim_config_load_text(config, text, sizeof text - 1, NULL, &error) != FISHSIM_OK ||
        fishsim_world_create(config, NULL, &world, &error) != FISHSIM_OK ||
        fishsim_world_tick(world, 10, &error) != FISHSIM_OK)
        return fail(error.message);
    printf("%s %016llx\n", fishsim_version(), (unsigned long long)fishsim_world_digest(world));
    fishsim_world_destroy(world);
    fishsim_config_destroy(config);
    return broken();
}
