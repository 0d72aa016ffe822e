"""`tune`: the search itself."""

from __future__ import annotations

import numbers
import warnings
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from os import PathLike
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.executors import as_executor, places, portable
from course_lib.journal import Journal, as_folder, source_digest
from course_lib.search.loop import Coordinator
from course_lib.search.result import Result
from course_lib.search.samples import as_samples
from course_lib.search.space import as_objective, discover
from course_lib.search.strategies import Strategy, as_strategy
from course_lib.search.trial import Outcome, Task

if TYPE_CHECKING:
    import keras
    import keras_tuner
    import numpy as np

    from course_lib.datasets import Dataset
    from course_lib.models import Network

__all__ = ["tune"]


def tune(
    build: Callable[[keras_tuner.HyperParameters], keras.Model | Network],
    data: Dataset | tuple[Any, Any],
    strategy: Strategy | str = "random",
    *,
    objective: str | keras_tuner.Objective = "val_accuracy",
    epochs: int = 10,
    batch_size: int = 128,
    patience: int | None = None,
    folds: int | None = None,
    seed: int | np.random.Generator | None = 0,
    executor: Executor | None = None,
    parallel: int | None = None,
    folder: str | PathLike[str] | None = None,
    progress: bool = True,
) -> Result:
    """Search for the settings that score best on samples that no model trained on.

    Every trial starts from the same seed, so that settings differ and luck does not, and is scored
    by the objective after its last epoch. A trial that fails, by an error or a loss of NaN, is
    recorded with its reason and the search goes on. A Dataset's test samples are never looked at.

    Without an executor, or with one trial at a time, the same call gives the same result; with
    several, what Bayesian and Hyperband try next depends on which trial ends first, and in threads,
    which share one random state, scores vary a little too.

    Parameters
    ----------
    build : callable
        Takes a ``keras_tuner.HyperParameters``, asks it for values, such as
        ``hp.Choice("units", [32, 64])``, and returns a ``keras.Model`` or a `models.Network`. One
        that is not compiled gets Adam, cross-entropy and accuracy. A first call, before the
        trials, learns what it asks for. Keras' own layers and a `models.Network` draw their weights
        from `seed`; a network that it builds itself needs a seed of its own.
    data : Dataset or tuple
        A `datasets.Dataset`, or ``((x, y), (x, y))`` for training and validation, or ``(x, y)``
        with `folds`; x of shape (n, ...), y integers of shape (n,) or one-hot, (n, classes).
    strategy : Strategy or str
        `Grid`, `Random`, `Bayesian` or `Hyperband`, or ``"grid"``, ``"random"``, ``"bayesian"``,
        ``"hyperband"`` for one with its defaults.
    objective : str or keras_tuner.Objective
        A validation metric: ``"val_..."``. Keras knows which way its own metrics are better; for
        another say it, ``keras_tuner.Objective("val_f1", direction="max")``.
    epochs : int
        Of each trial; with Hyperband of the longest ones.
    batch_size : int
        Samples a step.
    patience : int, optional
        Stop a trial when its objective has not improved for so many epochs, and score its best
        epoch instead of its last.
    folds : int, optional
        Cross-validate: the score is the mean over so many stratified folds, of training and
        validation samples together.
    seed : int, numpy.random.Generator or None
        Decides the settings drawn, the folds, the weights and the order of samples. None draws one,
        or takes the one that `folder` holds.
    executor : concurrent.futures.Executor, optional
        Where trials run: threads, processes (of the "spawn" or "forkserver" kind), or Dask's
        ``client.get_executor()``. None is this thread.
    parallel : int, optional
        How many trials are under way at a time; None for as many as the executor has workers, where
        it says so, and otherwise for the number of cores. Fewer let Bayesian learn more from each.
    folder : path, optional
        Where each trial is written the moment it ends. The same call with the same folder, after a
        crash or to add trials, repeats none that ended.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Result
        The best settings and score, and all trials as a DataFrame. When you interrupt the search
        (Ctrl-C) it holds the trials that ended, with a warning.

    Raises
    ------
    TypeError
        An argument of the wrong kind; `build` cannot travel to another process.
    ValueError
        An argument out of range; an objective that is not a validation metric; a `folder` of
        another search; every trial failed.
    RuntimeError
        The executor broke down.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib import models, search
    >>> x = np.random.default_rng(0).normal(size=(90, 4)).astype("float32")
    >>> y = x.argmax(axis=1)
    >>> def build(hp):
    ...     return models.mlp(4, 4, hidden=hp.Choice("units", [1, 32]))
    >>> data = ((x[:60], y[:60]), (x[60:], y[60:]))
    >>> result = search.tune(build, data, "grid", epochs=2, progress=False)
    >>> result.trials["units"].tolist(), list(result.best)
    ([1, 32], ['units'])

    References
    ----------
    S4, exercise 2, whose objective was the accuracy on training data.
    """
    if not callable(build):
        raise TypeError(
            f"build must be a function of hyperparameters, got {arguments.shown(build)}"
        )
    plan, goal = as_strategy(strategy), as_objective(objective)
    lengths = _lengths(epochs, batch_size, patience)
    samples, path, root = as_samples(data, folds), as_folder(folder), _root(seed)
    workers = as_executor(executor)
    width, carried = places(workers, parallel), portable(build, workers, "build")
    arguments.boolean(progress, "progress")
    space = discover(build)
    identity = {
        "strategy": plan.identity(),
        "objective": [goal.name, goal.direction],
        **lengths,
        "folds": samples.folds,
        "seed": root,
        "data": samples.digest() if path else "",
        "build": source_digest(build),
    }
    adopt = ("seed",) if seed is None else ()
    with Journal(path, identity, kind="search", name="trials.jsonl", adopt=adopt) as journal:
        root = journal.identity["seed"]
        task = Task(carried, {}, samples, goal.name, goal.direction, seed=root, **lengths)
        oracle = plan.oracle(goal, space, epochs=lengths["epochs"], seed=root)
        with _bar(oracle.planned(), plan.name, progress) as bar:
            search = Coordinator(oracle, journal, task, bar)
            interrupted = _ran(search, workers, width)
    _check_outcomes(search.outcomes.values())
    labels = samples.training[1][:1]
    return Result(
        search.outcomes, goal.name, goal.direction, build, root, labels, interrupted=interrupted
    )


def _lengths(epochs: Any, batch_size: Any, patience: Any) -> dict[str, Any]:
    if patience is not None:
        patience = arguments.integer(patience, "patience", low=0)
    return {
        "epochs": arguments.integer(epochs, "epochs", low=1),
        "batch_size": arguments.integer(batch_size, "batch_size", low=1),
        "patience": patience,
    }


def _root(seed: Any) -> int:
    generator = arguments.generator(seed)
    if isinstance(seed, numbers.Integral):
        return arguments.integer(seed, "seed", high=2**31 - 2)
    return int(generator.integers(2**31 - 2))


def _bar(total: int | None, name: str, progress: bool) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, desc=f"{name} search", unit="trial", disable=not progress)


def _ran(search: Coordinator, executor: Executor, width: int) -> bool:
    """Run the search and return whether it was interrupted with something to keep."""
    try:
        search.run(executor, width)
    except KeyboardInterrupt:
        if not any(outcome.score is not None for outcome in search.outcomes.values()):
            raise
        warnings.warn(f"interrupted: {len(search.outcomes)} trials are kept", stacklevel=3)
        return True
    return False


def _check_outcomes(outcomes: Collection[Outcome]) -> None:
    if any(outcome.score is not None for outcome in outcomes):
        return
    reasons = Counter(outcome.reason for outcome in outcomes)
    counted = "; ".join(f"{count} × {reason}" for reason, count in reasons.items())
    raise ValueError(f"all {len(outcomes)} trials failed: {counted}")
