"""Splits of scikit-learn: what parted rows, and whether by chance."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from course_lib.audit.belonging import subjects_of
from course_lib.audit.events import Rows
from course_lib.audit.recorders.validation import noted

__all__ = ["watch"]

_SPLITTERS = ("KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit")


def watch(session: Any) -> None:
    """Watch what parts rows without asking which belong together.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    held = vars(sys.modules["sklearn.model_selection"])

    def parted(original: Any, *arrays: Any, **options: Any) -> Any:
        if session.inside is not None:
            return original(*arrays, **options)
        with session.recording("split") as event:
            event.details["by"] = "train_test_split"
            event.details["shuffled"] = options.get("shuffle", True) is not False
            event.details["unseeded"] = event.details["shuffled"] and (
                options.get("random_state") is None
            )
            if arrays:
                event.rows = session.attempt("the data of a split", lambda: session.rows(arrays[0]))
                session.attempt("subjects", lambda: _belonging(session, event.rows))
            return original(*arrays, **options)

    def split(original: Any, splitter: Any, *args: Any, **kwargs: Any) -> Any:
        inside = session.inside
        if inside is not None:
            pairs = original(splitter, *args, **kwargs)
            searches = inside.kind in ("cross-validate", "tune")
            return noted(inside, pairs) if searches else pairs
        with session.recording("split") as event:
            event.details["by"] = type(splitter).__name__
            event.details["shuffled"] = getattr(splitter, "shuffle", True) is not False
            x = inspect.signature(original).bind(splitter, *args, **kwargs).arguments.get("X")
            event.rows = session.attempt("the data of a split", lambda: session.rows(x))
            session.attempt("subjects", lambda: _belonging(session, event.rows))
        return original(splitter, *args, **kwargs)  # a generator, which runs outside of the event

    session.patches.functions([held.get("train_test_split")], parted)
    for name in _SPLITTERS:
        if name in held:
            session.patches.method(held[name], "split", split)


def _belonging(session: Any, rows: Rows | None) -> None:
    """Remember the subjects of rows, where the notebook holds them beside the rows."""
    if rows is None:
        return
    subjects = subjects_of(session.places.variables(), len(rows))
    if subjects is not None:
        pairs = zip(rows.ids.tolist(), subjects.tolist(), strict=True)
        session.log.ledger.subjects.update(pairs)
