"""Arrays that took long to make, kept as files between runs."""

from __future__ import annotations

import contextlib
import os
import pathlib
from collections.abc import Callable, Mapping

import numpy as np

from course_lib import atomic

__all__ = ["cache_folder", "cached"]

Layout = Mapping[str, tuple[tuple[int, ...], str]]


def cache_folder() -> pathlib.Path:
    """Return the folder of cached files: COURSE_CACHE, or the platform's own cache.

    Returns
    -------
    pathlib.Path
        The folder, which need not exist yet.

    Examples
    --------
    >>> isinstance(cache_folder(), pathlib.Path)
    True
    """
    chosen = os.environ.get("COURSE_CACHE")
    if chosen:
        return pathlib.Path(chosen).expanduser()
    import platformdirs  # what pooch.os_cache asks, a tenth of its import

    return pathlib.Path(platformdirs.user_cache_dir("fair-trials"))


def cached(
    name: str,
    layout: Layout,
    build: Callable[[], dict[str, np.ndarray]],
    *,
    folder: pathlib.Path | None = None,
) -> dict[str, np.ndarray]:
    """Return the arrays that `build` makes, from a file when an earlier call left a sound one.

    A cache that cannot be read is made anew, one that cannot be written is done without.

    Parameters
    ----------
    name : str
        The file's name without its ending; a new version of the arrays needs a new name.
    layout : mapping of str to (shape, dtype)
        What the file must hold to be believed.
    build : callable
        Makes the arrays.
    folder : pathlib.Path, optional
        Where the file lies; `cache_folder()` when None.

    Returns
    -------
    dict of str to numpy.ndarray
        The arrays.

    Examples
    --------
    >>> import tempfile
    >>> layout = {"x": ((2,), "int64")}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = cached("pair", layout, lambda: {"x": np.arange(2)}, folder=pathlib.Path(folder))
    ...     cached("pair", layout, dict, folder=pathlib.Path(folder))
    {'x': array([0, 1])}
    """
    path = (folder or cache_folder()) / f"{name}.npz"
    arrays = _read(path, layout)
    if arrays is None:
        arrays = build()
        _write(path, arrays)
    return arrays


def _read(path: pathlib.Path, layout: Layout) -> dict[str, np.ndarray] | None:
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in layout}
    except Exception:  # np.load raises many kinds on a damaged file; all mean: make it anew
        return None
    sound = all(
        (array.shape, array.dtype) == (layout[name][0], np.dtype(layout[name][1]))
        for name, array in arrays.items()
    )
    return arrays if sound else None


def _write(path: pathlib.Path, arrays: dict[str, np.ndarray]) -> None:
    """Keep arrays where that is possible; another process sees the whole file or none."""
    with contextlib.suppress(OSError), atomic.writing(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
