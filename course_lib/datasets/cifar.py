"""CIFAR-10: 60,000 colour photographs of 32 x 32 pixels, from any of the forms it comes in."""

from __future__ import annotations

import io
import pathlib
import pickle
import tarfile
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from course_lib.datasets.download import RemoteFile, damaged, find, obtain
from course_lib.datasets.npz import check, read_arrays
from course_lib.datasets.source import Arrays, Sizes, Source, kept_test

__all__ = ["CIFAR10"]

_FILE = RemoteFile(
    name="cifar-10-python.tar.gz",
    url="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    checksum="sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
)
_FOLDER = "cifar-10-batches-py"
_BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")
# Our own layout, the unpacked archive, the archive, and both as Keras keeps them.
_FORMS = (
    "cifar10.npz",
    _FOLDER,
    f"{_FOLDER}-target/{_FOLDER}",
    _FILE.name,
    f"{_FOLDER}-target_archive",
)


class _ArraysOnly(pickle.Unpickler):
    """Reads the batches, which are pickles, and lets a pickle build nothing but arrays."""

    def find_class(self, module: str, name: str) -> Any:
        if name == "_reconstruct":
            return np.zeros(0).__reduce__()[0]  # where NumPy keeps it has changed its name
        if module == "numpy" and name in ("ndarray", "dtype"):
            return getattr(np, name)
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a batch of images")


def _find() -> pathlib.Path | None:
    return find(*_FORMS)


def _fetch() -> pathlib.Path:
    return _find() or obtain(_FILE)


def _read() -> Arrays:
    path = _fetch()
    if path.suffix == ".npz":
        return read_arrays(path, _FILE, (32, 32, 3), n_classes=10)
    try:
        if path.is_dir():
            arrays = _batches(lambda name: io.BytesIO((path / name).read_bytes()))
        else:
            with tarfile.open(path) as archive:
                arrays = _batches(lambda name: _member(archive, name))
    except Exception as error:  # a damaged pickle or archive raises anything at all
        raise damaged(path, _FILE, f"{type(error).__name__} on reading") from None
    return check(arrays, path, _FILE, (32, 32, 3), n_classes=10)


def _member(archive: tarfile.TarFile, name: str) -> BinaryIO:
    member = archive.extractfile(f"{_FOLDER}/{name}")
    if member is None:
        raise KeyError(name)
    return io.BytesIO(member.read())


def _batches(opened: Callable[[str], BinaryIO]) -> list[np.ndarray]:
    parts = []
    for name in _BATCHES:
        batch = _ArraysOnly(opened(name), encoding="bytes").load()
        images = batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        parts.append((images, np.asarray(batch[b"labels"])))
    x, y = (np.concatenate(part) for part in zip(*parts[:-1], strict=True))
    return [x, y, *parts[-1]]


CIFAR10 = Source(
    name="cifar10",
    kind="full",
    samples=60_000,
    class_names=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    licence="none stated; its author asks that the report be cited",
    source="Krizhevsky (2009), Learning multiple layers of features from tiny images",
    description="colour photographs of ten kinds of things, 32 x 32 x 3 values from 0 to 255",
    maximum=255,
    sizes=Sizes(train=None, validation=5000, test=None),
    draw=kept_test(_read),
    find=_find,
    fetch=_fetch,
)
