"""One call for every data set of the course, and a list of what there is."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.datasets.cifar import CIFAR10
from course_lib.datasets.digits import DIGITS
from course_lib.datasets.indian_pines import INDIAN_PINES, indian_pines
from course_lib.datasets.mnist import MNIST, MNIST_5K
from course_lib.datasets.pavia import PAVIA, PAVIA_LIKE
from course_lib.datasets.pavia import SCENES as TOWNS
from course_lib.datasets.photos import PHOTOS
from course_lib.datasets.scenes import Scene
from course_lib.datasets.source import Draw, Source
from course_lib.datasets.split import Dataset, Split

__all__ = ["fetch", "listing", "load", "names", "scene"]

_ALL = (DIGITS, MNIST_5K, PHOTOS, PAVIA_LIKE, INDIAN_PINES, MNIST, CIFAR10, PAVIA)
_SCENES = {**TOWNS, INDIAN_PINES.name: indian_pines}
_SOURCES = {source.name: source for source in _ALL}


def load(
    name: str,
    *,
    seed: int | np.random.Generator | None = 0,
    scaled: bool = True,
    train: int | float | None = None,
    validation: int | float | None = None,
    test: int | float | None = None,
    regions: bool = False,
) -> Dataset:
    """Return a data set cut into training, validation and test samples.

    The parts never share a sample, and each holds the classes in the shares of the whole.
    "indian-pines", "pavia" and "pavia-like" train and validate on as many samples of each class;
    "photos" takes its parts from different regions of each photograph. "mnist" and "cifar10" keep
    their published test set unless you give `test`.

    Parameters
    ----------
    name : str
        One of `names()`, in any case.
    seed : int, numpy.random.Generator or None
        Which samples go where, and their order.
    scaled : bool
        Whether `x` is float32 in [0, 1], divided by the largest value that the sensor gives (16,
        255, 8000 or 10,000), or raw.
    train, validation, test : int, float or None
        How many samples: a count, a share of the whole set, or None for the set's default.
    regions : bool
        Whether the parts of a scene lie apart: no square of 8 x 8 pixels gives pixels of a class
        to two of them.

    Returns
    -------
    Dataset
        Images (n, height, width, channels) or spectra (n, bands); labels int64 from 0.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        An unknown name (the message lists the known and the nearest), or sizes that do not fit.
    DataUnavailableError
        A full set that is not here and cannot be fetched, or is damaged.

    Examples
    --------
    >>> data = load("digits", seed=1, validation=100)
    >>> data
    Dataset('digits': train 1,338, validation 100, test 359; 10 classes, samples (8, 8, 1) float32)
    >>> x, y = data.train
    >>> float(x.max()), y.dtype
    (1.0, dtype('int64'))
    """
    source = _source(name)
    rng = arguments.generator(seed)
    scaled = arguments.boolean(scaled, "scaled")
    given = {"train": train, "validation": validation, "test": test}
    sizes = dataclasses.replace(source.sizes, **{k: v for k, v in given.items() if v is not None})
    splits = _draw_of(source, arguments.boolean(regions, "regions"))(sizes, rng)
    if scaled:
        splits = {key: _scaled(part, source.maximum) for key, part in splits.items()}
    return Dataset(
        name=source.name,
        train=splits["train"],
        validation=splits["validation"],
        test=splits["test"],
        class_names=source.class_names,
        licence=source.licence,
        source=source.source,
        description=source.description,
    )


def scene(name: str = "pavia-like") -> Scene:
    """Return the whole hyperspectral image that a data set takes its pixels from.

    Parameters
    ----------
    name : str
        "pavia-like", "indian-pines" or "pavia".

    Returns
    -------
    Scene
        The cube (height, width, bands) in raw counts, and the map of labels, 0 for background.

    Raises
    ------
    TypeError
        `name` is not a string.
    ValueError
        Another name.
    DataUnavailableError
        The files of "pavia" are not here.

    Examples
    --------
    >>> scene("pavia-like")
    Scene('pavia-like': 200 x 150 pixels, 103 bands, 9 classes, 26,992 pixels labelled)
    """
    return _SCENES[arguments.choice(_plain(name), "name", _SCENES)]()


def names() -> tuple[str, ...]:
    """Return the name of every data set, the embedded ones first.

    Returns
    -------
    tuple of str
        What `load` takes.

    Examples
    --------
    >>> names()
    ('digits', 'mnist-5k', 'photos', 'pavia-like', 'indian-pines', 'mnist', 'cifar10', 'pavia')
    """
    return tuple(_SOURCES)


def listing() -> list[dict[str, Any]]:
    """Return one record for each data set: what it is, and whether it is on this machine.

    Returns
    -------
    list of dict
        Keys `name`, `kind` ("embedded" or "full"), `samples`, `n_classes`, `present`, `licence`,
        `source`, `description`. `pandas.DataFrame(listing())` makes a table.

    Examples
    --------
    >>> [record["name"] for record in listing() if record["kind"] == "full"]
    ['mnist', 'cifar10', 'pavia']
    """
    return [
        {
            "name": source.name,
            "kind": source.kind,
            "samples": source.samples,
            "n_classes": len(source.class_names),
            "present": source.kind == "embedded" or source.find() is not None,
            "licence": source.licence,
            "source": source.source,
            "description": source.description,
        }
        for source in _ALL
    ]


def fetch(name: str) -> pathlib.Path | None:
    """Make sure that a data set is on this machine, and return where it lies.

    A full set is looked for in the folder COURSE_DATA, then in the cache; if it is in neither it
    is downloaded into the first of the two that is set, and kept only if its checksum is right. A
    file that you put there yourself is taken for what it says, if its layout is right.

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    pathlib.Path or None
        The file or folder; None for an embedded set, which needs none.

    Raises
    ------
    TypeError
        `name` is not a string.
    ValueError
        An unknown name.
    DataUnavailableError
        The download failed, was short or changed; nothing is left behind. The message says what to
        fetch and where to put it.

    Examples
    --------
    >>> fetch("digits") is None
    True
    """
    return _source(name).fetch()


def _source(name: Any) -> Source:
    return _SOURCES[arguments.choice(_plain(name), "name", _SOURCES)]


def _draw_of(source: Source, regions: bool) -> Draw:
    if not regions:
        return source.draw
    if source.draw_regions is None:
        mapped = ", ".join(repr(name) for name in _SCENES)
        raise ValueError(f"regions must be False for {source.name!r}: only {mapped} have a map")
    return source.draw_regions


def _plain(name: Any) -> Any:
    return name.strip().lower().replace("_", "-") if isinstance(name, str) else name


def _scaled(part: Split, maximum: float) -> Split:
    x = part.x.astype(np.float32)
    x /= np.float32(maximum)
    return Split(x, part.y)
