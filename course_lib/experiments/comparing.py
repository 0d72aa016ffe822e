"""Compare variants over seeds: everything built afresh, the test set left alone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from course_lib import arguments
from course_lib.executors import as_executor, places
from course_lib.experiments import handed_out
from course_lib.experiments.arms import as_arms, as_seeds, as_split, different_builders, naming
from course_lib.experiments.comparison import Comparison
from course_lib.experiments.freshness import Freshness
from course_lib.experiments.run import Run
from course_lib.experiments.running import Runner
from course_lib.experiments.splits import Splits
from course_lib.experiments.store import Store, identity
from course_lib.experiments.task import Task
from course_lib.experiments.trial import Trial
from course_lib.experiments.tuning import Grid, Tuning
from course_lib.experiments.variant import Variant
from course_lib.journal import as_folder

__all__ = ["compare"]


def compare(
    variants: Mapping[str, Any],
    data: Any,
    *,
    seeds: int | Sequence[int] = 5,
    epochs: int = 10,
    batch_size: int = 128,
    metric: str = "accuracy",
    resample: bool = False,
    nuisance: Mapping[str, Sequence[Any]] | None = None,
    tuning_seeds: int = 3,
    executor: Executor | None = None,
    parallel: int | None = None,
    folder: Any = None,
    keep_models: bool = True,
    progress: bool = True,
) -> Comparison:
    """Train every variant once for each seed, and return what differs and how surely.

    Each run builds its model anew from its seed, and that is checked: no two runs share a weight
    or an optimizer, no optimizer has taken a step, a seed gives the same weights twice and another
    seed gives others. Runs of one seed see the data in one order, so they form pairs. Scores are
    those of the validation data. The test set is not touched before `Comparison.test` hands it
    out, once.

    In the words of the tuning playbook the variants differ in *scientific* parameters; *nuisance*
    parameters, above all the learning rate, must be tuned for each variant before variants may be
    compared; what is *fixed* limits what the result is about. `Comparison.sheet` lists all three.

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
    resample : bool
        Whether each seed draws its own split of training and validation samples (`resampled`),
        which all variants share. Otherwise what is found holds for this one split.
    nuisance : mapping of str to sequence, optional
        Values to choose from, by field of `Variant`, such as ``{"learning_rate": [0.01, 0.1]}``;
        all combinations of several. Each variant gets those of its best validation mean over
        `tuning_seeds` (`Comparison.tuning`).
    tuning_seeds : int
        How many seeds choose: those after the largest of `seeds`, which the comparison never uses,
        and with `resample` their own splits. On one split the same samples choose and compare.
    executor : concurrent.futures.Executor, optional
        Where runs are computed: threads, processes, Dask's ``client.get_executor()``; here by
        default. The numbers are the same to the last digit on one kind of machine. Functions that
        travel to other processes must follow from their arguments alone.
    parallel : int, optional
        How many runs are under way at a time; as many as the executor has places by default.
    folder : path, optional
        Where each finished run is kept at once. The same call with the same folder goes on where a
        killed one was.
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
        `variants` is not a mapping, `data` not a data set, or a variant a model, not a builder.
    ValueError
        No variants, a seed twice, a model that is not new, data that do not fit a network (the
        message names the variant), or a folder that holds another comparison.
    RuntimeError
        The executor broke down.

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
    Colas, Sigaud and Oudeyer, How many random seeds? Statistical power analysis in deep
    reinforcement learning experiments, arXiv:1806.08295, 2018.
    Godbole et al., Deep learning tuning playbook, 2023.
    Nadeau and Bengio, Inference for the generalization error, Machine Learning 52, 2003.
    """
    began = time.time()
    arms = as_arms(variants)
    train, validation = as_split(data, "train"), as_split(data, "validation")
    splits = Splits(train, validation, resample=arguments.boolean(resample, "resample"))
    chosen = as_seeds(seeds)
    grid = None if nuisance is None else Grid(nuisance)
    tuning = range(max(chosen) + 1, max(chosen) + 1 + as_count(tuning_seeds, "tuning_seeds"))
    shared = Shared(
        splits,
        epochs=as_count(epochs, "epochs"),
        batch_size=as_count(batch_size, "batch_size"),
        keep=arguments.boolean(keep_models, "keep_models"),
    )
    if not isinstance(metric, str):
        raise TypeError(f"metric must be a name, got {arguments.shown(metric)}")
    arguments.boolean(progress, "progress")
    where = as_executor(executor)
    at_once = places(where, parallel)
    what: dict[str, Any] = {}
    if folder is not None:
        tuned = {} if grid is None else {"nuisance": grid.values, "tuning_seeds": list(tuning)}
        budget = {"epochs": shared.epochs, "batch_size": shared.batch_size}
        what = identity(arms, splits, seeds=chosen, metric=metric, **budget, **tuned)
    total = len(arms) * (len(chosen) + (0 if grid is None else len(grid.choices) * len(tuning)))

    def scored(run: Run) -> float:
        return run.at_kept(f"val_{metric}")

    with Store(as_folder(folder), what) as store, _bar(total, progress) as bar:
        began = min(began, store.began)
        runner = Runner(where, at_once, store, bar)
        found = None
        if grid is not None:
            found = _tuned(arms, grid, shared, tuning, runner, scored, metric)
            arms = {name: replace(arm, **found.chosen(name)) for name, arm in arms.items()}
        watch = _probed(arms, chosen)
        tasks = [shared.task(name, arm, seed) for name, arm in arms.items() for seed in chosen]
        runs = runner.run(tasks, watch, scored)
    trial = Trial(
        arms,
        str(getattr(data, "name", type(data).__name__)),
        len(train[1]),
        len(validation[1]),
        shared.epochs,
        shared.batch_size,
        splits.resample,
        found,
        handed_out.holds_tested(train[0], validation[0]),
        began,
    )
    return Comparison(runs, data, metric=metric, trial=trial)


@dataclass(frozen=True)
class Shared:
    """What all runs of a comparison share."""

    splits: Splits
    epochs: int
    batch_size: int
    keep: bool

    def task(self, name: str, arm: Variant, seed: int, choice: int | None = None) -> Task:
        """Return one run; a model is kept where it is not there to choose."""
        keep = self.keep and choice is None
        return Task(name, arm, seed, self.splits, self.epochs, self.batch_size, keep, choice)


def as_count(value: Any, name: str) -> int:
    """Return an integer of at least 1, or raise."""
    return arguments.integer(value, name, low=1)


def _tuned(
    arms: Mapping[str, Variant],
    grid: Grid,
    shared: Shared,
    seeds: Sequence[int],
    runner: Runner,
    check: Callable[[Run], Any],
    metric: str,
) -> Tuning:
    candidates = {name: grid.of(name, arm) for name, arm in arms.items()}
    tasks = [
        shared.task(name, arm, seed, choice)
        for name, tried in candidates.items()
        for choice, arm in enumerate(tried)
        for seed in seeds
    ]
    runs = runner.run(
        tasks, _probed({name: tried[0] for name, tried in candidates.items()}, seeds), check
    )
    size, count = len(seeds), len(grid.choices)
    grouped = [runs[start : start + size] for start in range(0, len(runs), size)]
    of = {name: grouped[i * count : (i + 1) * count] for i, name in enumerate(arms)}
    return Tuning(grid, of, metric)


def _probed(arms: Mapping[str, Variant], seeds: Sequence[int]) -> Freshness:
    """Return a watch that has seen each arm built anew from a seed twice and from another."""
    watch = Freshness()
    for name, variant in different_builders(arms).items():
        with naming(name):
            watch.probe(variant, name, seeds[0], seeds[1] if len(seeds) > 1 else seeds[0] + 1)
    return watch


@contextlib.contextmanager
def _bar(total: int, shown: bool) -> Iterator[Any]:
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="run", disable=not shown, leave=False) as bar:
        yield bar
