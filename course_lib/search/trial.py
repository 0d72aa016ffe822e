"""One trial: build, train, validate. It runs wherever an executor puts it, and never raises."""

from __future__ import annotations

import gc
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.models import Network
from course_lib.search.samples import Pair, Samples
from course_lib.search.space import check_names, parameters_of
from course_lib.training.fitting import fit
from course_lib.training.reuse import LARGEST
from course_lib.training.stopping import StopOnNaN

__all__ = ["Outcome", "Task", "described", "fresh_model", "run_trial"]

_SEEDING = threading.Lock()


@dataclass(frozen=True)
class Task:
    """All that a worker needs; `hyperparameters` is KerasTuner's configuration of them."""

    build: Callable[[Any], Any]
    hyperparameters: dict[str, Any]
    samples: Samples
    objective: str
    direction: str
    epochs: int
    batch_size: int
    patience: int | None
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What came of a trial; `score` is None and `reason` says why when it failed."""

    hyperparameters: dict[str, Any]
    score: float | None
    deviation: float | None
    epochs: int | None
    seconds: float
    reason: str
    objective_missing: bool = False


def run_trial(task: Task) -> Outcome:
    """Train the task's model on each part of its samples and return how it did."""
    start = time.perf_counter()
    hp = parameters_of(task.hyperparameters)
    score = deviation = epochs = None
    reason, missing = "", False
    try:
        parts = task.samples.parts(task.seed)
        scores, lengths = zip(*(_fit(task, hp, *part) for part in parts), strict=True)
        score, epochs = float(np.mean(scores)), round(np.mean(lengths))
        deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
    except _ObjectiveError as error:
        reason, missing = str(error), True
    except Exception as error:  # whatever the setting does wrong is a result of the search
        reason = described(error)
    seconds = time.perf_counter() - start
    return Outcome(hp.get_config(), score, deviation, epochs, seconds, reason, missing)


def fresh_model(build: Callable[[Any], Any], hp: Any, *, seed: int, y: np.ndarray) -> keras.Model:
    """Return the compiled model of the setting `hp`, its weights drawn from `seed`."""
    with _SEEDING:
        keras.utils.set_random_seed(seed)
        model = build(hp)
        check_names(hp)
        if isinstance(model, Network):
            model = model.build(seed=seed)
    if not isinstance(model, keras.Model):
        raise TypeError(
            f"build must return a keras.Model or a models.Network, got {arguments.shown(model)}"
        )
    if not model.compiled:
        sparse = y.ndim == 1
        loss = "sparse_categorical_crossentropy" if sparse else "categorical_crossentropy"
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def described(error: BaseException) -> str:
    """Return `error` on one line, cut to 300 characters."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= 300 else text[:297] + "..."


def _fit(task: Task, hp: Any, training: Pair, validation: Pair) -> tuple[float, int]:
    model = fresh_model(task.build, hp, seed=task.seed, y=training[1])
    if not model.built or model.count_params() > LARGEST:
        gc.collect()  # the last model is a ring of references, and two big ones may not fit
    callbacks: list[keras.callbacks.Callback] = [_Reports(task.objective), StopOnNaN()]
    if task.patience is not None:
        stop = {"monitor": task.objective, "mode": task.direction, "patience": task.patience}
        callbacks.append(keras.callbacks.EarlyStopping(**stop))
    history = fit(
        model,
        *training,
        epochs=task.hyperparameters["values"].get("tuner/epochs", task.epochs),
        batch_size=task.batch_size,
        validation_data=validation,
        callbacks=callbacks,
        seed=task.seed,
        reuse=True,
        keep=False,
    ).history
    return _judge(history, task)


class _ObjectiveError(ValueError):
    """The model does not report what the search goes by."""


class _Reports(keras.callbacks.Callback):
    """See after the first epoch whether the model reports the objective."""

    def __init__(self, objective: str) -> None:
        super().__init__()
        self._objective = objective

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self._objective not in (logs or {}):
            reported = ", ".join(name for name in logs or {} if name.startswith("val_"))
            raise _ObjectiveError(
                f"objective must be one of what the model reports, {reported}, "
                f"got {self._objective}: compile the model with that metric"
            )


def _judge(history: dict[str, list[float]], task: Task) -> tuple[float, int]:
    """Return the score and the epoch, from 1, whose score it is."""
    losses = history["loss"]
    if not math.isfinite(losses[-1]):
        raise ValueError(f"the training loss became {losses[-1]} in epoch {len(losses)}")
    values = history[task.objective]
    if task.patience is None:
        epoch = len(values)
    else:
        best = np.nanargmin if task.direction == "min" else np.nanargmax
        epoch = int(best(values)) + 1
    score = float(values[epoch - 1])
    if not math.isfinite(score):
        raise ValueError(f"{task.objective} became {score} in epoch {epoch}")
    return score, epoch
