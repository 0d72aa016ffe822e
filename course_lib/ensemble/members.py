"""The members of an ensemble, and what each of them sees of the samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
import numpy as np

from course_lib import arguments
from course_lib.ensemble.forward import Forward

__all__ = ["Given", "Members"]


class Given(NamedTuple):
    """A member with the samples as it sees them, and what it gives if it is a network."""

    member: Any
    seen: np.ndarray
    output: np.ndarray | None


class Members:
    """Runs members, Keras models that see the same in one call.

    Parameters
    ----------
    members : sequence or mapping of models
        Of a mapping, such as `Comparison.models` returns, the values count.
    inputs : callable or sequence of callable or None, optional
        What turns samples into those that a member sees: one function for all, or one a member,
        None where it sees them as they are.

    Raises
    ------
    TypeError
        No members, a member that cannot predict, or an input that is not a function.
    ValueError
        As many inputs as members are missing.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> one, other = GaussianNB().fit([[0], [1]], [0, 1]), GaussianNB().fit([[5], [9]], [0, 1])
    >>> last = lambda x: x[:, 1:]
    >>> [given.seen.tolist() for given in Members([one, other], [None, last]).run([[1, 2]], None)]
    [[[1, 2]], [[2]]]
    """

    def __init__(self, members: Any, inputs: Any = None) -> None:
        self.models = _as_list(members)
        self._inputs = _as_inputs(inputs, len(self.models))
        networks: dict[int, list[keras.Model]] = {}
        for member, function in zip(self.models, self._inputs, strict=True):
            if isinstance(member, keras.Model):
                networks.setdefault(id(function), []).append(member)
        self._forwards = {key: Forward(models) for key, models in networks.items()}

    def run(self, X: Any, batch_size: int | None) -> list[Given]:
        """Return what each member sees of `X`, and what the networks give for it."""
        X = arguments.array(X, "X", ndim=range(2, 9))
        views: dict[int, np.ndarray] = {}
        for position, function in enumerate(self._inputs):
            if id(function) not in views:
                views[id(function)] = X if function is None else _seen(function, X, position)
        outputs = {
            key: iter(forward(views[key], batch_size=batch_size))
            for key, forward in self._forwards.items()
        }
        return [
            Given(
                member,
                views[id(function)],
                next(outputs[id(function)]) if isinstance(member, keras.Model) else None,
            )
            for member, function in zip(self.models, self._inputs, strict=True)
        ]


def _as_list(members: Any) -> list[Any]:
    found = list(members.values()) if isinstance(members, Mapping) else members
    if not isinstance(found, list | tuple) or not found:
        raise TypeError(f"members must be a sequence of models, got {arguments.shown(members)}")
    for member in found:
        if isinstance(member, keras.Model):
            continue
        if isinstance(member, type) or not callable(getattr(member, "predict", None)):
            raise TypeError(f"members must have a predict method, got {arguments.shown(member)}")
    return list(found)


def _as_inputs(inputs: Any, count: int) -> list[Any]:
    if inputs is None or callable(inputs):
        return [inputs] * count
    if not isinstance(inputs, list | tuple):
        got = arguments.shown(inputs)
        raise TypeError(f"inputs must be a function, or a sequence of them, got {got}")
    for position, function in enumerate(inputs):
        if function is not None and not callable(function):
            got = arguments.shown(function)
            raise TypeError(f"inputs[{position}] must be a function or None, got {got}")
    if len(inputs) != count:
        raise ValueError(f"inputs must be one a member, {count}, got {len(inputs)}")
    return list(inputs)


def _seen(function: Any, X: np.ndarray, position: int) -> np.ndarray:
    found = arguments.array(function(X), f"inputs[{position}](X)", ndim=range(2, 9))
    if len(found) != len(X):
        raise ValueError(f"inputs[{position}] must keep all {len(X)} samples, got {len(found)}")
    return found
