"""Traced loops that serve the next model of the same blueprint, sharing nothing that is learned."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import keras

from course_lib.training.blueprint import blueprint
from course_lib.training.dropout import AdjustableDropout, is_adjustable, set_rates
from course_lib.training.loop import EpochLoop

__all__ = ["borrowed_loop"]

MOST = 32
LARGEST = 1_000_000  # weights; a larger model trains for longer than its tracing takes

_lock = threading.Lock()
_waiting: OrderedDict[str, _TracedLoop] = OrderedDict()


@contextlib.contextmanager
def borrowed_loop(model: keras.Model, data: Any, *, keep: bool = True) -> Iterator[EpochLoop]:
    """Lend a loop that trains as `model` would, and give `model` what it has learned in the end.

    Tracing takes longer than many a small fit. Models of one `blueprint` differ in the values of
    their variables alone, so each can lend its values (weights, dropout seeds, optimizer) to a
    model that is traced already, be trained there and take its values back; the result is the same
    bit for bit. A model without a blueprint, or a large one, gets a loop of its own.

    Loops wait for the next model, `MOST` of them; the one unused longest goes first. A loop serves
    one model at a time, and none waits after an error.

    Parameters
    ----------
    model : keras.Model
        Compiled, without an `obstacle`.
    data : tuple of arrays
        What `as_arrays` gives.
    keep : bool
        Whether `model` takes back what was learned.

    Yields
    ------
    EpochLoop
        Its ``model`` is what trains, and what callbacks see.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.models import mlp
    >>> def made(seed):
    ...     model = mlp(4, 4).build(seed=seed)
    ...     model.compile("adam", "mse")
    ...     return model
    >>> data = np.eye(4, dtype="float32"), np.eye(4, dtype="float32")
    >>> with borrowed_loop(made(0), data) as first:
    ...     pass
    >>> with borrowed_loop(made(1), data) as second:
    ...     first is second
    True
    """
    key = blueprint(model) if model.built and model.count_params() <= LARGEST else None
    if key is None:
        yield EpochLoop(model)
        return
    with _lock:
        loop = _waiting.pop(key, None)
    loop = loop or _TracedLoop(_double(model))
    loop.prepare(data)
    if keep or len(model.optimizer.variables) > 2:
        model.optimizer.build(model.trainable_variables)
    loop.take(model)
    yield loop
    if keep:
        _assign(_state(loop.model), _state(model))
    with _lock:
        _waiting[key] = loop
        while len(_waiting) > MOST:
            _waiting.popitem(last=False)


class _TracedLoop(EpochLoop):
    """A loop over a double of one model that takes the values of the next."""

    _at_rest: list[Any] | None = None

    def take(self, model: keras.Model) -> None:
        """Hold the values of `model`, those of an optimizer without a step included."""
        optimizer = self.model.optimizer
        if self._at_rest is None:
            self._at_rest = [keras.ops.copy(variable) for variable in optimizer.variables]
        set_rates(model, self.model)
        given = _state(model)
        # An optimizer that is not built yet has no more than its step count and learning rate.
        given += self._at_rest[len(model.optimizer.variables) :]
        _assign(given, _state(self.model))


def _double(model: keras.Model) -> keras.Model:
    double = keras.models.clone_model(model, clone_function=_clone, recursive=True)
    settings = model.get_compile_config() | {"optimizer": None}
    settings = keras.saving.deserialize_keras_object(settings)
    settings["optimizer"] = type(model.optimizer).from_config(model.optimizer.get_config())
    double.compile(**settings)
    return double


def _clone(layer: keras.Layer) -> keras.Layer:
    kind = AdjustableDropout if is_adjustable(layer) else type(layer)
    return kind.from_config(_undrawn(layer.get_config()))


def _undrawn(value: Any) -> Any:
    """Return a configuration that draws no random number: the values come from elsewhere."""
    if isinstance(value, list | tuple):
        return type(value)(_undrawn(part) for part in value)
    if not isinstance(value, dict):
        return value
    plain = {key: _undrawn(part) for key, part in value.items()}
    fixed = {key: "zeros" for key in plain if key.endswith("_initializer")}
    return plain | fixed | ({"seed": 0} if "seed" in plain else {})


def _assign(given: list[Any], taken: list[Any]) -> None:
    for value, variable in zip(given, taken, strict=True):
        variable.assign(value)


def _state(model: keras.Model) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]
