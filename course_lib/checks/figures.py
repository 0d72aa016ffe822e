"""What a figure of a student shows, checked part by part; runs on the grader's side."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from course_lib.checks.assertions import CheckFailed
from course_lib.checks.reading import Reading
from course_lib.checks.values.limits import NotPlain

__all__ = ["Band", "Bars", "Cloud", "Drawing", "Image", "Line", "Panel", "Segments", "read"]

_SIZE = 1_000


@dataclass(frozen=True)
class Line:
    """One plotted line.

    Parameters
    ----------
    x, y : numpy.ndarray
        Its points, NaN in its gaps.
    label : str
        From `label=` or from a legend that was given labels; empty where there is none.
    colour : str
        Such as ``"#1f77b4"``.
    marker : str
        matplotlib's sign, such as ``"o"``, or ``"None"``.
    style : str
        matplotlib's sign, such as ``"--"``.
    """

    x: np.ndarray
    y: np.ndarray
    label: str
    colour: str
    marker: str
    style: str


@dataclass(frozen=True)
class Segments:
    """Straight lines of one call: bars of error, `vlines`, `hlines`.

    Parameters
    ----------
    x, y : numpy.ndarray
        Where each begins.
    x_end, y_end : numpy.ndarray
        Where it ends.
    label : str
        As of a `Line`; of bars of error, that of their points.
    colour : str
        Such as ``"#1f77b4"``.
    """

    x: np.ndarray
    y: np.ndarray
    x_end: np.ndarray
    y_end: np.ndarray
    label: str
    colour: str


@dataclass(frozen=True)
class Bars:
    """The bars of one call of `bar`, `barh` or `hist`.

    Parameters
    ----------
    x, y : numpy.ndarray
        The middle of each.
    width, height : numpy.ndarray
        Its size along either axis; below 0 where it goes down or to the left.
    label : str
        As of a `Line`.
    """

    x: np.ndarray
    y: np.ndarray
    width: np.ndarray
    height: np.ndarray
    label: str


@dataclass(frozen=True)
class Cloud:
    """Scattered points.

    Parameters
    ----------
    x, y : numpy.ndarray
        Where they are.
    label : str
        As of a `Line`.
    colour : str
        That of the first point.
    """

    x: np.ndarray
    y: np.ndarray
    label: str
    colour: str


@dataclass(frozen=True)
class Band:
    """The outline of a filled area, as `fill_between` draws it.

    Parameters
    ----------
    x, y : numpy.ndarray
        Its corners.
    label : str
        As of a `Line`.
    """

    x: np.ndarray
    y: np.ndarray
    label: str


@dataclass(frozen=True)
class Image:
    """An image that `imshow` or `matshow` shows.

    Parameters
    ----------
    shape : list of int
        Of its data: rows, columns, and 3 or 4 channels of colours.
    pixels : numpy.ndarray
        The data as it was given, before it becomes colours; NaN where it is masked. The images
        of a figure bring 16 MB together: one that goes beyond has no pixels, of size 0.
    colours : str
        The colour map, such as ``"viridis"``.
    limits : numpy.ndarray
        The two values at the ends of the colour map.
    """

    shape: list[int]
    pixels: np.ndarray
    colours: str
    limits: np.ndarray


@dataclass(frozen=True)
class Panel(Reading):
    """One pair of axes: its fields, and in its methods what checks ask of them.

    Parameters
    ----------
    title, x_label, y_label : str
        Empty where there is none; a label of the whole figure is that of each panel without.
    x_scale, y_scale : str
        ``"linear"``, ``"log"`` and the like.
    x_limits, y_limits : numpy.ndarray
        The two ends of the axis.
    x_ticks, y_ticks : list of str
        What the ticks are called.
    x_places, y_places : numpy.ndarray
        Where these ticks are.
    x_lines, y_lines : numpy.ndarray
        Where lines run across the whole axes: `axvline` and `axhline`, spines at a value.
    legend : list of str
        The texts of the legends, of the axes and of the figure.
    texts : list of str
        Texts in the axes.
    lines : list of Line
        In the order in which they were drawn.
    segments : list of Segments
        Bars of error, `vlines`, `hlines`.
    bars : list of Bars
        A group for each call.
    images : list of Image
        Of `imshow` and `matshow`.
    points : list of Cloud
        A cloud for each call of `scatter`.
    bands : list of Band
        Filled areas.
    """

    title: str
    x_label: str
    y_label: str
    x_scale: str
    y_scale: str
    x_limits: np.ndarray
    y_limits: np.ndarray
    x_ticks: list[str]
    y_ticks: list[str]
    x_places: np.ndarray
    y_places: np.ndarray
    x_lines: np.ndarray
    y_lines: np.ndarray
    legend: list[str]
    texts: list[str]
    lines: list[Line]
    segments: list[Segments]
    bars: list[Bars]
    images: list[Image]
    points: list[Cloud]
    bands: list[Band]


@dataclass(frozen=True)
class Drawing:
    """A figure.

    Parameters
    ----------
    title : str
        Its own (`suptitle`); that of a single pair of axes is the panel's.
    axes : list of Panel
        At least one.
    """

    title: str
    axes: list[Panel]

    @property
    def panel(self) -> Panel:
        """The first pair of axes that shows something."""
        parts = ("lines", "segments", "bars", "images", "points", "bands", "texts")
        shown = [one for one in self.axes if any(getattr(one, part) for part in parts)]
        return (shown or self.axes)[0]


_PARTS = {
    "lines": Line,
    "segments": Segments,
    "bars": Bars,
    "images": Image,
    "points": Cloud,
    "bands": Band,
    "axes": Panel,
}


def read(document: Any) -> Drawing:
    """Return a figure from its description.

    Parameters
    ----------
    document : object
        What `course_lib.checks.describing.describe` made, or anything else.

    Returns
    -------
    Drawing
        Every field of the kind that it should have.

    Raises
    ------
    NotPlain
        No description of a figure.
    CheckFailed
        A figure without axes.

    Examples
    --------
    >>> read({"title": "", "axes": []})
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: nothing is drawn in the figure
    """
    result = _part(Drawing, document)
    if not result.axes:
        raise CheckFailed("nothing is drawn in the figure")
    return result


def _part(kind: type, document: Any) -> Any:
    known = {field.name: field.type for field in fields(kind)}
    if type(document) is not dict or document.keys() != known.keys():
        raise NotPlain("not a valid figure")
    values = {name: _field(name, str(known[name]), document[name]) for name in known}
    lengths = {len(value) for name, value in values.items() if name in _COORDINATES}
    if kind is not Panel and len(lengths) > 1:
        raise NotPlain("a figure whose coordinates do not fit each other")
    part = kind(**values)
    if isinstance(part, Image) and part.pixels.size and list(part.pixels.shape) != part.shape:
        raise NotPlain("a figure with an image whose pixels do not have its shape")
    return part


_COORDINATES = frozenset(["x", "y", "x_end", "y_end", "width", "height"])
_LONG = _COORDINATES | {"x_places", "y_places", "x_lines", "y_lines"}  # of any length


def _field(name: str, wanted: str, value: Any) -> Any:
    if wanted == "str" and type(value) is str:
        return value[:_SIZE]
    if wanted == "np.ndarray" and isinstance(value, np.ndarray):
        if _is_pixels(value) if name == "pixels" else _is_row(value, name):
            return value
    elif wanted.startswith("list") and type(value) is list and len(value) <= _SIZE:
        if name in _PARTS:
            return [_part(_PARTS[name], part) for part in value]
        kind = int if wanted == "list[int]" else str
        if all(type(part) is kind for part in value):
            return value
    raise NotPlain(f"a figure whose {name} is not valid")


def _is_pixels(value: np.ndarray) -> bool:
    return value.ndim <= 3 and value.dtype.kind in "biuf"


def _is_row(value: np.ndarray, name: str) -> bool:
    return value.ndim == 1 and value.dtype == np.float64 and (name in _LONG or len(value) == 2)
