"""The course's own VGG16: a quarter of the width, trained on CIFAR-10, part of the package."""

from __future__ import annotations

import hashlib
import json
import pathlib
from typing import Any

import keras
import numpy as np

from course_lib import atomic, models
from course_lib.arguments import number

__all__ = ["WEIGHTS", "card", "halved", "network", "save"]

WEIGHTS = pathlib.Path(__file__).with_name("vgg16_cifar10.npz")


def network(width: float = 0.25) -> models.Network:
    """Return the description: VGG16 for 32 x 32 pixels, ten classes, batch normalisation.

    Thirteen convolutions and three dense layers as published, each at `width`, but for the dense
    ones, which have a quarter of the published units besides.

    Parameters
    ----------
    width : float
        Factor on filters and units.

    Returns
    -------
    models.Network
        Its input is what `preprocess` returns.

    References
    ----------
    Simonyan and Zisserman, Very deep convolutional networks, 2014.

    Examples
    --------
    >>> network().output_shape
    (10,)
    """
    return models.vgg16(
        (32, 32, 3),
        10,
        width=number(width, "width", above=0, high=1),
        dense=1024,
        dropout=0.2,
        normalization="batch",
        initializer="he_uniform",
        name="vgg16_cifar10",
    )


def card(path: pathlib.Path = WEIGHTS) -> dict[str, Any]:
    """Return what is known of a weights file: data, schedule, accuracies, and its SHA-256.

    Parameters
    ----------
    path : pathlib.Path
        The ``.npz``; its card is the ``.json`` beside it.

    Returns
    -------
    dict
        What `save` was given, and "sha256".
    """
    content: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return content


def halved(values: np.ndarray) -> np.ndarray:
    """Return a kernel as float16, and a vector as it is.

    A channel's variance may be larger than float16 can hold, and vectors take little room.

    Examples
    --------
    >>> halved(np.ones((2, 2), np.float32)).dtype, halved(np.ones(2, np.float32)).dtype
    (dtype('float16'), dtype('float32'))
    """
    with np.errstate(over="ignore"):  # `save` refuses what is infinite
        return values.astype(np.float16) if values.ndim > 1 else values


def save(model: keras.Model, facts: dict[str, Any], path: pathlib.Path = WEIGHTS) -> None:
    """Write a model's weights, kernels as float16, and a card of `facts` and a hash beside them.

    Parameters
    ----------
    model : keras.Model
        Stays as it is.
    facts : dict
        What can be written as JSON.
    path : pathlib.Path
        The ``.npz``; the card is the ``.json`` beside it.

    Raises
    ------
    ValueError
        A weight is not finite, or too large for float16; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(models.mlp(4, 3).build(), {"epochs": 0}, pathlib.Path(folder, "mlp.npz"))
    ...     sorted(card(pathlib.Path(folder, "mlp.npz")))
    ['epochs', 'sha256']
    """
    arrays: dict[str, Any] = {
        f"{layer.name}/{weight.name}": halved(keras.ops.convert_to_numpy(weight))
        for layer in model.layers
        for weight in layer.weights
    }
    for name, values in arrays.items():
        if not np.isfinite(values).all():
            raise ValueError(f"model must have weights that float16 can hold, got others in {name}")
    with atomic.writing(path) as file:
        np.savez(file, **arrays)
    content = facts | {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    with atomic.writing(path.with_suffix(".json")) as file:
        file.write((json.dumps(content, indent=2) + "\n").encode())
