"""VGG16 with ImageNet's weights, weights of your own, or none."""

from __future__ import annotations

import os
import pathlib

import keras
import numpy as np

from course_lib import models
from course_lib.arguments import boolean, shown
from course_lib.datasets import DataUnavailableError
from course_lib.datasets.download import RemoteFile, find, obtain
from course_lib.transfer import shipped
from course_lib.transfer.layout import load_weights

__all__ = ["vgg16"]

_PUBLISHED = "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
WHOLE = RemoteFile(
    "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
    _PUBLISHED + "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
    "md5:64373286793e3c8b2b4e3219cbf3544b",
)
HEADLESS = RemoteFile(
    "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    _PUBLISHED + "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    "md5:6d6bbae143d832006294945121d1f1fc",
)


def vgg16(
    network: models.Network | None = None,
    *,
    weights: str | pathlib.Path | None = "imagenet",
    checksum: str | None = None,
    download: bool = True,
    seed: int | np.random.Generator | None = 0,
) -> keras.Model:
    """Return VGG16 with weights.

    Parameters
    ----------
    network : Network, optional
        Another width, input or head, from `course_lib.models.vgg16`; when None the published
        network of 138,357,544 parameters, or the course's own where the weights are its own.
    weights : "imagenet", "cifar10", path or None
        The published weights, from COURSE_DATA, the course's or Keras' cache, or downloaded (553
        MB, 59 MB without the head); the course's own, of a quarter of the width, for 32 x 32
        pixels, part of the package; a file whose layers are named and shaped alike; or fresh ones.
    checksum : str, optional
        What the given file must have: "sha256:..." or "md5:...".
    download : bool
        Whether the published weights are fetched where they are not on this machine.
    seed : int, numpy.random.Generator or None
        For fresh weights.

    Returns
    -------
    keras.Model
        Not compiled; input (N, height, width, 3) as `preprocess` returns it.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        No such file, another checksum, or layers that do not fit.
    course_lib.datasets.DataUnavailableError
        The published file is not here and cannot or must not be downloaded; the message says
        what to fetch and where to put it.

    References
    ----------
    Simonyan and Zisserman, Very deep convolutional networks, 2014; S4, exercise 3.

    Examples
    --------
    >>> from course_lib import models
    >>> vgg16(models.vgg16((32, 32, 3), 10, width=1 / 16), weights=None, seed=0).output_shape
    (None, 10)
    """
    if network is not None and not isinstance(network, models.Network):
        raise TypeError(f"network must be a models.Network, got {shown(network)}")
    if weights is not None and not isinstance(weights, str | pathlib.Path):
        raise TypeError(f"weights must be 'imagenet', a path or None, got {shown(weights)}")
    if checksum is not None and weights in (None, "imagenet", "cifar10"):
        raise ValueError("checksum must be None unless weights is a path, got one")
    if weights == "cifar10":
        checksum = shipped.card(shipped.WEIGHTS)["sha256"]
        network = shipped.network() if network is None else network
    network = models.vgg16() if network is None else network
    file = _file(network, weights, boolean(download, "download"))
    model = network.build(seed=seed)
    return model if file is None else load_weights(model, file, checksum=checksum)


def _file(
    network: models.Network, weights: str | pathlib.Path | None, download: bool
) -> pathlib.Path | None:
    """Find the file before 138 million weights are drawn for nothing."""
    if weights is None:
        return None
    if weights == "imagenet":
        return _imagenet(WHOLE if "fc1" in network.names else HEADLESS, download)
    if weights == "cifar10":
        return shipped.WEIGHTS
    if "\0" in str(weights) or not pathlib.Path(weights).is_file():
        raise ValueError(
            f"weights must be 'imagenet', None or a file that exists, got {shown(str(weights))}"
        )
    return pathlib.Path(weights)


def _imagenet(file: RemoteFile, download: bool) -> pathlib.Path:
    home = os.environ.get("KERAS_HOME", os.path.join("~", ".keras"))
    ours = pathlib.Path(home).expanduser() / "models" / file.name
    found = find(file.name) or (ours if ours.is_file() else None)
    if found is None and not download:
        raise DataUnavailableError(
            f"{file.name} is not on this machine: put it into the folder that COURSE_DATA names, "
            f"from {file.url}, or say download=True"
        )
    return found or obtain(file)
