"""Where on an image a network's answer comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from course_lib.arguments import array
from course_lib.transfer.heads import as_layer, as_model

__all__ = ["grad_cam"]


def grad_cam(
    model: keras.Model, x: ArrayLike, *, layer: str, classes: Sequence[int] | None = None
) -> np.ndarray:
    """Return for each image how much each place of a layer speaks for a class.

    The maps of the layer, each weighed by the mean gradient of the class's score with respect to
    it, added up, and cut off at zero. The score is what the softmax is given.

    Parameters
    ----------
    model : keras.Model
        A classifier whose last layer is dense.
    x : array_like of shape (n, height, width, channels)
        Images as the network takes them.
    layer : str
        A layer whose output is maps: one that is 8 x 8 gives 8 x 8 places.
    classes : sequence of int, optional
        For which class of each image; for the most probable by default.

    Returns
    -------
    numpy.ndarray of float32, shape (n, rows, columns)
        The largest value of an image is 1; an image is 0 all over where no place speaks for the
        class.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        No such layer, no maps, another last layer, or classes that do not fit.

    References
    ----------
    Selvaraju et al., Grad-CAM: visual explanations from deep networks, 2017.

    Examples
    --------
    >>> from course_lib import models
    >>> model = models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)
    >>> grad_cam(model, np.ones((2, 32, 32, 3)), layer="block3_pool").shape
    (2, 4, 4)
    """
    import tensorflow as tf  # gradients are not in keras.ops

    x = array(x, "x", ndim=4, finite=True).astype(np.float32)
    maps_of, last = as_layer(as_model(model), layer), model.layers[-1]
    if len(maps_of.output.shape) != 4:
        raise ValueError(f"layer must give maps, got {layer!r} of shape {maps_of.output.shape}")
    if not isinstance(last, keras.layers.Dense):
        raise ValueError(f"model must end in a dense layer, got {type(last).__name__}")
    part = keras.Model(model.inputs[0], [maps_of.output, last.input])
    with tf.GradientTape() as tape:
        images = tf.convert_to_tensor(x)
        tape.watch(images)  # or nothing is recorded where all layers are frozen
        maps, hidden = part(images, training=False)
        scores = hidden @ last.kernel + last.bias
        chosen = _classes(classes, np.asarray(scores))
        score = tf.reduce_sum(tf.gather(scores, chosen, batch_dims=1))
    weights = np.asarray(tape.gradient(score, maps)).mean(axis=(1, 2), keepdims=True)
    places = np.maximum((weights * np.asarray(maps)).sum(axis=3), 0)
    largest = places.max(axis=(1, 2), keepdims=True)
    found: np.ndarray = places / np.where(largest > 0, largest, 1)
    return found


def _classes(classes: Any, scores: np.ndarray) -> np.ndarray:
    if classes is None:
        return scores.argmax(axis=1)
    chosen = array(classes, "classes", ndim=1)
    n, n_classes = scores.shape
    if chosen.dtype.kind not in "iu" or len(chosen) != n:
        raise ValueError(f"classes must be {n} integers, one an image, got {classes!r}")
    if chosen.min() < 0 or chosen.max() >= n_classes:
        raise ValueError(f"classes must be from 0 to {n_classes - 1}, got {classes!r}")
    return chosen
