"""Finds the figure that a student's code draws; runs beside that code."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.checks import values
from course_lib.checks.describing import describe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["drawn"]

_NONE = "no figure of matplotlib was found: return the figure, or leave it open"


def drawn(found: Any, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a figure, or of what a function draws.

    Parameters
    ----------
    found : matplotlib Figure or Axes, or callable
        A function may return either, an array of axes, what a plotting function returned, or
        nothing: then pyplot's current figure counts, also when it was shown or closed. It begins
        with no figure open; those that were open are open afterwards.
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
    figure = _figure(found)
    if figure is not None:
        return describe(figure)
    if not callable(found):
        raise TypeError(f"a figure is wanted, not {values.type_name(found)}")
    with _opened() as opened:
        figure = _figure(found(*args, **kwargs))
        if figure is None:
            shown = [one for one in opened.figures if one.axes] or opened.figures
            if not shown:
                raise TypeError(_NONE)
            figure = shown[-1]
        return describe(figure)


class _Opened(OrderedDict):
    """The figures that pyplot has open, and all that it had: the current one comes last."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: list[Figure] = []

    def __setitem__(self, number: Any, manager: Any) -> None:
        super().__setitem__(number, manager)
        figure = manager.canvas.figure
        self.figures = [one for one in self.figures if one is not figure] + [figure]


@contextmanager
def _opened() -> Iterator[_Opened]:
    """Set aside what pyplot has open, keep `plt.show` quiet, and tidy up afterwards."""
    import matplotlib.pyplot as plt
    from matplotlib._pylab_helpers import Gcf

    before, show = Gcf.figs, plt.show
    Gcf.figs = opened = _Opened()
    plt.show = lambda *args, **kwargs: None
    try:
        yield opened
    finally:
        plt.show = show
        try:
            Gcf.destroy_all()
        finally:
            Gcf.figs = before


def _figure(value: Any) -> Figure | None:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    while isinstance(value, list | tuple | np.ndarray) and len(value):
        value = value[0]
    if isinstance(value, Artist) and not isinstance(value, Figure):
        value = value.get_figure(root=True)
    return value if isinstance(value, Figure) else None
