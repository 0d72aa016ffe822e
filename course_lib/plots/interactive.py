"""Figures with a slider: move a setting and see what it does."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from course_lib.arguments import array, boolean, shown
from course_lib.plots import style
from course_lib.plots.images import limits_of, stacked, to_uint8
from course_lib.plots.page import finish, page

__all__ = ["interactive_images", "interactive_lines"]


def interactive_images(
    stack: Sequence[ArrayLike] | np.ndarray | Mapping[str, Sequence[ArrayLike]],
    values: Sequence[Any],
    label: str,
    *,
    annotate: bool = False,
    limits: tuple[float, float] | None = None,
) -> go.Figure:
    """Draw one image at a time, or several side by side, and a slider that goes through them.

    Parameters
    ----------
    stack : sequence of array_like
        An image for each step: grey of shape (height, width) or (height, width, 1), or colour of
        shape (height, width, 3). Sizes may differ, for pooling: all are drawn equally large. A
        mapping of names to such sequences draws a panel for each, under its name.
    values : sequence
        The setting at each step, for the slider.
    label : str
        What the setting is.
    annotate : bool
        Whether the numbers are written into the cells; for small grey images.
    limits : tuple of float, optional
        Values drawn as black and as white, as in `image_grid`; from the first image when None, or
        from the smallest and largest number of all when they are written.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; its alt text is ``figure.layout.meta["alt_text"]``.

    Raises
    ------
    TypeError
        An image that is not an array of numbers, or values that are not a sequence.
    ValueError
        No images, one with a wrong shape or NaN, or as many values as images.

    Examples
    --------
    >>> figure = interactive_images([np.eye(4), np.eye(2)], [1, 2], "pool size")
    >>> figure.layout.meta["alt_text"]
    'An image with a slider for pool size: 1, 2.'
    """
    panels = _panels(stack)
    images = [image for panel in panels.values() for image in panel]
    steps = style.texts(values, "values", len(next(iter(panels.values()))))
    label, annotate = style.text(label, "label"), boolean(annotate, "annotate")
    if annotate and max(max(image.shape[:2]) for image in images) > 16:
        raise ValueError("stack must have at most 16 rows and columns to be annotated, got more")
    if annotate and any(image.ndim == 3 for image in images):
        raise ValueError("stack must be grey to be annotated, got colour images")
    low, high = _numbered(images) if annotate and limits is None else limits_of(images[0], limits)
    figure = _grid(panels, *images[0].shape[:2])
    for step, together in enumerate(zip(*panels.values(), strict=True)):
        for position, image in enumerate(together, start=1):
            draw = _numbers(image, low, high) if annotate else _picture(image, low, high)
            draw.update(_place(image, *images[0].shape[:2]), visible=step == 0)
            figure.add_trace(draw.update(xaxis=f"x{position}", yaxis=f"y{position}"))
    _slider(figure, steps, label, len(panels))
    kind = f"Images ({', '.join(panels)})" if len(panels) > 1 else "An image"
    return finish(figure, f"{kind} with a slider for {label}: {', '.join(steps)}.")


def interactive_lines(
    x: ArrayLike,
    curves: Mapping[str, ArrayLike] | ArrayLike,
    values: Sequence[Any],
    label: str,
    *,
    points: tuple[ArrayLike, ArrayLike] | None = None,
    xlabel: str = "",
    ylabel: str = "",
) -> go.Figure:
    """Draw one or more curves and a slider that goes through their versions.

    Parameters
    ----------
    x : array_like of shape (n,)
        Where the curves are known.
    curves : array_like of shape (steps, n), or mapping of str to such
        The curve at each step; several named curves move together.
    values : sequence
        The setting at each step, for the slider.
    label : str
        What the setting is.
    points : tuple of array_like of shape (m,), optional
        Where markers stand, x and y: the first step shows none of them, each further step one more.
    xlabel, ylabel : str
        Titles of the axes.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; its alt text is ``figure.layout.meta["alt_text"]``. NaN leaves a gap.

    Raises
    ------
    TypeError
        `x` or a curve is not an array of numbers, or values are not a sequence.
    ValueError
        Wrong shapes, or nothing to draw.

    Examples
    --------
    >>> x = np.linspace(0, 1, 5)
    >>> figure = interactive_lines(x, [x, x**2], [1, 2], "power")
    >>> figure.layout.meta["alt_text"]
    'A curve over x with a slider for power: 1, 2.'
    """
    x = array(x, "x", ndim=1, finite=True)
    named = _curves(curves, len(x))
    first = next(iter(named.values()))
    steps = style.texts(values, "values", len(first))
    label = style.text(label, "label")
    xlabel, ylabel = style.text(xlabel, "xlabel"), style.text(ylabel, "ylabel")
    figure = page(height=430)
    for step in range(len(steps)):
        for position, (name, lines) in enumerate(named.items()):
            figure.add_scatter(
                x=x,
                y=lines[step],
                mode="lines",
                name=name,
                line={
                    "color": style.color(position),
                    "width": 3,
                    "dash": style.DASHES[position % len(style.DASHES)],
                },
                showlegend=len(named) > 1,
                visible=step == 0,
            )
        if points is not None:
            _mark(figure, points, step)
    figure.update_xaxes(title_text=xlabel)
    figure.update_yaxes(title_text=ylabel, range=_range(named, points))
    figure.update_layout(legend={"y": 1.02, "yanchor": "bottom"})
    each = len(named) + (points is not None)
    _slider(figure, steps, label, each, below=64 if xlabel else 40)
    kind = f"Curves ({', '.join(named)})" if len(named) > 1 else ylabel or "A curve"
    return finish(
        figure, f"{kind} over {xlabel or 'x'} with a slider for {label}: {', '.join(steps)}."
    )


def _mark(figure: go.Figure, points: tuple[ArrayLike, ArrayLike], step: int) -> None:
    """Add the first `step` points, the last of them filled."""
    x, y = (array(values, "points", ndim=1, finite=True) for values in points)
    if len(x) != len(y):
        raise ValueError(f"points must be as many in x as in y, got {len(x)} and {len(y)}")
    newest = ["circle-open"] * max(min(step, len(x)) - 1, 0) + ["circle"]
    figure.add_scatter(
        x=x[:step],
        y=y[:step],
        mode="markers",
        marker={"color": style.MIDDLE, "size": 10, "symbol": newest, "line": {"width": 2}},
        showlegend=False,
        visible=step == 0,
    )


def _panels(stack: Any) -> dict[str, list[np.ndarray]]:
    """Return the images of each panel, the same number in all."""
    if not isinstance(stack, Mapping):
        return {"": _images(stack, "stack")}
    if not stack:
        raise ValueError("stack must hold at least one image, got none")
    panels = {str(k): _images(v, f"stack[{str(k)!r}]") for k, v in stack.items()}
    counts = {name: len(images) for name, images in panels.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"stack must hold as many images for each name, got {shown(counts, 120)}")
    return panels


def _grid(panels: Mapping[str, Any], rows: int, columns: int) -> go.Figure:
    """Return a page with a square for each panel, two side by side, its name above."""
    across = min(len(panels), 2)
    down = -(-len(panels) // across)
    figure = page(height=470 if down == 1 else 110 + 290 * down)
    figure.set_subplots(
        rows=down,
        cols=across,
        subplot_titles=list(panels) if any(panels) else None,
        horizontal_spacing=0.04,
        vertical_spacing=0.12 / down,
    )
    figure.update_xaxes(visible=False, range=[-0.5, columns - 0.5], constrain="domain")
    for position in range(1, len(panels) + 1):
        figure.update_yaxes(scaleanchor=f"x{position}", selector=position - 1)
    return figure.update_yaxes(visible=False, range=[rows - 0.5, -0.5], constrain="domain")


def _place(image: np.ndarray, rows: int, columns: int) -> dict[str, float]:
    """Return where an image's pixels lie, so that it is as large as one of `rows` by `columns`."""
    height, width = image.shape[:2]
    return {
        "x0": (columns / width - 1) / 2,
        "dx": columns / width,
        "y0": (rows / height - 1) / 2,
        "dy": rows / height,
    }


def _images(stack: Any, name: str) -> list[np.ndarray]:
    wanted = f"{name} must be a sequence of images, got {shown(stack)}"
    if isinstance(stack, str | bytes | Mapping):
        raise TypeError(wanted)
    try:
        items = list(stack)
    except Exception:
        raise TypeError(wanted) from None
    if not items:
        raise ValueError(f"{name} must hold at least one image, got none")
    result = []
    for position, item in enumerate(items):
        one = f"{name}[{position}]"
        image = array(item, one, ndim=(2, 3), finite=True)
        result.append(stacked(image[None], one)[0])
    return result


def _curves(curves: Any, points: int) -> dict[str, np.ndarray]:
    if isinstance(curves, Mapping):
        named = {str(k): array(v, f"curves[{str(k)!r}]", ndim=2) for k, v in curves.items()}
    else:
        named = {"": array(curves, "curves", ndim=2)}
    if not named:
        raise ValueError("curves must hold at least one curve, got none")
    steps = len(next(iter(named.values())))
    for name, lines in named.items():
        if lines.shape != (steps, points):
            raise ValueError(
                f"curves must have shape ({steps}, {points}), got {lines.shape} for {name!r}"
            )
    return {name: lines.astype(np.float64) for name, lines in named.items()}


def _picture(image: np.ndarray, low: float, high: float) -> go.Image:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(to_uint8(image, low, high)).convert("RGB").save(buffer, format="png")
    source = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return go.Image(source=source, hoverinfo="skip")


def _numbered(images: list[np.ndarray]) -> tuple[float, float]:
    """Return the smallest and the largest number of all the matrices."""
    low, high = min(float(i.min()) for i in images), max(float(i.max()) for i in images)
    return low, high if high > low else low + 1.0


def _numbers(image: np.ndarray, low: float, high: float) -> go.Heatmap:
    return go.Heatmap(
        z=np.round(image.astype(np.float64), 6),
        zmin=low,
        zmax=high,
        colorscale="Cividis",
        showscale=False,
        texttemplate="%{z:.3~g}",
        textfont={"size": 15},
        hoverinfo="skip",
    )


def _range(named: dict[str, np.ndarray], points: Any) -> list[float] | None:
    """Return one range for all steps, so that the axis stands still while the curve moves."""
    marked = np.empty(0) if points is None else np.asarray(points[1], float)
    known = np.concatenate([lines[np.isfinite(lines)] for lines in named.values()] + [marked])
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    room = 0.05 * ((high - low) or 1.0)
    return [low - room, high + room]


def _slider(figure: go.Figure, steps: list[str], label: str, each: int, below: int = 24) -> None:
    figure.update_layout(
        sliders=[
            {
                "active": 0,
                "currentvalue": {"prefix": f"{label}: "},
                "pad": {"t": below, "b": 8},
                "steps": [
                    {
                        "label": text,
                        "method": "restyle",
                        "args": [
                            {"visible": [i // each == step for i in range(len(steps) * each)]}
                        ],
                    }
                    for step, text in enumerate(steps)
                ],
            }
        ]
    )
