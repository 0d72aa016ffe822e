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
    """One plotted line: ``x``, ``y`` of equal length, ``label``, ``colour`` and the like."""

    x: np.ndarray
    y: np.ndarray
    label: str
    colour: str
    marker: str
    style: str


@dataclass(frozen=True)
class Segments:
    """Straight lines from ``x``, ``y`` to ``x_end``, ``y_end``: bars of error, vlines, hlines."""

    x: np.ndarray
    y: np.ndarray
    x_end: np.ndarray
    y_end: np.ndarray
    label: str
    colour: str


@dataclass(frozen=True)
class Bars:
    """One group of bars: middles ``x``, ``y``, ``width`` and ``height``."""

    x: np.ndarray
    y: np.ndarray
    width: np.ndarray
    height: np.ndarray
    label: str


@dataclass(frozen=True)
class Cloud:
    """Scattered points."""

    x: np.ndarray
    y: np.ndarray
    label: str
    colour: str


@dataclass(frozen=True)
class Band:
    """The outline of a filled area, as `fill_between` draws it."""

    x: np.ndarray
    y: np.ndarray
    label: str


@dataclass(frozen=True)
class Image:
    """A shown image: the shape of its data, its colour map, the values of its two ends."""

    shape: list[int]
    colours: str
    limits: np.ndarray


@dataclass(frozen=True)
class Panel(Reading):
    """One pair of axes and what it shows; `Reading` has the questions that checks ask."""

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
    """A figure: its own title, and at least one pair of axes."""

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
    return kind(**values)


_COORDINATES = frozenset(["x", "y", "x_end", "y_end", "width", "height"])
_LONG = _COORDINATES | {"x_places", "y_places", "x_lines", "y_lines"}  # of any length


def _field(name: str, wanted: str, value: Any) -> Any:
    if wanted == "str" and type(value) is str:
        return value[:_SIZE]
    if wanted == "np.ndarray" and isinstance(value, np.ndarray):
        if value.ndim == 1 and value.dtype == np.float64 and (name in _LONG or len(value) == 2):
            return value
    elif wanted.startswith("list") and type(value) is list and len(value) <= _SIZE:
        if name in _PARTS:
            return [_part(_PARTS[name], part) for part in value]
        kind = int if wanted == "list[int]" else str
        if all(type(part) is kind for part in value):
            return value
    raise NotPlain(f"a figure whose {name} is not valid")
