"""Weights of minds whose kind is `brain`: a perceptron that thinks inside the library's tick."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Sequence

import numpy as np

from ._native import checked, library, whole

if TYPE_CHECKING:
    from .world import World


class Brain:
    """The brain of one mind of a world; made by World.brain.

    A set of weights is float32 of shape (genes,): (inputs, hidden), biases (hidden,), (3, hidden),
    biases (3,), one behind the other. Units are tanh; the answer is turn, speed and bite. With minds.*.genome
    `shared` all fish of the mind think with `weights`; with `own` each has a genome, which its young
    inherit with a mutation.

        inputs  floats of an observation (agents.observe)
        hidden  units of the hidden layer (minds.*.hidden)
        genes   weights and biases
    """

    def __init__(self, world: World, mind: str) -> None:
        self._world, self._mind = world, mind.encode()
        sizes = [ctypes.c_uint32() for _ in range(3)]
        world._call(library.fishsim_brain_get_size, self._mind, *map(ctypes.byref, sizes))
        self.inputs, self.hidden, self.genes = (size.value for size in sizes)

    @property
    def weights(self) -> np.ndarray:
        """A copy of the weights that the fish of the mind share. Assign an array to set them; in a
        batch they stay through resets."""
        found = np.empty(self.genes, np.float32)
        self._world._call(library.fishsim_brain_get_weights, self._mind, found.ctypes.data,
                          self.genes)
        return found

    @weights.setter
    def weights(self, weights: np.ndarray) -> None:
        given = checked(weights, 'weights', (self.genes,), np.float32)
        self._world._call(library.fishsim_brain_set_weights, self._mind, given.ctypes.data,
                          self.genes)

    def genomes(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """The genomes of some fish, float32 (len(ids), genes), copied."""
        fish = _ids(ids)
        found = np.empty((len(fish), self.genes), np.float32)
        self._world._call(library.fishsim_brain_get_genomes, fish.ctypes.data, len(fish),
                          found.ctypes.data, self.genes)
        return found

    def set_genomes(self, ids: Sequence[int] | np.ndarray, weights: np.ndarray) -> None:
        """Gives some fish genomes, float32 (len(ids), genes)."""
        fish = _ids(ids)
        given = checked(weights, 'weights', (len(fish), self.genes), np.float32)
        self._world._call(library.fishsim_brain_set_genomes, fish.ctypes.data, len(fish),
                          given.ctypes.data, self.genes)

    def __repr__(self) -> str:
        return (f'<Brain {self._mind.decode()!r}: {self.inputs} inputs, {self.hidden} hidden, '
                f'{self.genes} genes>')


def _ids(ids: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.array([whole(fish, 'ids', 0, (1 << 64) - 1) for fish in ids], np.uint64)
