"""What is done to the input before training: learned on training data alone, drawn from a seed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["SPLITS", "depends_on_seed", "preparation"]

SPLITS = ("train", "validation", "test")


def depends_on_seed(prepare: Any) -> bool:
    """Return whether `prepare` has a parameter named ``seed``.

    Parameters
    ----------
    prepare : callable, transformer or None
        A variant's preparation.

    Returns
    -------
    bool
        Whether each run has an input of its own.

    Examples
    --------
    >>> depends_on_seed(lambda x, seed: x), depends_on_seed(lambda x: x)
    (True, False)
    """
    if prepare is None or hasattr(prepare, "transform"):
        return False
    try:
        return "seed" in inspect.signature(prepare).parameters
    except (TypeError, ValueError):  # NumPy's own functions have no signature
        return False


def preparation(prepare: Any, train: np.ndarray, *, seed: int) -> Callable[[Any, str], np.ndarray]:
    """Return the function ``f(x, split)`` that prepares each split of one run.

    Parameters
    ----------
    prepare : callable, transformer or None
        See `Variant`. A transformer is cloned and fitted on `train`, and sees no other split.
    train : numpy.ndarray
        Training inputs, shape (n, ...).
    seed : int
        The run's seed; each split of each run gets its own from it.

    Returns
    -------
    callable
        From inputs and the name of their split to prepared inputs.

    Raises
    ------
    ValueError
        What comes out has another number of samples.

    Examples
    --------
    >>> from sklearn.preprocessing import StandardScaler
    >>> apply = preparation(StandardScaler(), np.array([[0.0], [2.0]]), seed=0)
    >>> apply(np.array([[4.0]]), "validation")
    array([[3.]])
    """
    transform = _transform(prepare, train, seed)

    def apply(x: Any, split: str) -> np.ndarray:
        prepared = arguments.array(transform(x, split), f"prepared {split} inputs")
        if len(prepared) != len(x):
            raise ValueError(f"prepare must keep {len(x)} samples, gave {len(prepared)}")
        return prepared

    return apply


def _transform(prepare: Any, train: np.ndarray, seed: int) -> Callable[[Any, str], Any]:
    if prepare is None:
        return lambda x, split: x
    if hasattr(prepare, "transform"):
        from sklearn.base import clone

        fitted = clone(prepare).fit(train)
        return lambda x, split: fitted.transform(x)
    if not depends_on_seed(prepare):
        return lambda x, split: prepare(x)
    return lambda x, split: prepare(x, seed=_split_seed(seed, split))


def _split_seed(seed: int, split: str) -> int:
    return int(np.random.SeedSequence((seed, SPLITS.index(split))).generate_state(1)[0])
