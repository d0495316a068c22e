/* SPDX-License-Identifier: MIT */
/*
 * arrow.c: worlds and event logs as Arrow struct arrays of plain columns.
 *
 * Ownership follows the Arrow C data interface: a parent's private data holds its children's
 * structs; each child owns its own buffer, so that a consumer may move a child out and release it
 * after its parent. A released struct has release == NULL. Memory is from malloc, because what is
 * exported outlives the library's objects and their allocators.
 */
#include <fishsim/arrow.h>

#include "base/status.h"
#include "world/world.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 65536, ALIGNMENT = 64, COLUMNS_MAX = 32 };

/* A column to export: where its elements stand in the library. */
struct source {
    const char *name;
    const char *format; /* Arrow's */
    size_t width;       /* of an element, bytes */
    size_t stride;
    const void *data;
};

#define FORMAT_U8  "C"
#define FORMAT_U16 "S"
#define FORMAT_U32 "I"
#define FORMAT_U64 "L"
#define FORMAT_I64 "l"
#define FORMAT_F32 "f"

/* ---- schema --------------------------------------------------------------------------------- */

/* Private data of a struct's schema. */
struct schema_parent {
    char *metadata;
    struct ArrowSchema *children[COLUMNS_MAX];
    struct ArrowSchema child[COLUMNS_MAX];
};

/* A child's strings are static. */
static void release_schema_child(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_schema(struct ArrowSchema *schema)
{
    struct schema_parent *parent = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (parent->child[i].release)
            parent->child[i].release(&parent->child[i]);
    free(parent->metadata);
    free(parent);
    schema->release = NULL;
}

/* Takes over `metadata` on success. */
static bool make_schema(struct ArrowSchema *schema, const struct source *sources, uint32_t count,
                        char *metadata)
{
    struct schema_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return false;
    parent->metadata = metadata;
    for (uint32_t i = 0; i < count; i++) {
        parent->child[i].format = sources[i].format;
        parent->child[i].name = sources[i].name;
        parent->child[i].release = release_schema_child;
        parent->children[i] = &parent->child[i];
    }
    memset(schema, 0, sizeof *schema);
    schema->format = "+s";
    schema->name = "";
    schema->metadata = metadata;
    schema->n_children = count;
    schema->children = parent->children;
    schema->release = release_schema;
    schema->private_data = parent;
    return true;
}

/* ---- array ---------------------------------------------------------------------------------- */

/* Private data of a column: its buffers, then the elements. */
struct array_child {
    const void *buffers[2];
    char room[];
};

/* Private data of a struct array. */
struct array_parent {
    const void *buffers[1];
    struct ArrowArray *children[COLUMNS_MAX];
    struct ArrowArray child[COLUMNS_MAX];
};

static void release_array_child(struct ArrowArray *array)
{
    free(array->private_data);
    array->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    struct array_parent *parent = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++)
        if (parent->child[i].release)
            parent->child[i].release(&parent->child[i]);
    free(parent);
    array->release = NULL;
}

static void copy_elements(char *target, const struct source *source, size_t first, size_t length)
{
    const char *from = (const char *)source->data + first * source->stride;
    if (source->stride == source->width) {
        if (length)
            memcpy(target, from, length * source->width);
        return;
    }
    for (size_t i = 0; i < length; i++)
        memcpy(target + i * source->width, from + i * source->stride, source->width);
}

static bool make_column(struct ArrowArray *array, const struct source *source, size_t first,
                        size_t length)
{
    if (length > (SIZE_MAX - sizeof(struct array_child) - ALIGNMENT) / source->width)
        return false;
    struct array_child *child =
        malloc(sizeof *child + ALIGNMENT + (length ? length : 1) * source->width);
    if (!child)
        return false;
    char *data = child->room + (ALIGNMENT - (uintptr_t)child->room % ALIGNMENT) % ALIGNMENT;
    copy_elements(data, source, first, length);
    child->buffers[0] = NULL; /* no nulls */
    child->buffers[1] = data;
    memset(array, 0, sizeof *array);
    array->length = (int64_t)length;
    array->n_buffers = 2;
    array->buffers = child->buffers;
    array->release = release_array_child;
    array->private_data = child;
    return true;
}

/* Rows [first, first + length) of the columns as a struct array. */
static bool make_array(struct ArrowArray *array, const struct source *sources, uint32_t count,
                       size_t first, size_t length)
{
    struct array_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return false;
    struct ArrowArray made = {0};
    made.length = (int64_t)length;
    made.n_buffers = 1;
    made.n_children = count;
    made.buffers = parent->buffers;
    made.children = parent->children;
    made.release = release_array;
    made.private_data = parent;
    for (uint32_t i = 0; i < count; i++) {
        parent->children[i] = &parent->child[i];
        if (!make_column(&parent->child[i], &sources[i], first, length)) {
            release_array(&made);
            return false;
        }
    }
    *array = made;
    return true;
}

/* ---- world ---------------------------------------------------------------------------------- */

/* Describes the live fish; returns the number of columns. */
static uint32_t world_sources(const fishsim_world *world, struct source *sources)
{
    const struct source columns[] = {
#define X(NAME, field, number, element, unit, meaning)                                             \
    {#field, FORMAT_##element, sizeof *world->fish.field, sizeof *world->fish.field,               \
     world->fish.field},
        FISHSIM_COLUMN_TABLE(X)
#undef X
    };
    _Static_assert(sizeof columns / sizeof columns[0] <= COLUMNS_MAX,
                   "FISHSIM_COLUMN_TABLE has grown: raise COLUMNS_MAX");
    memcpy(sources, columns, sizeof columns);
    return sizeof columns / sizeof columns[0];
}

/* Appends a text with its length in front, as Arrow encodes metadata. Returns the end. */
static char *put_text(char *at, const char *text)
{
    int32_t length = (int32_t)strlen(text);
    memcpy(at, &length, sizeof length);
    memcpy(at + sizeof length, text, (size_t)length);
    return at + sizeof length + length;
}

static char *make_metadata(const fishsim_world *world)
{
    enum { PAIRS = 4, VALUE_BYTES = 32 };
    const char *const keys[PAIRS] = {"fishsim.version", "fishsim.seed", "fishsim.tick",
                                     "fishsim.digest"};
    char values[PAIRS][VALUE_BYTES];
    snprintf(values[0], VALUE_BYTES, "%s", fishsim_version());
    snprintf(values[1], VALUE_BYTES, "%llu", (unsigned long long)world->settings.world.seed);
    snprintf(values[2], VALUE_BYTES, "%llu", (unsigned long long)world->tick);
    snprintf(values[3], VALUE_BYTES, "%016llx", (unsigned long long)fishsim_world_digest(world));
    size_t size = sizeof(int32_t);
    for (int i = 0; i < PAIRS; i++)
        size += 2 * sizeof(int32_t) + strlen(keys[i]) + strlen(values[i]);
    char *metadata = malloc(size);
    if (!metadata)
        return NULL;
    const int32_t pairs = PAIRS;
    memcpy(metadata, &pairs, sizeof pairs);
    char *at = metadata + sizeof pairs;
    for (int i = 0; i < PAIRS; i++)
        at = put_text(put_text(at, keys[i]), values[i]);
    return metadata;
}

static bool make_world_schema(struct ArrowSchema *schema, const fishsim_world *world,
                              const struct source *sources, uint32_t count)
{
    char *metadata = make_metadata(world);
    if (!metadata)
        return false;
    if (make_schema(schema, sources, count, metadata))
        return true;
    free(metadata);
    return false;
}

fishsim_status fishsim_world_export_arrow(const fishsim_world *world, struct ArrowSchema *schema,
                                          struct ArrowArray *array, fishsim_error *error)
{
    if (!world || !schema || !array)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_export_arrow: %s is NULL",
                    !world    ? "world"
                    : !schema ? "schema"
                              : "array");
    if (world->dead)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_world_export_arrow: the world is dead");
    struct source sources[COLUMNS_MAX];
    uint32_t count = world_sources(world, sources);
    struct ArrowArray made_array;
    struct ArrowSchema made_schema;
    if (!make_array(&made_array, sources, count, 0, world->fish.count))
        return fail(error, FISHSIM_ERR_MEMORY, "no memory to export %u fish", world->fish.count);
    if (!make_world_schema(&made_schema, world, sources, count)) {
        release_array(&made_array);
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for an Arrow schema");
    }
    *array = made_array;
    *schema = made_schema;
    return FISHSIM_OK;
}

/* ---- events --------------------------------------------------------------------------------- */

/* Fields of fishsim_event, as they stand in it: X(field, element). */
#define EVENT_COLUMNS(X)                                                                           \
    X(sequence, U64)                                                                               \
    X(tick, U64)                                                                                   \
    X(fish, U64)                                                                                   \
    X(other, U64)                                                                                  \
    X(energy_uj, I64)                                                                              \
    X(x_m, F32)                                                                                    \
    X(y_m, F32)                                                                                    \
    X(z_m, F32)                                                                                    \
    X(kind, U16)                                                                                   \
    X(cause, U16)                                                                                  \
    X(species, U16)                                                                                \
    X(other_species, U16)                                                                          \
    X(value, U32)

#define X(field, element) +sizeof((fishsim_event *)0)->field
_Static_assert(0 EVENT_COLUMNS(X) == sizeof(fishsim_event),
               "fishsim_event has a field that EVENT_COLUMNS does not export");
#undef X

static uint32_t event_sources(const fishsim_event *events, struct source *sources)
{
    const char *base = (const char *)events;
    const struct source columns[] = {
#define X(field, element)                                                                          \
    {#field, FORMAT_##element, sizeof events->field, sizeof *events,                               \
     base + offsetof(fishsim_event, field)},
        EVENT_COLUMNS(X)
#undef X
    };
    memcpy(sources, columns, sizeof columns);
    return sizeof columns / sizeof columns[0];
}

/* Private data of a stream: a copy of the events, and how far it has been read. */
struct event_stream {
    size_t count;
    size_t next;
    const char *last_error; /* NULL after success */
    fishsim_event events[];
};

static int report(struct event_stream *stream, bool made)
{
    stream->last_error = made ? NULL : "no memory for a batch of events";
    return made ? 0 : ENOMEM;
}

static int stream_schema(struct ArrowArrayStream *self, struct ArrowSchema *out)
{
    struct event_stream *stream = self->private_data;
    struct source sources[COLUMNS_MAX];
    uint32_t count = event_sources(stream->events, sources);
    return report(stream, make_schema(out, sources, count, NULL));
}

static int stream_next(struct ArrowArrayStream *self, struct ArrowArray *out)
{
    struct event_stream *stream = self->private_data;
    size_t left = stream->count - stream->next;
    size_t length = left < BATCH_ROWS ? left : BATCH_ROWS;
    if (!length) {
        out->release = NULL; /* the end of the stream */
        return report(stream, true);
    }
    struct source sources[COLUMNS_MAX];
    uint32_t count = event_sources(stream->events, sources);
    bool made = make_array(out, sources, count, stream->next, length);
    if (made)
        stream->next += length;
    return report(stream, made);
}

static const char *stream_last_error(struct ArrowArrayStream *self)
{
    const struct event_stream *stream = self->private_data;
    return stream->last_error;
}

static void release_stream(struct ArrowArrayStream *self)
{
    free(self->private_data);
    self->release = NULL;
}

fishsim_status fishsim_event_log_export_arrow(const fishsim_event_log *log,
                                              struct ArrowArrayStream *stream, fishsim_error *error)
{
    if (!log || !stream)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_event_log_export_arrow: %s is NULL",
                    log ? "stream" : "log");
    uint64_t count;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    struct event_stream *made = NULL;
    if (count < (SIZE_MAX - sizeof *made) / sizeof *events)
        made = malloc(sizeof *made + (size_t)count * sizeof *events);
    if (!made)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory to export %llu events",
                    (unsigned long long)count);
    made->count = (size_t)count;
    made->next = 0;
    made->last_error = NULL;
    if (count)
        memcpy(made->events, events, (size_t)count * sizeof *events);
    stream->get_schema = stream_schema;
    stream->get_next = stream_next;
    stream->get_last_error = stream_last_error;
    stream->release = release_stream;
    stream->private_data = made;
    return FISHSIM_OK;
}
