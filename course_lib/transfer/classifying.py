"""What is on a photograph: the most probable classes of each, and what could not be read."""

from __future__ import annotations

import itertools
import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from course_lib.arguments import array, choice, integer, shown
from course_lib.transfer.labels import class_names as imagenet_names
from course_lib.transfer.network import vgg16
from course_lib.transfer.pixels import preprocess
from course_lib.transfer.reading import FITS, opened, sources_of

__all__ = ["INPUTS", "Classification", "batches", "classify", "decode", "prepared", "size_of"]

INPUTS = ("imagenet", "unit")


@dataclass(frozen=True)
class Classification:
    """What `classify` found.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an image and rank: file, rank (from 1), class (from 0), name, probability.
    errors : pandas.DataFrame
        One row a file that could not be read: file, reason.

    Examples
    --------
    >>> from course_lib import models, transfer
    >>> model = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> len(transfer.classify(model, np.zeros((2, 40, 50, 3)), top=1).table)
    2
    """

    table: pd.DataFrame
    errors: pd.DataFrame


def classify(
    model: keras.Model | str | pathlib.Path | None,
    images: Any,
    *,
    top: int = 5,
    batch_size: int = 16,
    fit: str = "crop",
    inputs: str = "imagenet",
    class_names: Sequence[str] | None = None,
) -> Classification:
    """Name the most probable classes of each photograph, a batch at a time.

    Parameters
    ----------
    model : keras.Model, "imagenet", path or None
        A classifier of colour images, or what `vgg16` takes as weights.
    images : path, array, or sequence of these
        Files, folders and arrays, as `read_images` takes them. A file that cannot be read is
        reported, and the others are classified.
    top : int
        Classes an image.
    batch_size : int
        Images held and computed at a time.
    fit : {"crop", "resize"}
        Whether the middle is cut out in the right proportions, or everything squeezed.
    inputs : {"imagenet", "unit"}
        What the model was trained on: `preprocess`, or values from 0 to 1.
    class_names : sequence of str, optional
        A name for each output; ImageNet's when there are 1000 outputs, else their numbers.

    Returns
    -------
    Classification
        With ``table`` and ``errors``.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        A model for other inputs or outputs, more classes than there are, no image.

    References
    ----------
    S4, exercise 3.

    Examples
    --------
    >>> from course_lib import models
    >>> model = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> found = classify(model, np.zeros((40, 50)), top=2).table
    >>> found.columns.tolist(), found["rank"].tolist()
    (['file', 'rank', 'class', 'name', 'probability'], [1, 2])
    """
    top = integer(top, "top", low=1)
    batch_size = integer(batch_size, "batch_size", low=1)
    fit, inputs = choice(fit, "fit", FITS), choice(inputs, "inputs", INPUTS)
    sources = sources_of(images)
    network = _network(model)
    size = size_of(network)
    names = _names(network, class_names)
    if top > len(names):
        raise ValueError(f"top must be at most {len(names)}, the model's classes, got {top}")
    tables, errors = [], {}
    for files, x, failed in batches(opened(sources, size, fit), batch_size):
        errors.update(failed)
        if files:
            outputs = keras.ops.convert_to_numpy(network(prepared(x, inputs), training=False))
            tables.append(decode(outputs, top=top, class_names=names, files=files))
    if not tables:
        tables = [decode(np.zeros((1, len(names))), top=1, class_names=names).iloc[:0]]
    return Classification(
        pd.concat(tables, ignore_index=True),
        pd.DataFrame({"file": list(errors), "reason": list(errors.values())}, dtype=object),
    )


def decode(
    probabilities: ArrayLike,
    *,
    top: int = 5,
    class_names: Sequence[str] | None = None,
    files: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the most probable classes of each row, with their names.

    Parameters
    ----------
    probabilities : array_like of shape (n, classes)
        A model's outputs.
    top : int
        Classes a row; of equal ones the first.
    class_names : sequence of str, optional
        A name for each class; ImageNet's for 1000 classes, else their numbers.
    files : sequence of str, optional
        A name for each row.

    Returns
    -------
    pandas.DataFrame
        Columns file, rank (from 1), class (from 0), name, probability.

    Raises
    ------
    TypeError
        No real numbers.
    ValueError
        Wrong shape, not from 0 to 1, too few names, or more classes wanted than there are.

    Examples
    --------
    >>> decode([[0.1, 0.7, 0.2]], top=1, class_names=["cat", "dog", "cow"])
          file  rank  class name  probability
    0  image 0     1      1  dog          0.7
    """
    values = array(probabilities, "probabilities", ndim=2, finite=True)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 1.01:  # a float16 may round up
        got = f"{low:.3g} to {high:.3g}"
        raise ValueError(f"probabilities must be from 0 to 1, got {got}: end the model in softmax")
    rows, n_classes = values.shape
    top = integer(top, "top", low=1, high=n_classes)
    names = _labels(class_names, n_classes)
    labels = (
        [f"image {i}" for i in range(rows)] if files is None else _strings(files, "files", rows)
    )
    order = np.argsort(-values.astype(np.float64), axis=1, kind="stable")[:, :top]
    return pd.DataFrame(
        {
            "file": [label for label in labels for _ in range(top)],
            "rank": np.tile(np.arange(1, top + 1), rows),
            "class": order.ravel(),
            "name": [names[i] for i in order.ravel()],
            "probability": np.take_along_axis(values, order, axis=1).ravel().astype(np.float64),
        }
    )


def size_of(model: keras.Model) -> tuple[int, int]:
    """Return the height and width of the model's input, 224 where it takes any."""
    if not model.built or len(model.inputs or []) != 1:
        raise ValueError("model must be built and have one input, got another model")
    shape = model.inputs[0].shape
    if len(shape) != 4 or shape[3] != 3:
        raise ValueError(f"model must take images of shape (N, height, width, 3), got {shape}")
    return shape[1] or 224, shape[2] or 224


def prepared(x: np.ndarray, inputs: str) -> np.ndarray:
    """Return images from 0 to 255 as the model takes them."""
    return preprocess(x) if inputs == "imagenet" else x / np.float32(255)


def batches(
    images: Iterator[tuple[str, np.ndarray | str]], size: int
) -> Iterator[tuple[list[str], np.ndarray, dict[str, str]]]:
    """Yield names and pixels of up to `size` images, and the reasons of those that failed."""
    while group := list(itertools.islice(images, size)):
        pixels = [p for _, p in group if not isinstance(p, str)]
        names = [n for n, p in group if not isinstance(p, str)]
        failed = {n: p for n, p in group if isinstance(p, str)}
        yield names, np.stack(pixels) if pixels else np.zeros((0, 1, 1, 3), np.float32), failed


def _network(model: Any) -> keras.Model:
    if isinstance(model, keras.Model):
        return model
    if model is not None and not isinstance(model, str | pathlib.Path):
        raise TypeError(f"model must be a keras.Model, a path or None, got {shown(model)}")
    return vgg16(weights=model)


def _names(model: keras.Model, class_names: Any) -> list[str]:
    if len(model.outputs) != 1 or len(model.outputs[0].shape) != 2:
        raise ValueError("model must give one row of probabilities an image, got another output")
    return _labels(class_names, model.outputs[0].shape[1])


def _labels(class_names: Any, n_classes: int) -> list[str]:
    if class_names is None:
        return list(imagenet_names()) if n_classes == 1000 else [str(i) for i in range(n_classes)]
    return _strings(class_names, "class_names", n_classes)


def _strings(values: Any, name: str, length: int) -> list[str]:
    if isinstance(values, str | bytes):
        raise TypeError(f"{name} must be a sequence of names, got {shown(values)}")
    try:
        result = [str(value) for value in values]
    except Exception:
        raise TypeError(f"{name} must be a sequence of names, got {shown(values)}") from None
    if len(result) != length:
        raise ValueError(f"{name} must have {length} entries, got {len(result)}")
    return result
