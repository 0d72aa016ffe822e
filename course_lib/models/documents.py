"""The networks of the five documents by name, each with its published number of parameters."""

from __future__ import annotations

from collections.abc import Callable

from course_lib import arguments
from course_lib.models.convolutional import cnn
from course_lib.models.description import Network
from course_lib.models.images import Pool
from course_lib.models.layers import Dense, Dropout
from course_lib.models.perceptrons import mlp
from course_lib.models.spectral import spectral_cnn
from course_lib.models.vgg import vgg16

__all__ = ["named", "names"]

CIFAR = (32, 32, 3)


def names() -> tuple[str, ...]:
    """Return the names that `named` knows.

    Returns
    -------
    tuple of str
        Document and network, in the order of the documents.

    Examples
    --------
    >>> names()[0], len(names())
    ('s0-spectral', 14)
    """
    return tuple(_NETWORKS)


def named(name: str) -> Network:
    """Return a network of the five documents.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    Network
        The description; in its name the document it comes from.

    Raises
    ------
    TypeError
        Not a string.
    ValueError
        An unknown name; the message lists them and the nearest.

    References
    ----------
    S0 to S4.

    Examples
    --------
    >>> named("s1-base").differences(named("s1-one-dense-less"))
    ('dense_2: removed, units 256', 'dropout_5: removed, rate 0.5')
    """
    return _NETWORKS[arguments.choice(name, "name", _NETWORKS)]().renamed(name)


def _s1_base() -> Network:
    return cnn(CIFAR, blocks=[48, 96, 192], dense=[512, 256], dropout=0.25, dense_dropout=0.5)


def _s1_large_pool() -> Network:
    """Return what the document printed: besides the pooling, three other things change."""
    less = _s1_base().without("conv_3", "pool_3", "dropout_3").replace(Pool, size=4)
    more = less.insert(Dense(256), after="dense_2")
    return more.without("dropout_3")


def _s2_vgg() -> Network:
    blocks = [[32, 32], [64, 64]]
    return cnn(CIFAR, blocks=blocks, padding="same", initializer="he_uniform").replace(
        "dense_2", initializer="glorot_uniform"
    )


def _s4_search() -> Network:
    return mlp((28, 28, 1), hidden=[128, 100]).insert(Dropout(0.2), after="dense_2")


_NETWORKS: dict[str, Callable[[], Network]] = {
    "s0-spectral": spectral_cnn,
    "s1-base": _s1_base,
    "s1-no-dropout": lambda: _s1_base().without(Dropout),
    "s1-large-pool": _s1_large_pool,
    "s1-one-dense-less": lambda: _s1_base().without("dense_2", "dropout_5"),
    "s1-exponential": lambda: _s1_base().with_activation("exponential"),
    "s2-cnn": lambda: cnn(CIFAR, blocks=[[64, 64]], padding="same", dense=[128, 30]).replace(
        "dense_1", l2=0.01
    ),
    "s2-vgg": _s2_vgg,
    "s3-cnn": lambda: cnn(dropout=0.25, dense_dropout=0.5),
    "s4-mlp": lambda: mlp((28, 28, 1)),
    "s4-mlp-normalized": lambda: mlp((28, 28, 1), normalization="layer"),
    "s4-search": _s4_search,
    "s4-cnn": lambda: cnn(CIFAR, blocks=[32, 64, 64], dense=64).without("pool_3"),
    "s4-vgg16": vgg16,
}
