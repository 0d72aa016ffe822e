"""A drop-in for ``model.fit`` that is fast for small models and seeds its own shuffling."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.training.inputs import (
    as_arrays,
    as_listeners,
    as_validation,
    check_model,
    check_stream,
    fitting_errors,
    is_stream,
    length,
)
from course_lib.training.loop import EpochLoop, obstacle
from course_lib.training.order import OrderedBatches, orders
from course_lib.training.progress import Progress
from course_lib.training.reuse import borrowed_loop

__all__ = ["fit", "train"]


def fit(
    model: keras.Model,
    x: Any,
    y: Any = None,
    *,
    epochs: int = 1,
    batch_size: int = 32,
    validation_data: Any = None,
    validation_split: float = 0.0,
    callbacks: Iterable[keras.callbacks.Callback] = (),
    shuffle: bool = True,
    seed: int | np.random.Generator | None = 0,
    sample_weight: Any = None,
    progress: bool = False,
    reuse: bool = False,
    keep: bool = True,
    **options: Any,
) -> keras.callbacks.History:
    """Train a compiled model as ``model.fit`` does, in a fraction of the time where it is small.

    A whole epoch runs inside one TensorFlow function, on data held as tensors. Without shuffling
    the result equals that of ``model.fit`` up to rounding; with shuffling only the order differs,
    which here comes from `seed` and from no global state. The same `seed` on a freshly built model
    gives the same history bit for bit, as long as the layers that draw random numbers (dropout)
    were built with seeds, and the machine, its number of threads and the versions stay the same.

    ``model.fit`` does the work, with the same order of samples, where the fast loop does not
    serve: a callback that listens to batches, a model that runs eagerly, uses XLA, is distributed
    or brings its own training step, a backend other than TensorFlow, and any of `options`. A
    stream (``keras.utils.PyDataset``, ``tf.data.Dataset``, a generator) goes there too.

    Parameters
    ----------
    model : keras.Model
        Compiled. Training goes on from the weights and the optimizer state that it has.
    x : array_like, stream, or list or dict of array_like
        Inputs of shape (n, ...), finite numbers; several for a model with several inputs. A
        stream yields batches (inputs, targets) or (inputs, targets, weights) in its own order.
    y : array_like, or list or dict of array_like
        Targets of shape (n, ...); None for a stream.
    epochs, batch_size : int
        Passes over the data, and samples a step; a stream has a batch size of its own.
    validation_data : (x, y), (x, y, sample_weight) or stream, optional
        Scored after each epoch, never trained on.
    validation_split : float
        Share, 0 to 1, of the last samples that is held out as validation data.
    callbacks : iterable of keras.callbacks.Callback
        Called at the begin and end of training, epochs and validation as ``model.fit`` does.
    shuffle : bool
        Whether each epoch has its own order of samples (of batches, for a ``PyDataset``).
    seed : int, numpy.random.Generator or None
        Decides the orders: the same in every call that gets the same integer. None draws from the
        global seed (``keras.utils.set_random_seed``).
    sample_weight : array_like, optional
        One weight a sample, shape (n,).
    progress : bool
        Whether a bar of epochs is shown (`Progress`).
    reuse : bool
        Whether the traced loop of an earlier model may serve, one that differs in the values of
        variables alone (weights, seeds, a learning rate). Many small fits take a fraction of the
        time and give the same bits; callbacks then see the earlier model, holding these values.
    keep : bool
        Whether `model` must hold what was learned. Without, where the history is all that counts,
        a reused loop takes less time and `model` stays as it was.
    **options
        Further arguments of ``model.fit``, such as ``class_weight``.

    Returns
    -------
    keras.callbacks.History
        With ``.history`` (loss, metrics and their ``val_`` twins, one value an epoch), ``.epoch``.

    Raises
    ------
    TypeError
        `model` is not a Keras model, or the data are not arrays of numbers.
    ValueError
        A model that is not compiled, data that are empty, not finite or of unequal lengths, or
        that do not fit the model.

    Examples
    --------
    >>> import keras, numpy as np
    >>> x = np.random.default_rng(0).random((200, 4), dtype="float32")
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.Adam(0.1), "mse")
    >>> history = fit(model, x, x.sum(axis=1), epochs=20, seed=0)
    >>> history.history["loss"][-1] < 0.1
    True

    References
    ----------
    Keras documentation, ``Model.fit``.
    """
    check_model(model)
    epochs = arguments.integer(epochs, "epochs", low=1)
    batch_size = arguments.integer(batch_size, "batch_size", low=1)
    listeners = as_listeners(callbacks)
    if arguments.boolean(progress, "progress"):
        listeners.append(Progress())
    arguments.boolean(shuffle, "shuffle")
    arguments.boolean(reuse, "reuse")
    arguments.boolean(keep, "keep")
    arguments.generator(seed)
    share = arguments.number(validation_split, "validation_split", low=0, high=1)
    keras_options = {"epochs": epochs, "callbacks": listeners, "verbose": 0, **options}
    with fitting_errors():
        if is_stream(x):
            check_stream(y=y, sample_weight=sample_weight)
            shuffle = shuffle and isinstance(x, keras.utils.PyDataset)
            return model.fit(x, validation_data=validation_data, shuffle=shuffle, **keras_options)
        data = as_arrays(x, y, sample_weight)
        data, validation = as_validation(validation_data, share, data)
        if not (options or is_stream(validation) or obstacle(model, listeners)):
            order = orders(length(data), shuffle=shuffle, seed=seed)
            own = nullcontext(EpochLoop(model))
            with borrowed_loop(model, data, keep=keep) if reuse else own as loop:
                return train(loop, data, validation, order, epochs, batch_size, listeners)
        given: dict[str, Any] = {"shuffle": shuffle, "seed": seed, "batch_size": batch_size}
        return _by_keras(model, data, validation_data=validation, **given, **keras_options)


def _by_keras(
    model: keras.Model,
    data: tuple[Any, ...],
    *,
    shuffle: bool,
    seed: int | np.random.Generator | None,
    batch_size: int,
    **options: Any,
) -> keras.callbacks.History:
    if not shuffle or seed is None:
        named = dict(zip(("x", "y", "sample_weight"), data, strict=False))
        return model.fit(**named, batch_size=batch_size, shuffle=shuffle, **options)
    if isinstance(options["validation_data"], tuple):
        options = {"validation_batch_size": batch_size, **options}
    batches = OrderedBatches(data, orders(length(data), shuffle=True, seed=seed), batch_size)
    return model.fit(batches, shuffle=False, **options)


def train(
    loop: EpochLoop,
    data: tuple[Any, ...],
    validation: tuple[Any, ...] | None,
    order: Iterator[np.ndarray],
    epochs: int,
    batch_size: int,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> keras.callbacks.History:
    """Train the model of `loop` epoch by epoch, calling the callbacks in Keras' order.

    Parameters
    ----------
    loop : EpochLoop
        Holds the model; a loop that has run before need not be traced again.
    data, validation : tuple of arrays
        What `as_arrays` gives; `validation` may be None.
    order : iterator of numpy.ndarray
        Rows of each epoch.
    epochs, batch_size : int
        Passes over the data, and samples a step.
    callbacks : sequence of keras.callbacks.Callback
        None of which listens to batches.

    Returns
    -------
    keras.callbacks.History
        As ``model.fit`` returns it.

    Examples
    --------
    >>> import keras, numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> data = as_arrays(np.eye(2), np.ones(2))
    >>> train(EpochLoop(model), data, None, iter([np.arange(2)]), 1, 2).epoch
    [0]
    """
    model = loop.model
    steps = math.ceil(length(data) / batch_size)
    data = _tensors(data)
    held_out = None if validation is None else _tensors(validation)
    loop.prepare(data)
    listeners = keras.callbacks.CallbackList(
        list(callbacks), add_history=True, model=model, epochs=epochs, steps=steps, verbose=0
    )
    model.stop_training = False
    listeners.on_train_begin()
    logs: dict[str, float] = {}
    for epoch in range(epochs):
        listeners.on_epoch_begin(epoch)
        logs = loop.train(data, next(order), batch_size)
        if held_out is not None:
            listeners.on_test_begin()
            scores = loop.test(held_out, batch_size)
            listeners.on_test_end(scores)
            logs |= {f"val_{name}": score for name, score in scores.items()}
        listeners.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_variables)
    listeners.on_train_end(logs)
    return model.history


def _tensors(data: tuple[Any, ...]) -> Any:
    return keras.tree.map_structure(keras.ops.convert_to_tensor, data)
