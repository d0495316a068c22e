/* SPDX-License-Identifier: MIT */
/* metrics_absent.c: a worker without metrics, see metrics.h. */
#include "metrics.h"

#include "trouble.h"

fishsim_status worker_metrics_open(struct worker *worker, fishsim_error *error)
{
    if (!worker->settings->metrics[0])
        return FISHSIM_OK;
    return trouble(error, FISHSIM_ERR_CONFIG,
                   "worker.metrics: this worker was built without fishsim-prometheus");
}

void worker_metrics_update(struct worker *worker, uint32_t running)
{
    (void)worker;
    (void)running;
}

fishsim_status worker_metrics_watch(struct worker *worker, const char *simulation_id,
                                    fishsim_world *world, void **watch, fishsim_error *error)
{
    (void)worker;
    (void)simulation_id;
    (void)world;
    (void)error;
    *watch = NULL;
    return FISHSIM_OK;
}

void worker_metrics_unwatch(void *watch)
{
    (void)watch;
}

void worker_metrics_close(struct worker *worker)
{
    (void)worker;
}
