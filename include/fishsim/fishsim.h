/* SPDX-License-Identifier: MIT */
/** fishsim.h: the whole contract of libfishsim. Include this one, or the subjects that you use. */
#ifndef FISHSIM_FISHSIM_H
#define FISHSIM_FISHSIM_H

#include <fishsim/agent.h>
#include <fishsim/arrow.h>
#include <fishsim/base.h>
#include <fishsim/batch.h>
#include <fishsim/brain.h>
#include <fishsim/config.h>
#include <fishsim/event.h>
#include <fishsim/measure.h>
#include <fishsim/pool.h>
#include <fishsim/run.h>
#include <fishsim/snapshot.h>
#include <fishsim/wire.h>
#include <fishsim/world.h>

#endif /* FISHSIM_FISHSIM_H */
