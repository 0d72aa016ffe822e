"""Weights files: what is in them, and whether it fits."""

from __future__ import annotations

import hashlib
import pathlib
from typing import Any

import h5py  # type: ignore[import-untyped]
import keras
import numpy as np

from course_lib.arguments import shown

__all__ = ["load_weights", "stored"]

Weights = dict[str, list[np.ndarray]]


def load_weights(
    model: keras.Model, path: str | pathlib.Path, *, checksum: str | None = None
) -> keras.Model:
    """Load a weights file into a model, layer by layer by name, or change nothing.

    Reads the layout of keras.applications' files (also inside whole models saved as HDF5), that of
    Keras 3's ``.weights.h5``, and ``.npz`` with arrays named as ``layer/weight``. Layers that only
    the file has are left out, so the file of a whole network also serves one without its head.

    Parameters
    ----------
    model : keras.Model
        A built model; its weights are replaced.
    path : str or pathlib.Path
        The file.
    checksum : str, optional
        The file's "sha256:..." or "md5:..."; a bare digest is SHA-256.

    Returns
    -------
    keras.Model
        The model itself.

    Raises
    ------
    TypeError
        No model, or no path.
    ValueError
        No such file, another checksum, no weights in it, a layer missing, or another shape.

    Examples
    --------
    >>> import tempfile
    >>> from course_lib import models
    >>> one, other = (models.mlp(4, 3).build(seed=seed) for seed in (0, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     one.save_weights(folder + "/mlp.weights.h5")
    ...     loaded = load_weights(other, folder + "/mlp.weights.h5")
    >>> all((a == b).all() for a, b in zip(one.get_weights(), loaded.get_weights()))
    True
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a keras.Model, got {shown(model)}")
    if not isinstance(path, str | pathlib.Path):
        raise TypeError(f"path must be the path of a weights file, got {shown(path)}")
    file = pathlib.Path(path)
    if "\0" in str(file) or not file.is_file():
        raise ValueError(f"path must be a weights file that exists, got {shown(str(path))}")
    if checksum is not None:
        _compare(file, checksum)
    weights = stored(file)
    layers = [layer for layer in model.layers if layer.weights]
    _fits(layers, weights, file)
    for layer in layers:
        layer.set_weights(weights[layer.name])
    return model


def stored(file: pathlib.Path) -> Weights:
    """Return the arrays of each layer that has any.

    Parameters
    ----------
    file : pathlib.Path
        A weights file in one of the layouts that `load_weights` reads.

    Returns
    -------
    dict of str to list of numpy.ndarray
        By the layer's name, in the layer's order.

    Raises
    ------
    ValueError
        Neither an HDF5 file nor an ``.npz``, damaged, or without weights.
    """
    if file.suffix == ".npz":
        return _zipped(file)
    try:
        with h5py.File(file, "r") as root:
            group = root.get("model_weights", root)
            weights = _by_name(group) if "layer_names" in group.attrs else _by_vars(root)
    except Exception as error:  # h5py raises many kinds on a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"path must be a whole HDF5 file, got {file} ({reason})") from None
    if not weights:
        raise ValueError(f"path must be a file with weights of layers, got none in {file}")
    return weights


def _zipped(file: pathlib.Path) -> Weights:
    weights: Weights = {}
    try:
        with np.load(file, allow_pickle=False) as arrays:
            for name in arrays.files:
                weights.setdefault(name.split("/")[0], []).append(_numbers(arrays[name], name))
    except Exception as error:  # zipfile and NumPy raise many kinds on a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"path must be a whole .npz file, got {file} ({reason})") from None
    if not weights:
        raise ValueError(f"path must be a file with weights of layers, got none in {file}")
    return weights


def _by_name(group: Any) -> Weights:
    weights = {}
    for layer in _texts(group.attrs["layer_names"]):
        names = _texts(group[layer].attrs["weight_names"])
        if names:
            weights[layer] = [_array(group[layer][name]) for name in names]
    return weights


def _by_vars(root: Any) -> Weights:
    weights = {}

    def visit(path: str, group: Any) -> None:
        if path.endswith("/vars") and len(group):
            name = str(group.attrs.get("name", path.split("/")[-2]))
            weights[name] = [_array(group[str(i)]) for i in range(len(group))]

    root.visititems(visit)
    return weights


def _array(dataset: Any) -> np.ndarray:
    return _numbers(np.asarray(dataset), dataset.name)


def _numbers(values: np.ndarray, name: str) -> np.ndarray:
    if values.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds no numbers")
    return values


def _texts(names: Any) -> list[str]:
    return [n.decode("utf-8") if isinstance(n, bytes) else str(n) for n in names]


def _fits(layers: list[keras.Layer], weights: Weights, file: pathlib.Path) -> None:
    missing = [layer.name for layer in layers if layer.name not in weights]
    if missing:
        raise ValueError(
            f"path must hold the layers {', '.join(missing[:4])}"
            f"{' ...' if len(missing) > 4 else ''}, got {file} with "
            f"{', '.join(list(weights)[:4])}{' ...' if len(weights) > 4 else ''}"
        )
    for layer in layers:
        wanted = [tuple(w.shape) for w in layer.weights]
        got = [w.shape for w in weights[layer.name]]
        if wanted != got:
            raise ValueError(
                f"path must hold weights of shapes {wanted} for layer {layer.name!r}, "
                f"got {got} in {file}"
            )


def _compare(file: pathlib.Path, checksum: Any) -> None:
    if not isinstance(checksum, str):
        raise TypeError(f"checksum must be a string 'sha256:...', got {shown(checksum)}")
    kind, _, digest = checksum.rpartition(":")
    kind = kind or "sha256"
    if kind not in ("sha256", "md5"):
        raise ValueError(f"checksum must start with 'sha256:' or 'md5:', got {shown(checksum)}")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, kind).hexdigest()
    if found != digest.lower():
        raise ValueError(
            f"checksum must be that of {file}, got {kind}:{digest} where the file has {found}"
        )
