"""Images and labels from an .npz file with x_train, y_train, x_test and y_test."""

from __future__ import annotations

import pathlib

import numpy as np

from course_lib.datasets.download import RemoteFile, damaged
from course_lib.datasets.source import Arrays

__all__ = ["check", "read_arrays"]


def read_arrays(
    path: pathlib.Path, file: RemoteFile, shape: tuple[int, ...], *, n_classes: int
) -> Arrays:
    """Return training images and labels, test images and labels.

    Parameters
    ----------
    path : pathlib.Path
        The .npz file.
    file : RemoteFile
        What it should be, for the message.
    shape : tuple of int
        The shape of one image.
    n_classes : int
        Labels lie below.

    Returns
    -------
    tuple of four numpy.ndarray
        Images uint8 (n, *shape) and labels int64 (n,), twice.

    Raises
    ------
    DataUnavailableError
        The file is damaged or holds something else.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = [stored[key] for key in ("x_train", "y_train", "x_test", "y_test")]
    except Exception as error:  # np.load raises many kinds on a damaged file
        raise damaged(path, file, f"{type(error).__name__} on reading") from None
    return check(arrays, path, file, shape, n_classes=n_classes)


def check(
    arrays: list[np.ndarray],
    path: pathlib.Path,
    file: RemoteFile,
    shape: tuple[int, ...],
    *,
    n_classes: int,
) -> Arrays:
    """Return `arrays` (images, labels, twice) if they are what the file should hold."""
    x, y, x_test, y_test = arrays
    for images, labels in ((x, y), (x_test, y_test)):
        if images.dtype != np.uint8 or images.shape[1:] != shape or len(images) == 0:
            raise damaged(path, file, f"images {images.dtype} {images.shape}")
        if labels.dtype.kind not in "iu" or labels.size != len(images):
            raise damaged(path, file, f"labels {labels.dtype} {labels.shape}")
        if labels.min() < 0 or labels.max() >= n_classes:
            raise damaged(path, file, f"labels from {labels.min()} to {labels.max()}")
    return x, _flat(y), x_test, _flat(y_test)


def _flat(labels: np.ndarray) -> np.ndarray:
    return labels.reshape(-1).astype(np.int64)
