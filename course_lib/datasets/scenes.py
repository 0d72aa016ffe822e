"""A hyperspectral image with its map, and how its pixels are cut into parts."""

from __future__ import annotations

import dataclasses

import numpy as np

from course_lib import arguments
from course_lib.datasets.source import Sizes
from course_lib.datasets.split import Split, stratify

__all__ = ["Scene", "by_pixel", "by_region"]

SIDE = 8  # pixels of a square: the smallest field of indian-pines has some ten of them


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """A hyperspectral image with a map of what is where.

    Parameters
    ----------
    name : str
        Which scene.
    cube : numpy.ndarray of shape (height, width, bands), uint16
        The sensor's counts.
    labels : numpy.ndarray of shape (height, width), int64
        The class of each pixel from 1 on; 0 is background, which no split contains.
    class_names : tuple of str
        The names of the classes from 1 on.
    wavelengths : numpy.ndarray of shape (bands,), float32
        The centre of each band in nanometres.
    licence, source : str
        What you may do with it, where it comes from.

    Raises
    ------
    TypeError
        `cube`, `labels` or `wavelengths` is not an array of numbers.
    ValueError
        Their shapes do not match.

    Examples
    --------
    >>> from course_lib import datasets
    >>> scene = datasets.scene("pavia-like")
    >>> x, y = scene.pixels()
    >>> x.shape[1], int(y.max())
    (103, 8)
    """

    name: str
    cube: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    wavelengths: np.ndarray
    licence: str
    source: str

    def __post_init__(self) -> None:
        cube = arguments.array(self.cube, "cube", ndim=3)
        labels = arguments.array(self.labels, "labels", ndim=2)
        wavelengths = arguments.array(self.wavelengths, "wavelengths", ndim=1)
        if labels.shape != cube.shape[:2] or len(wavelengths) != cube.shape[2]:
            raise ValueError(
                f"cube must match labels and wavelengths, got shapes {cube.shape}, "
                f"{labels.shape} and {wavelengths.shape}"
            )

    def __repr__(self) -> str:
        height, width, bands = self.cube.shape
        labelled = np.count_nonzero(self.labels)
        return (
            f"Scene({self.name!r}: {height} x {width} pixels, {bands} bands, "
            f"{len(self.class_names)} classes, {labelled:,} pixels labelled)"
        )

    def pixels(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the labelled pixels, (n, bands), and their labels from 0, (n,) int64."""
        known = self.labels > 0
        return self.cube[known], self.labels[known].astype(np.int64) - 1

    def regions(self, *, side: int = SIDE) -> np.ndarray:
        """Return the square that each labelled pixel lies in, in the order of `pixels`.

        Neighbouring pixels of a field are nearly alike: squares that lie apart keep them in one
        part. scikit-learn takes the numbers as ``groups``.

        Parameters
        ----------
        side : int
            Of a square, in pixels, at least 1.

        Returns
        -------
        numpy.ndarray of shape (n_pixels,), int64
            Numbers of squares, row by row.

        Raises
        ------
        TypeError
            `side` is not an integer.
        ValueError
            `side` is below 1.

        Examples
        --------
        >>> from course_lib import datasets
        >>> squares = datasets.scene("pavia-like").regions(side=50)
        >>> len(squares), int(squares.max())
        (26992, 11)
        """
        side = arguments.integer(side, "side", low=1)
        rows, columns = np.nonzero(self.labels > 0)
        across = -(-self.labels.shape[1] // side)
        return (rows // side * across + columns // side).astype(np.int64)


def by_pixel(scene: Scene, sizes: Sizes, rng: np.random.Generator) -> dict[str, Split]:
    """Cut training and validation with every class equal, as S0 does; the test set is the rest.

    Parameters
    ----------
    scene : Scene
        Whose labelled pixels are cut.
    sizes : Sizes
        How many pixels each part gets.
    rng : numpy.random.Generator
        Which ones.

    Returns
    -------
    dict of str to Split
        Training, validation and test pixels, raw.
    """
    x, y = scene.pixels()
    counts = sizes.counts(len(y))
    counts = {name: counts[name] for name in ("train", "validation", "test")}
    parts = stratify(y, counts, seed=rng, balanced=("train", "validation"))
    return {name: Split(x[chosen], y[chosen]) for name, chosen in parts.items()}


def by_region(scene: Scene, sizes: Sizes, rng: np.random.Generator) -> dict[str, Split]:
    """Cut as `by_pixel`, but no square of a class gives pixels to two parts.

    A class's squares are drawn one after another until a part has its pixels; a test set without
    a size is all that the other two leave untouched.

    Parameters
    ----------
    scene : Scene
        Whose labelled pixels are cut.
    sizes : Sizes
        How many pixels each part gets; each class gives as many to training and to validation.
    rng : numpy.random.Generator
        Which squares, and which of their pixels.

    Returns
    -------
    dict of str to Split
        Training, validation and test pixels, raw.

    Raises
    ------
    ValueError
        A class has too few squares.
    """
    x, y = scene.pixels()
    squares, n_classes = scene.regions(), len(scene.class_names)
    counts = sizes.counts(len(y))
    wanted = {name: counts[name] // n_classes for name in ("train", "validation")}
    chosen: dict[str, list[np.ndarray]] = {"train": [], "validation": [], "test": []}
    for k in range(n_classes):
        own = np.flatnonzero(y == k)
        left = [own[squares[own] == square] for square in rng.permutation(np.unique(squares[own]))]
        for name, count in wanted.items():
            taken: list[int] = []
            while left and len(taken) < count:
                taken += left.pop().tolist()
            if len(taken) < count or not left:
                raise ValueError(
                    f"{name} must leave a square of class {k} ({scene.class_names[k]}) to the "
                    f"test set, got {counts[name]:,} pixels"
                )
            chosen[name].append(rng.permutation(taken)[:count])
        chosen["test"].append(np.concatenate(left))
    parts = {name: rng.permutation(np.concatenate(found)) for name, found in chosen.items()}
    if sizes.test is not None:
        parts["test"] = _fewer(parts["test"], y, counts["test"], rng)
    return {name: Split(x[found], y[found]) for name, found in parts.items()}


def _fewer(found: np.ndarray, y: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    if count > len(found):
        raise ValueError(f"test must be at most the {len(found):,} pixels left, got {count:,}")
    return found[stratify(y[found], {"test": count}, seed=rng)["test"]]
