"""Drawings of the class page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from course_lib.plots.inline import svg
from course_lib.plots.style import FONT, MIDDLE, PALETTE, panels, plain

__all__ = ["distribution"]


def distribution(
    scores: Sequence[float], points: float, *, unit: str = "points", of: str = "submissions"
) -> str:
    """Return how often each score was reached, as one ``<svg>``.

    Parameters
    ----------
    scores : sequence of float
        One for each submission.
    points : float
        What can be earned without extra credit.
    unit, of : str
        Of the scores, and what has them.

    Returns
    -------
    str
        The drawing, with its content in words as its accessible name.

    Examples
    --------
    >>> drawing = distribution([3.0, 7.5, 8.0], 10)
    >>> drawing[:4], "3 submissions" in drawing
    ('<svg', True)
    """
    top = max([points, *scores, 1.0])
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 1000, 1e5, 1e9) if top / s <= 12)
    edges = np.arange(0, top + step, step)
    counts, _ = np.histogram(scores, edges)
    figure, (ax,) = panels(height=2.6)
    ax.bar(edges[:-1], counts, width=step, align="edge", color=PALETTE[0], alpha=0.85)
    ax.bar(edges[:-1], counts, width=step, align="edge", fill=False, edgecolor="black", lw=0.6)
    median = float(np.median(scores))
    ax.axvline(median, color=PALETTE[1], lw=2)
    high = max(int(counts.max()), 1)
    ax.set_ylim(0, high * 1.22)
    left = median > top / 2
    ax.annotate(
        f"median {plain(median)}",
        (median, high * 1.12),
        xytext=(-6 if left else 6, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=FONT,
    )
    ax.grid(False, axis="x")
    ax.set_xlim(0, edges[-1])
    ax.set_xlabel(unit, color="black")
    ax.set_ylabel(of)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=bool(top > 5)))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.spines[["left", "bottom"]].set_color(MIDDLE)
    figure.alt_text = _words(counts, edges, median, unit, of)
    return svg(figure)


def _words(counts: np.ndarray, edges: np.ndarray, median: float, unit: str, of: str) -> str:
    parts = [
        f"{count} from {plain(low)} to {plain(high)}"
        for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
        if count
    ]
    return (
        f"Distribution of the scores of {int(counts.sum())} {of}, median"
        f" {plain(median)}: {', '.join(parts)} {unit}."
    )
