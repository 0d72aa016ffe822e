"""Data sets as libraries hand them out: rows with the labels that belong to them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from course_lib.audit.maps import keep

__all__ = ["watch_course", "watch_keras", "watch_sklearn"]

_KERAS = ("mnist", "fashion_mnist", "cifar10", "cifar100", "california_housing")


def watch_keras(session: Any) -> None:
    """Watch the data sets of Keras.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    modules = [
        sys.modules.get(f"{package}.{name}")
        for package in ("keras.datasets", "keras._tf_keras.keras.datasets")
        for name in _KERAS
    ]
    _watch(session, [getattr(module, "load_data", None) for module in modules])


def watch_sklearn(session: Any) -> None:
    """Watch the data sets of scikit-learn.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    names = vars(sys.modules["sklearn.datasets"])
    kinds = ("load_", "fetch_", "make_")
    _watch(session, [value for name, value in names.items() if name.startswith(kinds)])


def watch_course(session: Any) -> None:
    """Watch the data sets of the course.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    registry = vars(sys.modules["course_lib.datasets.registry"])
    _watch(session, [registry.get(name) for name in ("load", "scene")])


def _watch(session: Any, originals: list[Any]) -> None:
    def load(original: Any, *args: Any, **kwargs: Any) -> Any:
        if session.inside is not None:
            return original(*args, **kwargs)
        with session.recording("load") as event:
            result = original(*args, **kwargs)
            session.attempt("loaded data", lambda: _loaded(session, event, result))
            return result

    session.patches.functions(originals, load)


def _loaded(session: Any, event: Any, result: Any) -> None:
    """Remember the labels that rows come with, and the image that they are pixels of."""
    keep(session.log.images, getattr(result, "cube", None))
    every = []
    for x, y in _pairs(result):
        rows = session.rows(x, y)
        if rows is None or rows.labels is None:
            continue
        session.log.ledger.labelled(rows.ids, rows.labels)
        every.append(rows.ids)
        event.rows = event.rows or rows
    if every:
        session.log.ledger.count(np.concatenate(every))
        event.details["parts"] = every


def _pairs(result: Any) -> Iterator[tuple[Any, Any]]:
    """Yield inputs and labels: of a bunch, of (x, y), of ((x, y), (x, y)), of named parts."""
    if hasattr(result, "data") and hasattr(result, "target"):
        yield result.data, result.target
    elif isinstance(result, tuple) and result and isinstance(result[0], tuple):
        for part in result:
            yield from _pairs(part)
    elif isinstance(result, tuple) and len(result) == 2 and hasattr(result[0], "shape"):
        yield result
    else:
        for part in ("train", "validation", "test"):
            for x, y in (("x", "y"), (f"x_{part}", f"y_{part}")):
                holder = getattr(result, part, result)
                if hasattr(holder, x) and hasattr(holder, y):
                    yield getattr(holder, x), getattr(holder, y)
