/* SPDX-License-Identifier: MIT */
/**
 * brain.h: the weights of minds whose kind is `brain`.
 *
 * Such a mind is a perceptron with one hidden layer of minds.*.hidden units that perceives what
 * agents do (agents.observe) and answers with an action. Its weights are drawn from world.seed at
 * first. With minds.*.genome `shared` all fish of the mind think with the same weights; with `own`
 * each fish has a genome, and those that are born inherit each gene from one parent or the other,
 * with a normal mutation (minds.*.mutation_sigma).
 *
 * A set of weights is, in this order: (inputs x hidden) row-major, (hidden) biases, then
 * (FISHSIM_ACTION_SIZE x hidden) and (FISHSIM_ACTION_SIZE) biases. Units are tanh; speed is brought
 * from [-1, 1] to [0, 1]. Weights are state: snapshots and digests hold them. In a batch, shared
 * weights stay through resets.
 */
#ifndef FISHSIM_BRAIN_H
#define FISHSIM_BRAIN_H

#include <fishsim/agent.h>
#include <fishsim/base.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Sizes of a brain. Any of the numbers may be NULL.
 * @param mind   name of a mind whose kind is brain
 * @param genes  receives the number of weights and biases
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_brain_get_size(const fishsim_world *world, const char *mind,
                                                  uint32_t *inputs, uint32_t *hidden,
                                                  uint32_t *genes, fishsim_error *error);

/**
 * Sets the weights that the fish of a mind share.
 * @param weights  (genes), each within [-10^6, 10^6]
 * @param genes    as fishsim_brain_get_size says
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND, ERR_STATE (dead world, inside a tick, or no
 *         species shares them); nothing is changed then
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_brain_set_weights(fishsim_world *world, const char *mind,
                                                     const float *weights, uint32_t genes,
                                                     fishsim_error *error);

/** Reads the weights that the fish of a mind share; as fishsim_brain_set_weights. Since 0.1. */
FISHSIM_API fishsim_status fishsim_brain_get_weights(const fishsim_world *world, const char *mind,
                                                     float *weights, uint32_t genes,
                                                     fishsim_error *error);

/**
 * Sets the genomes of some fish.
 * @param ids      live fish that have genomes; `count` of them
 * @param weights  (count x genes), each within [-10^6, 10^6]
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND, ERR_STATE; nothing is changed then
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_brain_set_genomes(fishsim_world *world, const uint64_t *ids,
                                                     uint32_t count, const float *weights,
                                                     uint32_t genes, fishsim_error *error);

/** Reads the genomes of some fish; as fishsim_brain_set_genomes. Since 0.1. */
FISHSIM_API fishsim_status fishsim_brain_get_genomes(const fishsim_world *world,
                                                     const uint64_t *ids, uint32_t count,
                                                     float *weights, uint32_t genes,
                                                     fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_BRAIN_H */
