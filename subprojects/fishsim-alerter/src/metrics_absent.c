/* SPDX-License-Identifier: MIT */
/* metrics_absent.c: an alerter without metrics, see metrics.h. */
#include "metrics.h"

#include "trouble.h"

fishsim_status metrics_open(const struct alerter_settings *settings, struct metrics **out,
                            fishsim_error *error)
{
    *out = NULL;
    if (!settings->metrics[0])
        return FISHSIM_OK;
    return trouble(error, FISHSIM_ERR_STATE,
                   "alerter.metrics: this alerter was built without -Dprometheus=enabled");
}

void metrics_update(struct metrics *metrics, const struct counts *counts, const struct link *link)
{
    (void)metrics;
    (void)counts;
    (void)link;
}

void metrics_close(struct metrics *metrics)
{
    (void)metrics;
}
