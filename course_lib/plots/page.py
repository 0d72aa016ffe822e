"""Plotly figures that fit the page: its width, its colours, words for what they show."""

from __future__ import annotations

import plotly.graph_objects as go

from course_lib.plots.style import MIDDLE, PALETTE

__all__ = ["TEMPLATE", "finish", "page"]

_AXIS = {
    "gridcolor": "rgba(124,124,124,0.35)",
    "linecolor": MIDDLE,
    "zerolinecolor": "rgba(124,124,124,0.6)",
    "tickcolor": MIDDLE,
    "automargin": True,
}

TEMPLATE = go.layout.Template(
    layout={
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": MIDDLE, "size": 15, "family": "system-ui, sans-serif"},
        "colorway": list(PALETTE),
        "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "legend": {"orientation": "h", "y": -0.2, "yanchor": "top"},
        "hoverlabel": {"font": {"size": 14}},
        "sliderdefaults": {
            "bgcolor": "rgba(124,124,124,0.35)",
            "activebgcolor": PALETTE[0],
            "bordercolor": MIDDLE,
            "tickcolor": MIDDLE,
            "pad": {"t": 24, "b": 8},
            "currentvalue": {"font": {"size": 16}},
        },
    }
)
"""Transparent; text and grid in a grey that is as legible on white as on #14181e."""


def page(*, height: int) -> go.Figure:
    """Return an empty figure as wide as its column.

    Parameters
    ----------
    height : int
        Height in pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure.

    Examples
    --------
    >>> page(height=400).layout.autosize
    True
    """
    figure = go.Figure()
    return figure.update_layout(template=TEMPLATE, autosize=True, height=height, dragmode=False)


def finish(figure: go.Figure, alt_text: str) -> go.Figure:
    """Return the figure with its alt text in ``layout.meta``, where the page finds it.

    Examples
    --------
    >>> finish(page(height=400), "Nothing.").layout.meta["alt_text"]
    'Nothing.'
    """
    return figure.update_layout(meta={"alt_text": alt_text})
