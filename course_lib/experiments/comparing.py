"""Compare variants over seeds: everything built afresh, the test set left alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib import arguments
from course_lib.experiments.comparison import Comparison
from course_lib.experiments.freshness import Freshness
from course_lib.experiments.run import Run, runs_of
from course_lib.experiments.variant import Variant, as_variant
from course_lib.models import Network

__all__ = ["compare"]


def compare(
    variants: Mapping[str, Any],
    data: Any,
    *,
    seeds: int | Sequence[int] = 5,
    epochs: int = 10,
    batch_size: int = 128,
    metric: str = "accuracy",
    keep_models: bool = True,
    progress: bool = True,
) -> Comparison:
    """Train every variant once for each seed, and return what differs and how surely.

    Each run builds its model anew from its seed, and that is checked: no two runs share a weight
    or an optimizer, no optimizer has taken a step, a seed gives the same weights twice and another
    seed gives others. Runs of one seed see the data in one order, so they form pairs. Scores are
    those of the validation data. The test set is not touched before `Comparison.test` hands it
    out, once.

    Parameters
    ----------
    variants : mapping of str to Variant, Network or callable
        By name. A callable takes a seed and returns a new `keras.Model`.
    data : Dataset
        As `course_lib.datasets.load` gives it: ``train`` and ``validation`` with ``x`` of shape
        (n, ...) and ``y`` of shape (n,), and ``test``.
    seeds : int or sequence of int
        How many (0, 1, 2, ...) or which. With one, the deviation is NaN and nothing is shown: the
        spread that chance causes is then unknown.
    epochs, batch_size : int
        Of every variant that has none of its own.
    metric : str
        What counts: ``"loss"`` or the name of a metric.
    keep_models : bool
        Whether trained models stay in memory, as `Comparison.test` needs.
    progress : bool
        Whether a bar of runs is shown.

    Returns
    -------
    Comparison
        Shows itself as a table.

    Raises
    ------
    TypeError
        `variants` is no mapping of variants, `data` no data set, a model instead of a builder.
    ValueError
        No variants, a seed twice, a model that is not new, or data that do not fit a network; the
        message names the variant.

    Examples
    --------
    >>> from course_lib import datasets, experiments, models
    >>> digits = datasets.load("digits")
    >>> network = models.mlp(digits.input_shape, digits.n_classes, hidden=16)
    >>> adam = experiments.Variant(network, optimizer="adam")
    >>> plain = experiments.Variant(network, optimizer="sgd")
    >>> result = experiments.compare(
    ...     {"adam": adam, "sgd": plain}, digits, seeds=2, epochs=3, progress=False
    ... )
    >>> result.best
    'adam'

    References
    ----------
    Bouthillier et al., Accounting for variance in machine learning benchmarks, 2021.
    """
    arms = _arms(variants)
    splits = _split(data, "train"), _split(data, "validation")
    chosen = _seeds(seeds)
    settings: dict[str, Any] = {
        "seeds": chosen,
        "epochs": arguments.integer(epochs, "epochs", low=1),
        "batch_size": arguments.integer(batch_size, "batch_size", low=1),
        "keep_models": arguments.boolean(keep_models, "keep_models"),
    }
    if not isinstance(metric, str):
        raise TypeError(f"metric must be a name, got {arguments.shown(metric)}")
    arguments.boolean(progress, "progress")
    watch = Freshness()
    for name, variant in _builders(arms).items():
        with _named(name):
            watch.probe(variant, name, chosen[0], chosen[1] if len(chosen) > 1 else chosen[0] + 1)
    runs: list[Run] = []
    with _bar(len(arms) * len(chosen), progress) as bar:
        for name, variant in arms.items():
            bar.set_description(name)
            with _named(name):
                for run in runs_of(variant, name, splits, admit=watch.admit, **settings):
                    run.at_kept(f"val_{metric}")
                    runs.append(run)
                    bar.update()
    return Comparison(runs, data, metric=metric)


def _builders(arms: dict[str, Variant]) -> dict[str, Variant]:
    """Return the arms that build differently; of those that train one description alike, one."""
    different: dict[str, Variant] = {}
    for name, arm in arms.items():
        alike = isinstance(arm.network, Network) and arm.weights is None
        others = [other for other in different.values() if other.weights is None]
        if not (alike and any(arm.builds_as(other) for other in others)):
            different[name] = arm
    return different


def _arms(variants: Any) -> dict[str, Any]:
    if not isinstance(variants, Mapping):
        raise TypeError(f"variants must be a mapping by name, got {arguments.shown(variants)}")
    if not variants:
        raise ValueError("variants must not be empty")
    for name in variants:
        if not isinstance(name, str):
            raise TypeError(f"variants must have names, got {arguments.shown(name)}")
    return {name: as_variant(variant, name) for name, variant in variants.items()}


def _split(data: Any, name: str) -> tuple[Any, Any]:
    try:
        split = getattr(data, name)
        x, y = split.x, split.y
    except AttributeError:
        raise TypeError(
            f"data must be a Dataset with a {name} split of x and y, got {arguments.shown(data)}"
        ) from None
    return arguments.array(x, f"{name}.x"), arguments.array(y, f"{name}.y")


def _seeds(seeds: Any) -> tuple[int, ...]:
    if isinstance(seeds, Sequence | range) and not isinstance(seeds, str | bytes):
        chosen = tuple(arguments.integer(seed, "each of seeds", low=0) for seed in seeds)
        if not chosen:
            raise ValueError("seeds must not be empty")
        if len(set(chosen)) < len(chosen):
            raise ValueError(f"seeds must differ, got {arguments.shown(seeds)}")
        return chosen
    return tuple(range(arguments.integer(seeds, "seeds", low=1)))


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """Put the variant's name before the message of an error that lacks it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if f"variant {name!r}" in str(error):
            raise
        raise type(error)(f"variant {name!r}: {error}") from error


@contextlib.contextmanager
def _bar(total: int, shown: bool) -> Iterator[Any]:
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="run", disable=not shown, leave=False) as bar:
        yield bar
