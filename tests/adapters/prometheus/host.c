/* SPDX-License-Identifier: MIT */
/*
 * host.c: a host that serves the metrics of a living world until it is killed, for tests:
 *
 *     host ADDRESS TOKEN SCENARIO
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/fishsim.h>
#include <fishsim/prometheus.h>

#include <stdio.h>
#include <time.h>

int main(int count, char **arguments)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    fishsim_metrics *metrics = NULL;
    fishsim_metrics_watch *watch = NULL;
    fishsim_metrics_server *server = NULL;
    fishsim_sink sink;
    const struct timespec pause = {0, 1000000};
    if (count != 4)
        return 2;
    if (fishsim_config_create(NULL, &config, &error) ||
        fishsim_config_load_file(config, arguments[3], &error) ||
        fishsim_world_create(config, NULL, &world, &error) ||
        fishsim_metrics_create(1000, &metrics, &error) ||
        fishsim_metrics_watch_create(metrics, "reef", 10, &watch, &error) ||
        fishsim_metrics_watch_sink(watch, &sink, &error) ||
        fishsim_world_add_sink(world, &sink, NULL, &error) ||
        fishsim_metrics_serve(metrics, arguments[1], arguments[2], &server, &error)) {
        fprintf(stderr, "host: %s\n", error.message);
        return 1;
    }
    printf("%u\n", fishsim_metrics_server_port(server));
    fflush(stdout);
    while (!fishsim_world_tick(world, 1, &error))
        nanosleep(&pause, NULL);
    return 1;
}
