"""What a data set is, and how it is cut into training, validation and test samples."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["Dataset", "Split", "stratify"]


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Split:
    """One part of a data set: samples and their labels.

    Parameters
    ----------
    x : numpy.ndarray of shape (n_samples, ...)
        The samples, channels last.
    y : numpy.ndarray of shape (n_samples,), int64
        The labels, from 0.

    Raises
    ------
    TypeError
        `x` or `y` is not an array of numbers.
    ValueError
        `x` and `y` differ in length, are empty, or `y` is not one axis of integers.

    Examples
    --------
    >>> import numpy as np
    >>> part = Split(np.zeros((6, 8, 8, 1)), np.array([0, 1, 2, 0, 1, 2]))
    >>> part
    Split(6 samples of shape (8, 8, 1), float64, labels 0 to 2)
    >>> x, y = part
    >>> len(part), len(x), part.sample(3, seed=0).y.tolist()
    (6, 6, [1, 2, 0])
    """

    x: np.ndarray
    y: np.ndarray

    def __post_init__(self) -> None:
        x = arguments.array(self.x, "x", ndim=range(1, 9))
        y = _labels(self.y)
        if len(x) != len(y):
            raise ValueError(f"x and y must be of one length, got {len(x)} and {len(y)}")
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y.astype(np.int64, copy=False))

    def __len__(self) -> int:
        return len(self.y)

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.x, self.y))

    def __repr__(self) -> str:
        labels = f"labels {self.y.min()} to {self.y.max()}"
        return f"Split({len(self):,} samples of shape {self.x.shape[1:]}, {self.x.dtype}, {labels})"

    def sample(self, count: int, *, seed: int | np.random.Generator | None = 0) -> Split:
        """Return `count` samples drawn without replacement, each class by its share.

        Parameters
        ----------
        count : int
            How many samples, from 1 to all.
        seed : int, numpy.random.Generator or None
            Which ones, and their order.

        Returns
        -------
        Split
            A smaller split, its arrays copied.

        Raises
        ------
        TypeError
            `count` is not an integer, or `seed` neither integer, generator nor None.
        ValueError
            `count` is out of range.
        """
        count = arguments.integer(count, "count", low=1, high=len(self))
        (chosen,) = stratify(self.y, {"sample": count}, seed=seed).values()
        return Split(self.x[chosen], self.y[chosen])


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A data set cut into named splits, with what one must know to use and cite it.

    Parameters
    ----------
    name : str
        The name that `load` knows it by.
    train, validation, test : Split
        The three parts; no sample is in two of them.
    class_names : tuple of str
        The name of each label, in order.
    licence, source, description : str
        What you may do with it, where it comes from, what it shows.

    Raises
    ------
    TypeError
        A split is not a `Split`, or a class name not a string.
    ValueError
        The splits differ in the shape of a sample, or a label has no name.

    Examples
    --------
    >>> from course_lib import datasets
    >>> digits = datasets.load("digits")
    >>> digits
    Dataset('digits': train 1,079, validation 359, test 359; 10 classes, samples (8, 8, 1) float32)
    >>> digits.input_shape, digits.n_classes, digits.class_names[:3]
    ((8, 8, 1), 10, ('0', '1', '2'))
    """

    name: str
    train: Split
    validation: Split
    test: Split
    class_names: tuple[str, ...]
    licence: str
    source: str
    description: str = ""

    def __post_init__(self) -> None:
        for name, part in self.splits.items():
            if not isinstance(part, Split):
                raise TypeError(f"{name} must be a Split, got {arguments.shown(part)}")
        names = self.class_names
        if not isinstance(names, tuple | list) or not all(isinstance(n, str) for n in names):
            got = arguments.shown(names)
            raise TypeError(f"class_names must be a sequence of strings, got {got}")
        shapes = {part.x.shape[1:] for part in self.splits.values()}
        if len(shapes) > 1:
            raise ValueError(f"train, validation and test must hold samples of one shape: {shapes}")
        object.__setattr__(self, "class_names", tuple(self.class_names))
        highest = max(int(part.y.max()) for part in self.splits.values())
        if highest >= self.n_classes:
            raise ValueError(f"class_names must name label {highest}, got {self.n_classes} names")

    @property
    def splits(self) -> dict[str, Split]:
        """The three splits by name."""
        return {"train": self.train, "validation": self.validation, "test": self.test}

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return tuple(self.train.x.shape[1:])

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(part):,}" for name, part in self.splits.items())
        sample = f"samples {self.input_shape} {self.train.x.dtype}"
        return f"Dataset({self.name!r}: {sizes}; {self.n_classes} classes, {sample})"

    def summary(self) -> str:
        """Return a short text: what it is, its splits, its classes, licence and source.

        Returns
        -------
        str
            Several lines, the last without a line break.

        Examples
        --------
        >>> from course_lib import datasets
        >>> print(datasets.load("digits").summary().splitlines()[2])
        train       1,079 samples, 104 to 110 a class, values 0 to 1
        """
        lines = [f"{self.name}: {self.description}", f"sample      {self.input_shape}"]
        for name, part in self.splits.items():
            counts = np.bincount(part.y, minlength=self.n_classes)
            values = f"values {part.x.min():.4g} to {part.x.max():.4g}"
            low, high = counts.min(), counts.max()
            classes = f"{low:,} a class" if low == high else f"{low:,} to {high:,} a class"
            lines.append(f"{name:<11} {len(part):,} samples, {classes}, {values}")
        lines.append(f"classes     {', '.join(self.class_names)}")
        return "\n".join([*lines, f"licence     {self.licence}", f"source      {self.source}"])


def stratify(
    y: Any,
    counts: Mapping[str, int],
    *,
    seed: int | np.random.Generator | None = 0,
    balanced: Collection[str] = (),
) -> dict[str, np.ndarray]:
    """Draw disjoint parts of `y`, each with the classes in the shares that `y` has.

    Parameters
    ----------
    y : array_like of int, shape (n_samples,)
        The labels.
    counts : mapping of str to int
        How many samples each part gets, in the order in which the parts draw. A part does not
        change when a later one does.
    seed : int, numpy.random.Generator or None
        Which samples, and their order.
    balanced : collection of str
        The parts that get the same number from each class instead.

    Returns
    -------
    dict of str to numpy.ndarray of int64
        The positions in `y` that each part holds, in random order.

    Raises
    ------
    TypeError
        A count is not an integer, `counts` not a mapping, or `y` not an array of integers.
    ValueError
        Negative counts, more samples asked for than there are, or a class too small to balance.

    Examples
    --------
    >>> parts = stratify([0, 0, 0, 0, 1, 1], {"test": 3, "train": 3}, seed=0)
    >>> sorted(parts["test"].tolist()), sorted(parts["train"].tolist())
    ([0, 2, 5], [1, 3, 4])
    """
    y = _labels(y)
    wanted = _wanted(counts, len(y))
    rng = arguments.generator(seed)
    classes, place = np.unique(y, return_inverse=True)
    queues = [rng.permutation(np.flatnonzero(place == k)) for k in range(len(classes))]
    parts = {}
    for name, count in wanted.items():
        left = np.array([len(queue) for queue in queues])
        take = _shares(np.ones_like(left) if name in balanced else left, count)
        short = np.flatnonzero(take > left)
        if len(short):
            which = classes[short[0]]
            raise ValueError(
                f"{name} must take at most {left[short[0]]} samples of class {which} to be "
                f"balanced, got {take[short[0]]} of {count} in all"
            )
        chosen = [queue[:k] for queue, k in zip(queues, take, strict=True)]
        queues = [queue[k:] for queue, k in zip(queues, take, strict=True)]
        parts[name] = rng.permutation(np.concatenate(chosen))
    return parts


def _labels(y: Any) -> np.ndarray:
    y = arguments.array(y, "y", ndim=1)
    if y.dtype.kind not in "iu":
        raise TypeError(f"y must hold integer labels, got {arguments.shown(y)}")
    if y.min() < 0:
        raise ValueError(f"y must hold labels from 0 on, got {y.min()}")
    return y


def _wanted(counts: Mapping[str, int], available: int) -> dict[str, int]:
    if not isinstance(counts, Mapping):
        raise TypeError(f"counts must map names to integers, got {arguments.shown(counts)}")
    wanted = {n: arguments.integer(c, f"counts[{n!r}]", low=0) for n, c in counts.items()}
    if sum(wanted.values()) > available:
        raise ValueError(f"counts must sum to at most {available}, got {sum(wanted.values())}")
    return wanted


def _shares(weights: np.ndarray, count: int) -> np.ndarray:
    """Share `count` out by `weights` in whole numbers, the largest remainders first."""
    exact = count * weights / max(weights.sum(), 1)
    take = np.floor(exact).astype(np.int64)
    largest = np.argsort(take - exact, kind="stable")[: count - take.sum()]
    take[largest] += 1
    return take
