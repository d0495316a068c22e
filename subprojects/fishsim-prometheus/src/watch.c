/* SPDX-License-Identifier: MIT */
/*
 * watch.c: the metrics of a world, kept by a sink: each tick its duration, and every so many ticks
 * how the species fare.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/prometheus.h>

#include "say_no.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ID_BYTES = 65 };

/* X(field, KIND, name, help) */
#define FAMILIES(X)                                                                                \
    X(ticks, COUNTER, "fishsim_ticks_total", "Ticks of the world.")                                \
    X(duration, HISTOGRAM, "fishsim_tick_duration_seconds",                                        \
      "Real time from the end of a tick to the end of the next.")                                  \
    X(fish, GAUGE, "fishsim_fish", "Live fish.")                                                   \
    X(births, COUNTER, "fishsim_births_total", "Fish born since the world was made.")              \
    X(deaths, COUNTER, "fishsim_deaths_total", "Fish that died since the world was made.")

struct fishsim_metrics_watch {
    fishsim_metrics *metrics;
    char simulation[ID_BYTES];
    uint32_t sample_every;
    double last_s; /* when the last tick ended; 0: none has */
#define X(field, KIND, name, help) uint32_t field;
    FAMILIES(X)
#undef X
};

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

fishsim_status fishsim_metrics_watch_create(fishsim_metrics *metrics, const char *simulation_id,
                                            uint32_t sample_every, fishsim_metrics_watch **out,
                                            fishsim_error *error)
{
    static const char SAFE[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t length = simulation_id ? strspn(simulation_id, SAFE) : 0;
    if (!metrics || !out || !sample_every)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_watch_create: %s",
                      sample_every ? "an argument is NULL" : "sample_every is 0");
    if (length < 1 || length >= ID_BYTES || simulation_id[length])
        return say_no(error, FISHSIM_ERR_ARGUMENT,
                      "simulation_id must be 1 to 64 letters, digits, _ and -");
    fishsim_metrics_watch *made = calloc(1, sizeof *made);
    if (!made)
        return say_no(error, FISHSIM_ERR_MEMORY, "no memory for a watch");
    made->metrics = metrics;
    made->sample_every = sample_every;
    memcpy(made->simulation, simulation_id, length + 1);
    fishsim_status status = FISHSIM_OK;
#define X(field, KIND, name, help)                                                                 \
    if (!status)                                                                                   \
        status = fishsim_metrics_add_family(metrics, FISHSIM_METRIC_##KIND, name, help,            \
                                            &made->field, error);
    FAMILIES(X)
#undef X
    if (status)
        free(made);
    else
        *out = made;
    return status;
}

/* Keeps the first trouble, and goes on. */
static void keep(fishsim_status *status, fishsim_status next)
{
    if (!*status)
        *status = next;
}

static fishsim_status sample_species(const fishsim_metrics_watch *watch,
                                     const fishsim_species_info *info)
{
    fishsim_label labels[] = {
        {"simulation", watch->simulation}, {"species", info->name}, {"cause", ""}};
    fishsim_status status =
        fishsim_metrics_set(watch->metrics, watch->fish, labels, 2, (double)info->fish);
    keep(&status,
         fishsim_metrics_set(watch->metrics, watch->births, labels, 2, (double)info->births));
    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++) {
        labels[2].value = fishsim_cause_name(cause);
        if (strcmp(labels[2].value, "none") != 0)
            keep(&status, fishsim_metrics_set(watch->metrics, watch->deaths, labels, 3,
                                              (double)info->deaths[cause]));
    }
    return status;
}

static fishsim_status take_frame(void *user, const fishsim_world *world)
{
    fishsim_metrics_watch *watch = user;
    const fishsim_label simulation = {"simulation", watch->simulation};
    fishsim_world_info info;
    fishsim_species_info species;
    double now_s = clock_s();
    fishsim_status status = FISHSIM_OK;
    if (watch->last_s > 0)
        status = fishsim_metrics_observe(watch->metrics, watch->duration, &simulation, 1,
                                         now_s - watch->last_s);
    watch->last_s = now_s;
    keep(&status, fishsim_world_info_init(&info, sizeof info));
    keep(&status, fishsim_world_get_info(world, &info, NULL));
    keep(&status,
         fishsim_metrics_set(watch->metrics, watch->ticks, &simulation, 1, (double)info.tick));
    if (status || info.tick % watch->sample_every)
        return status;
    for (uint32_t i = 0; i < info.species && !status; i++) {
        keep(&status, fishsim_species_info_init(&species, sizeof species));
        keep(&status, fishsim_world_get_species(world, i, &species, NULL));
        if (!status)
            status = sample_species(watch, &species);
    }
    return status;
}

fishsim_status fishsim_metrics_watch_sink(fishsim_metrics_watch *watch, fishsim_sink *sink,
                                          fishsim_error *error)
{
    if (!watch || !sink)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_watch_sink: %s is NULL",
                      watch ? "sink" : "watch");
    if (fishsim_sink_init(sink, sizeof *sink) != FISHSIM_OK)
        return say_no(error, FISHSIM_ERR_ABI, "fishsim_sink is of another version");
    sink->frame_every = 1;
    sink->kinds = 0;
    sink->on_frame = take_frame;
    sink->user = watch;
    return FISHSIM_OK;
}

void fishsim_metrics_watch_destroy(fishsim_metrics_watch *watch)
{
    if (!watch)
        return;
    const fishsim_label simulation = {"simulation", watch->simulation};
    fishsim_metrics_forget(watch->metrics, &simulation);
    free(watch);
}
