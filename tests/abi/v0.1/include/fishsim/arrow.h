/* SPDX-License-Identifier: MIT */
/**
 * arrow.h: worlds and event logs as Arrow data, by the Arrow C Data and C Stream Interfaces.
 *
 * What is exported is a copy that owns its memory (from malloc, since it outlives the library's
 * objects): release it with its own release callback, as the specification says.
 * Source of the three structs: https://arrow.apache.org/docs/format/CDataInterface.html
 */
#ifndef FISHSIM_ARROW_H
#define FISHSIM_ARROW_H

#include <fishsim/base.h>
#include <fishsim/event.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE           2
#define ARROW_FLAG_MAP_KEYS_SORTED    4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/**
 * Exports the live fish as one record batch: a struct array whose children are the columns of
 * FISHSIM_COLUMN_TABLE, in that order and with those names. Schema metadata: fishsim.version,
 * fishsim.seed, fishsim.tick, fishsim.digest.
 * @param schema  receives the schema; untouched on error
 * @param array   receives the data; untouched on error
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE (dead world), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_export_arrow(const fishsim_world *world,
                                                      struct ArrowSchema *schema,
                                                      struct ArrowArray *array,
                                                      fishsim_error *error);

/**
 * Exports the events of a log as a stream of record batches of at most 65,536 rows, with the
 * fields of fishsim_event as columns. The events are copied when the stream is made.
 * @param stream  receives the stream; untouched on error
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_event_log_export_arrow(const fishsim_event_log *log,
                                                          struct ArrowArrayStream *stream,
                                                          fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_ARROW_H */
