"""A matplotlib figure as inline SVG that takes the page's colours."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import struct
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from course_lib.arguments import shown

__all__ = ["svg"]

_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "course", "svg.image_inline": True}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_FAMILY = "var(--pst-font-family-base, system-ui, sans-serif)"
_SMALL = 300
"""Pixels: a smaller image is enlarged on the page, and its pixels should stay visible."""


def svg(figure: Figure) -> str:
    """Return `figure` as one ``<svg>`` element to be placed in a page.

    Black becomes ``currentColor`` and the background is transparent, so text, axes and ticks follow
    the page's theme. Text stays text, in the page's font. The same figure gives the same
    characters; its identifiers start with a hash of its content, so several figures share a page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure; its attribute ``alt_text``, where there is one, becomes the accessible name.

    Returns
    -------
    str
        The element, as wide as the figure but never wider than its column.

    Raises
    ------
    TypeError
        `figure` is not a matplotlib figure.

    Examples
    --------
    >>> from course_lib import plots
    >>> drawing = plots.svg(plots.bars({"with": 0.9, "without": 0.8}, label="accuracy"))
    >>> drawing[:4], "currentColor" in drawing, "#000000" in drawing
    ('<svg', True, False)
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure must be a matplotlib Figure, got {shown(figure)}")
    buffer = io.StringIO()
    with matplotlib.rc_context(_SETTINGS):
        figure.savefig(
            buffer, format="svg", facecolor="none", edgecolor="none", metadata=_NO_METADATA
        )
    return _inline(buffer.getvalue(), description(figure))


def description(figure: Figure) -> str:
    """Return what the figure shows: its alt text or, without one, its titles and axes."""
    alt = getattr(figure, "alt_text", "")
    if alt:
        return str(alt)
    parts = []
    for axes in figure.axes:
        title, x, y = axes.get_title(), axes.get_xlabel(), axes.get_ylabel()
        parts.append(": ".join(filter(None, [title, " over ".join(filter(None, [y, x]))])))
    return "Figure. " + "; ".join(filter(None, parts))


def _inline(drawing: str, alt: str) -> str:
    width, height = _size(drawing)
    body = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.S)
    body = re.sub(r'\bd="[^"]*"', _round, body)
    body = re.sub(r"(fill|stroke): ?#000000", r"\1: currentColor", body)
    body = re.sub(r"(font: ?(?:[\w.]+ )*?[\d.]+px) [^;\"]+", rf"\1 {_FAMILY}", body)
    body = re.sub(r"font-family: ?[^;\"]+", f"font-family: {_FAMILY}", body)
    body = re.sub(r"<image\b[^>]*>", _pixels, body)
    body = re.sub(r">\s+<", "><", body).strip()
    return (
        f'<svg role="img" aria-label="{html.escape(alt)}" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width * 0.75:g} {height * 0.75:g}" fill="currentColor"'
        ' style="display: block; max-width: 100%; height: auto; background: transparent;'
        ' stroke-linejoin: round; stroke-linecap: butt">'
        f"{_own(body)}</svg>"
    )


def _size(drawing: str) -> tuple[float, float]:
    """Return width and height in CSS pixels; matplotlib writes points."""
    found = re.search(r'<svg[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing, flags=re.S)
    assert found
    return float(found[1]) / 0.75, float(found[2]) / 0.75


def _round(path: re.Match[str]) -> str:
    return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", path[0]).replace("\n", "")


def _pixels(image: re.Match[str]) -> str:
    tag = image[0]
    data = re.search(r"base64,\s*([A-Za-z0-9+/=\s]+)", tag)
    assert data
    width, height = struct.unpack(">II", base64.b64decode(data[1])[16:24])
    tag = re.sub(r'\sstyle="[^"]*"', "", tag).replace("\n", "")
    if max(width, height) > _SMALL:
        return tag
    return tag.replace("<image", '<image style="image-rendering: pixelated"', 1)


def _own(body: str) -> str:
    """Drop the identifiers that nothing refers to and make the others this figure's own."""
    used = set(re.findall(r"(?:url\(#|href=\"#)([\w-]+)", body))
    prefix = "f" + hashlib.sha256(body.encode()).hexdigest()[:10] + "-"

    def rename(found: re.Match[str]) -> Any:
        return f' id="{prefix}{found[1]}"' if found[1] in used else ""

    body = re.sub(r'\sid="([^"]*)"', rename, body)
    return re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}", body)
