"""Describes a matplotlib figure by what its axes show; runs beside the student's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["describe"]

_PIXELS = 16_000_000  # bytes of all images of a figure: they are held several times on their way


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
    axes = [_panel(one, figure) for one in figure.axes]
    left = _PIXELS
    for image in (image for panel in axes for image in panel["images"]):
        if image["pixels"].nbytes > left:
            image["pixels"] = np.zeros(0)
        left -= image["pixels"].nbytes
    return {"title": figure.get_suptitle(), "axes": axes}


def _panel(axes: Axes, figure: Figure) -> dict[str, Any]:
    from matplotlib.collections import LineCollection, PathCollection, PolyCollection
    from matplotlib.container import BarContainer, ErrorbarContainer
    from matplotlib.lines import AxLine
    from matplotlib.patches import Polygon

    bars = [part for part in axes.containers if isinstance(part, BarContainer)]
    errors = [part for part in axes.containers if isinstance(part, ErrorbarContainer)]
    # The label of error bars is that of their points, or of the bars where there are no points.
    named = {
        id(part.lines[0] or part.lines[2][0]): part.get_label()
        for part in errors
        if part.lines[0] is not None or part.lines[2]
    }
    caps = {id(cap) for part in errors for cap in part.lines[1]}
    legends = [one for one in (axes.get_legend(), *figure.legends) if one is not None]
    by_colour = _labels_by_colour(legends)

    def labelled(part: Any) -> dict[str, str]:
        colour = _colour(part)
        label = _label(named.get(id(part), part.get_label()))
        return {"label": label or by_colour.get(colour, ""), "colour": colour}

    lines = [line for line in axes.lines if id(line) not in caps and not isinstance(line, AxLine)]
    across = {id(line): axis for line in lines if (axis := _across(line, axes))}
    collections: dict[Any, list[Any]] = {
        kind: [part for part in axes.collections if isinstance(part, kind)]
        for kind in (LineCollection, PathCollection, PolyCollection)
    }
    filled = [part for part in axes.patches if isinstance(part, Polygon)]
    return {
        "title": axes.get_title() or axes.get_title("left") or axes.get_title("right"),
        "x_label": axes.get_xlabel() or _shared(axes, "x"),
        "y_label": axes.get_ylabel() or _shared(axes, "y"),
        "x_scale": axes.get_xscale(),
        "y_scale": axes.get_yscale(),
        "x_limits": np.array(axes.get_xlim(), float),
        "y_limits": np.array(axes.get_ylim(), float),
        **_ticks(axes),
        "x_lines": _levels(axes, across, "x"),
        "y_lines": _levels(axes, across, "y"),
        "legend": [text.get_text() for legend in legends for text in legend.get_texts()],
        "texts": [text.get_text() for text in axes.texts],
        "lines": [
            *(_line(line, labelled(line)) for line in lines if id(line) not in across),
            *(
                _polylines(part, labelled(part))
                for part in collections[LineCollection]
                if any(len(one) > 2 for one in part.get_segments())
            ),
        ],
        "segments": [_segments(part, labelled(part)) for part in collections[LineCollection]],
        "bars": [_bars(part) for part in bars],
        "images": [_image(image) for image in axes.images],
        "points": [_cloud(part, labelled(part)) for part in collections[PathCollection]],
        "bands": [
            *(_band(part.get_paths(), part) for part in collections[PolyCollection]),
            *(_band([part.get_path()], part) for part in filled),
        ],
    }


def _shared(axes: Axes, axis: str) -> str:
    """Return the label that a figure gives to all its panels."""
    figure = axes.get_figure(root=True)
    return getattr(figure, f"get_sup{axis}label")() if figure is not None else ""


def _ticks(axes: Axes) -> dict[str, Any]:
    ticks: dict[str, Any] = {}
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        labels = axis.get_ticklabels()
        places = _floats(axis.get_ticklocs())
        ticks[f"{name}_ticks"] = [text.get_text() for text in labels]
        ticks[f"{name}_places"] = places if len(places) == len(labels) else np.zeros(0)
    return ticks


def _across(line: Any, axes: Axes) -> str:
    """Return where a line that runs across all the axes has its level: axhline, axvline."""
    if line.get_transform() == axes.get_yaxis_transform(which="grid"):
        return "y"
    return "x" if line.get_transform() == axes.get_xaxis_transform(which="grid") else ""


def _levels(axes: Axes, across: dict[int, str], axis: str) -> np.ndarray:
    """Return where lines run across: drawn ones, and spines that were put at a value."""
    from matplotlib.lines import AxLine

    at = "xy".index(axis)
    lines: list[Any] = list(axes.lines)
    endless: list[Any] = [line for line in lines if isinstance(line, AxLine)]
    levels = [
        _floats(line.get_data(orig=False)[at])[0] for line in lines if across.get(id(line)) == axis
    ]
    for line in endless:
        start, end = line.get_xy1(), line.get_xy2()
        if line.get_slope() == (0 if axis == "y" else np.inf) or (end and end[at] == start[at]):
            levels.append(start[at])
    for name in ("bottom", "top") if axis == "y" else ("left", "right"):
        match axes.spines[name].get_position():
            case "zero":
                levels.append(0)
            case ("data", value):
                levels.append(value)
    return _floats(levels)


def _line(line: Any, labelled: dict[str, str]) -> dict[str, Any]:
    x, y = line.get_data(orig=False)
    style = {"marker": str(line.get_marker()), "style": str(line.get_linestyle())}
    return {"x": _floats(x), "y": _floats(y), **labelled, **style}


def _polylines(part: Any, labelled: dict[str, str]) -> dict[str, Any]:
    """Return the lines of more than two points in a collection, with gaps between them."""
    gap = np.full((1, 2), np.nan)
    whole = [one for one in map(_floats, part.get_segments()) if len(one) > 2]
    x, y = np.concatenate([np.zeros((0, 2)), *(end for one in whole for end in (one, gap))]).T
    return {"x": x, "y": y, **labelled, "marker": "None", "style": "-"}


def _segments(part: Any, labelled: dict[str, str]) -> dict[str, Any]:
    found = [one for one in map(_floats, part.get_segments()) if one.shape == (2, 2)]
    ends = np.array(found, float).reshape(-1, 2, 2)
    return {
        "x": ends[:, 0, 0],
        "y": ends[:, 0, 1],
        "x_end": ends[:, 1, 0],
        "y_end": ends[:, 1, 1],
        **labelled,
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
        "pixels": _pixels(data),
        "colours": str(image.get_cmap().name),
        "limits": _floats([np.nan if limit is None else limit for limit in image.get_clim()]),
    }


def _pixels(data: Any) -> np.ndarray:
    """Return whole numbers and flags as they are, all else as numbers with NaN in the gaps."""
    data = np.ma.asarray(data)
    return np.array(data) if data.dtype.kind in "biu" and not data.mask.any() else _floats(data)


def _cloud(part: Any, labelled: dict[str, str]) -> dict[str, Any]:
    offsets = _floats(part.get_offsets()).reshape(-1, 2)
    return {"x": offsets[:, 0], "y": offsets[:, 1], **labelled}


def _band(paths: Any, part: Any) -> dict[str, Any]:
    corners = [_floats(path.vertices).reshape(-1, 2) for path in paths]
    x, y = np.concatenate([np.zeros((0, 2)), *corners]).T
    return {"x": x, "y": y, "label": _label(part.get_label())}


def _labels_by_colour(legends: list[Any]) -> dict[str, str]:
    """Return what the legends call a colour: ``legend(["a", "b"])`` gives lines no label."""
    pairs = [
        (_colour(handle), text.get_text())
        for legend in legends
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
    ]
    colours = [colour for colour, _ in pairs]
    return {colour: text for colour, text in pairs if colour and colours.count(colour) == 1}


def _colour(artist: Any) -> str:
    from matplotlib.colors import to_hex, to_rgba_array

    for name in ("get_color", "get_facecolor", "get_edgecolor"):
        if hasattr(artist, name):
            colours = to_rgba_array(getattr(artist, name)())
            if len(colours) and colours[0, 3]:
                return to_hex(colours[0])
    return ""


def _floats(data: Any) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(data, dtype=float), np.nan)


def _label(label: Any) -> str:
    """Return a label that the student gave; matplotlib's own begin with an underscore."""
    text = str(label)
    return "" if text.startswith("_") or label is None else text
