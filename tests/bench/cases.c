/* SPDX-License-Identifier: MIT */
/*
 * cases.c: the cases of fishsim-bench, one row each at the end of the file.
 *
 * A case makes a world of so many fish at such a density that each has the wanted number of
 * neighbours within its attraction radius, lets it settle for a few ticks, and times those that
 * come then: not many, for schools draw together. After these the world is put back to its start. A
 * new case is one function, if it times something new, and one row.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTLING_TICKS = 4, TIMED_TICKS = 32 };
/* As in examples/scenarios/reef.yaml. The ticks above are whole steps of biology. */
enum { BIOLOGY_EVERY = 4 };

/* ---- a world that counts its memory --------------------------------------------------------- */

struct bench_world {
    fishsim_world *world;
    fishsim_pool *pool;
    struct meter meter;
    uint64_t fish;
    void *buffer; /* of snapshots */
    uint64_t buffer_bytes;
    void *start; /* the snapshot to which it is put back */
    uint64_t start_bytes;
    uint64_t bytes;           /* of memory, before it was ever put back */
    uint32_t threads, ticked; /* since it has settled */
    double aside_ns;          /* spent on what is not timed */
};

static bool complain(const char *what, const fishsim_error *error)
{
    fprintf(stderr, "fishsim-bench: %s: %s\n", what, error->message);
    return false;
}

/* Length and reach of the fish of the first species of every row, by which the density is set. */
static const double LENGTH_CM = 5.848, REACH_BL = 8.0;

static fishsim_status set(fishsim_config *config, const char *key, double value,
                          fishsim_error *error)
{
    char text[64];
    snprintf(text, sizeof text, "%.9g", value);
    return fishsim_config_set(config, key, text, error);
}

/* The numbers of examples/scenarios/reef.yaml in proportion, or all fish of one species. */
static fishsim_status set_counts(fishsim_config *config, const struct bench_case *row, double n,
                                 double *schooling, fishsim_error *error)
{
    *schooling = n;
    if (!row->reef)
        return set(config, "species.fish.start.count", n, error);
    double herring = floor(n * 0.09), bluefish = floor(n * 0.0054), bass = floor(n * 0.0072);
    *schooling = n - herring - bluefish - bass;
    fishsim_status status = set(config, "species.anchovy.start.count", *schooling, error);
    if (!status)
        status = set(config, "species.herring.start.count", herring, error);
    if (!status)
        status = set(config, "species.bluefish.start.count", bluefish, error);
    if (!status)
        status = set(config, "species.striped_bass.start.count", bass, error);
    return status;
}

/* A square of water in which a fish of the first species has the wanted number of neighbours. */
static fishsim_status set_water(fishsim_config *config, const struct request *request,
                                double schooling, fishsim_error *error)
{
    double n = (double)request->agents, reach_m = REACH_BL * LENGTH_CM * 0.01;
    double side_m = sqrt(schooling * 3.14159265 * reach_m * reach_m / request->neighbours);
    fishsim_status status = set(config, "world.width_m", side_m, error);
    if (!status)
        status = set(config, "world.height_m", side_m, error);
    if (!status)
        status = set(config, "world.max_fish", floor(1.1 * n) + 1000.0, error);
    if (!status)
        status = set(config, "fields.cell_m", side_m > 1000.0 ? side_m / 500.0 : 2.0, error);
    if (!status)
        status = fishsim_config_set(config, "engine.kernel", request->kernel, error);
    return status;
}

static fishsim_status keep_start(struct bench_world *bench, fishsim_error *error)
{
    bench->start_bytes = fishsim_snapshot_size(bench->world);
    bench->start = malloc(bench->start_bytes);
    if (!bench->start)
        return FISHSIM_ERR_MEMORY;
    return fishsim_snapshot_save(bench->world, bench->start, bench->start_bytes,
                                 &bench->start_bytes, error);
}

/* Puts the world back to its start, and lets it settle. */
static fishsim_status put_back(struct bench_world *bench, fishsim_error *error)
{
    double start = clock_ns(bench->threads);
    fishsim_status status =
        fishsim_snapshot_restore(bench->world, bench->start, bench->start_bytes, error);
    if (!status)
        status = fishsim_world_tick(bench->world, SETTLING_TICKS, error);
    bench->ticked = 0;
    bench->aside_ns += clock_ns(bench->threads) - start;
    return status;
}

typedef void (*executor)(void *user, fishsim_task task, void *argument, uint32_t count);

/* With an executor of ours, or a pool of as many threads as are asked for. */
static fishsim_status make_world(const struct bench_case *row, const struct request *request,
                                 struct bench_world *bench, executor execute, void *user,
                                 fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_hooks hooks;
    double schooling;
    fishsim_status status = meter_hooks(&bench->meter, &hooks);
    if (!status)
        status = fishsim_pool_create(request->threads, NULL, &bench->pool, error);
    if (!status)
        status = fishsim_pool_lend(bench->pool, &hooks, error);
    if (execute) {
        hooks.execute = execute;
        hooks.execute_user = user;
    }
    if (!status)
        status = fishsim_config_create(NULL, &config, error);
    if (!status)
        status = fishsim_config_load_text(config, row->text, strlen(row->text), row->name, error);
    if (!status)
        status = set_counts(config, row, (double)request->agents, &schooling, error);
    if (!status)
        status = set_water(config, request, schooling, error);
    if (!status)
        status = fishsim_world_create(config, &hooks, &bench->world, error);
    fishsim_config_destroy(config);
    if (!status)
        status = keep_start(bench, error);
    if (!status)
        status = fishsim_world_tick(bench->world, SETTLING_TICKS, error);
    bench->bytes = bench->meter.bytes;
    return status;
}

static bool build_with(const struct bench_case *row, const struct request *request,
                       struct bench_world *bench, executor execute, void *user)
{
    fishsim_error error = {0};
    memset(bench, 0, sizeof *bench);
    bench->fish = request->agents;
    bench->threads = request->threads;
    if (make_world(row, request, bench, execute, user, &error))
        return complain(row->name, &error);
    return true;
}

static bool build(const struct bench_case *row, const struct request *request,
                  struct bench_world *bench)
{
    return build_with(row, request, bench, NULL, NULL);
}

static void destroy(struct bench_world *bench)
{
    fishsim_world_destroy(bench->world);
    fishsim_pool_destroy(bench->pool);
    free(bench->buffer);
    free(bench->start);
}

static uint64_t count_fish(const fishsim_world *world)
{
    fishsim_column column;
    if (fishsim_column_init(&column, sizeof column) ||
        fishsim_world_get_column(world, FISHSIM_COLUMN_ID, &column, NULL))
        return 0;
    return column.count;
}

/* ---- what is timed -------------------------------------------------------------------------- */

/* One sample of something done to a world so many times; returns how often, or 0 when it failed. */
typedef uint64_t (*sample_task)(struct bench_world *bench, uint64_t times);

/* Takes samples of a few milliseconds or more until the time is up. */
static bool take_samples(struct bench_world *bench, const struct request *request, sample_task task,
                         struct result *result)
{
    double samples[SAMPLES_MAX], spent = 0.0;
    uint32_t count = 0;
    uint64_t times = 1;
    while (count < SAMPLES_MAX && (count < 3 || spent < request->seconds * 1e9)) {
        uint64_t fish = count_fish(bench->world);
        bench->aside_ns = 0.0;
        double start = clock_ns(request->threads);
        uint64_t done = task(bench, times);
        if (!done)
            return false;
        double ns = clock_ns(request->threads) - start - bench->aside_ns;
        spent += ns;
        if (ns < 5e6 && times < 1u << 20) {
            times *= 2;
            count = 0;
            continue;
        }
        samples[count++] = ns / ((double)done * (double)fish);
    }
    summarise(samples, count, result);
    result->bytes_per_fish = (double)bench->bytes / (double)bench->fish;
    return true;
}

/* As many ticks for one as hold a step of biology. */
static uint64_t tick(struct bench_world *bench, uint64_t times)
{
    fishsim_error error = {0};
    fishsim_status status = FISHSIM_OK;
    uint64_t ticks = times * BIOLOGY_EVERY;
    for (uint64_t left = ticks; left > 0 && !status;) {
        if (bench->ticked == TIMED_TICKS)
            status = put_back(bench, &error);
        uint64_t now = TIMED_TICKS - bench->ticked;
        now = now < left ? now : left;
        if (!status)
            status = fishsim_world_tick(bench->world, now, &error);
        bench->ticked += (uint32_t)now;
        left -= now;
    }
    if (status) {
        complain("tick", &error);
        return 0;
    }
    return ticks;
}

/* ---- what threads can share ------------------------------------------------------------------ */

/* An executor that does all on the thread that asks, and sums up the time of it. */
struct stopwatch {
    double inside_ns;
    uint64_t jobs;
};

static void run_inside(void *user, fishsim_task task, void *argument, uint32_t count)
{
    struct stopwatch *watch = user;
    double start = clock_ns(1);
    for (uint32_t i = 0; i < count; i++)
        task(argument, i);
    watch->inside_ns += clock_ns(1) - start;
    watch->jobs++;
}

bool measure_serial(const struct bench_case *row, const struct request *request,
                    struct serial *serial)
{
    struct bench_world bench;
    struct stopwatch watch = {0};
    fishsim_error error = {0};
    uint64_t ticks = 0;
    double total_ns = 0.0;
    bool good = build_with(row, request, &bench, run_inside, &watch);
    watch = (struct stopwatch){0};
    while (good && (ticks < 5 || total_ns < request->seconds * 1e9)) {
        double start = clock_ns(1);
        good = fishsim_world_tick(bench.world, 1, &error) == FISHSIM_OK;
        total_ns += clock_ns(1) - start;
        ticks++;
    }
    if (!good)
        complain("tick", &error);
    serial->part = 1.0 - watch.inside_ns / total_ns;
    serial->jobs = (double)watch.jobs / (double)ticks;
    serial->tick_ns = total_ns / (double)ticks;
    destroy(&bench);
    return good;
}

static uint64_t digest(struct bench_world *bench, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; i++)
        sum += fishsim_world_digest(bench->world) | 1;
    return sum ? times : 0;
}

/* Into a buffer that is there, as a host that saves again and again has it. */
static uint64_t save(struct bench_world *bench, uint64_t times)
{
    uint64_t size = fishsim_snapshot_size(bench->world), written;
    fishsim_error error = {0};
    if (size > bench->buffer_bytes) {
        free(bench->buffer);
        bench->buffer = malloc(size);
        bench->buffer_bytes = size;
        if (bench->buffer)
            memset(bench->buffer, 0, size);
    }
    bool good = bench->buffer != NULL;
    for (uint64_t i = 0; i < times && good; i++)
        good = fishsim_snapshot_save(bench->world, bench->buffer, size, &written, &error) ==
               FISHSIM_OK;
    return good ? times : 0;
}

static bool measure_with(const struct bench_case *row, const struct request *request,
                         struct result *result, sample_task task)
{
    struct bench_world bench;
    bool good = build(row, request, &bench) && take_samples(&bench, request, task, result);
    destroy(&bench);
    return good;
}

static bool measure_tick(const struct bench_case *row, const struct request *request,
                         struct result *result)
{
    return measure_with(row, request, result, tick);
}

bool case_ticks(const struct bench_case *row)
{
    return row->measure == measure_tick;
}

static bool measure_digest(const struct bench_case *row, const struct request *request,
                           struct result *result)
{
    return measure_with(row, request, result, digest);
}

static bool measure_snapshot(const struct bench_case *row, const struct request *request,
                             struct result *result)
{
    return measure_with(row, request, result, save);
}

static fishsim_status count_events(void *user, const fishsim_event *events, uint64_t count)
{
    double *seen = user;
    *seen += events ? (double)count : 0.0;
    return FISHSIM_OK;
}

/* The same ticks with a sink that gets every event, in one batch a tick. */
static bool measure_events(const struct bench_case *row, const struct request *request,
                           struct result *result)
{
    struct bench_world bench;
    fishsim_sink sink;
    double seen = 0.0;
    bool good = build(row, request, &bench) && fishsim_sink_init(&sink, sizeof sink) == FISHSIM_OK;
    if (good) {
        sink.on_events = count_events;
        sink.user = &seen;
        good = fishsim_world_add_sink(bench.world, &sink, NULL, NULL) == FISHSIM_OK;
    }
    good = good && take_samples(&bench, request, tick, result);
    destroy(&bench);
    return good;
}

/* ---- the rows ------------------------------------------------------------------------------- */

/* A world of one schooling species that neither eats, breathes nor dies. */
#define SCHOOL(mind)                                                                               \
    "world: {temperature_c: 17}\n"                                                                 \
    "fields: {plankton: {capacity_g_per_m2: 0}}\n"                                                 \
    "species:\n"                                                                                   \
    "  fish:\n"                                                                                    \
    "    minds: [" mind "]\n"                                                                      \
    "    start: {weight_g: 2, weight_sigma: 0}\n"                                                  \
    "    consumption: {a: 0}\n"                                                                    \
    "    respiration: {a: 0}\n"                                                                    \
    "    mortality: {background_coefficient: 0, starvation_condition: 0}\n"                        \
    "minds:\n"                                                                                     \
    "  couzin: {orientation_radius: 4, attraction_radius: 8}\n"                                    \
    "  boids: {attraction_radius: 8}\n"

/* The fish of examples/scenarios/reef.yaml in their proportions, at the density that is asked, and
 * with traits as different as they are after some generations. */
#define REEF(every, groups)                                                                        \
    "world: {temperature_c: 17}\n"                                                                 \
    "fields: {plankton: {capacity_g_per_m2: 200, diffusion_m2_per_s: 0.0003}}\n"                   \
    "calendar: {acceleration: 600, biology_every: " every "}\n"                                    \
    "species:\n"                                                                                   \
    "  anchovy:\n"                                                                                 \
    "    base: bay_anchovy\n"                                                                      \
    "    minds: [evade, couzin]\n"                                                                 \
    "    start: {trait_sigma: 0.05, weight_g: 2, age_days: 100" groups "}\n"                       \
    "    feeding: {clearance_m2_per_d: 0.2}\n"                                                     \
    "    reproduction: {maturity_weight_g: 0.8, recruit_weight_g: 0.2, efficiency: 0.55, "         \
    "clutch_fraction: 0.3}\n"                                                                      \
    "  herring:\n"                                                                                 \
    "    base: atlantic_herring\n"                                                                 \
    "    minds: [evade, couzin]\n"                                                                 \
    "    motion: {maximum_bl_per_s: 3}\n"                                                          \
    "    start: {trait_sigma: 0.05, weight_g: 80" groups "}\n"                                     \
    "    feeding: {clearance_m2_per_d: 0.4}\n"                                                     \
    "    growth: {weight_inf_g: 160}\n"                                                            \
    "    reproduction: {recruit_weight_g: 5, efficiency: 0.32}\n"                                  \
    "  bluefish:\n"                                                                                \
    "    base: bluefish\n"                                                                         \
    "    minds: [evade, pursue, walk]\n"                                                           \
    "    motion: {cruise_bl_per_s: 0.5, maximum_bl_per_s: 3}\n"                                    \
    "    start: {trait_sigma: 0.05, weight_g: 150}\n"                                              \
    "    feeding: {vision_radius: 12, handling_s: 10, hunger: 0.7, prey_ratio: 45, "               \
    "prey_ratio_sigma: 0.7}\n"                                                                     \
    "    growth: {weight_inf_g: 400}\n"                                                            \
    "    reproduction: {recruit_weight_g: 12, efficiency: 0.05}\n"                                 \
    "  striped_bass:\n"                                                                            \
    "    base: striped_bass\n"                                                                     \
    "    minds: [pursue, walk]\n"                                                                  \
    "    motion: {cruise_bl_per_s: 0.5, maximum_bl_per_s: 3}\n"                                    \
    "    start: {trait_sigma: 0.05, weight_g: 350}\n"                                              \
    "    feeding: {vision_radius: 14, handling_s: 15, hunger: 0.7, prey_ratio: 10, "               \
    "prey_ratio_sigma: 2}\n"                                                                       \
    "    growth: {weight_inf_g: 1000}\n"                                                           \
    "    reproduction: {recruit_weight_g: 30, efficiency: 0.05}\n"                                 \
    "minds:\n"                                                                                     \
    "  couzin: {orientation_radius: 4, attraction_radius: 8}\n"                                    \
    "web:\n"                                                                                       \
    "  anchovy: {plankton: 1}\n"                                                                   \
    "  herring: {plankton: 1}\n"                                                                   \
    "  bluefish: {anchovy: 0.6, herring: 0.4}\n"                                                   \
    "  striped_bass: {anchovy: 0.3, herring: 0.5, bluefish: 0.05}\n"

/* The school with all its fish as agents, and what they observe. */
#define AGENTS(observe) SCHOOL("couzin") "agents: {" observe "}\n"
#define OBSERVE_NEAREST AGENTS("observe: [own, nearest], nearest: 4")
#define OBSERVE_RAYS    AGENTS("observe: [rays], rays: 8")
#define OBSERVE_ALL     AGENTS("")

const struct bench_case CASES[] = {
    {"schooling", "ticks of a Couzin school, fish anywhere", measure_tick, false, SCHOOL("couzin"),
     false},
    {"boids", "ticks of a boids school, fish anywhere", measure_tick, false, SCHOOL("boids"), true},
    {"reef", "ticks of the full ecosystem, fish anywhere", measure_tick, true, REEF("4", ""),
     false},
    {"reef_each", "the same with a step of biology in each tick, not in every fourth", measure_tick,
     true, REEF("1", ""), false},
    {"clustered", "the same, schooling fish in dense groups", measure_tick, true,
     REEF("4", ", groups: 40, group_radius_m: 4"), false},
    {"events", "reef with a sink for every event", measure_events, true, REEF("4", ""), false},
    {"digest", "the digest of a reef", measure_digest, true, REEF("4", ""), false},
    {"snapshot", "a snapshot of a reef, into memory", measure_snapshot, true, REEF("4", ""), false},
    {"near40", "agents of one world see 40 floats: themselves and 4 neighbours", measure_one_world,
     false, OBSERVE_NEAREST, false},
    {"rays40", "40 floats: 8 rays", measure_one_world, false, OBSERVE_RAYS, false},
    {"all163", "163 floats: all blocks", measure_one_world, false, OBSERVE_ALL, false},
    {"near40x1000", "the same in worlds of 1000 fish each", measure_worlds_of_1000, false,
     OBSERVE_NEAREST, false},
    {"rays40x1000", "", measure_worlds_of_1000, false, OBSERVE_RAYS, false},
    {"all163x1000", "", measure_worlds_of_1000, false, OBSERVE_ALL, false},
    {"near40x128", "the same in worlds of 128 fish each", measure_worlds_of_128, false,
     OBSERVE_NEAREST, false},
    {"rays40x128", "", measure_worlds_of_128, false, OBSERVE_RAYS, false},
    {"all163x128", "", measure_worlds_of_128, false, OBSERVE_ALL, false},
};
const uint32_t CASE_COUNT = sizeof CASES / sizeof CASES[0];
