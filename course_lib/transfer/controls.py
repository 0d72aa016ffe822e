"""Networks that know nothing and are otherwise like one that does: controls for borrowed features.

Random weights keep the architecture and nothing else. Shuffled weights keep every value of every
kernel too, and lose only where it stood.
"""

from __future__ import annotations

import keras
import numpy as np

from course_lib.arguments import array, generator
from course_lib.transfer.heads import as_model

__all__ = ["recalibrated", "shuffled"]


def shuffled(model: keras.Model, *, seed: int | np.random.Generator | None = 0) -> keras.Model:
    """Return a copy of a network with the values of each kernel in another order.

    Vectors (biases, scales, batch statistics) stay as they are. The statistics no longer fit what
    the shuffled kernels compute: `recalibrated` measures them anew.

    Parameters
    ----------
    model : keras.Model
        Not changed.
    seed : int, numpy.random.Generator or None
        Which order.

    Returns
    -------
    keras.Model
        Not compiled.

    Raises
    ------
    TypeError
        `model` is not a Keras model, or `seed` not a seed.

    References
    ----------
    Adebayo et al., Sanity checks for saliency maps, 2018.

    Examples
    --------
    >>> from course_lib import models
    >>> model = models.mlp(4, 3).build(seed=0)
    >>> kernel, other = (one.get_weights()[0] for one in (model, shuffled(model, seed=1)))
    >>> bool((kernel == other).all()), bool((np.sort(kernel, None) == np.sort(other, None)).all())
    (False, True)
    """
    rng = generator(seed)
    copy = _copy(as_model(model))
    for layer in copy.layers:
        layer.set_weights([_in_disorder(w, rng) for w in layer.get_weights()])
    return copy


def recalibrated(model: keras.Model, x: np.ndarray) -> keras.Model:
    """Return a copy of a network whose batch statistics are those of some images.

    Each batch normalisation gets mean and variance of what reaches it when all of `x` pass as one
    batch. A network without any comes back as it was.

    Parameters
    ----------
    model : keras.Model
        Not changed.
    x : numpy.ndarray of shape (n, height, width, channels)
        As the network takes them: prepared. A few hundred do.

    Returns
    -------
    keras.Model
        Not compiled.

    Raises
    ------
    TypeError
        `model` is not a Keras model, or `x` holds no numbers.
    ValueError
        `x` is empty or not finite.

    References
    ----------
    Ioffe and Szegedy, Batch normalization, 2015.

    Examples
    --------
    >>> from course_lib import models
    >>> network = models.vgg16((32, 32, 3), 10, width=1 / 32, dense=64, normalization="batch")
    >>> x = np.random.default_rng(0).normal(5, 60, (20, 32, 32, 3)).astype("float32")
    >>> layer = recalibrated(network.build(seed=0), x).get_layer("block1_norm1")
    >>> bool((layer.moving_variance.numpy() > 100).all())
    True
    """
    x = array(x, "x", ndim=range(2, 6), finite=True)
    copy = _copy(as_model(model))
    norms = [la for la in copy.layers if isinstance(la, keras.layers.BatchNormalization)]
    kept = [layer.momentum for layer in norms]
    for layer in norms:
        layer.trainable, layer.momentum = True, 0.0  # the batch's own statistics, nothing else
    if norms:
        copy(x, training=True)
    for layer, momentum in zip(norms, kept, strict=True):
        layer.momentum = momentum
    return copy


def _copy(model: keras.Model) -> keras.Model:
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def _in_disorder(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return values if values.ndim < 2 else rng.permutation(values.ravel()).reshape(values.shape)
