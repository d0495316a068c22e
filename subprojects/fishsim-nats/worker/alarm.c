/* SPDX-License-Identifier: MIT */
/* alarm.c: see alarm.h. */
#include "alarm.h"

#include "trouble.h"

#include <inttypes.h>

static const struct {
    const char *name, *meaning;
    uint32_t severity;
} KIND[] = {
#define X(Name, SEVERITY, meaning) {#Name, meaning, FISHSIM_SEVERITY_##SEVERITY},
    ALARM_TABLE(X)
#undef X
};
enum { KINDS = sizeof KIND / sizeof KIND[0] };

/* The time, and above the last one of this worker's. */
static uint64_t next_sequence(struct worker *worker, int64_t now_ns)
{
    uint64_t last = atomic_load(&worker->alarm_sequence), next;
    do
        next = (uint64_t)now_ns > last ? (uint64_t)now_ns : last + 1;
    while (!atomic_compare_exchange_weak(&worker->alarm_sequence, &last, next));
    return next;
}

static void publish(struct worker *worker, enum alarm_kind kind, const struct alarm_place *place,
                    const char *summary, bool resolved)
{
    fishsim_wire_encoder *encoder = NULL;
    fishsim_wire_critical critical;
    const uint8_t *bytes;
    uint64_t length;
    int64_t now_ns = clock_unix_ns();
    fishsim_wire_critical_init(&critical, sizeof critical);
    critical.severity = KIND[kind].severity;
    critical.name = KIND[kind].name;
    critical.summary = summary ? summary : "";
    critical.tick = place->tick;
    critical.resolved = resolved;
    critical.species = place->species;
    if (!fishsim_wire_encoder_create(NULL, worker->settings->id, place->simulation, NULL, &encoder,
                                     NULL) &&
        !fishsim_wire_encoder_stamp(encoder, now_ns, next_sequence(worker, now_ns), NULL) &&
        !fishsim_wire_encode_critical(encoder, &critical, &bytes, &length, NULL))
        natsConnection_Publish(worker->link.connection, "monitoring.events.critical", bytes,
                               (int)length);
    fishsim_wire_encoder_destroy(encoder);
}

void alarm_tell(struct worker *worker, enum alarm_kind kind, const struct alarm_place *place,
                const char *summary)
{
    say(worker, "%s: %s", KIND[kind].name, summary);
    publish(worker, kind, place, summary, false);
}

void alarm_hold(struct worker *worker, struct alarm *alarm, bool holds, enum alarm_kind kind,
                const struct alarm_place *place, const char *summary)
{
    int64_t now_ns = clock_steady_ns();
    bool again =
        holds && alarm->raised && now_ns - alarm->told_ns >= ALARM_AGAIN_S * INT64_C(1000000000);
    if (holds == alarm->raised && !again)
        return;
    if (!again)
        say(worker, "%s%s: %s", KIND[kind].name, holds ? "" : " is over", summary ? summary : "");
    publish(worker, kind, place, summary, !holds);
    alarm->raised = holds;
    alarm->told_ns = now_ns;
}

void alarm_describe(FILE *out)
{
    static const char *const SEVERITY[] = {"",
#define X(NAME, name, number) [number] = #name,
                                           FISHSIM_SEVERITY_TABLE(X)
#undef X
    };
    fprintf(out, "| Critical event | Severity | When |\n|---|---|---|\n");
    for (int i = 0; i < KINDS; i++)
        fprintf(out, "| `%s` | %s | %s |\n", KIND[i].name, SEVERITY[KIND[i].severity],
                KIND[i].meaning);
}
