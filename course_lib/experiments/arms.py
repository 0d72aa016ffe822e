"""Checks of what goes into a comparison: arms, seeds, splits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib import arguments
from course_lib.experiments.variant import Variant, as_variant
from course_lib.models import Network

__all__ = ["as_arms", "as_seeds", "as_split", "different_builders", "naming"]


def as_arms(variants: Any) -> dict[str, Variant]:
    """Return the arms of a comparison by name, or raise."""
    if not isinstance(variants, Mapping):
        raise TypeError(f"variants must be a mapping by name, got {arguments.shown(variants)}")
    if not variants:
        raise ValueError("variants must not be empty")
    for name in variants:
        if not isinstance(name, str):
            raise TypeError(f"variants must have names, got {arguments.shown(name)}")
    return {name: as_variant(variant, name) for name, variant in variants.items()}


def as_split(data: Any, name: str) -> tuple[Any, Any]:
    """Return the arrays of one split of a data set, or raise."""
    try:
        split = getattr(data, name)
        x, y = split.x, split.y
    except AttributeError:
        raise TypeError(
            f"data must be a Dataset with a {name} split of x and y, got {arguments.shown(data)}"
        ) from None
    return arguments.array(x, f"{name}.x"), arguments.array(y, f"{name}.y")


def as_seeds(seeds: Any) -> tuple[int, ...]:
    """Return the seeds that a number of seeds or a sequence of them stands for, or raise."""
    if isinstance(seeds, Sequence | range) and not isinstance(seeds, str | bytes):
        chosen = tuple(arguments.integer(seed, "each of seeds", low=0) for seed in seeds)
        if not chosen:
            raise ValueError("seeds must not be empty")
        if len(set(chosen)) < len(chosen):
            raise ValueError(f"seeds must differ, got {arguments.shown(seeds)}")
        return chosen
    return tuple(range(arguments.integer(seeds, "seeds", low=1)))


def different_builders(arms: Mapping[str, Variant]) -> dict[str, Variant]:
    """Return the arms that build differently; of those that train one description alike, one."""
    different: dict[str, Variant] = {}
    for name, arm in arms.items():
        alike = isinstance(arm.network, Network) and arm.weights is None
        others = [other for other in different.values() if other.weights is None]
        if not (alike and any(arm.builds_as(other) for other in others)):
            different[name] = arm
    return different


@contextlib.contextmanager
def naming(name: str) -> Iterator[None]:
    """Put the variant's name before the message of an error that lacks it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if f"variant {name!r}" in str(error):
            raise
        raise type(error)(f"variant {name!r}: {error}") from error
