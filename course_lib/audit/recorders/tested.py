"""Columns that are compared with labels one by one, as for a selection by hand."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

__all__ = ["watch_scipy", "watch_selection"]

_OF_GROUPS = ("f_oneway", "kruskal", "mannwhitneyu", "ttest_ind")
_OF_LABELS = ("chi2", "f_classif", "f_regression", "mutual_info_classif", "mutual_info_regression")


def watch_scipy(session: Any) -> None:
    """Watch tests that compare groups of rows, by one column or by many.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def test(original: Any, *groups: Any, **options: Any) -> Any:
        result = original(*groups, **options)
        session.attempt("a test", lambda: _compared(session, groups))
        return result

    held = vars(sys.modules["scipy.stats"])
    session.patches.functions([held.get(name) for name in _OF_GROUPS], test)


def watch_selection(session: Any) -> None:
    """Watch functions of scikit-learn that say how much each column tells of the labels.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def test(original: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        x = args[0] if args else kwargs.get("X")
        session.attempt("a test", lambda: _compared(session, [x]))
        return result

    held = vars(sys.modules["sklearn.feature_selection"])
    session.patches.functions([held.get(name) for name in _OF_LABELS], test)


def _compared(session: Any, groups: Any) -> None:
    """Note how many rows and columns are compared; columns one by one count at one line."""
    if session.inside is not None or not session.places.in_notebook():
        return
    shapes = [np.shape(group) for group in groups]
    if not shapes or not all(len(shape) in (1, 2) for shape in shapes):
        return
    n, width = sum(shape[0] for shape in shapes), shapes[0][1] if len(shapes[0]) == 2 else 1
    here = session.places.here()
    last = session.log.events[-1] if session.log.events else None
    if last is not None and last.kind == "compare columns" and last.place == here:
        last.details["columns"] += width
        return
    with session.recording("compare columns") as event:
        event.details.update(n=n, columns=width)
