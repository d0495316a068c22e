/* SPDX-License-Identifier: MIT */
/* settings_table.c: the worker's section of the configuration file. */
#include "worker.h"

#define AT(field) offsetof(struct worker_settings, field)
#define TEXT(field, standard, meaning)                                                             \
    {                                                                                              \
        "worker." #field, SETTING_TEXT, AT(field), standard, 0, 0, "", meaning                     \
    }
#define NUMBER(field, standard, low, high, meaning)                                                \
    {                                                                                              \
        "worker." #field, SETTING_INTEGER, AT(field), standard, low, high, "", meaning             \
    }
#define REAL(field, standard, low, high, meaning)                                                  \
    {                                                                                              \
        "worker." #field, SETTING_REAL, AT(field), standard, low, high, "", meaning                \
    }
#define FLAG(field, standard, meaning)                                                             \
    {                                                                                              \
        "worker." #field, SETTING_FLAG, AT(field), standard, 0, 0, "", meaning                     \
    }

static const struct setting table[] = {
    NATS_SETTINGS,
    {"worker.id", SETTING_ID, AT(id), "worker-1", 0, 0, "",
     "Name on the bus; no two have the same."},
    NUMBER(capacity, "1", 1, 64, "Simulations at once, each on a thread of its own."),
    NUMBER(fish_max, "1000000", 1, 1e9, "Largest world.max_fish that a command may ask for."),
    TEXT(snapshots, "", "Folder for snapshots; empty: none are made."),
    REAL(snapshot_s, "0", 0, 1e6, "Seconds from one snapshot to the next; 0: only when it ends."),
    FLAG(resume, "true", "Go on with what snapshots hold when the worker starts."),
    REAL(announce_s, "10", 0.1, 1e6, "Seconds from one announcement to the next."),
    {"worker.mode", SETTING_CHOICE, AT(mode), "free", 0, 0, "free|lockstep",
     "Whether a tick waits for the actions of its agents."},
    NUMBER(action_deadline_ms, "1000", 0, 3600000,
           "How long a tick waits in lockstep; who is late follows its species."),
    {"worker.observations", SETTING_CHOICE, AT(observations), "each", 0, 0, "each|all",
     "A message for each agent, or one for all."},
    NUMBER(frame_every, "0", 0, 1e9, "Ticks from frame to frame; 0: as in the scenario."),
    NUMBER(frame_fish_max, "10000", 1, 1e9, "Fish in a frame; of more, every n-th is told."),
    FLAG(log_frames, "true", "Frames go to the log as well."),
    TEXT(metrics, "", "Address of /metrics, such as 127.0.0.1:9464; empty: none."),
    TEXT(metrics_token, "", "Bearer token for it; a must off loopback."),
    REAL(collapse, "0.1", 0, 1,
         "Part of its highest number below which a species has collapsed; 0: none does."),
    NUMBER(queue_mb, "64", 1, 65536, "Events and frames that wait while the server is away."),
    NUMBER(flush_ms, "10000", 0, 3600000, "How long to wait for acknowledgements at the end."),
    NUMBER(duplicate_window_s, "600", 1, 86400, "Of the stream, if this worker makes it."),
    NUMBER(stream_max_mb, "0", 0, 1e9, "Of the stream, if this worker makes it; 0: no limit."),
};

enum { ROWS = sizeof table / sizeof table[0] };

fishsim_status worker_settings_read(const char *file, struct worker_settings *settings,
                                    fishsim_error *error)
{
    return settings_read(table, ROWS, file, settings, error);
}

void worker_settings_describe(FILE *out)
{
    settings_describe(table, ROWS, out);
}
