"""Checks of what goes into a fit: models, arrays, streams and callbacks."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import keras
import numpy as np

from course_lib import arguments

__all__ = [
    "as_arrays",
    "as_listeners",
    "as_validation",
    "check_model",
    "check_stream",
    "fitting_errors",
    "is_stream",
    "length",
]


def check_model(model: Any) -> None:
    """Raise unless `model` is a compiled Keras model."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a keras.Model, got {arguments.shown(model)}")
    if not model.compiled:
        raise ValueError(f"model must be compiled, got {model.name!r} before model.compile(...)")


def is_stream(value: Any) -> bool:
    """Return whether `value` yields batches, and is neither an array nor a container of arrays."""
    if isinstance(value, keras.utils.PyDataset):
        return True
    containers = str | bytes | list | tuple | dict | set | frozenset
    return isinstance(value, Iterable) and not (
        isinstance(value, containers) or hasattr(value, "__array__")
    )


def check_stream(**given: Any) -> None:
    """Raise if an argument is given that a stream decides itself."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"{name} must be None where x is a stream, which decides it itself")


def as_arrays(
    x: Any, y: Any = None, sample_weight: Any = None, *, prefix: str = ""
) -> tuple[Any, ...]:
    """Return x, y and sample weights as arrays, without those that are None.

    Parameters
    ----------
    x, y, sample_weight : array_like, or list or dict of arrays
        Of one length; `y` and `sample_weight` may be None.
    prefix : str
        Put before the names in messages.

    Returns
    -------
    tuple
        Floating-point numbers in Keras' precision, integers as they are.

    Raises
    ------
    TypeError
        No arrays of numbers.
    ValueError
        Empty, not finite, or of unequal lengths.

    Examples
    --------
    >>> [array.dtype.name for array in as_arrays([[0.5]], [1])]
    ['float32', 'int64']
    """
    named = {"x": x, "y": y, "sample_weight": sample_weight}
    given = {prefix + name: value for name, value in named.items() if value is not None}
    if x is None:
        raise TypeError(f"{prefix}x must be an array of numbers, got None")
    if y is None and sample_weight is not None:
        raise ValueError(f"{prefix}sample_weight must be None where there is no y")
    data = tuple(_structure(value, name) for name, value in given.items())
    lengths = {name: length(part) for name, part in zip(given, data, strict=True)}
    if len(set(lengths.values())) > 1:
        got = ", ".join(f"{size} in {name}" for name, size in lengths.items())
        raise ValueError(f"{' and '.join(lengths)} must have one length, got {got}")
    return data


def as_validation(value: Any, share: float, data: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return training data and validation data: `value` checked, or the last `share` of `data`.

    Parameters
    ----------
    value : (x, y), (x, y, sample_weight), stream or None
        What the caller passed as validation data.
    share : float
        Share of `data` to hold out, 0 to 1; 0 where there is a `value`.
    data : tuple of arrays
        What `as_arrays` gives.

    Returns
    -------
    data, validation : tuple
        `validation` is None where there is none.

    Raises
    ------
    TypeError
        `value` is not a pair.
    ValueError
        Both `value` and `share`, or a share that leaves one side empty.

    Examples
    --------
    >>> data = as_arrays([1, 2, 3, 4], [5, 6, 7, 8])
    >>> as_validation(None, 0.25, data)[1]
    (array([4]), array([8]))
    """
    if share:
        if value is not None:
            raise ValueError("validation_split must be 0 where validation_data is given")
        cut = math.floor(length(data) * (1 - share))
        if not 0 < cut < length(data):
            raise ValueError(f"validation_split must leave samples on both sides, got {share}")
        return _rows(data, slice(cut)), _rows(data, slice(cut, None))
    if value is None or is_stream(value):
        return data, value
    if not isinstance(value, tuple | list) or len(value) not in (1, 2, 3):
        raise TypeError(f"validation_data must be a pair (x, y), got {arguments.shown(value)}")
    return data, as_arrays(*value, prefix="validation ")


def as_listeners(callbacks: Any) -> list[keras.callbacks.Callback]:
    """Return `callbacks` as a list, after a check of each."""
    if isinstance(callbacks, keras.callbacks.Callback):
        return [callbacks]
    listeners = list(callbacks) if isinstance(callbacks, Iterable) else [callbacks]
    for listener in listeners:
        if not isinstance(listener, keras.callbacks.Callback):
            shown = arguments.shown(listener)
            raise TypeError(f"callbacks must be keras.callbacks.Callback objects, got {shown}")
    return listeners


def length(data: Any) -> int:
    """Return the number of samples in arrays of one length."""
    return len(keras.tree.flatten(data)[0])


@contextlib.contextmanager
def fitting_errors() -> Iterator[None]:
    """Turn what Keras and TensorFlow say about data that do not fit into one sentence."""
    try:
        yield
    except Exception as error:
        wrapped = str(error).startswith("Exception encountered when calling")
        if not wrapped and not type(error).__module__.startswith("tensorflow"):
            raise
        plain = re.sub(r"\x1b\[\d+m", "", str(error))  # Keras prints in bold
        reason = plain.split("\n\n")[int(wrapped)].strip().splitlines()[0]
        raise ValueError(f"x and y do not fit the model: {reason}") from error


def _rows(data: tuple[Any, ...], rows: slice) -> Any:
    return keras.tree.map_structure(lambda array: array[rows], data)


def _structure(value: Any, name: str) -> Any:
    parts: Any
    if isinstance(value, dict):
        parts = {key: _array(part, f"{name}[{key!r}]") for key, part in value.items()}
    elif isinstance(value, list | tuple) and value and all(hasattr(v, "shape") for v in value):
        parts = [_array(part, f"{name}[{index}]") for index, part in enumerate(value)]
    else:
        return _array(value, name)
    if len({len(part) for part in keras.tree.flatten(parts)}) != 1:
        raise ValueError(f"{name} must hold arrays of one length, got {arguments.shown(value)}")
    return parts


def _array(value: Any, name: str) -> np.ndarray:
    array = arguments.array(value, name, finite=True)
    if not array.ndim:
        raise ValueError(f"{name} must have at least one axis, got {arguments.shown(value)}")
    return array.astype(keras.config.floatx(), copy=False) if array.dtype.kind == "f" else array
