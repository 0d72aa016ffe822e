"""What one run needs, wherever it is computed, and what comes back."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import keras
import numpy as np

from course_lib.experiments.freshness import Freshness, weights_digest
from course_lib.experiments.numerics import Numerics
from course_lib.experiments.run import Run
from course_lib.experiments.splits import Splits
from course_lib.experiments.variant import Variant
from course_lib.training import fit

__all__ = ["Finished", "Task", "finished_run", "train_run"]

# Builders may draw from the global seed, which two threads would draw from in turns.
_building = threading.Lock()


@dataclass(frozen=True)
class Task:
    """One run to be computed.

    Parameters
    ----------
    name : str
        The variant's.
    variant : Variant
        What is trained.
    seed : int
        Decides weights, dropout and order, and the split where splits are redrawn.
    splits : Splits
        Gives the data.
    epochs, batch_size : int
        Of the comparison, where the variant has none.
    keep : bool
        Whether the trained model is wanted.
    choice : int or None
        Which values of the nuisance parameters are tried; None in the comparison itself.
    watch : Freshness or None
        Sees each new model, where the task stays in this process.
    numerics : Numerics or None
        Of the parent, where the task goes to another thread or process.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> data = np.eye(4, dtype="float32"), np.arange(4)
    >>> splits = Splits(data, data, resample=False)
    >>> task = Task("mlp", Variant(mlp(4, 4)), 0, splits, epochs=2, batch_size=4)
    >>> len(train_run(task).history["val_loss"])
    2
    """

    name: str
    variant: Variant
    seed: int
    splits: Splits
    epochs: int
    batch_size: int
    keep: bool = False
    choice: int | None = None
    watch: Freshness | None = None
    numerics: Numerics | None = None

    @property
    def key(self) -> tuple[str, int, int | None]:
        """What tells the task from the others of its comparison."""
        return self.name, self.seed, self.choice


@dataclass(frozen=True)
class Finished:
    """What a run gives; a model only where it was trained in this process."""

    history: dict[str, list[float]]
    kept: int
    seconds: float
    parameters: int
    start: str
    model: keras.Model | None = field(default=None, repr=False)
    weights: list[np.ndarray] | None = field(default=None, repr=False)
    prepare: Callable[[Any, str], np.ndarray] | None = field(default=None, repr=False)


def train_run(task: Task) -> Finished:
    """Build, check and train one model.

    Parameters
    ----------
    task : Task
        What to train.

    Returns
    -------
    Finished
        With the model where the task has a `watch`, with its weights where it has none.
    """
    if task.numerics is not None:
        task.numerics.adopt()
    variant, here = task.variant, task.watch is not None
    prepare, training, validation = task.splits.prepared(variant.prepare, task.seed)
    with _building:
        model = variant.build(seed=task.seed)
        watch = task.watch if task.watch is not None else Freshness()
        watch.own(model, f"variant {task.name!r}, seed {task.seed}")
    start = weights_digest(model)
    stopper = _stopper(variant.patience)
    begin = perf_counter()
    history = fit(
        model,
        *training,
        validation_data=validation,
        epochs=variant.epochs or task.epochs,
        batch_size=variant.batch_size or task.batch_size,
        callbacks=[stopper] if stopper else [],
        seed=task.seed,
        reuse=True,
    ).history
    seconds = perf_counter() - begin
    kept = stopper.best_epoch if stopper else len(history["loss"]) - 1
    history = {name: [float(value) for value in curve] for name, curve in history.items()}
    figures = history, kept, seconds, model.count_params(), start
    if here:
        return Finished(*figures, model=model if task.keep else None, prepare=prepare)
    return Finished(*figures, weights=model.get_weights() if task.keep else None)


def finished_run(task: Task, done: Finished) -> Run:
    """Return the run of a task that is finished; a model from elsewhere is built when asked for.

    Parameters
    ----------
    task : Task
        As it is in this process.
    done : Finished
        What came back.

    Returns
    -------
    Run
        The same whatever computed it, but that a rebuilt model has a new optimizer.
    """
    trained: Callable[[], keras.Model] | None = None
    if done.model is not None:
        trained = functools.partial(_same, done.model)
    elif done.weights is not None:
        trained = functools.cache(functools.partial(_rebuilt, task, done.weights))
    prepare = done.prepare or functools.partial(_prepare, task)
    figures = done.history, done.kept, done.seconds, done.parameters
    return Run(task.name, task.seed, *figures, prepare, trained)


def _same(model: keras.Model) -> keras.Model:
    return model


def _rebuilt(task: Task, weights: list[np.ndarray]) -> keras.Model:
    model = task.variant.build(seed=task.seed)
    model.set_weights(weights)
    return model


def _prepare(task: Task, x: Any, split: str) -> np.ndarray:
    return task.splits.prepared(task.variant.prepare, task.seed)[0](x, split)


def _stopper(patience: int | None) -> keras.callbacks.EarlyStopping | None:
    if patience is None:
        return None
    return keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
