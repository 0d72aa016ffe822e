"""Predictions of several Keras models, or of one with several sets of weights, in one call."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from course_lib import arguments

__all__ = ["Forward", "n_outputs", "tensor"]

Arrays = Sequence[Any]

LARGEST = 32 * 2**20  # bytes of a layer's output that a batch may take: more was not faster
TENSORFLOW = keras.backend.backend() == "tensorflow"
TOGETHER = 16  # members in one graph, so that tracing stays short for any number of members


class Forward:
    """Runs Keras models on the same samples without their `predict` and its cost a call.

    On TensorFlow up to 16 models share one compiled function, which takes their weights as
    arguments: other weights and a ragged last batch need no new trace. Other backends run the
    models one by one.

    Parameters
    ----------
    models : sequence of keras.Model
        Built models with one input and one output; the same model may occur several times.
    compiled : bool
        Whether TensorFlow compiles the function; False runs layer by layer, as other backends do.

    Raises
    ------
    TypeError
        Something that is not a Keras model.
    ValueError
        No model, a model that is not built, or has several inputs or outputs.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.models import mlp
    >>> model = mlp(4, 3).build(seed=0)
    >>> Forward([model, model])(np.ones((5, 4)))[1].shape
    (5, 3)
    """

    def __init__(self, models: Sequence[keras.Model], *, compiled: bool = True) -> None:
        if not isinstance(models, list | tuple) or not models:
            raise TypeError(f"models must be a sequence of models, got {arguments.shown(models)}")
        for model in models:
            _check(model)
        self.models = list(models)
        compiled = arguments.boolean(compiled, "compiled") and TENSORFLOW
        self._groups = [
            _Group(self.models[start : start + TOGETHER], compiled)
            for start in range(0, len(self.models), TOGETHER)
        ]

    def __call__(
        self,
        x: Any,
        trainable: Sequence[Arrays] | None = None,
        *,
        batch_size: int | None = None,
    ) -> list[np.ndarray]:
        """Return the outputs of each model in inference mode.

        Parameters
        ----------
        x : array_like, shape (N, ...)
            Samples in the shape that the models take.
        trainable : sequence of sequences of arrays, optional
            For each model the trainable variables to use instead of its own, in its order.
        batch_size : int, optional
            Samples a batch; by default what keeps a layer's output below 32 MiB.

        Returns
        -------
        list of numpy.ndarray
            For each model an array (N, ...), as its own `predict` gives.

        Raises
        ------
        TypeError
            `x` is not an array of numbers, or `trainable` not a sequence.
        ValueError
            `x` is empty, or `x` or `trainable` does not fit the models.
        """
        samples = arguments.array(x, "X", ndim=range(1, 9))
        if samples.dtype.kind != "f":
            samples = samples.astype(np.float32)
        for model in self.models:
            _fit(samples, model)
        if trainable is None:
            trainable = [model.trainable_variables for model in self.models]
        if not isinstance(trainable, list | tuple):
            raise TypeError(f"trainable must be a sequence, got {arguments.shown(trainable)}")
        sets = list(trainable)
        if len(sets) != len(self.models):
            raise ValueError(f"trainable must have {len(self.models)} sets, got {len(sets)}")
        size = _batch_size(self.models) if batch_size is None else batch_size
        size = arguments.integer(size, "batch_size", low=1)
        results: list[np.ndarray] = []
        for start, group in zip(range(0, len(sets), TOGETHER), self._groups, strict=True):
            results += group.run(samples, sets[start : start + TOGETHER], size)
        return results


class _Group:
    """Models that are run by one function."""

    def __init__(self, models: list[keras.Model], compiled: bool) -> None:
        self.models = models
        self.compiled = compiled
        self._functions: dict[tuple[Any, ...], Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_functions": {}}  # compiled functions cannot be pickled

    def run(self, x: np.ndarray, sets: list[Arrays], size: int) -> list[np.ndarray]:
        """Return the outputs of each model, batch after batch."""
        tensors = [_like(model, values) for model, values in zip(self.models, sets, strict=True)]
        fixed = [
            [tensor(value) for value in model.non_trainable_variables] for model in self.models
        ]
        function = self._function(tensors, fixed, x)
        batches = [function(tensors, fixed, x[at : at + size]) for at in range(0, len(x), size)]
        to_numpy = keras.ops.convert_to_numpy
        return [
            np.concatenate([to_numpy(batch) for batch in output])
            for output in zip(*batches, strict=True)
        ]

    def _function(self, tensors: Any, fixed: Any, x: np.ndarray) -> Any:
        if not self.compiled:
            return self._forward
        import tensorflow as tf

        key = (x.shape[1:], x.dtype)
        if key not in self._functions:
            spec = tf.TensorSpec([None, *x.shape[1:]], x.dtype)
            weights = tf.nest.map_structure(tf.TensorSpec.from_tensor, [tensors, fixed])
            self._functions[key] = tf.function(self._forward, input_signature=[*weights, spec])
        return self._functions[key]

    def _forward(self, tensors: Any, fixed: Any, x: Any) -> list[Any]:
        return [
            _call(model, [*trainable, *constant], x)
            for model, trainable, constant in zip(self.models, tensors, fixed, strict=True)
        ]


def _call(model: keras.Model, values: list[Any], x: Any) -> Any:
    """Return what the model would give with other values in its variables."""
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    # not model.stateless_call, which fails for models that take no training argument
    with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
        return model(x, training=False)


def tensor(value: Any) -> Any:
    """Return an array, a tensor or the present value of a variable as a tensor of the backend."""
    if isinstance(value, keras.Variable):
        return keras.ops.copy(value)
    return keras.ops.convert_to_tensor(value)


def n_outputs(model: keras.Model) -> int:
    """Return how many classes a model's output stands for; one unit stands for two."""
    shape = model.output_shape
    if len(shape) != 2 or not shape[1]:
        raise ValueError(f"model {model.name!r} must give rows of classes, got shape {shape}")
    return max(2, int(shape[1]))


def _like(model: keras.Model, values: Arrays) -> list[Any]:
    """Return `values` as tensors of the dtypes and shapes of the model's trainable variables."""
    variables = model.trainable_variables
    if not isinstance(values, list | tuple) or len(values) != len(variables):
        got = arguments.shown(values)
        raise ValueError(f"trainable must give {len(variables)} arrays a model, got {got}")
    tensors = []
    for variable, value in zip(variables, values, strict=True):
        if not isinstance(value, keras.Variable) and not keras.ops.is_tensor(value):
            value = arguments.array(value, "trainable").astype(variable.dtype)
        if tuple(value.shape) != tuple(variable.shape):
            shapes = f"{tuple(variable.shape)} for {variable.path}, got {tuple(value.shape)}"
            raise ValueError(f"trainable must give an array of shape {shapes}")
        tensors.append(tensor(value))
    return tensors


def _check(model: Any) -> None:
    if not isinstance(model, keras.Model):
        raise TypeError(f"models must hold Keras models only, got {arguments.shown(model)}")
    if not model.built:
        raise ValueError(f"model {model.name!r} has no weights yet: build or train it first")
    for ends in ("inputs", "outputs"):
        count = len(getattr(model, ends, None) or [0])
        if count != 1:
            raise ValueError(f"model {model.name!r} must have one of its {ends}, got {count}")


def _fit(x: np.ndarray, model: keras.Model) -> None:
    """Refuse samples of another shape than the model takes, where it says so."""
    if not getattr(model, "inputs", None):
        return
    wanted = model.inputs[0].shape[1:]
    fits = x.ndim == len(wanted) + 1 and all(
        size in (None, got) for size, got in zip(wanted, x.shape[1:], strict=True)
    )
    if not fits:
        shape = ", ".join("any" if size is None else str(size) for size in wanted)
        raise ValueError(f"X must have shape (N, {shape}), got {x.shape}")


def _batch_size(models: Sequence[keras.Model]) -> int:
    """Return how many samples keep the widest layer's output below the limit."""
    widest = 1
    for layer in (layer for model in models for layer in model.layers):
        try:
            shape = layer.output.shape[1:]
        except (AttributeError, ValueError):  # a layer called several times, or by itself
            continue
        widest = max(widest, math.prod(size or 1 for size in shape))
    return max(16, LARGEST // (4 * widest))
