"""Change one thing at a time, and see what it was worth."""

from __future__ import annotations

import dataclasses
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from course_lib import arguments
from course_lib.experiments.comparing import compare
from course_lib.experiments.comparison import Comparison
from course_lib.experiments.variant import Variant
from course_lib.models import Network

__all__ = ["ablate"]

_BASE = "base"


def ablate(
    base: Network | Variant,
    data: Any,
    changes: Mapping[str, Network | Callable[[Network], Network]],
    **settings: Any,
) -> Comparison:
    """Compare a network with versions of it that differ in one thing each.

    Parameters
    ----------
    base : Network or Variant
        A description, or a variant of one, whose training then holds for all.
    data : Dataset
        See `compare`.
    changes : mapping of str to Network or callable
        By name; a callable takes the base's `Network` and returns the changed one.
    **settings
        Arguments of `compare`: ``seeds``, ``epochs``, ``batch_size`` and so on.

    Returns
    -------
    Comparison
        Variant ``"base"`` first, so that `Comparison.differences` starts from it; ``changes`` holds
        in words what each variant changes, and the column ``layers`` counts the layers concerned.

    Warns
    -----
    UserWarning
        A change that does several things to several layers: its effect cannot be told apart.
        Removing all layers of one kind, or the same change to each layer, counts as one thing.

    Raises
    ------
    TypeError
        `base` is not a description, or a change gives none.
    ValueError
        No changes, one that is named ``"base"``, or one that changes nothing.

    Examples
    --------
    >>> from course_lib import datasets, models
    >>> digits = datasets.load("digits")
    >>> base = models.mlp(digits.input_shape, digits.n_classes, hidden=16, dropout=0.5)
    >>> result = ablate(base, digits, {"no dropout": lambda n: n.without(models.Dropout)},
    ...                 seeds=2, epochs=3, progress=False)
    >>> result.changes["no dropout"]
    ('dropout_1: removed, rate 0.5',)

    References
    ----------
    S1, whose pooling variant changes several things at once.
    """
    start = base if isinstance(base, Variant) else Variant(base)
    if not isinstance(start.network, Network):
        raise TypeError(
            f"base must be a Network, or a Variant of one, got {arguments.shown(start.network)}: "
            "only a description tells what a change changes"
        )
    if not isinstance(changes, Mapping):
        raise TypeError(f"changes must be a mapping by name, got {arguments.shown(changes)}")
    if not changes:
        raise ValueError("changes must not be empty")
    variants = {_BASE: start}
    words: dict[str, tuple[str, ...]] = {_BASE: ()}
    for name, change in changes.items():
        network = _changed(start.network, change, name)
        words[name] = _differences(start.network, network, name)
        variants[name] = dataclasses.replace(start, network=network)
    result = compare(variants, data, **settings)
    result.changes = words
    result.columns["layers"] = {name: len(change) for name, change in words.items()}
    return result


def _changed(base: Network, change: Any, name: Any) -> Network:
    network = change
    if callable(change):
        try:
            network = change(base)
        except (TypeError, ValueError) as error:
            raise type(error)(f"change {name!r}: {error}") from error
    if not isinstance(network, Network):
        raise TypeError(f"change {name!r} must give a Network, got {arguments.shown(network)}")
    return network


def _differences(base: Network, network: Network, name: Any) -> tuple[str, ...]:
    if name == _BASE:
        raise ValueError(f"changes must not be named {_BASE!r}, which the network itself is")
    words = base.differences(network)
    if not words:
        raise ValueError(f"change {name!r} changes nothing: its network equals the base")
    if len(words) > 1 and not _one_thing(words):
        warnings.warn(
            f"change {name!r} alters {len(words)} layers in different ways ({'; '.join(words)}), "
            "so their effects cannot be told apart",
            stacklevel=3,
        )
    return words


def _one_thing(words: tuple[str, ...]) -> bool:
    layers, changes = zip(*(entry.split(": ", 1) for entry in words), strict=True)
    kinds = {re.sub(r"_\d+$", "", layer) for layer in layers}
    return len(set(changes)) == 1 or (len(kinds) == 1 and len({c.split()[0] for c in changes}) == 1)
