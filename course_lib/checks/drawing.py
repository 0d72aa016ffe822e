"""Describes a matplotlib figure by what its axes show; runs beside the student's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.checks import values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["describe", "drawn"]


def drawn(found: Any, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a figure, or of what a function draws.

    Parameters
    ----------
    found : matplotlib Figure or Axes, or callable
        A function may return either, an array of axes, or nothing: then its newest figure counts.
    args, kwargs
        Passed to the function.

    Returns
    -------
    dict
        For `course_lib.checks.figures.read`. Figures that the function opened are closed.

    Raises
    ------
    TypeError
        No figure.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> drawn(lambda y: plt.plot(y), [[1, 2]], {})["axes"][0]["lines"][0]["y"]
    array([1., 2.])
    """
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    figure = _figure(found)
    if figure is None and not callable(found):
        raise TypeError(f"a figure is wanted, not {values.type_name(found)}")
    before = set(plt.get_fignums())
    try:
        if figure is None:
            figure = _figure(found(*args, **kwargs))
            opened = [number for number in plt.get_fignums() if number not in before]
            if figure is None and opened:
                figure = plt.figure(opened[-1])
        if not isinstance(figure, Figure):
            raise TypeError("no figure was drawn")
        return describe(figure)
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


def describe(figure: Figure) -> dict[str, Any]:
    """Return what the axes of a figure show, as plain values.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With any number of axes.

    Returns
    -------
    dict
        ``title`` and ``axes``; texts, flags and arrays only.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> describe(Figure())
    {'title': '', 'axes': []}
    """
    title = figure.get_suptitle()
    return {"title": title, "axes": [_panel(axes) for axes in figure.axes]}


def _figure(value: Any) -> Figure | None:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    while isinstance(value, list | tuple | np.ndarray) and len(value):
        value = value[0]
    if isinstance(value, Artist) and not isinstance(value, Figure):
        value = value.figure
    return value if isinstance(value, Figure) else None


def _panel(axes: Axes) -> dict[str, Any]:
    from matplotlib.collections import PathCollection, PolyCollection
    from matplotlib.container import BarContainer, ErrorbarContainer

    legend = axes.get_legend()
    bars = [part for part in axes.containers if isinstance(part, BarContainer)]
    errors = [part for part in axes.containers if isinstance(part, ErrorbarContainer)]
    named = {id(part.lines[0]): part.get_label() for part in errors if part.lines[0] is not None}
    caps = {id(cap) for part in errors for cap in part.lines[1]}
    lines = [line for line in axes.lines if id(line) not in caps]
    return {
        "title": axes.get_title() or axes.get_title("left") or axes.get_title("right"),
        "x_label": axes.get_xlabel() or _shared(axes, "x"),
        "y_label": axes.get_ylabel() or _shared(axes, "y"),
        "x_scale": axes.get_xscale(),
        "y_scale": axes.get_yscale(),
        "x_limits": np.array(axes.get_xlim(), float),
        "y_limits": np.array(axes.get_ylim(), float),
        "x_ticks": [text.get_text() for text in axes.get_xticklabels()],
        "y_ticks": [text.get_text() for text in axes.get_yticklabels()],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "texts": [text.get_text() for text in axes.texts],
        "lines": [_line(line, named.get(id(line), line.get_label())) for line in lines],
        "errors": [_errors(part) for part in errors],
        "bars": [_bars(part) for part in bars],
        "images": [_image(image) for image in axes.images],
        "points": [_cloud(part) for part in axes.collections if isinstance(part, PathCollection)],
        "bands": [_band(part) for part in axes.collections if isinstance(part, PolyCollection)],
    }


def _shared(axes: Axes, axis: str) -> str:
    """Return the label that a figure gives to all its panels."""
    figure = axes.get_figure(root=True)
    return getattr(figure, f"get_sup{axis}label")() if figure is not None else ""


def _line(line: Any, label: Any) -> dict[str, Any]:
    x, y = line.get_data(orig=False)
    return {
        "x": _floats(x),
        "y": _floats(y),
        "label": _label(label),
        "marker": str(line.get_marker()),
        "style": str(line.get_linestyle()),
    }


def _errors(part: Any) -> dict[str, Any]:
    """Bars of error: vertical ones come last when there are both."""
    vertical = [_floats(segment) for segment in part.lines[2][-1].get_segments()]
    kept = [segment for segment in vertical if segment.shape == (2, 2)]
    ends = np.array(kept, float).reshape(-1, 2, 2)
    return {
        "x": ends[:, 0, 0],
        "low": ends[:, :, 1].min(axis=1) if len(ends) else ends[:, 0, 1],
        "high": ends[:, :, 1].max(axis=1) if len(ends) else ends[:, 0, 1],
        "label": _label(part.get_label()),
    }


def _bars(part: Any) -> dict[str, Any]:
    return {
        "x": _floats([bar.get_x() + bar.get_width() / 2 for bar in part.patches]),
        "y": _floats([bar.get_y() + bar.get_height() / 2 for bar in part.patches]),
        "width": _floats([bar.get_width() for bar in part.patches]),
        "height": _floats([bar.get_height() for bar in part.patches]),
        "label": _label(part.get_label()),
    }


def _image(image: Any) -> dict[str, Any]:
    data = image.get_array()
    return {
        "shape": [int(size) for size in np.shape(data)],
        "colours": str(image.get_cmap().name),
        "limits": _floats([np.nan if limit is None else limit for limit in image.get_clim()]),
    }


def _cloud(part: Any) -> dict[str, Any]:
    offsets = _floats(part.get_offsets()).reshape(-1, 2)
    return {"x": offsets[:, 0], "y": offsets[:, 1], "label": _label(part.get_label())}


def _band(part: Any) -> dict[str, Any]:
    corners = [_floats(path.vertices).reshape(-1, 2) for path in part.get_paths()]
    joined = np.concatenate(corners) if corners else np.zeros((0, 2))
    return {"x": joined[:, 0], "y": joined[:, 1], "label": _label(part.get_label())}


def _floats(data: Any) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(data, dtype=float), np.nan)


def _label(label: Any) -> str:
    """Return a label that the student gave; matplotlib's own begin with an underscore."""
    text = str(label)
    return "" if text.startswith("_") else text
