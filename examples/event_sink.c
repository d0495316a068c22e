/* SPDX-License-Identifier: MIT */
/*
 * event_sink.c: hears of everything that happens in a world, through a sink of its own.
 *
 *     event_sink scenarios/hunt.yaml
 *
 * A sink gets the events of a tick in one batch. Watching never changes the world: the digest that
 * is printed is the same without the sink.
 */
#include <fishsim/fishsim.h>

#include <inttypes.h>
#include <stdio.h>

enum {
    TICKS = 1000,
    KINDS = FISHSIM_EVENT_STATUS + 1, /* kinds that this program knows, and 0 */
    SHOWN = 5
};

/* What the sink has heard so far. */
struct heard {
    uint64_t count[KINDS];
    uint64_t unknown; /* kinds that a later library has added */
    uint64_t shown;
};

static void show_death(struct heard *heard, const fishsim_event *event)
{
    if (heard->shown++ < SHOWN) {
        printf("tick %4" PRIu64 ": fish %" PRIu64 " %s at (%.1f, %.1f) m", event->tick, event->fish,
               fishsim_cause_name(event->cause), event->x_m, event->y_m);
        if (event->other != 0) {
            printf(" by fish %" PRIu64, event->other);
        }
        putchar('\n');
    }
}

static fishsim_status on_events(void *user, const fishsim_event *events, uint64_t count)
{
    struct heard *heard = user;

    for (uint64_t i = 0; i < count; i++) {
        if (events[i].kind < KINDS) {
            heard->count[events[i].kind]++;
        } else {
            heard->unknown++;
        }
        if (events[i].kind == FISHSIM_EVENT_DIED) {
            show_death(heard, &events[i]);
        }
    }
    return FISHSIM_OK;
}

static fishsim_status attach(fishsim_world *world, struct heard *heard, fishsim_error *error)
{
    fishsim_sink sink;
    fishsim_status status = fishsim_sink_init(&sink, sizeof sink);

    if (status != FISHSIM_OK) {
        return status;
    }
    sink.on_events = on_events;
    sink.user = heard;
    return fishsim_world_add_sink(world, &sink, NULL, error);
}

static fishsim_status open_world(const char *path, fishsim_world **world, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(NULL, &config, error);

    if (status == FISHSIM_OK) {
        status = fishsim_config_load_file(config, path, error);
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_create(config, NULL, world, error);
    }
    fishsim_config_destroy(config);
    return status;
}

int main(int argc, char **argv)
{
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    struct heard heard = {{0}, 0, 0};
    fishsim_status status = open_world(argc > 1 ? argv[1] : "hunt.yaml", &world, &error);

    if (status == FISHSIM_OK) {
        status = attach(world, &heard, &error);
    }
    if (status == FISHSIM_OK) {
        status = fishsim_world_tick(world, TICKS, &error);
    }
    if (status == FISHSIM_OK) {
        printf("in %d ticks:\n", TICKS);
        for (uint32_t kind = 1; kind < KINDS; kind++) {
            printf("%8" PRIu64 " %s\n", heard.count[kind], fishsim_event_name(kind));
        }
        printf("digest 0x%016" PRIx64 "\n", fishsim_world_digest(world));
    } else {
        fprintf(stderr, "event_sink: %s\n",
                error.message[0] != '\0' ? error.message : fishsim_status_meaning(status));
    }
    fishsim_world_destroy(world);
    return status == FISHSIM_OK ? 0 : 1;
}
