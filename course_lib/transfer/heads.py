"""Using what a trained network has learnt: its features, a new head, training its last blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from course_lib import models
from course_lib.arguments import choice, generator, integer, number, shown
from course_lib.transfer.classifying import INPUTS, batches, prepared, size_of
from course_lib.transfer.reading import FITS, opened, sources_of

__all__ = ["as_layer", "as_model", "features", "fine_tune", "new_head"]

OPERATIONS = ("mean", "max", "none")


def features(
    model: keras.Model,
    images: Any,
    *,
    layer: str = "block5_pool",
    operation: str = "mean",
    batch_size: int = 16,
    fit: str = "crop",
    inputs: str = "imagenet",
) -> np.ndarray:
    """Return what a layer answers to each photograph, as a table for any classifier.

    Parameters
    ----------
    model : keras.Model
        A network for colour images; not changed.
    images : path, array, or sequence of these
        As `read_images` takes them.
    layer : str
        Name of the layer.
    operation : {"mean", "max", "none"}
        What the pooling keeps of each channel over the image's area; "none" keeps every value.
    batch_size : int
        Images held and computed at a time.
    fit, inputs : str
        As for `classify`.

    Returns
    -------
    numpy.ndarray of float32, shape (n, features)
        One row an image, in the order in which they were given.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        No such layer, no image, or a file that cannot be read: the rows would no longer fit yours.

    References
    ----------
    Yosinski et al., How transferable are features in deep neural networks?, 2014.

    Examples
    --------
    >>> model = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> features(model, np.zeros((2, 40, 50, 3))).shape
    (2, 32)
    """
    operation = choice(operation, "operation", OPERATIONS)
    batch_size = integer(batch_size, "batch_size", low=1)
    fit, inputs = choice(fit, "fit", FITS), choice(inputs, "inputs", INPUTS)
    size, sources = size_of(as_model(model)), sources_of(images)
    part = keras.Model(model.inputs[0], _pooled(as_layer(model, layer).output, operation))
    rows = []
    for _, x, failed in batches(opened(sources, size, fit), batch_size):
        if failed:
            name, reason = next(iter(failed.items()))
            raise ValueError(f"images must all be readable, got {name}: {reason}")
        answer = part(prepared(x, inputs), training=False)
        rows.append(keras.ops.convert_to_numpy(answer).astype(np.float32))
    return np.concatenate(rows)


def new_head(
    model: keras.Model | models.Network,
    n_classes: int,
    *,
    layer: str = "block5_pool",
    operation: str = "mean",
    hidden: Sequence[int] = (),
    dropout: float = 0.0,
    seed: int | np.random.Generator | None = 0,
) -> keras.Model:
    """Return a copy of a network up to a layer, frozen, with a new classifier on top.

    Parameters
    ----------
    model : keras.Model or Network
        The trained network; not changed, and its weights are not shared. A description is built.
    n_classes : int
        Units of the new softmax output.
    layer : str
        The last layer that is kept.
    operation : {"mean", "max", "none"}
        What the pooling keeps of each channel over the image's area; "none" keeps every value.
    hidden : sequence of int
        Units of ReLU layers before the output.
    dropout : float
        Share of values dropped before the output, below 1.
    seed : int, numpy.random.Generator or None
        For the new weights.

    Returns
    -------
    keras.Model
        Not compiled; only the layers whose names start with ``head`` learn.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        No such layer, or a number out of range.

    Examples
    --------
    >>> base = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> model = new_head(base, 3, hidden=[8], seed=0)
    >>> model.output_shape, [w.path for w in model.trainable_variables][0]
    ((None, 3), 'head_1/kernel')
    """
    n_classes = integer(n_classes, "n_classes", low=1)
    operation = choice(operation, "operation", OPERATIONS)
    units = _units(hidden)
    dropout = number(dropout, "dropout", low=0, high=0.999)
    rng = generator(seed)
    if isinstance(model, models.Network):
        model = model.build(seed=rng)
    kept = keras.Model(as_model(model).inputs[0], as_layer(model, layer).output)
    copy = keras.models.clone_model(kept)
    copy.set_weights(kept.get_weights())
    for frozen in copy.layers:
        frozen.trainable = False
    x = _pooled(copy.output, operation, "head_pool")
    for position, size in enumerate(units, start=1):
        x = _dense(size, "relu", f"head_{position}", rng)(x)
    if dropout:
        x = keras.layers.Dropout(dropout, seed=_draw(rng), name="head_dropout")(x)
    output = _dense(n_classes, "softmax", "head", rng)(x)
    return keras.Model(copy.inputs[0], output, name=f"{model.name}_transfer")


def fine_tune(model: keras.Model, *, blocks: int = 1) -> keras.Model:
    """Let a network's last blocks learn, and freeze the ones before.

    Batch normalisation below the head stays frozen in every block, which in Keras also means that
    it uses its stored statistics while the others learn. Compile the model afterwards, with a
    small learning rate.

    Parameters
    ----------
    model : keras.Model
        A network whose layers are named ``block1_...``, ``block2_...``; changed.
    blocks : int
        How many blocks learn, counted from the last; 0 leaves only the head.

    Returns
    -------
    keras.Model
        The model itself, no longer compiled.

    Raises
    ------
    TypeError
        Not a model, or not an integer.
    ValueError
        No blocks in the model, or fewer than wanted.

    Examples
    --------
    >>> base = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> model = fine_tune(new_head(base, 3, seed=0), blocks=1)
    >>> [layer.name for layer in model.layers if layer.trainable_weights]
    ['block5_conv1', 'block5_conv2', 'block5_conv3', 'head']
    """
    numbers = [_block(layer.name) for layer in as_model(model).layers]
    known = sorted({n for n in numbers if n is not None})
    if not known:
        raise ValueError("model must have layers named 'block1_...', got none")
    blocks = integer(blocks, "blocks", low=0, high=len(known))
    learning = set(known[len(known) - blocks :])
    last = max(i for i, n in enumerate(numbers) if n is not None)
    block = None
    for layer, found in zip(model.layers[: last + 1], numbers, strict=False):
        block = found if found is not None else block  # a layer without a number joins its block
        layer.trainable = block in learning and not _normalizes(layer)
    model.compiled = False  # a compiled model would go on training the old choice
    return model


def _block(name: str) -> int | None:
    found = re.match(r"block(\d+)_", name)
    return int(found[1]) if found else None


def _normalizes(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization)


def as_model(model: Any) -> keras.Model:
    """Return a built model, or raise."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a keras.Model, got {shown(model)}")
    if not model.built or not model.inputs:
        raise ValueError("model must be built with a known input shape, got one without")
    return model


def as_layer(model: keras.Model, name: Any) -> keras.Layer:
    """Return the layer of a name, or raise and list the names."""
    if not isinstance(name, str):
        raise TypeError(f"layer must be the name of a layer, got {shown(name)}")
    return model.get_layer(choice(name, "layer", [layer.name for layer in model.layers]))


def _pooled(x: Any, operation: str, name: str | None = None) -> Any:
    if len(x.shape) != 4:
        return x
    kinds = {
        "mean": keras.layers.GlobalAveragePooling2D,
        "max": keras.layers.GlobalMaxPooling2D,
        "none": keras.layers.Flatten,
    }
    return kinds[operation](name=name)(x)


def _units(hidden: Any) -> list[int]:
    if isinstance(hidden, str | bytes) or not isinstance(hidden, Sequence):
        raise TypeError(f"hidden must be a sequence of integers, got {shown(hidden)}")
    return [integer(size, "hidden", low=1) for size in hidden]


def _draw(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _dense(units: int, activation: str, name: str, rng: np.random.Generator) -> Any:
    start = keras.initializers.GlorotUniform(seed=_draw(rng))
    return keras.layers.Dense(units, activation=activation, kernel_initializer=start, name=name)
