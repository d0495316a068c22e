/* SPDX-License-Identifier: MIT */
/*
 * arrow.c: rows of the log as an Arrow struct array. Each column owns its one allocation, as the
 * Arrow C data interface lets a consumer release columns one by one.
 */
#include "logger.h"

#include <stdlib.h>
#include <string.h>

/* Columns of a log file: X(name, Arrow's format). */
#define COLUMNS(X)                                                                                 \
    X(timestamp_ns, "l")                                                                           \
    X(event_type_key, "u")                                                                         \
    X(worker_id, "u")                                                                              \
    X(simulation_id, "u")                                                                          \
    X(payload_format_hint, "u")                                                                    \
    X(event_payload, "z")                                                                          \
    X(sequence, "L")                                                                               \
    X(stream_sequence, "L")

enum {
#define X(name, format) COLUMN_##name,
    COLUMNS(X)
#undef X
        COLUMN_COUNT
};

/* ---- schema --------------------------------------------------------------------------------- */

struct schema_parent {
    struct ArrowSchema *children[COLUMN_COUNT];
    struct ArrowSchema child[COLUMN_COUNT];
};

static void release_child_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_schema(struct ArrowSchema *schema)
{
    struct schema_parent *parent = schema->private_data;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (parent->child[i].release)
            parent->child[i].release(&parent->child[i]);
    free(parent);
    schema->release = NULL;
}

bool rows_schema(struct ArrowSchema *schema)
{
    static const char *const NAMES[] = {
#define X(name, format) #name,
        COLUMNS(X)
#undef X
    };
    static const char *const FORMATS[] = {
#define X(name, format) format,
        COLUMNS(X)
#undef X
    };
    struct schema_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return false;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        parent->child[i].name = NAMES[i];
        parent->child[i].format = FORMATS[i];
        parent->child[i].release = release_child_schema;
        parent->children[i] = &parent->child[i];
    }
    *schema = (struct ArrowSchema){
        .format = "+s",
        .name = "",
        .n_children = COLUMN_COUNT,
        .children = parent->children,
        .release = release_schema,
        .private_data = parent,
    };
    return true;
}

/* ---- one column ----------------------------------------------------------------------------- */

struct column {
    const void *buffers[3];
    char room[];
};

static void release_column(struct ArrowArray *array)
{
    free(array->private_data);
    array->release = NULL;
}

/* The hint of a kind, as its sender writes it. */
static const char *hint_of(uint32_t kind)
{
    switch (kind) {
#define X(NAME, number, key, message, limit_bytes)                                                 \
    case number:                                                                                   \
        return "protobuf:fishsim.v1." #message;
        FISHSIM_WIRE_TABLE(X)
#undef X
    default:
        return "";
    }
}

/* Bytes of a text or binary column. */
static const void *bytes_of(const struct row *row, int column, uint64_t *length)
{
    const char *text;
    switch (column) {
    case COLUMN_event_payload:
        *length = row->envelope.payload_bytes;
        return row->envelope.payload;
    case COLUMN_event_type_key:
        text = fishsim_wire_key(row->envelope.kind);
        break;
    case COLUMN_worker_id:
        text = row->envelope.worker_id;
        break;
    case COLUMN_simulation_id:
        text = row->envelope.simulation_id;
        break;
    default:
        text = hint_of(row->envelope.kind);
        break;
    }
    *length = strlen(text);
    return text;
}

static struct column *make_column(struct ArrowArray *array, size_t bytes, int64_t count,
                                  int64_t buffers)
{
    struct column *column = malloc(sizeof *column + bytes + 8);
    if (!column)
        return NULL;
    column->buffers[0] = NULL; /* no nulls */
    *array = (struct ArrowArray){
        .length = count,
        .n_buffers = buffers,
        .buffers = column->buffers,
        .release = release_column,
        .private_data = column,
    };
    return column;
}

static bool make_texts(struct ArrowArray *array, int number, struct row *const *rows,
                       uint64_t count)
{
    uint64_t total = 0, length;
    for (uint64_t i = 0; i < count; i++) {
        bytes_of(rows[i], number, &length);
        total += length;
    }
    size_t offset_bytes = (count + 1) * sizeof(int32_t);
    struct column *column =
        total > INT32_MAX ? NULL : make_column(array, offset_bytes + total, (int64_t)count, 3);
    if (!column)
        return false;
    int32_t *offsets = (int32_t *)(void *)column->room;
    char *data = column->room + offset_bytes;
    int32_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        const void *bytes = bytes_of(rows[i], number, &length);
        offsets[i] = at;
        if (length)
            memcpy(data + at, bytes, length);
        at += (int32_t)length;
    }
    offsets[count] = at;
    column->buffers[1] = offsets;
    column->buffers[2] = data;
    return true;
}

static bool make_numbers(struct ArrowArray *array, int number, struct row *const *rows,
                         uint64_t count)
{
    struct column *column = make_column(array, count * sizeof(uint64_t), (int64_t)count, 2);
    if (!column)
        return false;
    uint64_t *values = (uint64_t *)(void *)column->room;
    for (uint64_t i = 0; i < count; i++)
        values[i] = number == COLUMN_timestamp_ns ? (uint64_t)rows[i]->envelope.timestamp_ns
                    : number == COLUMN_sequence   ? rows[i]->envelope.sequence
                                                  : rows[i]->stream_sequence;
    column->buffers[1] = values;
    return true;
}

/* ---- all columns ---------------------------------------------------------------------------- */

struct array_parent {
    const void *buffers[1];
    struct ArrowArray *children[COLUMN_COUNT];
    struct ArrowArray child[COLUMN_COUNT];
};

static void release_array(struct ArrowArray *array)
{
    struct array_parent *parent = array->private_data;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (parent->child[i].release)
            parent->child[i].release(&parent->child[i]);
    free(parent);
    array->release = NULL;
}

bool rows_array(struct ArrowArray *array, struct row *const *rows, uint64_t count)
{
    struct array_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return false;
    *array = (struct ArrowArray){
        .length = (int64_t)count,
        .n_buffers = 1,
        .n_children = COLUMN_COUNT,
        .buffers = parent->buffers,
        .children = parent->children,
        .release = release_array,
        .private_data = parent,
    };
    for (int i = 0; i < COLUMN_COUNT; i++) {
        bool number =
            i == COLUMN_timestamp_ns || i == COLUMN_sequence || i == COLUMN_stream_sequence;
        parent->children[i] = &parent->child[i];
        if (!(number ? make_numbers : make_texts)(&parent->child[i], i, rows, count)) {
            release_array(array);
            return false;
        }
    }
    return true;
}
