"""Proof that each run begins anew: weights of its own, from its own seed, optimizer at rest."""

from __future__ import annotations

import hashlib
import weakref
from typing import Any

import keras
import numpy as np

from course_lib.experiments.variant import Variant

__all__ = ["Freshness", "weights_digest"]


class Freshness:
    """Watches the models of a comparison and refuses one that is not new.

    ``compile()`` resets no weights and an optimizer keeps its moments, so a model that serves two
    runs gives the second a head start. Here every model is compared with those before it.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> model, watch = Variant(mlp(4, 3)).build(seed=0), Freshness()
    >>> watch.admit(model, "mlp", 0)
    >>> watch.admit(model, "mlp", 1)
    Traceback (most recent call last):
    ...
    ValueError: variant 'mlp', seed 1: its model is one that variant 'mlp', seed 0 had: ...

    References
    ----------
    S3 and S4, which train one model again and again.
    """

    def __init__(self) -> None:
        self._owners: dict[int, tuple[weakref.ref[Any], str]] = {}
        self._seeds: dict[tuple[str, str], int] = {}
        self._weights: dict[tuple[str, int], str] = {}

    def probe(self, variant: Variant, name: str, seed: int, other: int) -> None:
        """Build a variant twice from `seed` and once from `other`, and check all three.

        Parameters
        ----------
        variant : Variant
            The variant.
        name : str
            Its name, for the message.
        seed, other : int
            Two different seeds.

        Raises
        ------
        ValueError
            As `admit`.
        """
        probes = []  # kept until the end, so that a shared model cannot be mistaken for a new one
        for each in (seed, seed, other):
            probes.append(variant.build(seed=each))
            self.admit(probes[-1], name, each)

    def admit(self, model: keras.Model, name: str, seed: int) -> None:
        """Accept a model that is new, or say why it is not.

        Parameters
        ----------
        model : keras.Model
            Just built.
        name : str
            The variant's name.
        seed : int
            The seed it was built from.

        Raises
        ------
        ValueError
            It shares a weight or its optimizer with an earlier model, its optimizer has taken
            steps, the same seed gave other weights before, or another seed the same.
        """
        who = f"variant {name!r}, seed {seed}"
        self.own(model, who)
        self.remember(weights_digest(model), name, seed)

    def own(self, model: keras.Model, who: str) -> None:
        """Accept a model whose parts no other has, and whose optimizer has taken no step."""
        for kind, part in [("model", model), ("optimizer", model.optimizer)]:
            self._own(part, who, f"its {kind} is one that")
        for variable in model.variables:
            self._own(variable, who, f"its {variable.path} is one that")
        if int(model.optimizer.iterations) > 0:
            raise ValueError(f"{who}: its optimizer has taken steps already; build a new one")

    def _own(self, part: Any, who: str, what: str) -> None:
        owner = self._owners.get(id(part))
        if owner is not None and owner[0]() is part:
            raise ValueError(
                f"{who}: {what} {owner[1]} had: compile() resets nothing, so it would start from "
                "what was learned there; build a new model and a new optimizer each time"
            )
        self._owners[id(part)] = (weakref.ref(part), who)

    def remember(self, weights: str, name: str, seed: int) -> None:
        """Accept the digest of the weights that a seed gave, if they follow from the seed."""
        who = f"variant {name!r}, seed {seed}"
        if self._weights.setdefault((name, seed), weights) != weights:
            raise ValueError(
                f"{who}: two models from this seed start from different weights; give the seed to "
                "the initializers, or call keras.utils.set_random_seed(seed) before building"
            )
        if self._seeds.setdefault((name, weights), seed) != seed:
            raise ValueError(
                f"{who}: it starts from the same weights as seed {self._seeds[name, weights]}, so "
                "its runs would say nothing about chance; build it from the seed that is given"
            )


def weights_digest(model: keras.Model) -> str:
    """Return what tells the weights of a model from others."""
    digest = hashlib.blake2b(digest_size=16)
    for weight in model.get_weights():
        digest.update(np.ascontiguousarray(weight).data)
    return digest.hexdigest()
