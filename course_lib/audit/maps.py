"""Images whose pixels become rows: where on the map a row lies, and what lies beside it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.audit.fingerprints import FEWEST_VALUES, signatures

__all__ = ["by_lot", "is_image", "keep", "places_of"]

_SIDE = 16  # pixels, at least
_MOST = 1_000_000  # pixels that are looked at
_SAME = 0.02  # of the distance of unrelated pixels: one pixel in another precision
_DRAWS = 5
_KEPT = 4  # images


def is_image(x: Any) -> bool:
    """Return whether an array may be an image with a spectrum in each pixel.

    Parameters
    ----------
    x : object
        Anything.

    Returns
    -------
    bool
        Three axes, the last one of eight bands or more, and no more than a million pixels.

    Examples
    --------
    >>> is_image(np.zeros((610, 340, 103), np.uint16)), is_image(np.zeros((32, 32, 3)))
    (True, False)
    """
    return (
        isinstance(x, np.ndarray)
        and x.ndim == 3
        and x.dtype.kind in "iuf"
        and min(x.shape[:2]) >= _SIDE
        and x.shape[2] >= FEWEST_VALUES
        and x.shape[0] * x.shape[1] <= _MOST
    )


def keep(images: list[np.ndarray], x: Any) -> None:
    """Keep an array that may be an image, once however often it is loaded.

    Parameters
    ----------
    images : list of numpy.ndarray
        Those that are kept.
    x : object
        What was loaded.

    Examples
    --------
    >>> images: list[np.ndarray] = []
    >>> for x in (np.ones((20, 20, 9)), np.ones((20, 20, 9)), np.ones(3)):
    ...     keep(images, x)
    >>> len(images)
    1
    """
    if is_image(x) and len(images) < _KEPT and not any(np.array_equal(x, one) for one in images):
        images.append(x)


def places_of(made: np.ndarray, image: np.ndarray) -> np.ndarray | None:
    """Return where on an image rows lie.

    Parameters
    ----------
    made : numpy.ndarray of float32, shape (N, 32)
        Signatures of rows, finite.
    image : numpy.ndarray, shape (height, width, bands)
        As `is_image` accepts.

    Returns
    -------
    numpy.ndarray of int64, shape (N, 2), or None
        Line and column of each, -1 for a row that is no pixel of it. None where pixels that touch
        do not resemble each other, so that a place says nothing.

    Examples
    --------
    >>> image = np.random.default_rng(0).random((20, 20, 9)).cumsum(axis=0).cumsum(axis=1)
    >>> places_of(signatures(image[3, 4:6]), image).tolist()
    [[3, 4], [3, 5]]
    """
    from scipy.spatial import cKDTree

    height, width, bands = image.shape
    pixels = signatures(image.reshape(-1, bands))
    whole = np.flatnonzero(np.isfinite(pixels[:, 0]))
    below = whole[whole < (height - 1) * width]
    below = below[np.isfinite(pixels[below + width, 0])]
    if not len(below):
        return None
    touching = np.linalg.norm(pixels[below] - pixels[below + width], axis=1)
    others = np.random.default_rng(0).permutation(whole)[: len(below)]
    apart = np.linalg.norm(pixels[below[: len(others)]] - pixels[others], axis=1)
    if np.median(touching) > np.median(apart) / 2:
        return None
    places = np.full((len(made), 2), -1)
    within = _SAME * float(np.median(apart))
    distance, row = cKDTree(made).query(pixels[whole], distance_upper_bound=within)
    for pixel in np.argsort(-distance, kind="stable"):  # the nearest is written last
        if np.isfinite(distance[pixel]):
            places[row[pixel]] = divmod(int(whole[pixel]), width)
    return places


def by_lot(known: np.ndarray, asked: np.ndarray) -> tuple[float, float, int]:
    """Return for how many places one of others lies near, and for how many if lots had parted them.

    Parameters
    ----------
    known, asked : numpy.ndarray of int64, shapes (K, 2) and (N, 2)
        Lines and columns.

    Returns
    -------
    share : float
        Of `asked`, with one of `known` near.
    expected : float
        The same share, where all places are dealt anew by lot.
    reach : int
        How near, in pixels: as half of them have one by lot, or more.

    Examples
    --------
    >>> places = np.argwhere(np.ones((20, 20)))
    >>> share, expected, reach = by_lot(places[:200], places[200:])
    >>> share, bool(expected > 0.9), reach
    (0.1, True, 1)
    """
    from scipy.spatial import cKDTree

    rng, places = np.random.default_rng(0), np.concatenate([known, asked])
    dealt = []
    for _ in range(_DRAWS):
        order = rng.permutation(len(places))
        some, rest = places[order[: len(known)]], places[order[len(known) :]]
        dealt.append(cKDTree(some).query(rest, p=np.inf)[0])
    reach = np.median(dealt)
    own = cKDTree(known).query(asked, p=np.inf)[0]
    return float((own <= reach).mean()), float((np.array(dealt) <= reach).mean()), int(reach)
