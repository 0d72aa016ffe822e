"""One run of a comparison: a fresh model trained from one seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import keras
import numpy as np

from course_lib.experiments.preparation import depends_on_seed, preparation
from course_lib.experiments.variant import Variant
from course_lib.training.fitting import fit
from course_lib.training.inputs import as_arrays
from course_lib.training.loop import EpochLoop, obstacle

__all__ = ["Run", "evaluate", "runs_of"]

Splits = tuple[tuple[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Run:
    """One trained model of a comparison and its curves.

    Parameters
    ----------
    variant : str
        The variant's name.
    seed : int
        What the weights, the dropout and the order of samples came from.
    history : dict of str to list of float
        One value an epoch, by the names of ``keras.callbacks.History``.
    kept : int
        Position of the epoch whose weights the model has: the last, or the best under patience.
    seconds : float
        Time of the fit.
    parameters : int
        Number of weights.
    prepare : callable
        ``f(x, split)``, what this run does to its input.
    model : keras.Model or None
        The trained model, where models are kept.

    Examples
    --------
    >>> run = Run("a", 0, {"val_accuracy": [0.5, 0.75]}, 1, 0.1, 10, lambda x, split: x)
    >>> run.at_kept("val_accuracy")
    0.75
    """

    variant: str
    seed: int
    history: dict[str, list[float]] = field(repr=False)
    kept: int
    seconds: float
    parameters: int
    prepare: Callable[[Any, str], np.ndarray] = field(repr=False)
    model: keras.Model | None = field(default=None, repr=False)

    def at_kept(self, name: str) -> float:
        """Return a figure of the epoch whose weights the model has.

        Parameters
        ----------
        name : str
            Name in ``history``.

        Returns
        -------
        float
            The figure.

        Raises
        ------
        ValueError
            No such name; the message lists those there are.

        Examples
        --------
        >>> Run("a", 0, {"loss": [1.0]}, 0, 0.1, 10, lambda x, split: x).at_kept("loss")
        1.0
        """
        if name not in self.history:
            known = ", ".join(
                repr(key.removeprefix("val_")) for key in self.history if "val_" in key
            )
            raise ValueError(f"metric must be one of {known}, got {name.removeprefix('val_')!r}")
        return self.history[name][self.kept]


def evaluate(model: keras.Model, x: Any, y: Any, *, batch_size: int = 256) -> dict[str, float]:
    """Return loss and metrics of a compiled model on data.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    x, y : array_like
        Inputs and targets of one length.
    batch_size : int
        Samples a step.

    Returns
    -------
    dict of str to float
        As ``model.evaluate(..., return_dict=True)``.

    Examples
    --------
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> sorted(evaluate(model, np.eye(2), np.ones(2)))
    ['loss']
    """
    data = as_arrays(x, y)
    if obstacle(model, ()):
        return model.evaluate(*data, batch_size=batch_size, verbose=0, return_dict=True)
    loop = EpochLoop(model)
    tensors = keras.tree.map_structure(keras.ops.convert_to_tensor, data)
    loop.prepare(tensors)
    return loop.test(tensors, batch_size)


def runs_of(
    variant: Variant,
    name: str,
    splits: Splits,
    *,
    seeds: tuple[int, ...],
    epochs: int,
    batch_size: int,
    admit: Callable[[keras.Model, str, int], None],
    keep_models: bool,
) -> Iterator[Run]:
    """Yield one run of a variant for each seed.

    Parameters
    ----------
    variant : Variant
        What is trained.
    name : str
        Its name.
    splits : ((x, y), (x, y))
        Training and validation data.
    seeds : tuple of int
        One run each.
    epochs, batch_size : int
        Those of the comparison, where the variant has none.
    admit : callable
        Called with each new model, its variant's name and seed; raises if it is not new.
    keep_models : bool
        Whether the runs hold their models.

    Yields
    ------
    Run
        In the order of the seeds.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> x, y = np.eye(4, dtype="float32"), np.arange(4)
    >>> watch = lambda model, name, seed: None
    >>> settings = dict(epochs=1, batch_size=4, admit=watch, keep_models=False)
    >>> runs = runs_of(Variant(mlp(4, 4)), "mlp", ((x, y), (x, y)), seeds=(0, 1), **settings)
    >>> [run.seed for run in runs]
    [0, 1]
    """
    (x, y), (val_x, val_y) = splits
    training: Any = None
    for seed in seeds:
        if training is None or depends_on_seed(variant.prepare):
            prepare = preparation(variant.prepare, x, seed=seed)
            training, validation = (prepare(x, "train"), y), (prepare(val_x, "validation"), val_y)
        model = variant.build(seed=seed)
        admit(model, name, seed)
        stopper = _stopper(variant.patience)
        start = perf_counter()
        history = fit(
            model,
            *training,
            validation_data=validation,
            epochs=variant.epochs or epochs,
            batch_size=variant.batch_size or batch_size,
            callbacks=[stopper] if stopper else [],
            seed=seed,
            reuse=True,
        ).history
        seconds = perf_counter() - start
        kept = stopper.best_epoch if stopper else len(history["loss"]) - 1
        kept_model = model if keep_models else None
        parameters = model.count_params()
        yield Run(name, seed, history, kept, seconds, parameters, prepare, kept_model)


def _stopper(patience: int | None) -> keras.callbacks.EarlyStopping | None:
    if patience is None:
        return None
    return keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
