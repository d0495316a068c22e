/* SPDX-License-Identifier: MIT */
/*
 * summary.c: the end of a run in numbers. What it tells was counted by the library; it only adds
 * the speed and the memory of this process.
 */
#define _XOPEN_SOURCE 700

#include "summary.h"

#include "history.h"
#include "json.h"
#include "number.h"
#include "output.h"
#include "reading.h"
#include "say.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static double peak_memory_mb(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) != 0) {
        return 0.0;
    }
#ifdef __APPLE__
    return (double)usage.ru_maxrss / 1048576.0; /* bytes there */
#else
    return (double)usage.ru_maxrss / 1024.0; /* kilobytes elsewhere */
#endif
}

static double steps_per_second(const struct outcome *outcome)
{
    return outcome->seconds > 0.0 ? (double)outcome->agent_steps / outcome->seconds : 0.0;
}

/* The residual in whole microjoules. It is 0 unless the library is broken, and then any number too
 * large for the type tells as much as the right one. */
static int64_t residual_uj(const fishsim_ledger *ledger)
{
    const int64_t limit = INT64_C(9000000000000);
    int64_t whole = ledger->residual.joules;

    whole = whole > limit ? limit : whole < -limit ? -limit : whole;
    return whole * 1000000 + ledger->residual.microjoules;
}

static uint64_t deaths_of(const fishsim_species_info *info)
{
    uint64_t sum = 0;

    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++) {
        sum += info->deaths[cause];
    }
    return sum;
}

/* ---- for people ----------------------------------------------------------------------------- */

static void print_species_heads(void)
{
    printf("%-18s %8s %9s %8s %8s", "species", "alive", "biomass", "births", "deaths");
    for (uint32_t cause = 1; cause < CAUSES; cause++) {
        printf(" %10s", fishsim_cause_name(cause));
    }
    putchar('\n');
}

static void print_species(const fishsim_species_info *info)
{
    char mass[NUMBER_BYTES];

    printf("%-18s %8" PRIu64 " %9s %8" PRIu64 " %8" PRIu64, info->name, info->fish,
           number_mass(mass, info->biomass_g), info->births, deaths_of(info));
    for (uint32_t cause = 1; cause < CAUSES; cause++) {
        printf(" %10" PRIu64, info->deaths[cause]);
    }
    putchar('\n');
}

static void print_header(const struct summary *summary, const fishsim_world_info *info)
{
    const struct scenario *scenario = summary->scenario;
    char time[NUMBER_BYTES];

    printf("%s%s%s\n", scenario->name, scenario->title[0] != '\0' ? ": " : "", scenario->title);
    printf("%s at tick %" PRIu64 " (%s of calendar time), seed %" PRIu64 "\n\n",
           fishsim_run_state_name(summary->outcome->state), info->tick,
           number_time(time, info->calendar_seconds), info->seed);
}

static int print_closing(const struct summary *summary, const fishsim_world_info *info)
{
    const struct outcome *outcome = summary->outcome;
    char steps[NUMBER_BYTES], speed[NUMBER_BYTES];
    fishsim_ledger ledger;

    if (read_ledger(summary->world, &ledger) != 0) {
        return -1;
    }
    if (info->births_refused > 0) {
        printf("births refused by world.max_fish: %" PRIu64 "\n", info->births_refused);
    }
    printf("\nledger residual %" PRId64 " uJ   digest 0x%016" PRIx64 "\n", residual_uj(&ledger),
           fishsim_world_digest(summary->world));
    printf("%s agent-steps in %.2f s: %s/s   peak memory %.1f MB\n",
           number_short(steps, (double)outcome->agent_steps), outcome->seconds,
           number_short(speed, steps_per_second(outcome)), peak_memory_mb());
    return 0;
}

int summary_print(const struct summary *summary)
{
    fishsim_world_info info;
    fishsim_species_info species;

    if (read_info(summary->world, &info) != 0) {
        return -1;
    }
    print_header(summary, &info);
    print_species_heads();
    for (uint32_t s = 0; s < info.species; s++) {
        if (read_species(summary->world, s, &species) != 0) {
            return -1;
        }
        print_species(&species);
    }
    return print_closing(summary, &info);
}

/* ---- for programs --------------------------------------------------------------------------- */

static void write_what(struct json *json, const struct summary *summary,
                       const fishsim_world_info *info)
{
    const struct arguments *arguments = summary->arguments;

    json_text(json, "version", fishsim_version());
    if (arguments->scenario != NULL) {
        json_text(json, "scenario", arguments->scenario);
    } else {
        json_null(json, "scenario");
    }
    json_text(json, "title", summary->scenario->title);
    if (arguments->resume != NULL) {
        json_text(json, "resumed_from", arguments->resume);
    } else {
        json_null(json, "resumed_from");
    }
    json_open(json, "set", '[');
    for (size_t i = 0; i < arguments->setting_count; i++) {
        json_text(json, NULL, arguments->settings[i]);
    }
    json_close(json, ']');
    json_count(json, "seed", info->seed);
    json_text(json, "state", fishsim_run_state_name(summary->outcome->state));
}

static void write_state(struct json *json, const fishsim_world *world,
                        const fishsim_world_info *info, const fishsim_ledger *ledger)
{
    char digest[NUMBER_BYTES];

    json_count(json, "ticks", info->tick);
    json_real(json, "game_days", info->calendar_seconds / 86400.0);
    json_real(json, "calendar_seconds_per_tick", info->calendar_seconds_per_tick);
    json_real(json, "width_m", info->width_m);
    json_real(json, "height_m", info->height_m);
    if (info->dims == 3) {
        json_real(json, "depth_m", info->depth_m);
    }
    json_real(json, "temperature_c", info->temperature_c);
    snprintf(digest, sizeof digest, "0x%016" PRIx64, fishsim_world_digest(world));
    json_text(json, "digest", digest);
    json_integer(json, "ledger_residual_uj", residual_uj(ledger));
    json_open(json, "ledger_j", '{');
    for (uint32_t entry = 0; entry < FISHSIM_LEDGER_COUNT; entry++) {
        json_real(json, fishsim_ledger_entry_name(entry), joules(&ledger->entry[entry]));
    }
    json_close(json, '}');
}

static void write_cost(struct json *json, const struct outcome *outcome,
                       const fishsim_world_info *info)
{
    json_count(json, "agent_steps", info->agent_steps);
    json_count(json, "ticks_run", outcome->ticks);
    json_count(json, "agent_steps_run", outcome->agent_steps);
    json_rounded(json, "agent_steps_per_s", steps_per_second(outcome), 0);
    json_rounded(json, "wall_seconds", outcome->seconds, 3);
    json_rounded(json, "peak_rss_mb", peak_memory_mb(), 1);
    /* One thread and the scalar kernel are all that this release of the library has. */
    json_integer(json, "threads", 1);
    json_text(json, "kernel", "scalar");
}

static void write_deaths(struct json *json, const uint64_t *deaths)
{
    json_open(json, "deaths", '{');
    for (uint32_t cause = 1; cause < CAUSES; cause++) {
        json_count(json, fishsim_cause_name(cause), deaths[cause]);
    }
    json_close(json, '}');
}

/* Each measure by its name; the state of the school as a word. */
static void write_measures(struct json *json, const fishsim_measures *measures)
{
    json_open(json, "measures", '{');
#define X(NAME, name, number, unit, meaning)                                                       \
    if (number == FISHSIM_MEASURE_SCHOOL)                                                          \
        json_text(json, #name, fishsim_school_name((uint32_t)measures->value[number]));            \
    else                                                                                           \
        json_rounded(json, #name, measures->value[number], 6);
    FISHSIM_MEASURE_TABLE(X)
#undef X
    json_close(json, '}');
}

/* Each flow of energy by its name, and the trophic level. */
static void write_flows(struct json *json, const fishsim_flows *flows)
{
    json_rounded(json, "trophic_level", flows->trophic_level, 6);
    json_open(json, "flows_j", '{');
#define X(NAME, name, number, kind, meaning) json_real(json, #name, joules(&flows->flow[number]));
    FISHSIM_FLOW_TABLE(X)
#undef X
    json_close(json, '}');
}

static void write_species(struct json *json, const fishsim_species_info *info,
                          const fishsim_measures *measures, const fishsim_flows *flows)
{
    char color[NUMBER_BYTES];

    json_open(json, NULL, '{');
    json_text(json, "name", info->name);
    json_text(json, "label", info->label);
    snprintf(color, sizeof color, "#%06x", (unsigned)(info->color_rgb & 0xffffff));
    json_text(json, "color", color);
    json_count(json, "fish", info->fish);
    json_count(json, "rows", info->rows);
    json_rounded(json, "biomass_g", info->biomass_g, 3);
    json_count(json, "births", info->births);
    write_deaths(json, info->deaths);
    json_count(json, "bites", info->bites);
    json_real(json, "soma_j", (double)info->soma_uj * 1e-6);
    json_real(json, "gut_j", (double)info->gut_uj * 1e-6);
    json_real(json, "repro_j", (double)info->repro_uj * 1e-6);
    write_flows(json, flows);
    write_measures(json, measures);
    json_close(json, '}');
}

/* Counts by species and sums over them, then every species in full. */
static int write_fish(struct json *json, const fishsim_world *world, const fishsim_world_info *info)
{
    fishsim_species_info species;
    fishsim_measures measures;
    fishsim_flows flows;
    uint64_t deaths[FISHSIM_CAUSE_CAPACITY] = {0};

    json_open(json, "fish", '{');
    for (uint32_t s = 0; s < info->species; s++) {
        if (read_species(world, s, &species) != 0) {
            return -1;
        }
        json_count(json, species.name, species.fish);
        for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++) {
            deaths[cause] += species.deaths[cause];
        }
    }
    json_close(json, '}');
    json_count(json, "births", info->births);
    json_count(json, "births_refused", info->births_refused);
    write_deaths(json, deaths);
    json_open(json, "species", '[');
    for (uint32_t s = 0; s < info->species; s++) {
        if (read_species(world, s, &species) != 0 || read_measures(world, s, &measures) != 0 ||
            read_flows(world, s, &flows) != 0) {
            return -1;
        }
        write_species(json, &species, &measures, &flows);
    }
    json_close(json, ']');
    return 0;
}

/* Who has eaten whom: what is not 0. */
static int write_diet(struct json *json, const struct summary *summary, uint32_t species)
{
    fishsim_species_info predator, prey;
    fishsim_energy energy;
    uint64_t fish;

    json_open(json, "diet", '[');
    for (uint32_t entry = 0; entry < species * species; entry++) {
        if (fishsim_world_get_diet(summary->world, entry / species, entry % species, &fish, &energy,
                                   NULL) != FISHSIM_OK ||
            read_species(summary->world, entry / species, &predator) != 0 ||
            read_species(summary->world, entry % species, &prey) != 0) {
            return -1;
        }
        if (fish == 0) {
            continue;
        }
        json_open(json, NULL, '{');
        json_text(json, "predator", predator.name);
        json_text(json, "prey", prey.name);
        json_count(json, "fish", fish);
        json_real(json, "energy_j", joules(&energy));
        json_close(json, '}');
    }
    json_close(json, ']');
    return 0;
}

int summary_write_json(const struct summary *summary, const char *directory)
{
    fishsim_world_info info;
    fishsim_ledger ledger;
    struct output output;
    struct json json = {0};
    int status;

    if (read_info(summary->world, &info) != 0 || read_ledger(summary->world, &ledger) != 0 ||
        output_open(&output, directory, "summary.json") != 0) {
        return -1;
    }
    json.file = output.file;
    json_open(&json, NULL, '{');
    write_what(&json, summary, &info);
    write_state(&json, summary->world, &info, &ledger);
    status = write_fish(&json, summary->world, &info);
    if (status == 0) {
        status = write_diet(&json, summary, info.species);
    }
    write_cost(&json, summary->outcome, &info);
    json_close(&json, '}');
    if (status != 0) {
        output_abandon(&output);
        return -1;
    }
    return output_close(&output);
}
