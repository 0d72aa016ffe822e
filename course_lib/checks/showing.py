"""Figures that a cell leaves open, as the pictures that Jupyter shows; runs beside the code."""

from __future__ import annotations

import base64
import io
import sys

__all__ = ["close_figures", "show_figures"]

_MOST = 5


def close_figures() -> None:
    """Close what earlier cells left open, as Jupyter does at the end of a cell."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def show_figures() -> None:
    """Display the figures that are open as PNG, and close them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure = plt.figure()
    >>> show_figures(), plt.get_fignums()  # doctest: +ELLIPSIS
    {'image/png': ...}
    (None, [])
    """
    if "matplotlib.pyplot" not in sys.modules:
        return
    from IPython.display import display

    pyplot = sys.modules["matplotlib.pyplot"]
    for number in pyplot.get_fignums()[:_MOST]:
        picture = io.BytesIO()
        pyplot.figure(number).savefig(picture, format="png", dpi=80, bbox_inches="tight")
        display({"image/png": base64.b64encode(picture.getvalue()).decode()}, raw=True)
    pyplot.close("all")
