/* SPDX-License-Identifier: MIT */
/* metrics_absent.c: logger.metrics in a logger that was built without fishsim-prometheus. */
#include "metrics.h"

#include "trouble.h"

fishsim_status metrics_open(const struct logger *logger, struct metrics **metrics,
                            fishsim_error *error)
{
    *metrics = NULL;
    if (!logger->settings->metrics[0])
        return FISHSIM_OK;
    return trouble(error, FISHSIM_ERR_STATE,
                   "logger.metrics: this logger was built without -Dprometheus=enabled");
}

void metrics_update(struct metrics *metrics)
{
    (void)metrics;
}

void metrics_close(struct metrics *metrics)
{
    (void)metrics;
}
