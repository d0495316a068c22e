/* SPDX-License-Identifier: MIT */
/*
 * reading.c: reads a world through the library's views. Columns are read by their stride, since a
 * host may not assume that elements lie side by side.
 */
#include "reading.h"

#include "say.h"

static int done(fishsim_status status, const char *what, fishsim_error *error)
{
    if (status == FISHSIM_OK) {
        return 0;
    }
    error->status = status;
    complain_of(what, error);
    return -1;
}

int read_info(const fishsim_world *world, fishsim_world_info *info)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_world_info_init(info, sizeof *info);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_info(world, info, &error);
    }
    return done(status, "the world", &error);
}

int read_species(const fishsim_world *world, uint32_t species, fishsim_species_info *info)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_species_info_init(info, sizeof *info);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_species(world, species, info, &error);
    }
    return done(status, "a species", &error);
}

int read_measures(const fishsim_world *world, uint32_t species, fishsim_measures *measures)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_measures_init(measures, sizeof *measures);

    if (status == FISHSIM_OK) {
        status = fishsim_world_measure(world, species, measures, &error);
    }
    return done(status, "a species", &error);
}

int read_flows(const fishsim_world *world, uint32_t species, fishsim_flows *flows)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_flows_init(flows, sizeof *flows);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_flows(world, species, flows, &error);
    }
    return done(status, "a species", &error);
}

int read_field(const fishsim_world *world, uint32_t number, fishsim_field *field)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_field_init(field, sizeof *field);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_field(world, number, field, &error);
    }
    return done(status, "a field", &error);
}

int read_ledger(const fishsim_world *world, fishsim_ledger *ledger)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_ledger_init(ledger, sizeof *ledger);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_ledger(world, ledger, &error);
    }
    return done(status, "the ledger", &error);
}

int read_column(const fishsim_world *world, uint32_t number, int32_t element,
                fishsim_column *column)
{
    fishsim_error error = {0};
    fishsim_status status = fishsim_column_init(column, sizeof *column);

    if (status == FISHSIM_OK) {
        status = fishsim_world_get_column(world, number, column, &error);
    }
    if (status == FISHSIM_OK && column->element != element) {
        complain("column %s: of another type than this program was made for", column->name);
        return -1;
    }
    return done(status, "a column", &error);
}

int read_reals(const fishsim_world *world, uint32_t number, fishsim_column *column)
{
    return read_column(world, number, FISHSIM_ELEMENT_F32, column);
}

static const void *element_at(const fishsim_column *column, uint64_t row)
{
    return (const unsigned char *)column->data + row * column->stride;
}

float real_at(const fishsim_column *column, uint64_t row)
{
    return *(const float *)element_at(column, row);
}

uint16_t u16_at(const fishsim_column *column, uint64_t row)
{
    return *(const uint16_t *)element_at(column, row);
}

uint64_t u64_at(const fishsim_column *column, uint64_t row)
{
    return *(const uint64_t *)element_at(column, row);
}

double joules(const fishsim_energy *energy)
{
    return (double)energy->joules + (double)energy->microjoules * 1e-6;
}
